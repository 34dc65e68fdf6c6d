import type { PersonId } from '../../shared/ids'

/**
 * What dear messages may take of one core, whoever sends them: every browser in the room does their work once more. No
 * letter is one; a long offline day that comes back may be. The burst is in milliseconds.
 */
const TERMS = { burst: 500, perMs: 0.2 } as const
/** Nobody waits longer than this for what others owe, in milliseconds. */
const FOR_OTHERS_MS = 1_000

/**
 * The books of dear work. All draw on one burst; what goes beyond it is owed by whoever asked for it. What comes back pays
 * the debts in equal parts, so that a small one is paid soon however much others owe. A crowd may have more for a while,
 * for nobody waits long for the others; it goes on owing that, and waits for its own debt in full.
 */
export class DearWork {
  readonly #owed = new Map<PersonId, number>()
  #left: number = TERMS.burst
  #at = performance.now()

  /** Uses `ms` of one core. @returns how long the person must wait until nothing of theirs is owed, in milliseconds */
  spend(personId: PersonId, ms: number): number {
    this.#pay()
    const fromBurst = Math.min(this.#left, ms)
    this.#left -= fromBurst
    if (ms > fromBurst) this.#owed.set(personId, (this.#owed.get(personId) ?? 0) + ms - fromBurst)
    return this.#waitOf(personId)
  }

  #waitOf(personId: PersonId): number {
    const own = this.#owed.get(personId) ?? 0
    if (own === 0) return 0
    let ofOthers = -own
    for (const owed of this.#owed.values()) ofOthers += Math.min(owed, own)
    return own / TERMS.perMs + Math.min(ofOthers / TERMS.perMs, FOR_OTHERS_MS)
  }

  /** Pays with what has come back since the last time. */
  #pay(): void {
    const now = performance.now()
    let back = (now - this.#at) * TERMS.perMs
    this.#at = now
    const smallestFirst = [...this.#owed].sort(([, a], [, b]) => a - b)
    for (const [i, [personId, owed]] of smallestFirst.entries()) {
      const paid = Math.min(owed, back / (smallestFirst.length - i))
      back -= paid
      if (paid < owed) this.#owed.set(personId, owed - paid)
      else this.#owed.delete(personId)
    }
    this.#left = Math.min(TERMS.burst, this.#left + back)
  }
}
