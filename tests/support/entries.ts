import type { PersonId } from '../../shared/ids'
import { jsonBody, type Actor, type EntryDraft } from '../../shared/journal'

/** Somebody who may type. */
export const drafter: Actor = { personId: 'delegate' as PersonId, seatId: null, role: 'drafter' }

/** An entry to be appended that says `word`; `more` changes what matters to the test. */
export function draftOf(word: string, more: Partial<EntryDraft> = {}): EntryDraft {
  return { kind: 'word:said', actor: drafter, audience: 'everyone', body: jsonBody({ word }), at: 1, ...more }
}
