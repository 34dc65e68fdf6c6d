import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { LANGUAGES, type Language } from '../../shared/languages'
import { documentOf } from '../../shared/text/build'
import { compose } from '../../shared/text/compose'
import { openText } from '../../shared/text/flat'
import {
  ABJAD_LETTERS,
  LATIN_LETTERS,
  labelsOf,
  printMarksOf,
  type Numberable,
  type Numbering,
} from '../../shared/text/numbering'
import { provisionsOf } from '../../shared/text/provisions'
import { labelsOf as shownLabelsOf } from '../../client/editor/labels'
import { exampleSources } from '../../server/example'

const inLanguage = (language: Language): Numbering => ({ language, digits: 'european' })
const english = inLanguage('en')

/** `op`, `pp`, `h`, `row` or `s1` … `s4`, in order; each is called by its place. */
const text = (...said: readonly string[]): Numberable[] =>
  said.map((word, index) => {
    const kinds = { op: 'operative', pp: 'preambular', h: 'heading', row: 'row', fn: 'footnote', t: 'title' }
    const kind = kinds[word as keyof typeof kinds] as string | undefined
    return { id: String(index), kind: kind ?? 'sub', level: kind ? 0 : Number(word.slice(1)) }
  })

const labels = (provisions: readonly Numberable[], numbering = english) => {
  const all = labelsOf(provisions, numbering)
  return provisions.map(({ id }) => all.get(id)?.label ?? null)
}
const marks = (provisions: readonly Numberable[], numbering = english) => {
  const all = labelsOf(provisions, numbering)
  return provisions.map(({ id }) => all.get(id)?.mark ?? null)
}

describe('numbers', () => {
  it('run through the whole text for preambular and operative paragraphs, past every heading', () => {
    expect(labels(text('t', 'pp', 'pp', 'h', 'op', 'h', 'op'))).toEqual([
      null,
      'PP 1',
      'PP 2',
      null,
      'OP 1',
      null,
      'OP 2',
    ])
  })

  it('have none for rows and footnotes, which do not disturb the others', () => {
    expect(labels(text('op', 's1', 'row', 's1', 'fn'))).toEqual(['OP 1', 'OP 1(a)', null, 'OP 1(b)', null])
  })

  it('of sub-paragraphs begin anew below each paragraph and each heading', () => {
    expect(labels(text('pp', 's1', 'op', 's1', 's1', 'op', 's1', 'h', 's1'))).toEqual([
      'PP 1',
      'PP 1(a)',
      'OP 1',
      'OP 1(a)',
      'OP 1(b)',
      'OP 2',
      'OP 2(a)',
      null,
      '(a)',
    ])
  })

  it('of deeper levels begin anew below each higher one, and go on where it goes on', () => {
    expect(labels(text('op', 's1', 's2', 's2', 's3', 's4', 's2', 's1', 's2'))).toEqual([
      'OP 1',
      'OP 1(a)',
      'OP 1(a)(i)',
      'OP 1(a)(ii)',
      'OP 1(a)(ii)a.',
      'OP 1(a)(ii)a.i.',
      'OP 1(a)(iii)',
      'OP 1(b)',
      'OP 1(b)(i)',
    ])
  })

  it('leave out a level that was left out', () => {
    expect(labels(text('op', 's2', 's2', 's1'))).toEqual(['OP 1', 'OP 1(i)', 'OP 1(ii)', 'OP 1(a)'])
  })

  it('take a sub-paragraph of no level for one of the first', () => {
    expect(labels(text('op', 's0', 's1'))).toEqual(['OP 1', 'OP 1(a)', 'OP 1(b)'])
  })

  it('renumber what follows when a paragraph is split or moved', () => {
    const [pp, first, a, second] = text('pp', 'op', 's1', 'op') as [Numberable, ...Numberable[]]
    const split = { id: 'new', kind: 'operative', level: 0 }
    const after = labelsOf(
      [pp, first, split, a, second].filter((one) => one !== undefined),
      english,
    )
    expect([after.get('2')?.label, after.get('3')?.label]).toEqual(['OP 2(a)', 'OP 3'])
    const moved = labelsOf(
      [pp, second, first, a].filter((one) => one !== undefined),
      english,
    )
    expect([moved.get('3')?.label, moved.get('2')?.label]).toEqual(['OP 1', 'OP 2(a)'])
  })

  it.each([
    ['en', ['PP 1', 'OP 1', 'OP 1(a)', 'OP 1(a)(i)']],
    ['fr', ['PP 1', 'PD 1', 'PD 1 a)', 'PD 1 a) i)']],
    ['es', ['PP 1', 'PD 1', 'PD 1 a)', 'PD 1 a) i)']],
    ['ru', ['ПП 1', 'ОП 1', 'ОП 1 a)', 'ОП 1 a) i)']],
    ['zh', ['序言段 1', '执行段 1', '执行段 1(a)', '执行段 1(a)(一)']],
    ['ar', ['ديباجة 1', 'منطوق 1', 'منطوق 1 (أ)', "منطوق 1 (أ) '1'"]],
  ] as const)('are written as is customary in %s', (language, expected) => {
    expect(labels(text('pp', 'op', 's1', 's2'), inLanguage(language))).toEqual(expected)
  })

  it('have Arabic-Indic digits where the document asks for them', () => {
    const numbering: Numbering = { language: 'ar', digits: 'arabicIndic' }
    const paragraphs = text(...Array.from({ length: 12 }, () => 'op'), 's1', 's2')
    expect(labels(paragraphs, numbering).slice(-3)).toEqual(['منطوق ١٢', 'منطوق ١٢ (أ)', "منطوق ١٢ (أ) '١'"])
  })
})

describe('marks of sub-paragraphs', () => {
  const many = (level: string, count: number, language: Language) =>
    marks(text('op', ...Array.from({ length: count }, () => level)), inLanguage(language)).slice(1)

  it('go from z to aa, bb, cc', () => {
    const letters = many('s1', 60, 'en')
    expect(letters.slice(24, 30)).toEqual(['(y)', '(z)', '(aa)', '(bb)', '(cc)', '(dd)'])
    expect(letters.slice(51, 54)).toEqual(['(zz)', '(aaa)', '(bbb)'])
  })

  it('follow the abjad in Arabic, and begin it again doubled', () => {
    const letters = many('s1', 32, 'ar')
    expect(letters.slice(0, 10).join(' ')).toBe('(أ) (ب) (ج) (د) (هـ) (و) (ز) (ح) (ط) (ي)')
    expect(letters.slice(26, 30)).toEqual(['(ظ)', '(غ)', '(أأ)', '(بب)'])
  })

  it('are Roman as far as anybody counts', () => {
    const numerals = many('s2', 99, 'en')
    expect([3, 8, 13, 39, 48, 98].map((index) => numerals[index])).toEqual([
      '(iv)',
      '(ix)',
      '(xiv)',
      '(xl)',
      '(xlix)',
      '(xcix)',
    ])
  })

  it('are Chinese numerals up to ninety-nine, and digits beyond', () => {
    const numerals = many('s2', 100, 'zh')
    expect([0, 9, 10, 19, 20, 98, 99].map((index) => numerals[index])).toEqual([
      '(一)',
      '(十)',
      '(十一)',
      '(二十)',
      '(二十一)',
      '(九十九)',
      '(100)',
    ])
  })

  it('are the same letters in the style sheet', () => {
    const css = readFileSync(new URL('../../client/editor/numbers.css', import.meta.url), 'utf8')
    const symbolsOf = (name: string) => {
      const list = new RegExp(`@counter-style ${name} \\{[^}]*symbols:([^;]*);`).exec(css)?.[1] ?? ''
      return [...list.matchAll(/'([^']+)'/g)].map(([, letter]) => letter)
    }
    expect(symbolsOf('letters')).toEqual(LATIN_LETTERS)
    expect(symbolsOf('abjad')).toEqual(ABJAD_LETTERS)
  })
})

describe('a clean print', () => {
  const printed = (provisions: readonly Numberable[]) => {
    const all = printMarksOf(provisions, english)
    return provisions.map(({ id }) => all.get(id) ?? null)
  }

  it('numbers operative paragraphs only', () => {
    expect(printed(text('pp', 'op', 's1', 's2', 'op'))).toEqual([null, '1.', '(a)', '(i)', '2.'])
  })

  it('gives a single operative paragraph no number', () => {
    expect(printed(text('pp', 'op', 's1'))).toEqual([null, null, '(a)'])
  })
})

it.each(LANGUAGES)('the editor and the flat text number the example alike in %s', (language) => {
  const flat = openText(new Y.Doc())
  compose(flat, exampleSources(language))
  const read = labelsOf(
    provisionsOf(flat).map(({ shownId, kind, level }) => ({ id: shownId, kind, level })),
    inLanguage(language),
  )
  const shown = shownLabelsOf(documentOf(flat), inLanguage(language)).provisions
  expect(shown.size).toBeGreaterThan(20)
  expect([...shown]).toEqual([...read].map(([id, { label }]) => [id, label]))
})
