/** Longest wait between two flushes, in milliseconds: about two frames of a screen. */
export const LONGEST_WAIT_MS = 33
/** Share of one core that sending may take before flushes are spaced out. */
const SENDING_SHARE = 0.15
/** Share of the time that saving may take: mostly it waits for the disk. */
const SAVING_SHARE = 0.4
/** A wait shorter than this is no wait: timers are not that exact. */
const AT_ONCE_MS = 0.5

/** What a flush cost, in milliseconds. */
interface Cost {
  readonly sendingMs: number
  readonly savingMs: number
}

const FREE: Cost = { sendingMs: 0, savingMs: 0 }

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
  #cost = FREE
  /** What the flush before it cost: one slow turn of the disk keeps nobody waiting. */
  #costBefore = FREE
  /** Whether the newest flush has not yet told what it cost; until then the last known cost counts. */
  #isNewFlush = false

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
    const { sendingMs, savingMs } = this.#costOfNewest()
    this.#cost = { sendingMs: sendingMs + ms, savingMs }
  }

  /** Saving took this long. All rooms of a flush are saved together, so the longest counts. */
  committed(ms: number): void {
    const { sendingMs, savingMs } = this.#costOfNewest()
    this.#cost = { sendingMs, savingMs: Math.max(savingMs, ms) }
  }

  close(): void {
    this.#disarm()
  }

  get #waitMs(): number {
    const savingMs = Math.min(this.#cost.savingMs, this.#costBefore.savingMs)
    return Math.min(LONGEST_WAIT_MS, this.#cost.sendingMs / SENDING_SHARE + savingMs / SAVING_SHARE)
  }

  #costOfNewest(): Cost {
    if (!this.#isNewFlush) return this.#cost
    this.#isNewFlush = false
    this.#costBefore = this.#cost
    return FREE
  }

  #run(): void {
    this.#disarm()
    this.#lastAt = this.#clock()
    this.#isNewFlush = true
    this.#flush()
  }

  #disarm(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#immediate) clearImmediate(this.#immediate)
    this.#timer = null
    this.#immediate = null
  }
}
