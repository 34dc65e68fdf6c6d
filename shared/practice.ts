import { standingOf, type DocumentState } from './documents'
import { draft, type Actor, type EntryDraft } from './journal'
import { ok, refuse, type Result } from './result'
import { can, type Role } from './roles'

/** In which role somebody acts in a document: in one for practice everybody may type and bring down the gavel. */
export function roleIn({ isPractice }: { readonly isPractice?: boolean | undefined }, role: Role): Role {
  return isPractice ? 'chair' : role
}

/**
 * Decides on putting a practice document aside, so that a fresh one can take its place: what anybody saw in it stays in
 * its journal.
 *
 * @returns the entry to append, none when it is aside already; or `not-allowed`, `in-recovery`
 */
export function decidePutPracticeAside(state: DocumentState, by: Actor, now: number): Result<EntryDraft[]> {
  if (!state.card?.isPractice || !can(by.role, 'practise')) return refuse('not-allowed')
  if (standingOf(state) === 'inRecovery') return refuse('in-recovery')
  if (state.archived) return ok([])
  return ok([draft('document:archived', {}, by, now)])
}
