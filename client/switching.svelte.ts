import { countOf, toBeSavedFirst, waitingFor, type WordsHere } from './collab/words-here'
import type { Me } from '../shared/protocol/seats'
import type { MechanismId, SeatId } from '../shared/ids'
import type { Result } from '../shared/result'
import type { Session } from './session.svelte'

/** While a switch waits for words to be saved, it is looked this often whether they are, in milliseconds. */
const LOOK_EVERY_MS = 1_000

/** What this browser holds of somebody's words while they change seats: some would go under the new seat. */
export class Switching {
  #words = $state.raw<readonly WordsHere[]>([])
  /** Whether somebody has chosen another seat. */
  #asked = $state(false)
  readonly #session: Pick<Session, 'wordsHere' | 'own' | 'actFor'>
  readonly #unsaved = $derived.by(() => {
    const me = this.#session.own
    return me ? countOf(toBeSavedFirst(this.#words, me)) : 0
  })
  /** How many changes a switch that was asked for waits for. */
  readonly waitsFor = $derived(this.#asked ? this.#unsaved : 0)

  constructor(session: Pick<Session, 'wordsHere' | 'own' | 'actFor'>) {
    this.#session = session
  }

  /** How many changes wait for somebody who acts for a mechanism again. */
  waitingFor(mechanismId: MechanismId | null, me: Me): number {
    return countOf(waitingFor(this.#words, mechanismId, me))
  }

  /** Whether a switch may be made now: nothing would be recorded for another seat than it was typed for. */
  async mayBegin(): Promise<boolean> {
    this.#asked = true
    await this.look()
    return this.#unsaved === 0
  }

  /** Acts for a seat, or for none; null while words that would go under the new seat wait to be saved. */
  async actFor(seatId: SeatId | null): Promise<Result<Me> | null> {
    return (await this.mayBegin()) ? this.#session.actFor(seatId) : null
  }

  /** Looks what this browser holds now. */
  async look(): Promise<void> {
    this.#words = await this.#session.wordsHere()
  }

  /** Looks again and again while a switch waits; call the result to stop. */
  watch(): (() => void) | undefined {
    if (this.waitsFor === 0) return undefined
    const timer = setInterval(() => void this.look(), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }
}
