import type { Digits } from '../documents'
import type { Language } from '../languages'

/**
 * In which language and with which digits a document numbers its provisions. The digits are European unless the document
 * says otherwise: references are to be the same in all languages.
 */
export interface Numbering {
  readonly language: Language
  readonly digits: Digits
}

/** How a text is numbered of which nothing is known yet. */
export const PLAIN_NUMBERING: Numbering = { language: 'en', digits: 'european' }

/** What numbering needs to know of a provision. */
export interface Numberable {
  readonly id: string
  readonly kind: string
  readonly level: number
}

/** The number of a provision: as it stands beside it, and as others refer to it. */
export interface ProvisionLabel {
  /** `OP 3` or `(a)`. */
  readonly mark: string
  /** `OP 3(a)(i)`: the marks of all provisions above it and its own. */
  readonly label: string
}

/** The ways of counting that marks are made of. */
export type Counter = 'digits' | 'letters' | 'roman' | 'abjad' | 'han'

/** How one level of sub-paragraphs is marked. */
export interface MarkForm {
  readonly before: string
  readonly counter: Counter
  readonly after: string
}

/** How a language names its paragraphs. */
export interface NumberingForms {
  readonly preambular: string
  readonly operative: string
  /** Sub-paragraphs, the highest level first. */
  readonly levels: readonly MarkForm[]
  /** What stands between the marks of a label. */
  readonly between: string
}

/** Levels of sub-paragraphs that are counted; deeper ones there are none. */
export const SUB_LEVELS = 4

const form = (before: string, counter: Counter, after: string): MarkForm => ({ before, counter, after })

const ENGLISH_LEVELS = [
  form('(', 'letters', ')'),
  form('(', 'roman', ')'),
  form('', 'letters', '.'),
  form('', 'roman', '.'),
]
const HALF_BRACKETS = [
  form('', 'letters', ')'),
  form('', 'roman', ')'),
  form('', 'letters', '.'),
  form('', 'roman', '.'),
]

/**
 * Short names of preambular and operative paragraphs as delegates say them, and marks of sub-paragraphs: English,
 * French and Spanish after the Editorial Manual of the United Nations, the others as its documents print them.
 */
const FORMS: Readonly<Record<Language, NumberingForms>> = {
  en: { preambular: 'PP', operative: 'OP', levels: ENGLISH_LEVELS, between: '' },
  fr: { preambular: 'PP', operative: 'PD', levels: HALF_BRACKETS, between: ' ' },
  es: { preambular: 'PP', operative: 'PD', levels: HALF_BRACKETS, between: ' ' },
  ru: { preambular: 'ПП', operative: 'ОП', levels: HALF_BRACKETS, between: ' ' },
  zh: {
    preambular: '序言段',
    operative: '执行段',
    levels: [
      form('(', 'letters', ')'),
      form('(', 'han', ')'),
      form('', 'letters', '.'),
      form('', 'roman', '.'),
    ],
    between: '',
  },
  ar: {
    preambular: 'ديباجة',
    operative: 'منطوق',
    levels: [
      form('(', 'abjad', ')'),
      form("'", 'digits', "'"),
      form('', 'abjad', '.'),
      form('', 'digits', '.'),
    ],
    between: ' ',
  },
}

/** How a language names and marks its paragraphs. */
export function formsOf(language: Language): NumberingForms {
  return FORMS[language]
}

/**
 * The numbers of all provisions that have one, by id: preambular and operative ones run through the whole text,
 * sub-paragraphs begin anew below each of them and below a heading. Titles, headings, rows and footnotes have none.
 */
export function labelsOf(
  provisions: Iterable<Numberable>,
  numbering: Numbering,
): Map<string, ProvisionLabel> {
  const labels = new Map<string, ProvisionLabel>()
  const forms = FORMS[numbering.language]
  for (const { id, above, subs } of counted(provisions)) {
    const paragraph = above ? `${forms[above.kind]} ${numberText(above.number, numbering.digits)}` : ''
    const marks = subs.map((number, depth) => markText(number, forms.levels[depth], numbering.digits))
    const parts = [paragraph, ...marks].filter((part) => part !== '')
    labels.set(id, { mark: parts.at(-1) ?? '', label: parts.join(forms.between) })
  }
  return labels
}

/**
 * The numbers as a clean print has them, by id: the preamble has none, operative paragraphs are `1.` `2.` and a single
 * one has none, sub-paragraphs have their marks.
 */
export function printMarksOf(
  provisions: Iterable<Numberable>,
  { language, digits }: Numbering,
): Map<string, string> {
  const marks = new Map<string, string>()
  const all = [...counted(provisions)]
  const isSingle = all.filter(({ kind }) => kind === 'operative').length === 1
  for (const { id, kind, number, subs } of all) {
    if (kind === 'operative' && !isSingle) marks.set(id, `${numberText(number, digits)}.`)
    if (kind !== 'sub') continue
    const depth = subs.length - 1
    marks.set(id, markText(subs[depth] ?? 0, FORMS[language].levels[depth], digits))
  }
  return marks
}

/** A number in the digits of the document. */
export function numberText(number: number, digits: Digits): string {
  const european = String(number)
  if (digits === 'european') return european
  return european.replace(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)))
}

/** The n-th sign of a way of counting, from 1. */
export function countText(number: number, counter: Counter, digits: Digits): string {
  if (counter === 'letters') return doubled(number, LATIN_LETTERS)
  if (counter === 'abjad') return doubled(number, ABJAD_LETTERS)
  if (counter === 'roman') return romanOf(number)
  if (counter === 'han' && number <= MOST_IN_HAN) return hanOf(number)
  return numberText(number, digits)
}

/** Letters of sub-paragraphs; after the last follow aa, bb, cc …, as resolutions print them. */
export const LATIN_LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
/** Letters of Arabic sub-paragraphs in the order of the abjad; ha stands in the form that it has at a beginning. */
export const ABJAD_LETTERS = [...'أبجد', 'هـ', ...'وزحطيكلمنسعفصقرشتثخذضظغ']
/** Largest number that is written in Chinese characters; beyond it stand digits. */
export const MOST_IN_HAN = 99

interface Counted {
  readonly id: string
  readonly kind: 'preambular' | 'operative' | 'sub'
  /** Among those of its kind; 0 for sub-paragraphs. */
  readonly number: number
  /** The paragraph that it is or stands below; null below a heading or at the beginning. */
  readonly above: { readonly kind: 'preambular' | 'operative'; readonly number: number } | null
  /** For a sub-paragraph its number at each level down to its own, 0 where a level was left out; else empty. */
  readonly subs: readonly number[]
}

function* counted(provisions: Iterable<Numberable>): Generator<Counted> {
  const numbers = { preambular: 0, operative: 0 }
  let above: Counted['above'] = null
  let subs: number[] = []
  for (const { id, kind, level } of provisions) {
    if (kind === 'sub') {
      const depth = Math.min(SUB_LEVELS, Math.max(1, level))
      subs = Array.from({ length: depth }, (_, at) => (subs[at] ?? 0) + (at === depth - 1 ? 1 : 0))
      yield { id, kind, number: 0, above, subs }
    } else if (kind === 'preambular' || kind === 'operative') {
      subs = []
      above = { kind, number: (numbers[kind] += 1) }
      yield { id, kind, number: above.number, above, subs }
    } else if (kind === 'heading' || kind === 'title') {
      subs = []
      above = null
    }
  }
}

function markText(number: number, form: MarkForm | undefined, digits: Digits): string {
  return number === 0 || !form ? '' : form.before + countText(number, form.counter, digits) + form.after
}

/** As the style sheet's `symbolic` counters: through the letters, then through them again, each twice. */
function doubled(number: number, letters: readonly string[]): string {
  const letter = letters[(number - 1) % letters.length] ?? ''
  return letter.repeat(Math.floor((number - 1) / letters.length) + 1)
}

const ROMAN = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const

function romanOf(number: number): string {
  let rest = number
  let numeral = ''
  for (const [value, sign] of ROMAN) {
    numeral += sign.repeat(Math.floor(rest / value))
    rest %= value
  }
  return numeral
}

const HAN = [...'零一二三四五六七八九']

function hanOf(number: number): string {
  const tens = Math.floor(number / 10)
  const ones = number % 10
  const ten = tens === 0 ? '' : `${tens > 1 ? (HAN[tens] ?? '') : ''}十`
  return ten + (ones > 0 || tens === 0 ? (HAN[ones] ?? '') : '')
}
