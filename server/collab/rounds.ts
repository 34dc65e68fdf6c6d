/** How often all are visited, in milliseconds. */
const EVERY_MS = 500

/** Looks after many with one timer: a timer for each of three hundred rooms wakes the machine with every letter. */
export class Rounds {
  readonly #visits = new Set<() => void>()
  #timer: ReturnType<typeof setInterval> | null = null

  /** Calls `visit` with every round, until it leaves. */
  join(visit: () => void): void {
    this.#visits.add(visit)
    this.#timer ??= setInterval(() => this.#visitAll(), EVERY_MS).unref()
  }

  leave(visit: () => void): void {
    this.#visits.delete(visit)
    if (this.#visits.size === 0) this.close()
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  #visitAll(): void {
    for (const visit of this.#visits) visit()
  }
}
