import type { Transaction } from 'kysely'
import { randomBytes } from 'node:crypto'
import { EMPTY_HEAD, seal, type Entry, type EntryDraft, type Head, type StreamId } from '../../shared/journal'
import type { CompiledQueries } from './compiled'
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

/** What granting needs beside the transaction. */
export interface Means {
  readonly engine: Engine
  readonly queries: CompiledQueries
}

/**
 * Grants wishes in their order within one transaction. A wish that does not follow its stream's head is answered
 * with what it missed, entries of this very transaction included.
 */
export async function grant(
  trx: Transaction<Tables>,
  means: Means,
  wishes: readonly Wish[],
): Promise<Outcome[]> {
  const heads = await headsOf(trx, means, wishes)
  const sealed = wishes.map((wish) => sealWish(heads, wish))
  const entries = sealed.flatMap((wish) => ('entries' in wish ? wish.entries : []))
  await insert(trx, means.queries, entries)
  const moved = new Map(entries.map(({ stream, seq, hash }) => [stream, { seq, hash }]))
  if (moved.size > 0) await moveHeads(trx, means.queries, moved)
  const outcomes: Outcome[] = []
  for (const [index, wish] of wishes.entries())
    outcomes.push(await outcomeOf(trx, wish, heads, sealed[index]))
  return outcomes
}

/** Heads of all streams of the wishes, held until the transaction ends. */
async function headsOf(
  trx: Transaction<Tables>,
  { engine, queries }: Means,
  wishes: readonly Wish[],
): Promise<Map<StreamId, Head>> {
  const streams = [...new Set(wishes.map((wish) => wish.stream))].sort()
  if (engine.locksRows) await makeHeads(trx, streams)
  const rows = await queries.run(trx, `heads of ${streams.length}`, streams, () => {
    const query = trx.selectFrom('stream').selectAll().where('stream', 'in', streams)
    return engine.locksRows ? query.orderBy('stream').forUpdate() : query
  })
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
  queries: CompiledQueries,
  entries: readonly Entry[],
): Promise<void> {
  for (let at = 0; at < entries.length; at += ROWS_PER_INSERT) {
    const rows = entries.slice(at, at + ROWS_PER_INSERT).map(rowOf)
    const values = rows.flatMap((row): unknown[] => Object.values(row))
    await queries.run(trx, `entries, ${rows.length}`, values, () => trx.insertInto('entry').values(rows))
  }
}

async function moveHeads(
  trx: Transaction<Tables>,
  queries: CompiledQueries,
  moved: ReadonlyMap<StreamId, Head>,
): Promise<void> {
  const rows = [...moved].map(([stream, { seq, hash }]) => ({ stream, seq, hash }))
  const values = rows.flatMap((row) => Object.values(row))
  await queries.run(trx, `moved heads, ${rows.length}`, values, () =>
    trx
      .insertInto('stream')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('stream')
          .doUpdateSet((eb) => ({ seq: eb.ref('excluded.seq'), hash: eb.ref('excluded.hash') })),
      ),
  )
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
