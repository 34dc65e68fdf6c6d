/** Control characters, line and paragraph separators, directional overrides, and halves of surrogate pairs. */
const UNWRITABLE = /[\p{Cc}\u2028\u2029\u202D\u202E\p{Surrogate}]/u

/** The same one by one, but what begins new lines or columns together. */
const UNWRITABLE_RUNS = /([\t-\r\u0085\u2028\u2029]+)|[\p{Cc}\u202D\u202E\p{Surrogate}]/gu

/** Everything that changes the direction of what follows it. Single marks (LRM, RLM, ALM) and joiners are no part of it. */
const REACHING = /[\u202A-\u202E\u2066-\u2069]/gu

/** Byte order marks, zero-width spaces, and placeholders of objects. */
const PLACEHOLDERS = /[\uFEFF\u200B\u2060\uFFF9-\uFFFC]/gu

const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u

/** Whether a provision may hold these words: one line, nothing that misleads about what stands where, no half of a character. */
export function isWritable(words: string): boolean {
  return !UNWRITABLE.test(words)
}

const HALVES = /\p{Surrogate}/gu

/** Words without halves of characters, which no encoding can carry: each becomes U+FFFD. */
export function wellFormed(words: string): string {
  return words.replace(HALVES, '\uFFFD')
}

/** What of the words may not stand, by its place in UTF-16 units, and what stands for it: a space for line ends and tabs. */
export function unwritableIn(words: string): { from: number; to: number; instead: '' | ' ' }[] {
  return [...words.matchAll(UNWRITABLE_RUNS)].map(({ 0: found, 1: breaks, index }) => {
    const instead = breaks === undefined ? '' : ' '
    return { from: index, to: index + found.length, instead }
  })
}

/** Words as a provision may hold them. */
export function writable(words: string): string {
  return words.replace(UNWRITABLE_RUNS, (_found, breaks: string | undefined) =>
    breaks === undefined ? '' : ' ',
  )
}

/**
 * A name, label or title as it is kept: one line, single spaces, nothing that turns the direction of its surroundings.
 * Marks and joiners that Arabic and Persian names need stay.
 *
 * @returns empty when nothing of it can be seen
 */
export function cleanName(text: string): string {
  const clean = writable(text).replace(REACHING, '').replace(PLACEHOLDERS, '').replace(/\s+/gu, ' ').trim()
  return VISIBLE.test(clean) ? clean : ''
}
