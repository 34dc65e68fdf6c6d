import type { Actor } from '../../shared/journal'

/** A document that nobody has typed in for this long is quiet enough to be healed, in milliseconds. */
const QUIET_MS = 2_000

/**
 * Most repairs after one saved text, of hundreds of provisions each: more than one person can have made ill. Two nodes
 * that disagree about what is ill must not go on for ever.
 */
const MOST_REPAIRS = 100

interface Needs {
  /** Whether there may be anything to repair. */
  readonly isDue: () => boolean
  /** Must not reject; tells whether it repaired anything, so that more may be left. */
  readonly heal: (by: Actor) => Promise<boolean>
}

/** Repairs, in the last author's wake, what editing at the same time can leave behind. */
export class Healing {
  readonly #needs: Needs
  #timer: ReturnType<typeof setTimeout> | null = null
  #lastAuthor: Actor | null = null
  #typedAt = 0
  #repairsLeft = 0
  #isClosed = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** Somebody types: not now. */
  typed(): void {
    this.#typedAt = performance.now()
  }

  /** Text was saved, the last of it by this person. */
  saved(by: Actor): void {
    this.#lastAuthor = by
    this.#repairsLeft = MOST_REPAIRS
    if (this.#needs.isDue()) this.#wake()
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #wake(): void {
    if (!this.#isClosed) this.#timer ??= setTimeout(() => this.#whenQuiet(), QUIET_MS).unref()
  }

  #whenQuiet(): void {
    this.#timer = null
    const left = QUIET_MS - (performance.now() - this.#typedAt)
    if (left > 0) this.#timer = setTimeout(() => this.#whenQuiet(), left).unref()
    else if (this.#lastAuthor) void this.#repair(this.#lastAuthor)
  }

  async #repair(by: Actor): Promise<void> {
    this.#repairsLeft -= 1
    const hasRepaired = await this.#needs.heal(by)
    if (hasRepaired && this.#repairsLeft > 0) this.#wake()
  }
}
