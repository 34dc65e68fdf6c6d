import type { Refusal, Result } from '../shared/result'

/** Something asked of the server that a page shows: nothing yet, the answer, or why there is none. */
export class Asked<Value> {
  /** The last answer; it stays while a newer one is asked for or cannot be had. */
  value = $state.raw<Value | null>(null)
  /** Why the last question was not answered; null when it was. */
  refusal = $state.raw<Refusal | null>(null)
  readonly #question: () => Promise<Result<Value>>
  #asks = 0

  constructor(question: () => Promise<Result<Value>>) {
    this.#question = question
  }

  /** Asks, or asks again. When questions overtake each other the last one counts. */
  async ask(): Promise<void> {
    this.#asks += 1
    const ask = this.#asks
    const answer = await this.#question()
    if (ask !== this.#asks) return
    this.refusal = answer.ok ? null : answer.refusal
    if (answer.ok) this.value = answer.value
  }
}
