import { expect, it } from 'vitest'
import {
  admitsEmbed,
  admitsFormat,
  isLink,
  isPlainLink,
  readBlockFormats,
  writeBlockFormats,
} from '../../shared/text/formats'

it('lets a client write the marks and block formats of the table, and end them', () => {
  const admitted: [string, unknown][] = [
    ['strong', true],
    ['em', null],
    ['lang', 'ar'],
    ['link', 'https://example.org/a?b=c#d'],
    ['link', 'mailto:chair@example.org'],
    ['kind', 'p1=heading'],
    ['level', 'p1=4'],
    ['dir', 'p1=rtl'],
    ['tbl', 'p1=t1'],
    ['header', 'p1=1'],
    ['header', null],
    ['gone', 'p1=1'],
    ['gone', null],
  ]
  for (const [key, value] of admitted) expect(admitsFormat(key, value), `${key} ${String(value)}`).toBe(true)
})

it('refuses reserved, unknown and senseless formats', () => {
  const refused: [string, unknown][] = [
    ['strong', 'yes'],
    ['lang', 'de'],
    ['link', 'javascript:alert(1)'],
    ['link', 'https://a b'],
    ['link', 'https://example.org/\u202Egpj.exe'],
    ['link', 'https://exa\u200Bmple.org/'],
    ['link', 'https://example.org@other.example/'],
    ['link', `https://example.org/${'a'.repeat(2_000)}`],
    ['kind', 'p1=king'],
    ['kind', 'heading'],
    ['level', 'p1=5'],
    ['dir', 'p1=up'],
    ['tbl', 'p1='],
    ['gone', 'p1=0'],
    ['header', 'p1=0'],
    ['header', 'p1=2'],
    ['header', true],
    ['header', '1'],
    ['bins', 'p1=a'],
    ['bracket:b1', '0'],
    ['comment:c1', true],
    ['del:d1', 'x'],
    ['ins', 'x'],
    ['toString', true],
    ['__proto__', null],
  ]
  for (const [key, value] of refused) expect(admitsFormat(key, value), `${key} ${String(value)}`).toBe(false)
})

it('lets a client write embeds with exactly one known key and an id', () => {
  expect(admitsEmbed({ b: 'p1' })).toBe(true)
  expect(admitsEmbed({ x: 'p1' })).toBe(true)
  for (const embed of [
    { b: 'head' },
    { b: 'p~2' },
    { b: 'p', c: 'q' },
    { d: 'p' },
    {},
    [],
    null,
    'b',
    { b: 1 },
  ]) {
    expect(admitsEmbed(embed), JSON.stringify(embed)).toBe(false)
  }
})

it('reads back what a boundary carries, and ignores what leaked from another boundary', () => {
  const block = { kind: 'sub', level: 2, dir: 'rtl', table: 't1', header: true, gone: true } as const
  const formats = writeBlockFormats('p1', block)
  expect(readBlockFormats('p1', formats)).toEqual(block)
  expect(readBlockFormats('p2', formats)).toMatchObject({
    kind: 'operative',
    level: 0,
    header: false,
    gone: false,
  })
})

it('reads a link as it was agreed, also one that nobody may write any more', () => {
  for (const href of ['https://example.org/\u200E', 'https://name@example.org/x']) {
    expect(isLink(href)).toBe(true)
    expect(isPlainLink(href)).toBe(false)
  }
})
