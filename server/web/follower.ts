import { isTextKind } from '../../shared/documents'
import type { Entry, StreamId } from '../../shared/journal'
import type { EntryRead } from '../../shared/protocol'
import { readEntries, skipTo } from '../entries'
import type { NameOf } from '../names'
import type { Session } from '../sessions'

/** Entries read from the journal at once: few, for kept words are long, and many may catch up at the same time. */
const PAGE = 20
/** News kept for a reader who is still busy with older entries; beyond this they are read from the journal. */
const MAX_NEWS = 1_000

export interface FollowerNeeds {
  readonly stream: StreamId
  /** The reader has everything up to this seq. */
  readonly after: number
  readonly reader: Session
  readonly nameOf: NameOf
  readonly read: (stream: StreamId, after: number, limit: number) => Promise<readonly Entry[]>
  readonly send: (entries: readonly EntryRead[]) => void
  /** Resolves when the reader has taken what was sent: a slow one is read to from the journal, not from memory. */
  readonly drained: () => Promise<void>
  readonly onFault: (error: unknown) => void
}

/** One reader of one stream: what was, then what is announced, each seq told once, in order, none left out. */
export class Follower {
  readonly #needs: FollowerNeeds
  /** Last seq that was sent or counted as skipped. */
  #at: number
  /** Last skipped seq that the reader has not been told of yet. */
  #skipped: number | null = null
  #news: Entry[] = []
  #mustRead = true
  #isBusy = false
  #isClosed = false

  constructor(needs: FollowerNeeds) {
    this.#needs = needs
    this.#at = needs.after
  }

  /** Begins with what the journal has after `after`. */
  start(): void {
    void this.#run()
  }

  /** Takes entries of this stream as the bus announces them. */
  announce(entries: readonly Entry[]): void {
    if (this.#skip(entries)) return
    if (this.#news.length + entries.length > MAX_NEWS) {
      this.#news = []
      this.#mustRead = true
    } else this.#news.push(...entries)
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
    this.#news = []
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

  async #run(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      while (!this.#isClosed) {
        const next = this.#takeNews() ?? (await this.#readOn())
        if (next.length > 0) await this.#tell(next)
        else if (this.#news.length === 0 && !this.#mustRead) break
      }
    } catch (error) {
      this.#needs.onFault(error)
    } finally {
      this.#isBusy = false
    }
  }

  /** The news that come after `#at`; null when they do not follow it without a gap, so that the journal is read. */
  #takeNews(): readonly Entry[] | null {
    const news = this.#news.filter(({ seq }) => seq > this.#at)
    this.#news = []
    const follows = news.every(({ seq }, index) => seq === this.#at + 1 + index)
    return follows && !this.#mustRead ? news : null
  }

  async #readOn(): Promise<readonly Entry[]> {
    this.#mustRead = false
    const page = await this.#needs.read(this.#needs.stream, this.#at, PAGE)
    this.#mustRead ||= page.length === PAGE
    return page
  }

  async #tell(entries: readonly Entry[]): Promise<void> {
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
