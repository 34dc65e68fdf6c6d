import type { PersonId } from '../../shared/ids'
import { ok, refuse, type Result } from '../../shared/result'
import { Budgets } from '../budgets'

/** What a person may say at once in commands, in bytes: two documents that were lost, or hundreds of kept words. */
const BURST_BYTES = 16 << 20
/** What a person may say for hours, in bytes per second. */
const BYTES_PER_SECOND = 64 << 10

/** Uses up what a person may say, before it is read, or answers `too-many-attempts` with the seconds to wait. */
export type Inbound = (personId: PersonId, bytes: number) => Result<void>

/** Counts what persons say in commands on this node, over all their requests and live sockets. */
export function createInbound(): Inbound {
  const budgets = new Budgets<PersonId>({ burst: BURST_BYTES, perMs: BYTES_PER_SECOND / 1_000 })
  return (personId, bytes) => {
    const waitMs = budgets.trySpend(personId, bytes)
    return waitMs > 0 ? refuse('too-many-attempts', { seconds: Math.ceil(waitMs / 1_000) }) : ok(undefined)
  }
}
