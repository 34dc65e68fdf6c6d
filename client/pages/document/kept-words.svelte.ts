import * as v from 'valibot'
import { ProvisionId, type DocumentId } from '../../../shared/ids'
import type { KeptWords } from '../../../shared/protocol'
import { piecesOf, type KeptHere } from '../../collab/kept'
import type { RefusalCode } from '../../../shared/result'
import type { StoredCopy } from '../../collab/offline'
import type { Outcome } from '../../collab/rebase'
import type { Live } from '../../live'

/** Words that are in the record, or still only in this browser (`wordsId` null). */
export type Kept = Omit<KeptWords, 'wordsId'> & { readonly wordsId: string | null }

/** Refusals after which other words may be taken all the same. */
const ABOUT_THE_WORDS: ReadonlySet<RefusalCode> = new Set(['malformed', 'too-large', 'fault'])

/** Words of this person that are not in the text: refused, or kept for later. They go to the record when they can. */
export class KeptWordsList {
  #recorded = $state.raw<readonly KeptWords[]>([])
  /** In the record, which has not been read since. */
  #sent = $state.raw<readonly KeptHere[]>([])
  #here = $state.raw<readonly KeptHere[]>([])
  /** All of them, the oldest first. */
  readonly all: readonly Kept[] = $derived([
    ...this.#recorded,
    ...[...this.#sent, ...this.#here].map((words) => ({ ...words, wordsId: null, at: 0 })),
  ])
  readonly #documentId: DocumentId
  readonly #live: Live
  #stored: StoredCopy | null = null
  #sending: Promise<void> = Promise.resolve()
  #reading: Promise<void> | null = null
  #isStale = false

  constructor(documentId: DocumentId, live: Live) {
    this.#documentId = documentId
    this.#live = live
  }

  /** What cannot be sent yet is stored here from now on. */
  keepHere(stored: StoredCopy): void {
    this.#stored = stored
    this.#setHere([...stored.keptHere.flatMap(piecesOf), ...this.#here])
  }

  /** Keeps the words of changes that did not go into the text. */
  async keep(outcomes: readonly Outcome[]): Promise<void> {
    const fresh = outcomes.flatMap(({ provisionId, words, code }) => {
      const id = v.safeParse(ProvisionId, provisionId)
      return code ? piecesOf({ provisionId: id.success ? id.output : null, text: words, code }) : []
    })
    if (fresh.length === 0) return
    this.#setHere([...this.#here, ...fresh])
    await this.send()
  }

  /** Sends what is only here to the record, one after the other. */
  send(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#sendAll())
    return this.#sending
  }

  /** Reads what the record keeps, as it is now; whoever asks meanwhile shares the next answer. */
  read(): Promise<void> {
    this.#isStale = true
    this.#reading ??= this.#readAgain().finally(() => (this.#reading = null))
    return this.#reading
  }

  /** The person has dealt with the words; the record keeps them. */
  async layAside({ wordsId, text }: Kept): Promise<void> {
    if (wordsId === null) return this.#setHere(this.#here.filter((words) => words.text !== text))
    await this.#live.ask('words:dismiss', { documentId: this.#documentId, wordsId })
    await this.read()
  }

  async #sendAll(): Promise<void> {
    for (const words of this.#here) {
      const answer = await this.#live.ask('words:keep', { documentId: this.#documentId, ...words })
      if (!answer.ok && ABOUT_THE_WORDS.has(answer.refusal.code)) continue
      if (!answer.ok) break
      this.#sent = [...this.#sent, words]
      this.#setHere(this.#here.filter((other) => other !== words))
    }
    if (this.#sent.length > 0) await this.read()
  }

  async #readAgain(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false
      const sent = this.#sent
      const answer = await this.#live.ask('words:list', { documentId: this.#documentId })
      if (!answer.ok) continue
      this.#recorded = answer.value.words
      this.#sent = this.#sent.filter((words) => !sent.includes(words))
    }
  }

  #setHere(here: readonly KeptHere[]): void {
    this.#here = here
    this.#stored?.saveKeptHere(here, true)
  }
}
