import { EMPTY_HEAD, type Entry, type EntryDraft, type Head, type StreamId } from '../../shared/journal'
import { CompiledQueries } from './compiled'
import { untilUnlocked, type Database } from './database'
import {
  allBetween,
  checkNothingBeyondHead,
  entriesBetween,
  entryAt,
  headOf,
  rowsWithin,
  walk,
} from './journal-reads'
import { grant, type Outcome, type Wish } from './journal-writes'
import { JournalDamaged, StoreFault, type Appended, type Journal } from './port'

interface Waiting extends Wish {
  readonly resolve: (appended: Appended) => void
  readonly reject: (fault: unknown) => void
}

/** The journal on a database. `close` waits for what is under way and refuses what comes later. */
export class DatabaseJournal implements Journal {
  readonly #database: Database
  readonly #queries = new CompiledQueries()
  #waiting: Waiting[] = []
  #isBusy = false
  #isClosed = false
  #whenIdle: (() => void)[] = []

  constructor(database: Database) {
    this.#database = database
  }

  head(stream: StreamId): Promise<Head> {
    return headOf(this.#database.db, stream)
  }

  append(stream: StreamId, expected: Head, drafts: readonly EntryDraft[]): Promise<Appended> {
    if (this.#isClosed) return Promise.reject(new StoreFault('unavailable'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ stream, expected, drafts, resolve, reject })
      this.#commitAfterThisTurn()
    })
  }

  async read(
    stream: StreamId,
    after: Head | number,
    limit = 1_000,
    maxBytes = Infinity,
  ): Promise<readonly Entry[]> {
    const { db } = this.#database
    const head = await headOf(db, stream)
    if (typeof after === 'number' && after >= head.seq) return []
    const from = typeof after === 'number' ? await this.#headAt(stream, after) : after
    const page = { from, head, limit }
    if (maxBytes === Infinity) return entriesBetween(db, stream, page)
    return entriesBetween(db, stream, { ...page, limit: await rowsWithin(db, stream, page, maxBytes) })
  }

  entryAt(stream: StreamId, seq: number): Promise<Entry | null> {
    return entryAt(this.#database.db, stream, seq)
  }

  /** Rows without a head are a stream too: somebody removed the head. */
  async streams(): Promise<readonly StreamId[]> {
    const { db } = this.#database
    const heads = await db.selectFrom('stream').select('stream').where('seq', '>', 0).execute()
    const rows = await db.selectFrom('entry').select('stream').distinct().execute()
    return [...new Set([...heads, ...rows].map((row) => row.stream))].sort()
  }

  async verify(stream: StreamId): Promise<JournalDamaged | null> {
    try {
      await walk(this.#database.db, stream)
      return null
    } catch (fault) {
      if (fault instanceof JournalDamaged) return fault
      throw fault
    }
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#isBusy) await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
  }

  async #headAt(stream: StreamId, seq: number): Promise<Head> {
    if (seq === 0) return EMPTY_HEAD
    const entry = await this.entryAt(stream, seq)
    if (!entry) throw new JournalDamaged(stream, seq, 'seq-gap')
    return { seq, hash: entry.hash }
  }

  /** Everything that this turn of the event loop still asks for joins the same commit. */
  #commitAfterThisTurn(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    setImmediate(() => void this.#commitWaiting())
  }

  /** Never rejects: each wish gets its own answer. What was asked for meanwhile waits for the next turn. */
  async #commitWaiting(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    await this.#commit(batch)
    this.#isBusy = false
    if (this.#waiting.length > 0) this.#commitAfterThisTurn()
    else for (const idle of this.#whenIdle.splice(0)) idle()
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const means = { db: this.#database.db, queries: this.#queries }
    try {
      const outcomes = await untilUnlocked(() => this.#database.transact((run) => grant(run, means, batch)))
      for (const [index, wish] of batch.entries()) await this.#settle(wish, outcomes[index])
    } catch (fault) {
      await this.#afterFailure(batch, fault)
    }
  }

  #settle(wish: Waiting, outcome: Outcome | undefined): Promise<void> | void {
    if (outcome && 'behind' in outcome) return this.#tellMissed(wish, outcome.behind)
    if (outcome && 'entries' in outcome) wish.resolve({ kind: 'written', entries: outcome.entries })
    else wish.reject(outcome?.fault)
  }

  /** Answers a wish that was behind with all that it missed. What is committed stays, so it is read afterwards. */
  async #tellMissed({ stream, expected, resolve, reject }: Waiting, head: Head): Promise<void> {
    try {
      resolve({ kind: 'behind', entries: await allBetween(this.#database.db, stream, expected, head) })
    } catch (fault) {
      reject(fault)
    }
  }

  /** A fault of the machine concerns everybody; damage and bugs only the stream that they come from. */
  async #afterFailure(batch: readonly Waiting[], fault: unknown): Promise<void> {
    const streams = new Set(batch.map((wish) => wish.stream))
    if (streams.size < 2 || (fault instanceof StoreFault && fault.retryable)) {
      const cause = fault instanceof StoreFault ? fault : await this.#causeOf(batch, fault)
      for (const wish of batch) wish.reject(cause)
      return
    }
    for (const stream of streams) await this.#commit(batch.filter((wish) => wish.stream === stream))
  }

  /** A row that is in the way of the next one is damage, not a bug. */
  async #causeOf(batch: readonly Waiting[], fault: unknown): Promise<unknown> {
    try {
      for (const { stream } of batch.slice(0, 1)) await checkNothingBeyondHead(this.#database.db, stream)
      return fault
    } catch (cause) {
      return cause
    }
  }
}
