import type { Kysely } from 'kysely'
import { EMPTY_HEAD, seal, type Entry, type EntryDraft, type Head, type StreamId } from '../../shared/journal'
import type { CompiledQueries } from './compiled'
import type { Engine, Run } from './database'
import { nativeSha256, rowOf } from './entry-rows'
import { newSalt } from './salts'
import type { Tables } from './tables'

/** What one caller wants to append behind the head that it knows. */
export interface Wish {
  readonly stream: StreamId
  readonly expected: Head
  readonly drafts: readonly EntryDraft[]
}

/**
 * What became of a wish: its entries; or that it is behind, with the head of its stream when all wishes were granted;
 * or a fault that concerns this wish only.
 */
export type Outcome =
  { readonly entries: readonly Entry[] } | { readonly behind: Head } | { readonly fault: unknown }

/** Rows of one insert statement: 13 values each, far below any engine's limit. */
const ROWS_PER_INSERT = 50

/** What granting needs beside the transaction. */
export interface Means {
  readonly engine: Engine
  /** Makes the statements; they run in the transaction. */
  readonly db: Kysely<Tables>
  readonly queries: CompiledQueries
}

/** Grants wishes in their order within one transaction. A wish that does not follow its stream's head is behind. */
export async function grant(run: Run, means: Means, wishes: readonly Wish[]): Promise<Outcome[]> {
  const heads = await headsOf(run, means, wishes)
  const outcomes = wishes.map((wish) => sealWish(heads, wish))
  const entries = outcomes.flatMap((outcome) => ('entries' in outcome ? outcome.entries : []))
  await insert(run, means, entries)
  const moved = new Map(entries.map(({ stream, seq, hash }) => [stream, { seq, hash }]))
  if (moved.size > 0) await moveHeads(run, means, moved)
  return outcomes.map((outcome, index) => {
    const stream = wishes[index]?.stream
    return 'behind' in outcome && stream ? { behind: heads.get(stream) ?? EMPTY_HEAD } : outcome
  })
}

/** Heads of all streams of the wishes, held until the transaction ends. */
async function headsOf(run: Run, means: Means, wishes: readonly Wish[]): Promise<Map<StreamId, Head>> {
  const { engine, db, queries } = means
  const streams = [...new Set(wishes.map((wish) => wish.stream))].sort()
  if (engine.locksRows) await makeHeads(run, means, streams)
  const rows = await queries.run(run, `heads of ${streams.length}`, streams, () => {
    const query = db.selectFrom('stream').selectAll().where('stream', 'in', streams)
    return engine.locksRows ? query.orderBy('stream').forUpdate() : query
  })
  return new Map(rows.map(({ stream, seq, hash }) => [stream, { seq, hash }]))
}

/** A head that does not exist cannot be locked, so it is made first. */
async function makeHeads(run: Run, { db, queries }: Means, streams: readonly StreamId[]): Promise<void> {
  const rows = streams.map((stream) => ({ stream, ...EMPTY_HEAD }))
  await queries.run(run, `made heads, ${rows.length}`, rows.flatMap(valuesOf), () =>
    db
      .insertInto('stream')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
  )
}

/** Seals a wish that follows the head of its stream, and moves the head. */
function sealWish(heads: Map<StreamId, Head>, { stream, expected, drafts }: Wish): Outcome {
  const head = heads.get(stream) ?? EMPTY_HEAD
  if (head.seq !== expected.seq || head.hash !== expected.hash) return { behind: head }
  try {
    const entries = seal(stream, head, drafts, drafts.map(newSalt), nativeSha256)
    const last = entries.at(-1)
    if (last) heads.set(stream, { seq: last.seq, hash: last.hash })
    return { entries }
  } catch (fault) {
    return { fault }
  }
}

async function insert(run: Run, { db, queries }: Means, entries: readonly Entry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += ROWS_PER_INSERT) {
    const rows = entries.slice(at, at + ROWS_PER_INSERT).map(rowOf)
    await queries.run(run, `entries, ${rows.length}`, rows.flatMap(valuesOf), () =>
      db.insertInto('entry').values(rows),
    )
  }
}

async function moveHeads(
  run: Run,
  { db, queries }: Means,
  moved: ReadonlyMap<StreamId, Head>,
): Promise<void> {
  const rows = [...moved].map(([stream, { seq, hash }]) => ({ stream, seq, hash }))
  await queries.run(run, `moved heads, ${rows.length}`, rows.flatMap(valuesOf), () =>
    db
      .insertInto('stream')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('stream')
          .doUpdateSet((eb) => ({ seq: eb.ref('excluded.seq'), hash: eb.ref('excluded.hash') })),
      ),
  )
}

const valuesOf = (row: object): unknown[] => Object.values(row)
