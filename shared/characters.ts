/**
 * What no provision may hold: control characters, line and paragraph separators, embeddings and overrides of the direction,
 * what cannot be seen and parts words from what they look like (zero-width spaces, byte order marks, placeholders of
 * objects, tags), and halves of surrogate pairs. Marks (LRM, RLM, ALM), joiners and isolates are writing.
 */
const UNSEEN = '\\u200B\\u2060\\u202A-\\u202E\\uFEFF\\uFFF9-\\uFFFC\\u{E0000}-\\u{E007F}'
const UNWRITABLE = new RegExp(`[\\p{Cc}\\u2028\\u2029${UNSEEN}\\p{Surrogate}]`, 'u')

/** The same one by one, but what begins new lines or columns together. */
const UNWRITABLE_RUNS = new RegExp(`([\\t-\\r\\u0085\\u2028\\u2029]+)|[\\p{Cc}${UNSEEN}\\p{Surrogate}]`, 'gu')

/** What encloses words of another direction: in a name it could turn what stands around it. */
const ISOLATES = /[\u2066-\u2069]/gu

const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u

/** Whether a provision may hold these words: one line, nothing that misleads about what stands where, no half of a character. */
export function isWritable(words: string): boolean {
  return !UNWRITABLE.test(words)
}

const NEVER_WRITABLE = /[\p{Cc}\u2028\u2029\u202D\u202E\p{Surrogate}]/u

/** Whether words that somebody still holds may have been let in before: what cannot be seen once was. */
export function mayComeBack(words: string): boolean {
  return !NEVER_WRITABLE.test(words)
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
  const clean = writable(text).replace(ISOLATES, '').replace(/\s+/gu, ' ').trim()
  return VISIBLE.test(clean) ? clean : ''
}
