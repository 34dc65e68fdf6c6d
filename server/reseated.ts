import type { DocumentId } from '../shared/ids'
import type { Moved, Reseated } from './bus/port'
import type { Who } from './collab/connection'

/** What decides whether a session comes back. */
type Seated = Pick<Who, 'sessionId' | 'personId' | 'mechanismId' | 'office'>

/** Whether a session comes back with all that it has open. In one document only, its sockets there come back alone. */
export function comesBack(reseated: Reseated, session: Seated): boolean {
  if ('enteredFor' in reseated || 'movedDocument' in reseated) return false
  if ('secretariatOf' in reseated)
    return session.office === 'secretariat' && session.mechanismId === reseated.secretariatOf
  return reseated.documentId === undefined && isOf(session, reseated)
}

/** Whether a sync socket in a document comes back. */
export function socketComesBack(reseated: Reseated, who: Who, documentId: DocumentId): boolean {
  if ('enteredFor' in reseated) return who.entering?.seatId === reseated.enteredFor
  if ('movedDocument' in reseated) return reseated.movedDocument === documentId
  const isHere = 'documentId' in reseated && reseated.documentId === documentId
  return isHere ? isOf(who, reseated) : comesBack(reseated, who)
}

const isOf = (session: Seated, { personId, sessionId }: Moved): boolean =>
  session.personId === personId && (sessionId === null || session.sessionId === sessionId)
