import { standingOf, type DocumentState } from './documents'
import type { SeatId } from './ids'
import { draft, type Actor, type EntryDraft } from './journal'
import { practiceSeat } from './practice-seats'
import { ok, refuse, type Result } from './result'
import { can } from './roles'

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

/**
 * Decides on sitting down at the table of the practice meeting, or on another seat of it: any of them is for anybody.
 *
 * @returns the entry to append, none when the person sits there already; or `not-allowed`, `in-recovery`,
 * `document-archived`, `seat-unknown`
 */
export function decideSit(
  state: DocumentState,
  seatId: SeatId,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!state.card?.isPractice || !can(by.role, 'practise')) return refuse('not-allowed')
  const standing = standingOf(state)
  if (standing === 'inRecovery') return refuse('in-recovery')
  if (standing === 'archived') return refuse('document-archived')
  if (!practiceSeat(seatId)) return refuse('seat-unknown')
  if (state.practising.get(by.personId) === seatId) return ok([])
  return ok([draft('practice:seated', { seatId }, by, now)])
}
