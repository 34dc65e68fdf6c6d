/** How often all are visited, in milliseconds. */
const EVERY_MS = 500

/** Looks at what is to be done, and tells whether it did it. */
export type Visit = () => boolean

/**
 * Looks after many with one timer: a timer for each of three hundred rooms wakes the machine with every letter. Between
 * two visits that did something everybody else gets a turn of the event loop.
 */
export class Rounds {
  readonly #visits = new Set<Visit>()
  #timer: ReturnType<typeof setInterval> | null = null
  #isVisiting = false

  /** Calls `visit` with every round, until it leaves. */
  join(visit: Visit): void {
    this.#visits.add(visit)
    this.#timer ??= setInterval(() => void this.#visitAll(), EVERY_MS).unref()
  }

  leave(visit: Visit): void {
    this.#visits.delete(visit)
    if (this.#visits.size === 0) this.close()
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  async #visitAll(): Promise<void> {
    if (this.#isVisiting) return
    this.#isVisiting = true
    for (const visit of [...this.#visits]) {
      if (this.#visits.has(visit) && visit()) await new Promise((resolve) => setImmediate(resolve))
    }
    this.#isVisiting = false
  }
}
