const laidAside = new Map<string, string>()

/**
 * Keeps words that were not finished when the screen locked, in the memory of this tab.
 *
 * @param key whose they are, as whom they were written, and to what: nobody else gets them, and nothing else
 */
export function layAside(key: string, words: string): void {
  laidAside.set(key, words)
}

/** What was laid aside, once; empty when nothing was. */
export function takeUp(key: string): string {
  const words = laidAside.get(key) ?? ''
  laidAside.delete(key)
  return words
}
