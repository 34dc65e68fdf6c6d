import type { Stretch } from './flat'

/** How strictly words are compared. All false is the most forgiving. */
export interface Strictness {
  /** Capitals and small letters differ. */
  readonly matchCase: boolean
  /** A match begins and ends where a word does. */
  readonly wholeWords: boolean
  /** Accents, vowel signs, forms of hamza and kinds of apostrophe and space differ. */
  readonly exact: boolean
}

/** Compares as a search should: forgiving in everything. */
export const FORGIVING: Strictness = { matchCase: false, wholeWords: false, exact: false }

/** A text as it is compared, and where each of its units came from. */
export interface Folded {
  readonly text: string
  /** The stretch of the original that units `from` to `to` (exclusive, not empty) of the folded text stand for. */
  original(from: number, to: number): Stretch
}

/**
 * A letter with the marks that stand on it. No writing needs more than thirty of them (Unicode Standard Annex 15, §13);
 * a longer row is taken in pieces, because putting its marks in order takes time with the square of its length.
 */
const LETTERS = /\P{M}\p{M}{0,30}|\p{M}{1,30}/gu
const MARKS = /\p{M}+/gu
const PLAIN = /^\p{ASCII}*$/u
/** Scripts whose marks are forgiven; in Russian й is a letter of its own. */
const FORGIVEN_MARKS = /^[\p{Script=Latin}\p{Script=Arabic}\p{Script=Common}\p{M}]/u
/** Soft hyphen, zero width characters and direction marks: nobody sees them. */
const UNSEEN = /^[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u
const WORD_LETTER = /[\p{L}\p{N}\p{M}_]/u
/** In Chinese every character may begin and end a word. */
const WORD_BY_ITSELF = /\p{Script=Han}/u
/** Longest distance, in UTF-16 units, at which the neighbours of a match are looked at: one character. */
const CHARACTER_UNITS = 2

/** What does not change a word: the tatweel only stretches it, and keyboards have one kind of quote and space. */
const SAME_SIGNS = {
  ...{ '‘': "'", '’': "'", ʼ: "'", '“': '"', '”': '"', '„': '"', '«': '"', '»': '"' },
  ...{ '\u00a0': ' ', '\u202f': ' ', '\u2009': ' ', '‐': '-', '‑': '-', ـ: '' },
}
/** What Unicode does not take apart, but writers take for the same. */
const SAME = new Map(
  Object.entries({
    ...{ ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L' },
    ...{ đ: 'd', Đ: 'D', ı: 'i', ё: 'е', Ё: 'Е' },
    ...{ ٱ: 'ا', ى: 'ي', ة: 'ه' },
    ...SAME_SIGNS,
  }),
)
const SPELLED = new Map(Object.entries(SAME_SIGNS))
const SPEAKS = /[\p{L}\p{N}]/u

/**
 * A text as it is compared: without capitals, Latin accents, Arabic vowel signs and forms of hamza, tatweel, unseen
 * characters and typographic quotes and spaces. Full-width forms and Chinese stay as they are.
 */
export function fold(text: string, { matchCase, exact }: Strictness = FORGIVING): Folded {
  const lower = (letter: string) => (matchCase ? letter : letter.toLowerCase())
  if (PLAIN.test(text)) return { text: lower(text), original: (from, to) => ({ from, to }) }
  return foldLetters(text, (letter) => lower(exact ? letter.normalize('NFC') : forgiven(letter)))
}

/** The places at which a text says the wanted words, in order, none over another. An empty wish is found nowhere. */
export function findWords(text: string, wanted: string, strictness: Strictness = FORGIVING): Stretch[] {
  return findIn(text, fold(text, strictness), wanted, strictness)
}

/** Like `findWords`, for a text that is folded already with the same strictness. */
export function findIn(text: string, folded: Folded, wanted: string, strictness: Strictness): Stretch[] {
  const needle = fold(wanted, strictness).text
  if (needle === '') return []
  const found: Stretch[] = []
  for (let at = folded.text.indexOf(needle); at >= 0;) {
    const stretch = folded.original(at, at + needle.length)
    const isNew = stretch.from >= (found.at(-1)?.to ?? 0)
    const fits = isNew && (!strictness.wholeWords || isWhole(text, stretch))
    if (fits) found.push(stretch)
    at = folded.text.indexOf(needle, fits ? at + needle.length : at + 1)
  }
  return found
}

/** Whether a text says the wanted words, compared forgivingly. */
export function saysWords(text: string, wanted: string): boolean {
  const needle = fold(wanted).text
  return needle !== '' && fold(text).text.includes(needle)
}

/**
 * Whether two texts are the same words, letter by letter, with their accents, vowel signs and forms of hamza: what was
 * found forgivingly need not be. Signs that stand alone are meant as they are written.
 */
export function spellsSame(text: string, wanted: string, { matchCase }: Strictness): boolean {
  const strictly = (words: string) => fold(words, { ...FORGIVING, matchCase, exact: true }).text
  if (strictly(text) === strictly(wanted)) return true
  return SPEAKS.test(wanted) && strictly(spelled(text)) === strictly(spelled(wanted))
}

const spelled = (text: string) =>
  foldLetters(text, (letter) => (UNSEEN.test(letter) ? '' : (SPELLED.get(letter) ?? letter))).text

function foldLetters(text: string, foldOne: (letter: string) => string): Folded {
  let out = ''
  const starts: number[] = []
  const ends: number[] = []
  for (const { 0: letter, index } of text.matchAll(LETTERS)) {
    const folded = foldOne(letter)
    out += folded
    for (let i = 0; i < folded.length; i++) {
      starts.push(index)
      ends.push(index + letter.length)
    }
  }
  return {
    text: out,
    original: (from, to) => ({ from: starts[from] ?? text.length, to: ends[to - 1] ?? text.length }),
  }
}

function forgiven(letter: string): string {
  if (UNSEEN.test(letter)) return ''
  const bare = FORGIVEN_MARKS.test(letter)
    ? letter.normalize('NFD').replace(MARKS, '')
    : letter.normalize('NFC')
  return SAME.get(bare) ?? bare
}

function isWhole(text: string, { from, to }: Stretch): boolean {
  const before = lastOf(text.slice(Math.max(0, from - CHARACTER_UNITS), from))
  const after = firstOf(text.slice(to, to + CHARACTER_UNITS))
  return parts(before, firstOf(text.slice(from, to))) && parts(lastOf(text.slice(from, to)), after)
}

/** Whether a word may end between two neighbours. */
function parts(left: string, right: string): boolean {
  if (!WORD_LETTER.test(left) || !WORD_LETTER.test(right)) return true
  return WORD_BY_ITSELF.test(left) || WORD_BY_ITSELF.test(right)
}

function firstOf(text: string): string {
  return [...text][0] ?? ''
}

function lastOf(text: string): string {
  return [...text].at(-1) ?? ''
}
