import * as v from 'valibot'
import type { ProvisionId } from '../../shared/ids'
import type { EntryRead, Status } from '../../shared/protocol'
import { Agreed, ReopenedFact } from '../../shared/provisions'

/** Why a provision cannot be changed at this moment. */
export type Lock = 'provision-settled' | 'freezing'

/** A settled provision as screens show it. */
export interface SettledHere {
  readonly textHash: string
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number
  /** Name of the chair who settled it. */
  readonly by: string
}

/** What cannot be changed at this moment; a value, replaced whole. */
export interface Locks {
  readonly settled: ReadonlyMap<ProvisionId, SettledHere>
  /** Frozen before a gavel: nobody knows yet whether it falls. */
  readonly frozen: ReadonlySet<ProvisionId>
}

export const NO_LOCKS: Locks = { settled: new Map(), frozen: new Set() }

/** The locks as the answer to `document:enter` says them. */
export function locksFrom(statuses: readonly v.InferOutput<typeof Status>[]): Locks {
  const settled = new Map(
    statuses.map(({ provisionId, textHash, at, by }) => [provisionId, { textHash, at, by }]),
  )
  return { settled, frozen: new Set() }
}

/** The locks as they are stored, to be read again by `locksFrom`. */
export function statusesOf({ settled }: Locks): v.InferOutput<typeof Status>[] {
  return [...settled].map(([provisionId, here]) => ({ provisionId, status: 'agreedAdRef', ...here }))
}

/** Folds one announced entry into the locks; other kinds, and what others may not see, leave them as they are. */
export function withEntry(locks: Locks, entry: EntryRead): Locks {
  if (!entry.shown) return locks
  if (entry.kind === 'provision:agreedAdRef') {
    const { provisionId, textHash } = v.parse(Agreed, entry.body)
    const settled = new Map(locks.settled).set(provisionId, { textHash, at: entry.at, by: entry.by ?? '' })
    return { ...thawed(locks, provisionId), settled }
  }
  if (entry.kind === 'provision:reopened') {
    const settled = new Map(locks.settled)
    settled.delete(v.parse(ReopenedFact, entry.body).provisionId)
    return { ...locks, settled }
  }
  return locks
}

/** Whether a gavel has fallen in between, also on what was settled before and had been opened again. */
export function hasSettled(before: Locks, now: Locks): boolean {
  return [...now.settled].some(([id, { textHash, at }]) => {
    const former = before.settled.get(id)
    return former?.textHash !== textHash || former.at !== at
  })
}

/** A gavel is about to fall. */
export function withFrozen(locks: Locks, provisionId: ProvisionId): Locks {
  return { ...locks, frozen: new Set(locks.frozen).add(provisionId) }
}

/**
 * The freeze is over. When the gavel fell, the provision stays locked until the entry that says so arrives; the
 * sync socket is often faster than the live one.
 */
export function withThaw(locks: Locks, provisionId: ProvisionId, settled: boolean, now: number): Locks {
  const open = thawed(locks, provisionId)
  if (!settled || open.settled.has(provisionId)) return open
  return { ...open, settled: new Map(open.settled).set(provisionId, { textHash: '', at: now, by: '' }) }
}

/** Every freeze ends with its connection: the server lifts it by itself, and a new one is told anew. */
export function withoutFrozen(locks: Locks): Locks {
  return locks.frozen.size > 0 ? { ...locks, frozen: new Set() } : locks
}

/** Why the provision cannot be changed, or null when it can. */
export function lockOf(locks: Locks, provisionId: string): Lock | null {
  const id = provisionId as ProvisionId
  if (locks.settled.has(id)) return 'provision-settled'
  return locks.frozen.has(id) ? 'freezing' : null
}

function thawed(locks: Locks, provisionId: ProvisionId): Locks {
  const frozen = new Set(locks.frozen)
  frozen.delete(provisionId)
  return { ...locks, frozen }
}
