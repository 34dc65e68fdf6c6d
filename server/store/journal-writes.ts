import type { Kysely } from 'kysely'
import { EMPTY_HEAD, seal, type Entry, type EntryDraft, type Head, type StreamId } from '../../shared/journal'
import type { CompiledQueries } from './compiled'
import type { Run } from './database'
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
  /** Makes the statements; they run in the transaction. */
  readonly db: Kysely<Tables>
  readonly queries: CompiledQueries
}

/**
 * Grants wishes within one transaction. A wish that does not follow its stream's head is behind. Heads are moved in the
 * order of the streams, so that two nodes never wait for each other.
 */
export async function grant(run: Run, means: Means, wishes: readonly Wish[]): Promise<Outcome[]> {
  const granted: (Outcome | 'behind')[] = []
  for (const index of inOrderOfStreams(wishes)) {
    const wish = wishes[index]
    if (wish) granted[index] = await grantOne(run, means, wish)
  }
  const entries = granted.flatMap((one) => (one !== 'behind' && 'entries' in one ? one.entries : []))
  await insert(run, means, entries)
  const outcomes: Outcome[] = []
  for (const [index, { stream }] of wishes.entries()) {
    const one = granted[index] ?? 'behind'
    outcomes.push(one === 'behind' ? { behind: await headIn(run, means, stream) } : one)
  }
  return outcomes
}

function inOrderOfStreams(wishes: readonly Wish[]): readonly number[] {
  const indices = wishes.map((_, index) => index)
  if (wishes.length < 2) return indices
  const streams = wishes.map(({ stream }) => stream)
  return indices.sort((a, b) => {
    const [one = '', other = ''] = [streams[a], streams[b]]
    return one < other ? -1 : one > other ? 1 : a - b
  })
}

/** Seals a wish and moves the head of its stream, when it is still the one that the wish follows. */
async function grantOne(run: Run, means: Means, wish: Wish): Promise<Outcome | 'behind'> {
  const { stream, expected, drafts } = wish
  let entries: readonly Entry[]
  try {
    entries = seal(stream, expected, drafts, drafts.map(newSalt), nativeSha256)
  } catch (fault) {
    return { fault }
  }
  const last = entries.at(-1)
  const isNext = last
    ? await moveHead(run, means, wish, last)
    : isSame(await headIn(run, means, stream), expected)
  return isNext ? { entries } : 'behind'
}

/** @returns whether the head was the expected one; it is held until the transaction ends */
async function moveHead(
  run: Run,
  { db, queries }: Means,
  { stream, expected }: Wish,
  { seq, hash }: Head,
): Promise<boolean> {
  const { changes } = isSame(expected, EMPTY_HEAD)
    ? await queries.run(run, 'first head', [stream, seq, hash], () =>
        db
          .insertInto('stream')
          .values({ stream, seq, hash })
          .onConflict((conflict) => conflict.doNothing()),
      )
    : await queries.run(run, 'moved head', [seq, hash, stream, expected.seq, expected.hash], () =>
        db
          .updateTable('stream')
          .set({ seq, hash })
          .where('stream', '=', stream)
          .where('seq', '=', expected.seq)
          .where('hash', '=', expected.hash),
      )
  return changes > 0
}

const isSame = (one: Head, other: Head) => one.seq === other.seq && one.hash === other.hash

async function headIn(run: Run, { db, queries }: Means, stream: StreamId): Promise<Head> {
  const { rows } = await queries.run(run, 'head', [stream], () =>
    db.selectFrom('stream').select(['seq', 'hash']).where('stream', '=', stream),
  )
  return rows[0] ?? EMPTY_HEAD
}

async function insert(run: Run, { db, queries }: Means, entries: readonly Entry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += ROWS_PER_INSERT) {
    const rows = entries.slice(at, at + ROWS_PER_INSERT).map(rowOf)
    await queries.run(run, `entries, ${rows.length}`, rows.flatMap(valuesOf), () =>
      db.insertInto('entry').values(rows),
    )
  }
}

const valuesOf = (row: object): unknown[] => Object.values(row)
