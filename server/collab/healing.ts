import type { Actor } from '../../shared/journal'
import type { Rounds } from './rounds'

/** A document that nobody has typed in for this long is quiet enough to be healed, in milliseconds. */
const QUIET_MS = 2_000
/**
 * Nor is a repair put off for longer than this while people type, in milliseconds: a provision that stands twice cannot be
 * agreed to before.
 */
const LONGEST_MS = 10_000

/**
 * Most repairs after one saved text, of hundreds of provisions each: more than one person can have made ill. Two nodes
 * that disagree about what is ill must not go on for ever.
 */
const MOST_REPAIRS = 100

interface Needs {
  readonly rounds: Rounds
  /** Whether there may be anything to repair. */
  readonly isDue: () => boolean
  /** Must not reject; tells whether it repaired anything, so that more may be left. */
  readonly heal: (by: Actor) => Promise<boolean>
}

/** Repairs, in the last author's wake, what editing at the same time can leave behind. */
export class Healing {
  readonly #needs: Needs
  readonly #look = (): boolean => this.#repairInTime()
  #lastAuthor: Actor | null = null
  #quietSince = 0
  #dueSince = 0
  #repairsLeft = 0
  #isDue = false
  #isClosed = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** Somebody types: not now, unless they go on for long. */
  typed(): void {
    this.#quietSince = performance.now()
  }

  /** Text was saved, the last of it by this person. */
  saved(by: Actor): void {
    this.#lastAuthor = by
    this.#repairsLeft = MOST_REPAIRS
    if (!this.#isDue && this.#needs.isDue()) this.#begin()
  }

  close(): void {
    this.#isClosed = true
    this.#end()
  }

  #begin(): void {
    if (this.#isClosed) return
    this.#isDue = true
    this.#dueSince = this.#quietSince = performance.now()
    this.#needs.rounds.join(this.#look)
  }

  #end(): void {
    this.#isDue = false
    this.#needs.rounds.leave(this.#look)
  }

  #repairInTime(): boolean {
    const now = performance.now()
    if (now - this.#quietSince < QUIET_MS && now - this.#dueSince < LONGEST_MS) return false
    this.#end()
    if (this.#lastAuthor) void this.#repair(this.#lastAuthor)
    return true
  }

  async #repair(by: Actor): Promise<void> {
    this.#repairsLeft -= 1
    const hasRepaired = await this.#needs.heal(by)
    if (hasRepaired && this.#repairsLeft > 0 && !this.#isDue) this.#begin()
  }
}
