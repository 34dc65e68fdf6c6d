/** Longest wait between two flushes, in milliseconds: about two frames of a screen. */
export const LONGEST_WAIT_MS = 33
/** Share of one core that sending may take before flushes are spaced out. */
const SENDING_SHARE = 0.15
/** Share of the time that saving may take: mostly it waits for the disk. */
const SAVING_SHARE = 0.4
/** A wait shorter than this is no wait: timers are not that exact. */
const AT_ONCE_MS = 0.5

interface Needs {
  /** Called once per flush, in one turn of the event loop, with everything that was marked since the last one. */
  readonly flush: () => void
  readonly clock: () => number
}

/**
 * The adaptive leading-edge tick: the first edit after a pause goes at once; under load flushes are spaced so that
 * they leave the machine to everything else. There is one tick for all rooms, so that all rooms share one transaction.
 */
export class Tick {
  readonly #flush: () => void
  readonly #clock: () => number
  #timer: ReturnType<typeof setTimeout> | null = null
  #immediate: ReturnType<typeof setImmediate> | null = null
  #lastAt = -Infinity
  #spentMs = 0
  #savingMs = 0
  /** How long the flush before took to save: one slow turn of the disk keeps nobody waiting. */
  #savingMsBefore = 0

  constructor({ flush, clock }: Needs) {
    this.#flush = flush
    this.#clock = clock
  }

  /** Something waits to be flushed. */
  mark(): void {
    if (this.#timer || this.#immediate) return
    const wait = this.#waitMs - (this.#clock() - this.#lastAt)
    if (wait <= AT_ONCE_MS) this.#immediate = setImmediate(() => this.#run())
    else this.#timer = setTimeout(() => this.#run(), wait)
  }

  /** Sending what the current flush saved took this long; it decides how long the next flush waits. */
  spent(ms: number): void {
    this.#spentMs += ms
  }

  /** Saving took this long. All rooms of a flush are saved together, so the longest counts. */
  committed(ms: number): void {
    this.#savingMs = Math.max(this.#savingMs, ms)
  }

  close(): void {
    this.#disarm()
  }

  get #waitMs(): number {
    const savingMs = Math.min(this.#savingMs, this.#savingMsBefore)
    return Math.min(LONGEST_WAIT_MS, this.#spentMs / SENDING_SHARE + savingMs / SAVING_SHARE)
  }

  #run(): void {
    this.#disarm()
    this.#lastAt = this.#clock()
    this.#spentMs = 0
    this.#savingMsBefore = this.#savingMs
    this.#savingMs = 0
    this.#flush()
  }

  #disarm(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#immediate) clearImmediate(this.#immediate)
    this.#timer = null
    this.#immediate = null
  }
}
