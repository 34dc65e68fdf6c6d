import { SvelteSet } from 'svelte/reactivity'
import * as v from 'valibot'
import { newId, ProvisionId } from '../../../shared/ids'
import type { KeptWords } from '../../../shared/protocol'
import { keptOnce, piecesOf, type KeptHere } from '../../collab/kept'
import type { Refusal, RefusalCode } from '../../../shared/result'
import type { CopyOf, StoredCopy } from '../../collab/offline'
import type { Outcome } from '../../collab/rebase'
import type { Live } from '../../live'

/** Words that are in the record, or still only in this browser (`wordsId` null). */
export interface Kept extends Omit<KeptWords, 'wordsId'> {
  readonly wordsId: string | null
  /** Names them on this page: others may read the same. */
  readonly key: string
}

/** What the record said of words that were laid aside. */
interface Dismissed {
  readonly wordsId: string
  readonly refusal: Refusal | null
}

/** Refusals after which other words may be taken all the same. */
const ABOUT_THE_WORDS: ReadonlySet<RefusalCode> = new Set(['malformed', 'too-large', 'fault'])

/** Refusals that say nothing of what was asked: it is asked again once the line is back. */
const FOR_NOW: ReadonlySet<RefusalCode> = new Set(['disconnected', 'stopping', 'not-saving'])

/** Words of this person that are not in the text: refused, or kept for later. They go to the record when they can. */
export class KeptWordsList {
  #recorded = $state.raw<readonly KeptWords[]>([])
  /** In the record, which has not been read since. */
  #sent = $state.raw<readonly KeptWords[]>([])
  #here = $state.raw<readonly KeptHere[]>([])
  /** Ids of words that the person has dealt with; the record does not know it yet, or was not read since. */
  readonly #aside = new SvelteSet<string>()
  #refusal = $state.raw<Refusal | null>(null)
  /** All of them, the oldest first. */
  readonly all: readonly Kept[] = $derived([
    ...[...this.#recorded, ...this.#sent]
      .filter(({ wordsId }) => !this.#aside.has(wordsId))
      .map((words) => ({ ...words, key: words.wordsId })),
    ...this.#here.map((words) => ({ ...words, key: words.wordsId, wordsId: null, at: 0 })),
  ])
  readonly #of: CopyOf
  readonly #live: Live
  #stored: StoredCopy | null = null
  #sending: Promise<void> = Promise.resolve()
  #reading: Promise<void> | null = null
  #isStale = false

  constructor(of: CopyOf, live: Live) {
    this.#of = of
    this.#live = live
  }

  /** Why words that were laid aside are here again; null until that happens. */
  get refusal(): Refusal | null {
    return this.#refusal
  }

  /** What cannot be sent yet is stored here from now on. */
  keepHere(stored: StoredCopy): void {
    this.#stored = stored
    this.#setHere(keptOnce([...stored.keptHere.flatMap(piecesOf), ...this.#here]))
  }

  /** Keeps the words of changes that did not go into the text. */
  async keep(outcomes: readonly Outcome[]): Promise<void> {
    const fresh = outcomes.flatMap(({ provisionId, words, code }) => {
      const id = v.safeParse(ProvisionId, provisionId)
      const at = id.success ? id.output : null
      return code ? piecesOf({ wordsId: newId(), provisionId: at, text: words, code }) : []
    })
    if (fresh.length === 0) return
    this.#setHere([...this.#here, ...fresh])
    await this.send()
  }

  /** Tells the record what is only known here, one after the other: words, and which were laid aside. */
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

  /**
   * The person has dealt with the words; the record keeps them. They are gone from the list at once; while there is no
   * line, the record is told later. When it will not have it, they are back, with the reason.
   */
  async layAside({ key }: Kept): Promise<void> {
    this.#refusal = null
    // words that are only here, as far as is known, may have come to the record all the same: the answer may be lost
    this.#aside.add(key)
    this.#setHere(this.#here.filter((here) => here.wordsId !== key))
    await this.send()
  }

  async #sendAll(): Promise<void> {
    await this.#keepAll()
    await this.#dismissAll()
  }

  async #keepAll(): Promise<void> {
    const { documentId, personId } = this.#of
    for (const here of this.#here) {
      if (!this.#here.includes(here)) continue
      const answer = await this.#live.ask('words:keep', { documentId, ...here }, personId)
      if (!answer.ok && ABOUT_THE_WORDS.has(answer.refusal.code)) continue
      if (!answer.ok) break
      this.#went(here)
    }
    if (this.#sent.length > 0) await this.read()
  }

  #went(here: KeptHere): void {
    if (!this.#isRecorded(here.wordsId)) this.#sent = [...this.#sent, { ...here, at: 0 }]
    this.#setHere(this.#here.filter((other) => other !== here))
  }

  async #dismissAll(): Promise<void> {
    const { documentId, personId } = this.#of
    const answered: Dismissed[] = []
    for (const wordsId of [...this.#aside]) {
      const answer = await this.#live.ask('words:dismiss', { documentId, wordsId }, personId)
      if (!answer.ok && FOR_NOW.has(answer.refusal.code)) break
      answered.push({ wordsId, refusal: answer.ok ? null : answer.refusal })
    }
    if (answered.length > 0) await this.#settle(answered)
  }

  /** An answer may have been lost, and the next one be a refusal all the same: the record says what holds. */
  async #settle(answered: readonly Dismissed[]): Promise<void> {
    const before = this.#recorded
    await this.read()
    if (this.#recorded === before) return
    for (const { wordsId, refusal } of answered) {
      const isListed = this.#isRecorded(wordsId)
      if (isListed && refusal === null) continue
      this.#aside.delete(wordsId)
      if (isListed) this.#refusal = refusal
    }
  }

  async #readAgain(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false
      const sent = this.#sent
      const { documentId, personId } = this.#of
      const answer = await this.#live.ask('words:list', { documentId }, personId)
      if (!answer.ok) continue
      this.#recorded = answer.value.words
      this.#sent = this.#sent.filter((words) => !sent.includes(words) && !this.#isRecorded(words.wordsId))
      // the record took them, and its answer was lost
      const here = this.#here.filter((words) => !this.#isRecorded(words.wordsId))
      if (here.length < this.#here.length) this.#setHere(here)
    }
  }

  #isRecorded(wordsId: string): boolean {
    return this.#recorded.some((words) => words.wordsId === wordsId)
  }

  #setHere(here: readonly KeptHere[]): void {
    this.#here = here
    this.#stored?.saveKeptHere(here, true)
  }
}
