import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { contentHashOf, plainTextOf } from '../../shared/text/canonical'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { copyOf } from '../../shared/text/copying'
import { openText } from '../../shared/text/flat'
import { provisionsOf } from '../../shared/text/provisions'

const textOf = (sources: readonly ProvisionSource[]) => {
  const text = openText(new Y.Doc())
  compose(text, sources)
  return text
}

const SOURCES: ProvisionSource[] = [
  { id: 'title', kind: 'title', runs: ['Zero draft'] },
  { id: 'op1', kind: 'operative', runs: ['Recalls ', { reference: 'op2' }, { footnote: 'note' }] },
  { id: 'op2', kind: 'operative', runs: [{ text: 'Requests', formats: { em: true, 'comment:c1': true } }] },
  {
    id: 'r1',
    kind: 'row',
    table: 'tab',
    header: true,
    runs: [{ column: 'c1' }, 'Lead', { column: 'c2' }, 'By'],
  },
  { id: 'r2', kind: 'row', table: 'tab', runs: [{ column: 'c1' }, 'One', { column: 'c2' }, 'Two'] },
  { id: 'note', kind: 'footnote', runs: ['See the record.'] },
]

it('says the same under identities of its own', () => {
  const original = provisionsOf(textOf(SOURCES))
  const copy = provisionsOf(textOf(copyOf(original)))
  expect(copy.map(plainTextOf)).toEqual(original.map(plainTextOf))
  const said = (of: typeof copy) => of.map(({ kind, level, dir, header }) => ({ kind, level, dir, header }))
  expect(said(copy)).toEqual(said(original))
  const known = new Set(original.map(({ id }) => id))
  expect(copy.filter(({ id }) => known.has(id))).toEqual([])
})

it('keeps references, notes, tables and columns together', () => {
  const copy = provisionsOf(textOf(copyOf(provisionsOf(textOf(SOURCES)))))
  const [, op1, op2, r1, r2, note] = copy
  expect(op1?.segments.slice(1).map(({ content }) => content)).toEqual([{ x: op2?.id }, { f: note?.id }])
  expect(r1?.table).toBe(r2?.table)
  expect(r1?.segments[0]?.content).toEqual(r2?.segments[0]?.content)
})

it('leaves comments, suggestions and deleted provisions where they are', () => {
  const text = textOf([
    ...SOURCES.slice(0, 3),
    { id: 'op3', kind: 'operative', runs: ['Notes', { text: ' warmly', formats: { ins: 's1' } }] },
  ])
  const copy = provisionsOf(textOf(copyOf(provisionsOf(text))))
  expect(copy[2]?.segments).toMatchObject([{ content: 'Requests', formats: { em: true } }])
  expect(Object.keys(copy[2]?.segments[0]?.formats ?? {})).toEqual(['em'])
  expect(copy.map(plainTextOf).at(-1)).toBe('Notes')
})

it('gives two copies nothing in common', () => {
  const provisions = provisionsOf(textOf(SOURCES))
  const [one, other] = [copyOf(provisions), copyOf(provisions)]
  expect(one.filter(({ id }) => other.some((source) => source.id === id))).toEqual([])
  expect(contentHashOf(textOf(one))).not.toBe(contentHashOf(textOf(other)))
})
