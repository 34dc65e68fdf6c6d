import { expect, it } from 'vitest'
import type { Marked } from '../../shared/protocol'
import { marked, saysAll, snippetOf, termsOf } from '../../shared/search'

/** The words that are marked. */
const shown = ({ text, marks }: Marked) => marks.map(([from, to]) => text.slice(from, to))

it('looks for every word of a query once, and for eight at most', () => {
  expect(termsOf('  labour  mobility labour ')).toEqual(['labour', 'mobility'])
  expect(termsOf('a b c d e f g h i j')).toHaveLength(8)
  expect(saysAll('Mobility of labour', ['labour', 'mobility'])).toBe(true)
  expect(saysAll('Mobility of capital', ['labour', 'mobility'])).toBe(false)
  expect(saysAll('anything', [])).toBe(false)
})

it('marks what was said in another way of writing', () => {
  expect(shown(marked('إذ يشيرون إلى الإِعلان', ['اعلان']))).toEqual(['إِعلان'])
  expect(shown(marked('各国加强移民数据交流', ['移民数据']))).toEqual(['移民数据'])
  expect(shown(marked('Égalité, EGALITE', ['égalité']))).toEqual(['Égalité', 'EGALITE'])
})

it('marks words that run into each other as one', () => {
  expect(shown(marked('labour mobility', ['labour', 'bour mob', 'mobility']))).toEqual(['labour mobility'])
  expect(shown(marked('migration', ['migra', 'gration']))).toEqual(['migration'])
})

it('shows a long text around the first match, cut between words', () => {
  const long = `${'before '.repeat(60)}the wanted words ${'behind '.repeat(60)}`
  const snippet = snippetOf(long, ['wanted'])
  expect(shown(snippet)).toEqual(['wanted'])
  expect(snippet.text).toMatch(/^… before .*the wanted words behind .*behind …$/)
  expect(snippet.text.length).toBeLessThan(240)
})

it('shows a short text as it is, with cells side by side', () => {
  expect(snippetOf('Lead\tBy 2027', ['2027'])).toEqual({ text: 'Lead By 2027', marks: [[8, 12]] })
})

it('cuts no character in two where there are no spaces', () => {
  for (const before of ['移', '𠀀']) {
    const { text, marks } = snippetOf(`${before.repeat(200)}数据${before.repeat(200)}`, ['数据'])
    expect(() => encodeURIComponent(text)).not.toThrow()
    expect(shown({ text, marks })).toEqual(['数据'])
  }
})
