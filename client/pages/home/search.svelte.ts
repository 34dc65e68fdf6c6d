import type { Answer } from '../../../shared/protocol'
import type { Refusal } from '../../../shared/result'
import type { Live } from '../../live'

/** A pause in typing after which one asks. */
const PAUSE_MS = 200

/** Looks for words while they are typed; the answer to the last question counts. */
export class Searching {
  readonly #live: Live
  #query = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined
  #asked = 0
  answer = $state.raw<Answer<'document:search'> | null>(null)
  refusal = $state.raw<Refusal | null>(null)
  /** Whether an answer is still to come. */
  isBusy = $state(false)

  constructor(live: Live) {
    this.#live = live
  }

  get query(): string {
    return this.#query
  }

  /** What stands in the field. */
  set query(query: string) {
    this.#query = query
    this.#asked += 1
    clearTimeout(this.#timer)
    if (query.trim() === '') {
      this.answer = null
      this.refusal = null
      this.isBusy = false
      return
    }
    this.isBusy = true
    this.#timer = setTimeout(() => void this.ask(), PAUSE_MS)
  }

  /** Asks at once, or again. */
  async ask(): Promise<void> {
    const number = (this.#asked += 1)
    clearTimeout(this.#timer)
    this.isBusy = true
    const answer = await this.#live.ask('document:search', { query: this.#query })
    if (number !== this.#asked) return
    this.isBusy = false
    this.refusal = answer.ok ? null : answer.refusal
    if (answer.ok) this.answer = answer.value
  }

  /** Stops asking. */
  close(): void {
    this.#asked += 1
    clearTimeout(this.#timer)
  }
}
