import * as v from 'valibot'
import { DocumentId } from './ids'
import { jsonBody, readJsonBody, type Actor, type Entry, type EntryDraft } from './journal'
import { Language } from './languages'
import { evolveSettled, type SettledProvisions } from './provisions'
import { evolveRecovery, type Recovery } from './recovery'
import { ok, refuse, type Result } from './result'
import { can } from './roles'
import { evolveWords, type KeptWordsById } from './words'

/**
 * What the journal of a document says besides its text: the fold of all entries whose kind does not begin with
 * `text:`. The text itself is the fold of the others and lives in a Yjs document.
 */
export interface DocumentState {
  /** Null before the first entry. */
  readonly card: DocumentFacts | null
  readonly settled: SettledProvisions
  readonly words: KeptWordsById
  readonly recovery: Recovery | null
}

export const DocumentFacts = v.object({ documentId: DocumentId, title: v.string(), language: Language })
export type DocumentFacts = v.InferOutput<typeof DocumentFacts>

export const EMPTY_DOCUMENT: DocumentState = {
  card: null,
  settled: new Map(),
  words: new Map(),
  recovery: null,
}

/** Kinds that carry a Yjs update as their body. */
export const TEXT_KINDS = {
  /** Typed by the actor. */
  updated: 'text:updated',
  /** Repaired by the server in the actor's wake: ids renewed, a lost first boundary put back, empty provisions removed. */
  healed: 'text:healed',
  /** Given back by the actor after the server lost it; the words may be others'. */
  recovered: 'text:recovered',
} as const

/** Whether the body of an entry is a Yjs update. */
export function isTextKind(kind: string): boolean {
  return kind.startsWith('text:')
}

/** Decides on making a document. @returns the first entry of its journal, or `not-allowed` */
export function decideCreate(facts: DocumentFacts, by: Actor, now: number): Result<EntryDraft[]> {
  if (!can(by.role, 'createDocument')) return refuse('not-allowed')
  return ok([
    { kind: 'document:created', actor: by, at: now, audience: 'everyone' as const, body: jsonBody(facts) },
  ])
}

/** Folds one entry into the state of its document. Text entries change nothing here. */
export function evolveDocument(state: DocumentState, entry: Entry): DocumentState {
  if (isTextKind(entry.kind)) return state
  if (entry.kind === 'document:created') {
    return { ...state, card: v.parse(DocumentFacts, readJsonBody(entry.body)) }
  }
  const settled = evolveSettled(state.settled, entry)
  const words = evolveWords(state.words, entry)
  const recovery = evolveRecovery(state.recovery, entry)
  return { ...state, settled, words, recovery }
}
