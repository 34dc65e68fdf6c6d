/** Times in milliseconds, and what can be said of them. */
export class Latencies {
  readonly #all: number[] = []

  add(ms: number): void {
    this.#all.push(ms)
  }

  get count(): number {
    return this.#all.length
  }

  /** @param share 0.5 for the median, 0.99, 1 for the longest; 0 when nothing was measured */
  at(share: number): number {
    const sorted = [...this.#all].sort((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  }

  forget(): void {
    this.#all.length = 0
  }
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
