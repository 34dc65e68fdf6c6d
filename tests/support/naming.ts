import type { DocumentId } from '../../shared/ids'
import { documentStream } from '../../shared/journal'

/** Payloads that are right for a document; what they name besides is nowhere. */
const PAYLOADS: Readonly<Record<string, (documentId: DocumentId) => unknown>> = {
  'link:create': (onlyDocumentId) => ({ role: 'drafter', label: '', onlyDocumentId }),
  'document:enter': (documentId) => ({ documentId, receipt: null }),
  'document:enterFor': (documentId) => ({ documentId, seatId: 's'.repeat(20) }),
  'document:duplicate': (documentId) => ({ documentId, title: 'x' }),
  'document:configure': (documentId) => ({ documentId, settings: { wordLimit: null, digits: 'european' } }),
  'document:rename': (documentId) => ({ documentId, title: 'x' }),
  'document:changeLanguage': (documentId) => ({ documentId, language: 'fr' }),
  'document:move': (documentId) => ({ documentId, meetingId: null }),
  'document:archive': (documentId) => ({ documentId }),
  'document:bringBack': (documentId) => ({ documentId }),
  'document:leave': (documentId) => ({ documentId, clientId: 7, clock: 0 }),
  'document:read': (documentId) => ({ documentId }),
  'document:compare': (documentId) => ({
    documentId,
    stateHash: '0'.repeat(64),
    contentHash: 'a'.repeat(64),
  }),
  'provision:agree': (documentId) => ({ documentId, provisionId: 'p'.repeat(20), textHash: 'a'.repeat(64) }),
  'provision:confirm': (documentId) => ({
    documentId,
    provisions: [{ provisionId: 'p'.repeat(20), textHash: 'a'.repeat(64) }],
  }),
  'provision:instruct': (documentId) => ({ documentId, provisionIds: ['p'.repeat(20)], note: 'x' }),
  'provision:reopen': (documentId) => ({ documentId, provisionId: 'p'.repeat(20), reason: 'x' }),
  'plenary:begin': (documentId) => ({ documentId }),
  'plenary:pass': (documentId) => ({ documentId, holderId: 'h'.repeat(20) }),
  'plenary:end': (documentId) => ({ documentId }),
  'words:keep': (documentId) => ({ documentId, provisionId: null, text: 'x', code: 'read-only' }),
  'words:list': (documentId) => ({ documentId }),
  'words:dismiss': (documentId) => ({ documentId, wordsId: 'w' }),
  'recovery:takeBack': (documentId) => ({ documentId, update: 'AAA=' }),
  'recovery:end': (documentId) => ({ documentId }),
  'practice:reset': (documentId) => ({ documentId }),
  'practice:sit': (documentId) => ({ documentId, seatId: 'practice-chair' }),
  'room:release': (documentId) => ({ documentId, title: 'x' }),
  'room:readers': (documentId) => ({ documentId }),
  'record:read': (documentId) => ({ documentId, before: null }),
  'journal:read': (documentId) => ({ stream: documentStream(documentId), after: 0 }),
}
/** The commands that name a document. */
export const names = Object.keys(PAYLOADS)
/** The payload of one of them. */
export const payloadOf = (name: string, documentId: DocumentId) => PAYLOADS[name]?.(documentId)
