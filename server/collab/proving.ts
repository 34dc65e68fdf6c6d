/** What was saved a moment ago is often followed by more: a receipt waits this long for it, in milliseconds. */
const GATHER_MS = 2_000
/** Receipts come no oftener than this, in milliseconds: a thousand readers get each of them. */
const EVERY_MS = 10_000

/**
 * When everybody in a room is told how far its journal reaches. Whoever types gets a receipt with each
 * acknowledgement; those who only read hold what others typed, and can prove it by this one alone.
 */
export class Proving {
  readonly #tell: () => void
  #timer: ReturnType<typeof setTimeout> | null = null
  #toldAt = -Infinity

  constructor(tell: () => void) {
    this.#tell = tell
  }

  /** Something was saved. */
  stir(): void {
    if (this.#timer) return
    const waitMs = Math.max(GATHER_MS, this.#toldAt + EVERY_MS - performance.now())
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#toldAt = performance.now()
      this.#tell()
    }, waitMs).unref()
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}
