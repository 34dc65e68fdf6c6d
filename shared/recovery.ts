import * as v from 'valibot'
import { draft, readJsonBody, type Actor, type Entry, type EntryDraft, type Receipt } from './journal'
import { ok, refuse, type Result } from './result'
import { whyNot, type State } from './roles'

/**
 * A document is in recovery after the server went back in time, as a restored backup does: somebody holds a receipt
 * for an entry that the journal no longer has. It is read-only until a coordinator ends the recovery; text that
 * browsers still hold can be taken back in meanwhile.
 */
export interface Recovery {
  /** Receipts that were signed before are of the lost time, also when the clock went back with the server. */
  readonly since: number
  /** The last entry that somebody can prove and the journal lacks. */
  readonly lostSeq: number
  /** False once a coordinator has ended it; it is remembered so that receipts of the lost time do not reopen it. */
  readonly open: boolean
}

/** Whether the document is read-only because the server went back in time. */
export function isRecovering(recovery: Recovery | null): boolean {
  return recovery?.open === true
}

const Began = v.object({ lostSeq: v.number(), lostHash: v.string(), lostAt: v.optional(v.number(), 0) })

/**
 * Decides what a genuine receipt means. The caller has checked its signature.
 *
 * @param heldHash hash of the journal's entry at the seq of the receipt, or null when it has none
 * @returns the entries to append: none when the receipt agrees with the journal or recovery is under way already
 */
export function decideRecovery(
  recovery: Recovery | null,
  { receipt, heldHash }: { readonly receipt: Receipt; readonly heldHash: string | null },
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (heldHash === receipt.hash) return ok([])
  if (recovery && receipt.seq <= recovery.lostSeq && (recovery.open || receipt.at < recovery.since))
    return ok([])
  const lost = { lostSeq: receipt.seq, lostHash: receipt.hash, lostAt: receipt.at }
  return ok([draft('recovery:began', lost, by, now)])
}

/** Decides on ending a recovery. @param state how the document stands. @returns the entry to append, or `not-allowed` / `not-in-recovery` */
export function decideEndRecovery(state: State, by: Actor, now: number): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'endRecovery', state)
  if (refused) return refuse(refused)
  return ok([draft('recovery:ended', {}, by, now)])
}

/** Folds one entry into the recovery; other kinds leave it as it is. */
export function evolveRecovery(recovery: Recovery | null, entry: Entry): Recovery | null {
  if (entry.kind === 'recovery:began') {
    const { lostSeq, lostAt } = v.parse(Began, readJsonBody(entry.body))
    const since = Math.max(recovery?.open ? recovery.since : entry.at, lostAt + 1)
    return { since, lostSeq, open: true }
  }
  return entry.kind === 'recovery:ended' && recovery ? { ...recovery, open: false } : recovery
}
