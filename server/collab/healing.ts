import type { Actor } from '../../shared/journal'

/** A document that nobody has typed in for this long is quiet enough to be healed, in milliseconds. */
const QUIET_MS = 2_000

/** Repairs, in the last author's wake, what editing at the same time can leave behind. */
export class Healing {
  readonly #heal: (by: Actor) => Promise<void>
  #timer: ReturnType<typeof setTimeout> | null = null
  #lastAuthor: Actor | null = null
  #typedAt = 0

  /** @param heal must not reject */
  constructor(heal: (by: Actor) => Promise<void>) {
    this.#heal = heal
  }

  /** Somebody types: not now. */
  typed(): void {
    this.#typedAt = performance.now()
  }

  /** Text was saved, the last of it by this person. */
  saved(by: Actor): void {
    this.#lastAuthor = by
    this.#timer ??= setTimeout(() => this.#whenQuiet(), QUIET_MS).unref()
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #whenQuiet(): void {
    this.#timer = null
    const left = QUIET_MS - (performance.now() - this.#typedAt)
    if (left > 0) this.#timer = setTimeout(() => this.#whenQuiet(), left).unref()
    else if (this.#lastAuthor) void this.#heal(this.#lastAuthor)
  }
}
