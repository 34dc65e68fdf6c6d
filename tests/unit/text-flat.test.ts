import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { documentOf } from '../../shared/text/build'
import { canonicalOf, contentHashOf, plainTextOf, textHashOf } from '../../shared/text/canonical'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { deltaOf, type Delta } from '../../shared/text/delta'
import { openText, rawDelete, rawDeleteAll, segmentsOf } from '../../shared/text/flat'
import { heal } from '../../shared/text/heal'
import { provisionsOf } from '../../shared/text/provisions'

const open = (client = 1): Y.Text => {
  const doc = new Y.Doc()
  doc.clientID = client
  return openText(doc)
}
const copyOf = (text: Y.Text, client: number): Y.Text => {
  const copy = open(client)
  if (text.doc && copy.doc) Y.applyUpdate(copy.doc, Y.encodeStateAsUpdate(text.doc), 'remote')
  return copy
}
const exchange = (a: Y.Text, b: Y.Text): void => {
  if (!a.doc || !b.doc) return
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc, Y.encodeStateVector(a.doc)), 'remote')
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(b.doc)), 'remote')
}
const withTwo = (): Y.Text => {
  const text = open()
  compose(text, [
    {
      id: 'p1',
      kind: 'preambular',
      runs: ['Recalling ', { text: 'all', formats: { strong: true } }, { footnote: 'n1' }],
    },
    { id: 'p2', level: 1, runs: ['second'] },
  ])
  return text
}

it('composes provisions and reads them back', () => {
  const [first, second] = provisionsOf(withTwo())
  expect(first).toMatchObject({ id: 'p1', kind: 'preambular', level: 0, from: 0, to: 15 })
  expect(second).toMatchObject({ id: 'p2', kind: 'operative', level: 1, from: 15, to: 22 })
  expect(first && plainTextOf(first)).toBe('Recalling all')
})

it('shows every offset of the flat text at the same offset of its provision', () => {
  const shown = documentOf(withTwo())
  expect(shown.child(0).content.size).toBe(14)
  expect(shown.child(0).textBetween(0, 14, '', '*')).toBe('Recalling all*')
  expect(shown.child(1).attrs).toMatchObject({ id: 'p2', level: 1 })
})

it('tells what a change did exactly as Yjs does, without writing', () => {
  const text = withTwo()
  const reader = copyOf(text, 2)
  let seen: Delta = []
  let writes = 0
  reader.observe((event) => (seen = deltaOf(event)))
  reader.doc?.on('update', (_update, origin) => (writes += origin === 'remote' ? 0 : 1))
  text.doc?.transact(() => {
    text.format(1, 4, { em: true })
    text.insert(6, 'XY', { strong: true })
    rawDelete(text, 10, 2)
  })
  exchange(text, reader)
  expect(seen).toEqual([
    { type: 'retain', length: 1, formats: null },
    { type: 'retain', length: 4, formats: { em: true } },
    { type: 'retain', length: 1, formats: null },
    { type: 'insert', segment: { content: 'XY', length: 2, formats: { strong: true } } },
    { type: 'retain', length: 2, formats: null },
    { type: 'delete', length: 2 },
  ])
  expect(writes).toBe(0)
  expect(segmentsOf(reader)).toEqual(segmentsOf(text))
})

it('deletes many stretches in one walk', () => {
  const text = open()
  compose(text, [{ id: 'p1', runs: ['abcdefghij'] }])
  rawDeleteAll(text, [
    { from: 1, to: 3 },
    { from: 5, to: 6 },
    { from: 9, to: 11 },
  ])
  expect(segmentsOf(text).map(({ content }) => content)).toEqual([{ b: 'p1' }, 'cdfgh'])
})

it('keeps a format from running on when words typed inside it meet its deletion', () => {
  const a = open(1)
  compose(a, [{ id: 'p1', runs: ['base ', { text: 'added', formats: { ins: 'a' } }, ' base'] }])
  const b = copyOf(a, 2)
  rawDelete(a, 6, 5)
  b.insert(8, 'X', { ins: 'a' })
  exchange(a, b)
  expect(segmentsOf(a).map(({ content, formats }) => [content, formats.ins ?? null])).toEqual([
    [{ b: 'p1' }, null],
    ['base ', null],
    ['X', 'a'],
    [' base', null],
  ])
})

it('hashes a provision by its words, not by who wrote them or what is noted beside them', () => {
  const text = withTwo()
  const other = open(9)
  compose(other, [
    {
      id: 'p1',
      kind: 'preambular',
      runs: [
        'Recall',
        'ing ',
        { text: 'all', formats: { strong: true, 'comment:c': true } },
        { footnote: 'n1' },
      ],
    },
    { id: 'p2', level: 1, runs: ['second'] },
  ])
  expect(textHashOf(other, 'p1')).toBe(textHashOf(text, 'p1'))
  expect(contentHashOf(other)).toBe(contentHashOf(text))
  expect(textHashOf(text, 'nobody')).toBe(null)
  text.format(15, 1, { gone: 'p2=1' })
  rawDelete(text, 16, 6)
  expect(textHashOf(text, 'p2')).toBe(null)
})

it('heals words before the first boundary, ids borne twice and empty deleted boundaries', () => {
  const text = withTwo()
  text.insert(0, 'lost ', {})
  compose(text, [
    { id: 'p1', level: 3, runs: ['copy'] },
    { id: 'p9', runs: [] },
  ])
  text.format(text.length - 1, 1, { gone: 'p9=1' })
  let made = 0
  expect(heal(text, { makeId: () => `new${++made}` })).toBe(true)
  const shown = provisionsOf(text)
  expect(shown.map((provision) => [provision.id, provision.level, plainTextOf(provision)])).toEqual([
    ['new1', 0, 'lost '],
    ['p1', 0, 'Recalling all'],
    ['p2', 1, 'second'],
    ['new2', 3, 'copy'],
  ])
  expect(heal(text)).toBe(false)
})

it('shows cells that a row lacks as empty, and keeps a second boundary of a column inside its cell', () => {
  const text = open()
  compose(text, [
    {
      id: 'r1',
      kind: 'row',
      table: 't',
      runs: [{ column: 'a' }, 'a1', { column: 'b' }, 'b1', { column: 'a' }, 'more'],
    },
    { id: 'r2', kind: 'row', table: 't', runs: [{ column: 'b' }, 'b2'] },
  ])
  const table = documentOf(text).child(0)
  const cells = (index: number): string[] =>
    table.child(index).children.map((cell) => cell.textBetween(0, cell.content.size, '', '|'))
  expect(cells(0)).toEqual(['a1', 'b1|more'])
  expect(cells(1)).toEqual(['', 'b2'])
})

it('keeps the id with the living provision when a deleted one of the same id is shown again', () => {
  const text = open()
  compose(text, [
    { id: 'p1', runs: ['typed into the deleted one'] },
    { id: 'p1', runs: ['moved here'] },
  ])
  text.format(0, 1, { gone: 'p1=1' })
  expect(provisionsOf(text).map((provision) => provision.shownId)).toEqual(['p1~2', 'p1'])
})

describe('header rows', () => {
  const row = (id: string, header = false): ProvisionSource => ({
    id,
    kind: 'row',
    table: 't',
    header,
    runs: [{ column: 'a' }, id],
  })
  const shown = (text: Y.Text): [string, boolean][] =>
    documentOf(text)
      .child(0)
      .children.map((one) => [one.textContent, one.firstChild?.attrs.header === true])

  it('stand first: below a row that is none there is none, and a quiet document does not say so either', () => {
    const text = open()
    compose(text, [row('h1', true), row('h2', true), row('r1'), row('h3', true)])
    const rows = [
      ['h1', true],
      ['h2', true],
      ['r1', false],
      ['h3', false],
    ]
    expect(shown(text)).toEqual(rows)
    expect(heal(text, { isSettled: (id) => id === 'h3' })).toBe(false)
    expect(heal(text)).toBe(true)
    expect(shown(text)).toEqual(rows)
    expect(provisionsOf(text).map(({ header }) => header)).toEqual([true, true, false, false])
    expect(heal(text)).toBe(false)
  })

  it('are part of what is said, and rows that are none keep the hash that they had before there were any', () => {
    const text = open()
    compose(text, [row('h1', true), row('r1')])
    const [header, other] = provisionsOf(text)
    expect(header && canonicalOf(header)).toMatchObject({ header: true })
    expect(other && Object.keys(canonicalOf(other))).toEqual(['kind', 'level', 'dir', 'runs'])
  })

  it('are rows: of other provisions the mark says nothing, and goes', () => {
    const text = open()
    compose(text, [{ id: 'p1', header: true, runs: ['words'] }])
    expect(provisionsOf(text).map((one) => 'header' in canonicalOf(one))).toEqual([false])
    expect(heal(text)).toBe(true)
    expect(provisionsOf(text)[0]?.header).toBe(false)
  })
})
