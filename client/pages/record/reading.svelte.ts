import type { DocumentId } from '../../../shared/ids'
import type { Answer } from '../../../shared/protocol'
import type { NamedSeat, RecordEntry } from '../../../shared/protocol/record'
import { rowsOf, rowsSought, SEEK_ALL, type Sought } from '../../../shared/record-rows'
import type { Refusal, Result } from '../../../shared/result'
import type { Live } from '../../live'

/** Rows that one press of the button brings, if the record has so many. */
const ROWS_AT_ONCE = 30
/** Pages that it asks for at most: what is looked for may be far back, and the person goes on by pressing again. */
const PAGES_AT_ONCE = 10

type Page = Answer<'record:read'>

/** What has been read of the record of a document, from the newest entry backwards. */
export class RecordReading {
  entries = $state.raw<readonly RecordEntry[]>([])
  /** The seats that the entries name. */
  seats = $state.raw<readonly NamedSeat[]>([])
  /** How much the person reads; null before the first answer. */
  degree = $state.raw<Page['degree'] | null>(null)
  /** Seq of the newest entry of the record when its first page was read. */
  head = $state(0)
  /** Why the last page did not come; null when it did. */
  refusal = $state.raw<Refusal | null>(null)
  isLoading = $state(false)
  sought = $state.raw<Sought>(SEEK_ALL)
  readonly #rows = $derived(rowsOf(this.entries))
  readonly rows = $derived(rowsSought(this.#rows, this.sought))
  /** Seq of the oldest entry that was read; one more than the newest before any was. */
  readonly oldest = $derived(oldestOf(this.entries) ?? this.head + 1)
  readonly isWhole = $derived(this.oldest <= 1)
  readonly #documentId: DocumentId
  readonly #live: Pick<Live, 'ask'>
  #round = 0

  constructor(documentId: DocumentId, live: Pick<Live, 'ask'>) {
    this.#documentId = documentId
    this.#live = live
  }

  /** Reads the newest page, in place of what was there. @returns whether it came */
  async begin(): Promise<boolean> {
    const round = this.#begin()
    const answer = await this.#ask(null)
    if (round !== this.#round) return false
    this.isLoading = false
    if (!answer.ok) return false
    this.entries = []
    this.head = answer.value.head
    this.degree = answer.value.degree
    this.#add(answer.value)
    return true
  }

  /** Reads pages before what is there, until there are more rows of what is sought, or a good many have been read. */
  async loadEarlier(): Promise<void> {
    const round = this.#begin()
    const wanted = this.rows.length + ROWS_AT_ONCE
    for (let pages = 0; pages < PAGES_AT_ONCE && !this.isWhole && this.rows.length < wanted; pages += 1) {
      const answer = await this.#ask(this.oldest)
      if (round !== this.#round) return
      if (!answer.ok) break
      this.#add(answer.value)
    }
    this.isLoading = false
  }

  /** Asks for no more pages; an answer that is under way counts no more. */
  stop(): void {
    this.#round += 1
    this.isLoading = false
  }

  #begin(): number {
    this.#round += 1
    this.isLoading = true
    this.refusal = null
    return this.#round
  }

  async #ask(before: number | null): Promise<Result<Page>> {
    const round = this.#round
    const answer = await this.#live.ask('record:read', { documentId: this.#documentId, before })
    if (round === this.#round) this.refusal = answer.ok ? null : answer.refusal
    return answer
  }

  #add({ entries, seats }: Page): void {
    this.entries = [...this.entries, ...entries]
    const known = this.seats.filter(({ seatId }) => !seats.some((seat) => seat.seatId === seatId))
    this.seats = [...known, ...seats]
  }
}

function oldestOf(entries: readonly RecordEntry[]): number | undefined {
  const oldest = entries.at(-1)
  return oldest?.told === 'not' ? oldest.first : oldest?.seq
}
