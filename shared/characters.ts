/** What begins a new line or column; between words it is a space. */
const BREAKS = /[\t-\r\u0085\u2028\u2029]+/gu

/** Control characters, line and paragraph separators, directional overrides, and halves of surrogate pairs. */
const UNWRITABLE = /[\p{Cc}\u2028\u2029\u202D\u202E\p{Surrogate}]/u
const ALL_UNWRITABLE = new RegExp(UNWRITABLE, 'gu')

/** Everything that changes the direction of what follows it. Single marks (LRM, RLM, ALM) and joiners are no part of it. */
const REACHING = /[\u202A-\u202E\u2066-\u2069]/gu

/** Byte order marks, zero-width spaces, and placeholders of objects. */
const PLACEHOLDERS = /[\uFEFF\u200B\u2060\uFFF9-\uFFFC]/gu

const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u

/** Whether a provision may hold these words: one line, nothing that misleads about what stands where, no half of a character. */
export function isWritable(words: string): boolean {
  return !UNWRITABLE.test(words)
}

/** Words as a provision may hold them: line ends and tabs become spaces, other characters that may not stand are dropped. */
export function writable(words: string): string {
  return words.replace(BREAKS, ' ').replace(ALL_UNWRITABLE, '')
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
