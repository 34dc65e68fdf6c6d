import type { Kysely } from 'kysely'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { EMPTY_HEAD, type Entry, type Head, type StreamId } from '../../shared/journal'
import { chainedEntries, checkedEntry } from './entry-rows'
import { JournalDamaged, StoreFault } from './port'
import type { Tables } from './tables'

/** Rows that one query fetches; between two queries everybody else gets a turn. */
const PAGE = 1_000

/** The head that was written with the last entry of a stream. */
export async function headOf(db: Kysely<Tables>, stream: StreamId): Promise<Head> {
  const row = await db
    .selectFrom('stream')
    .select(['seq', 'hash'])
    .where('stream', '=', stream)
    .executeTakeFirst()
  return row ?? EMPTY_HEAD
}

/** One entry whose hash is its own, or null. */
export async function entryAt(db: Kysely<Tables>, stream: StreamId, seq: number): Promise<Entry | null> {
  const row = await rows(db, stream).where('seq', '=', seq).executeTakeFirst()
  return row ? checkedEntry({ seq: row.seq - 1, hash: row.prev }, row) : null
}

/**
 * Entries after `from`, checked; at most `limit`. Where they end, they must end at the head.
 *
 * @param head the stream's head, read before
 */
export async function entriesBetween(
  db: Kysely<Tables>,
  stream: StreamId,
  { from, head, limit }: { readonly from: Head; readonly head: Head; readonly limit: number },
): Promise<Entry[]> {
  if (from.seq >= head.seq) {
    checkNotBeyond(stream, from, head)
    return []
  }
  const found = await rows(db, stream)
    .where('seq', '>', from.seq)
    .where('seq', '<=', head.seq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  const entries = chainedEntries(from, found)
  if (found.length < limit) checkEnd(stream, entries.at(-1) ?? from, head)
  return entries
}

/** How many of the rows that `entriesBetween` would read have bodies of at most `maxBytes` together; one at least. */
export async function rowsWithin(
  db: Kysely<Tables>,
  stream: StreamId,
  { from, head, limit }: { readonly from: Head; readonly head: Head; readonly limit: number },
  maxBytes: number,
): Promise<number> {
  const sizes = await db
    .selectFrom('entry')
    .select((eb) => eb.fn<number>('length', ['body']).as('bytes'))
    .where('stream', '=', stream)
    .where('seq', '>', from.seq)
    .where('seq', '<=', head.seq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  let sum = 0
  const tooMany = sizes.findIndex(({ bytes }) => (sum += bytes) > maxBytes)
  return tooMany < 0 ? limit : Math.max(1, tooMany)
}

/** All entries after `from` up to `head`. */
export async function allBetween(
  db: Kysely<Tables>,
  stream: StreamId,
  from: Head,
  head: Head,
): Promise<Entry[]> {
  const entries: Entry[] = []
  let last = from
  do {
    const page = await entriesBetween(db, stream, { from: last, head, limit: PAGE })
    entries.push(...page)
    last = page.at(-1) ?? head
  } while (last.seq < head.seq)
  return entries
}

/**
 * Walks a stream to its head and looks for rows beyond it. Throws `JournalDamaged`, also for the first row that lies
 * on a page of the file that the database cannot read.
 */
export async function walk(db: Kysely<Tables>, stream: StreamId): Promise<void> {
  const head = await headOf(db, stream)
  let last = EMPTY_HEAD
  while (last.seq < head.seq) {
    const page = await readablePage(db, stream, last, head)
    last = page.at(-1) ?? head
    await nextTurn()
  }
  await checkNothingBeyondHead(db, stream)
}

async function readablePage(db: Kysely<Tables>, stream: StreamId, from: Head, head: Head): Promise<Entry[]> {
  try {
    return await entriesBetween(db, stream, { from, head, limit: PAGE })
  } catch (fault) {
    if (!isUnreadable(fault)) throw fault
    return oneByOne(db, stream, from, head)
  }
}

async function oneByOne(db: Kysely<Tables>, stream: StreamId, from: Head, head: Head): Promise<Entry[]> {
  let last = from
  try {
    for (let row = 0; row < PAGE && last.seq < head.seq; row++) {
      const [entry] = await entriesBetween(db, stream, { from: last, head, limit: 1 })
      last = entry ?? head
    }
    throw new JournalDamaged(stream, last.seq + 1, 'unreadable')
  } catch (fault) {
    throw isUnreadable(fault) ? new JournalDamaged(stream, last.seq + 1, 'unreadable') : fault
  }
}

const isUnreadable = (fault: unknown): boolean => fault instanceof StoreFault && fault.reason === 'damaged'

/** Rows beyond the head were not written by a journal, or the head was set back. */
export async function checkNothingBeyondHead(db: Kysely<Tables>, stream: StreamId): Promise<void> {
  const beyond = await db
    .selectFrom('entry')
    .select('entry.seq')
    .where('entry.stream', '=', stream)
    .where((eb) =>
      eb(
        'entry.seq',
        '>',
        eb.fn.coalesce(
          eb.selectFrom('stream').select('stream.seq').where('stream.stream', '=', stream),
          eb.val(0),
        ),
      ),
    )
    .orderBy('entry.seq')
    .limit(1)
    .executeTakeFirst()
  if (beyond) throw new JournalDamaged(stream, beyond.seq, 'seq-gap')
}

function rows(db: Kysely<Tables>, stream: StreamId) {
  return db.selectFrom('entry').selectAll().where('stream', '=', stream)
}

function checkNotBeyond(stream: StreamId, from: Head, head: Head): void {
  if (from.seq > head.seq) throw new JournalDamaged(stream, head.seq + 1, 'truncated')
  if (from.hash !== head.hash) throw new JournalDamaged(stream, from.seq, 'hash-mismatch')
}

function checkEnd(stream: StreamId, last: Head, head: Head): void {
  if (last.seq < head.seq) throw new JournalDamaged(stream, last.seq + 1, 'truncated')
  if (last.hash !== head.hash) throw new JournalDamaged(stream, last.seq, 'hash-mismatch')
}
