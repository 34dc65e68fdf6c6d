import { isTextKind } from '../../shared/documents'
import type { MeetingId } from '../../shared/ids'
import type { Entry, StreamId } from '../../shared/journal'
import type { EntryRead } from '../../shared/protocol'
import { PAGE_BYTES, partFor, readEntries, skipTo, type Skipped, type StreamReader } from '../entries'
import type { NameOf } from '../names'
import type { OneAtATime } from '../one-at-a-time'

/** Entries read from the journal at once: few, for many may catch up at the same time. */
const PAGE = 20
/** News kept for a reader who is still busy with older entries; beyond this they are read from the journal. */
const MAX_NEWS = 1_000
/** What the bodies of these news may take, in bytes: every reader is sent a copy, without waiting for a turn. */
const MAX_NEWS_BYTES = 256 << 10

export interface FollowerNeeds {
  readonly stream: StreamId
  /** The reader has everything up to this seq. */
  readonly after: number
  readonly reader: StreamReader
  /** The meeting in a document of which the reader observes; null when they take part. */
  readonly observes?: MeetingId | null
  readonly nameOf: NameOf
  readonly read: (
    stream: StreamId,
    after: number,
    limit: number,
    maxBytes: number,
  ) => Promise<readonly Entry[]>
  readonly send: (entries: readonly EntryRead[]) => void
  /** Resolves when the reader has taken what was sent: a slow one is read to from the journal, not from memory. */
  readonly drained: () => Promise<void>
  /** Tells news, one thing at a time on one line: the next when the reader has taken the one before. */
  readonly inOrder: OneAtATime
  /** Tells a page of the journal, in order too, when it is the person's turn; false when there is none for it. */
  readonly inTurn: (tell: () => Promise<void>) => Promise<boolean>
  readonly onFault: (error: unknown) => void
}

/** One reader of one stream: what was, then what is announced, each seq told once, in order, none left out. */
export class Follower {
  readonly #needs: FollowerNeeds
  /** Last seq that was sent or counted as skipped. */
  #at: number
  /** Last skipped seq that the reader has not been told of yet. */
  #skipped: number | null = null
  #news: (Entry | Skipped)[] = []
  #newsBytes = 0
  #mustRead = true
  #isBusy = false
  #isClosed = false

  constructor(needs: FollowerNeeds) {
    this.#needs = needs
    this.#at = needs.after
  }

  /** The meeting in a document of which the reader observes, or null. */
  get observes(): MeetingId | null {
    return this.#needs.observes ?? null
  }

  /** Begins with what the journal has after `after`. */
  start(): void {
    void this.#run()
  }

  /** Takes entries of this stream as the bus announces them. */
  announce(entries: readonly Entry[]): void {
    if (this.#skip(entries)) return
    for (const entry of entries) this.#keep(partFor(entry, this.#needs.reader))
    void this.#run()
  }

  /** Tells the reader how far it is, when only skipped entries came lately. */
  tellSkipped(): void {
    if (this.#skipped === null || this.#isBusy || this.#isClosed) return
    this.#needs.send([skipTo(this.#needs.stream, this.#skipped)])
    this.#skipped = null
  }

  close(): void {
    this.#isClosed = true
    this.#forgetNews()
  }

  /** Typing is by far the most that happens, and every reader only counts it. */
  #skip(entries: readonly Entry[]): boolean {
    const first = entries[0]
    const last = entries.at(-1)
    if (!first || !last || this.#isClosed) return true
    const isNext = !this.#isBusy && !this.#mustRead && this.#news.length === 0 && first.seq === this.#at + 1
    if (!isNext || !entries.every((entry) => isTextKind(entry.kind))) return false
    this.#at = last.seq
    this.#skipped = last.seq
    return true
  }

  #keep(news: Entry | Skipped): void {
    this.#news.push(news)
    this.#newsBytes += 'shown' in news ? 0 : news.body.length
    if (this.#news.length <= MAX_NEWS && this.#newsBytes <= MAX_NEWS_BYTES) return
    this.#forgetNews()
    this.#mustRead = true
  }

  #forgetNews(): void {
    this.#news = []
    this.#newsBytes = 0
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    const { inOrder, inTurn } = this.#needs
    try {
      while (!this.#isClosed) {
        if (this.#mustRead) {
          if (!(await inTurn(() => this.#tellPage()))) this.close()
        } else if (this.#news.length > 0) await inOrder(() => this.#tellNews())
        else break
      }
    } catch (error) {
      this.#needs.onFault(error)
    } finally {
      this.#isBusy = false
    }
  }

  /** Tells the news that come after `#at`; when they do not follow it without a gap, the journal is read. */
  async #tellNews(): Promise<void> {
    const news = this.#news.filter(({ seq }) => seq > this.#at)
    this.#forgetNews()
    this.#mustRead ||= news.some(({ seq }, index) => seq !== this.#at + 1 + index)
    if (!this.#mustRead) await this.#tell(news)
  }

  /** A page may be short because its entries are long: only an empty one is the end. */
  async #tellPage(): Promise<void> {
    if (this.#isClosed) return
    this.#mustRead = false
    const page = await this.#needs.read(this.#needs.stream, this.#at, PAGE, PAGE_BYTES)
    this.#mustRead ||= page.length > 0
    await this.#tell(page)
  }

  async #tell(entries: readonly (Entry | Skipped)[]): Promise<void> {
    if (entries.length === 0) return
    const { stream, reader, nameOf, send, drained } = this.#needs
    const before = this.#skipped === null ? [] : [skipTo(stream, this.#skipped)]
    const reads = await readEntries(entries, reader, nameOf)
    this.#at = entries.at(-1)?.seq ?? this.#at
    const last = reads.at(-1)
    this.#skipped = last?.shown === false ? last.seq : null
    const told = last?.shown === false ? reads.slice(0, -1) : reads
    if (told.length === 0 || this.#isClosed) return
    send(told[0]?.shown === false ? told : [...before, ...told])
    await drained()
  }
}
