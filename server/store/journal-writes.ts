import type { Transaction } from 'kysely'
import { randomBytes } from 'node:crypto'
import { EMPTY_HEAD, seal, type Entry, type EntryDraft, type Head, type StreamId } from '../../shared/journal'
import type { Engine } from './database'
import { nativeSha256, rowOf } from './entry-rows'
import { allBetween } from './journal-reads'
import { StoreFault, type Appended } from './port'
import type { Tables } from './tables'

/** What one caller wants to append behind the head that it knows. */
export interface Wish {
  readonly stream: StreamId
  readonly expected: Head
  readonly drafts: readonly EntryDraft[]
}

/** What became of a wish: an answer, or a fault that concerns this wish only. */
export type Outcome = { readonly appended: Appended } | { readonly fault: unknown }

/** A wish while it is granted: its new entries, or why there are none. */
type Sealed = { readonly entries: readonly Entry[] } | { readonly behind: true } | { readonly fault: unknown }

/** Bytes of the salt of an entry. */
const SALT_BYTES = 16
/** Rows of one insert statement: 13 values each, far below any engine's limit. */
const ROWS_PER_INSERT = 50

/**
 * Grants wishes in their order within one transaction. A wish that does not follow its stream's head is answered
 * with what it missed, entries of this very transaction included.
 */
export async function grant(
  trx: Transaction<Tables>,
  engine: Engine,
  wishes: readonly Wish[],
): Promise<Outcome[]> {
  const heads = await headsOf(trx, engine, wishes)
  const sealed = wishes.map((wish) => sealWish(heads, wish))
  const entries = sealed.flatMap((wish) => ('entries' in wish ? wish.entries : []))
  await insert(trx, entries, heads)
  const outcomes: Outcome[] = []
  for (const [index, wish] of wishes.entries())
    outcomes.push(await outcomeOf(trx, wish, heads, sealed[index]))
  return outcomes
}

/** Heads of all streams of the wishes, held until the transaction ends. */
async function headsOf(
  trx: Transaction<Tables>,
  engine: Engine,
  wishes: readonly Wish[],
): Promise<Map<StreamId, Head>> {
  const streams = [...new Set(wishes.map((wish) => wish.stream))].sort()
  if (engine.locksRows) await makeHeads(trx, streams)
  let query = trx.selectFrom('stream').selectAll().where('stream', 'in', streams)
  if (engine.locksRows) query = query.orderBy('stream').forUpdate()
  const rows = await query.execute()
  return new Map(rows.map(({ stream, seq, hash }) => [stream, { seq, hash }]))
}

/** A head that does not exist cannot be locked, so it is made first. */
async function makeHeads(trx: Transaction<Tables>, streams: readonly StreamId[]): Promise<void> {
  await trx
    .insertInto('stream')
    .values(streams.map((stream) => ({ stream, ...EMPTY_HEAD })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Seals a wish that follows the head of its stream, and moves the head. */
function sealWish(heads: Map<StreamId, Head>, { stream, expected, drafts }: Wish): Sealed {
  const head = heads.get(stream) ?? EMPTY_HEAD
  if (head.seq !== expected.seq || head.hash !== expected.hash) return { behind: true }
  try {
    const entries = seal(stream, head, drafts, newSalts(drafts.length), nativeSha256)
    const last = entries.at(-1)
    if (last) heads.set(stream, { seq: last.seq, hash: last.hash })
    return { entries }
  } catch (fault) {
    return { fault }
  }
}

/** One call for all of them: each call of the generator costs more than its bytes. */
function newSalts(count: number): Uint8Array[] {
  const bytes = randomBytes(count * SALT_BYTES)
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * SALT_BYTES, (index + 1) * SALT_BYTES),
  )
}

async function insert(
  trx: Transaction<Tables>,
  entries: readonly Entry[],
  heads: ReadonlyMap<StreamId, Head>,
): Promise<void> {
  if (entries.length === 0) return
  for (let at = 0; at < entries.length; at += ROWS_PER_INSERT) {
    const rows = entries.slice(at, at + ROWS_PER_INSERT).map(rowOf)
    await trx.insertInto('entry').values(rows).execute()
  }
  const moved = new Set(entries.map((entry) => entry.stream))
  const rows = [...moved].map((stream) => ({ stream, ...(heads.get(stream) ?? EMPTY_HEAD) }))
  await trx
    .insertInto('stream')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('stream')
        .doUpdateSet((eb) => ({ seq: eb.ref('excluded.seq'), hash: eb.ref('excluded.hash') })),
    )
    .execute()
}

async function outcomeOf(
  trx: Transaction<Tables>,
  { stream, expected }: Wish,
  heads: ReadonlyMap<StreamId, Head>,
  sealed: Sealed | undefined,
): Promise<Outcome> {
  if (sealed && 'fault' in sealed) return sealed
  if (sealed && 'entries' in sealed) return { appended: { kind: 'written', entries: sealed.entries } }
  try {
    const missed = await allBetween(trx, stream, expected, heads.get(stream) ?? EMPTY_HEAD)
    return { appended: { kind: 'behind', entries: missed } }
  } catch (fault) {
    if (fault instanceof StoreFault) throw fault
    return { fault }
  }
}
