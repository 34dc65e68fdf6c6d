interface Budget {
  left: number
  at: number
}

interface Terms {
  /** What may be used at once. */
  readonly burst: number
  /** What comes back per millisecond. */
  readonly perMs: number
}

/** What each of many may use, filled up again with time (a token bucket per key). */
export class Budgets<Key> {
  readonly #terms: Terms
  readonly #budgets = new Map<Key, Budget>()

  constructor(terms: Terms) {
    this.#terms = terms
  }

  /** Uses something up, also beyond the end. @returns how long it takes until nothing is owed, in milliseconds */
  spend(key: Key, amount: number): number {
    const { burst, perMs } = this.#terms
    const now = performance.now()
    const budget = this.#budgets.get(key) ?? { left: burst, at: now }
    budget.left = Math.min(burst, budget.left + (now - budget.at) * perMs) - amount
    budget.at = now
    this.#budgets.set(key, budget)
    return budget.left < 0 ? -budget.left / perMs : 0
  }

  /** Uses something up unless too little is left. @returns 0, or how long to wait until there is enough, in milliseconds */
  trySpend(key: Key, amount: number): number {
    const owed = this.spend(key, amount)
    if (owed > 0) this.spend(key, -amount)
    return owed
  }
}
