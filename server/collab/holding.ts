import type { Connection } from './connection'
import type { Said } from './typing'

/** Judging what was held stands in nobody's way for longer than this, in milliseconds. */
const SLICE_MS = 8
/** More held updates than this, and their senders are not read until a decision stands. */
const MANY_HELD = 10_000

interface Needs {
  readonly judge: (said: Said) => void
  /** Whether a decision, or a look at who owns what, must end first. */
  readonly mustWait: () => boolean
  /** Whether so much waits to be saved that senders must wait too. */
  readonly isFull: () => boolean
}

/** Updates that came while they could not be judged, in their order, and the senders who wait with them. */
export class Holding {
  readonly #needs: Needs
  #held: Said[] = []
  readonly #senders = new Set<Connection>()
  #nextSlice: ReturnType<typeof setImmediate> | null = null

  constructor(needs: Needs) {
    this.#needs = needs
  }

  get isEmpty(): boolean {
    return this.#held.length === 0
  }

  /** Judges an update, or holds it behind those that came before. Its sender is not read while too much waits. */
  take(said: Said): void {
    if (this.#needs.mustWait() || !this.isEmpty) this.#held.push(said)
    else this.#needs.judge(said)
    if (this.#isTooMuch) this.#letWait(said.connection)
  }

  /** Holds an update that must be judged again before all others. */
  holdFirst(said: Said): void {
    this.#held.unshift(said)
  }

  /** Judges what was held, in slices; what comes meanwhile queues behind it. */
  goOn(sliceMs = SLICE_MS): void {
    if (this.#nextSlice) clearImmediate(this.#nextSlice)
    this.#nextSlice = null
    let spent = 0
    while (!this.isEmpty && !this.#needs.mustWait() && spent < sliceMs) {
      const [said] = this.#held.splice(0, 1)
      if (said) spent += this.#judgeLate(said)
    }
    if (!this.isEmpty && !this.#needs.mustWait()) this.#nextSlice = setImmediate(() => this.goOn())
    this.letSendersGoOn()
  }

  /** Reads those who wait again, unless there is still too much. */
  letSendersGoOn(): void {
    if (this.#isTooMuch) return
    for (const connection of this.#senders) connection.resumeReading('saving')
    this.#senders.clear()
  }

  forget(connection: Connection): void {
    this.#senders.delete(connection)
  }

  get #isTooMuch(): boolean {
    return this.#held.length > MANY_HELD || this.#needs.isFull()
  }

  #letWait(connection: Connection): void {
    this.#senders.add(connection)
    connection.pauseReading('saving')
  }

  /** @returns how long it took, in milliseconds: it counts for the sender like what is judged at once */
  #judgeLate(said: Said): number {
    const started = performance.now()
    try {
      this.#needs.judge(said)
    } catch (fault) {
      said.connection.endAsMalformed(fault)
    }
    const took = performance.now() - started
    said.connection.onDoneLate(took)
    return took
  }
}
