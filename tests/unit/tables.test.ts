import { TextSelection, type Command } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import * as tables from '../../client/editor/tables'
import { NONE_SETTLED, tableDirection } from '../../client/editor/table-view'
import { provisionsOf } from '../../shared/text/provisions'
import { nodes, schema } from '../../shared/text/schema'
import { PAIR_SOURCES } from '../support/pairs'
import { exchange, Peer, show, updateOf } from '../support/peer'

const START = updateOf(PAIR_SOURCES)
const peer = (clientId = 10, update = START) => new Peer(`c${clientId}x`, clientId, update)

/** Puts the caret into the first cell of a row, and does something there. */
function at(one: Peer, row: string, command: Command): boolean {
  const { pos } = one.find(row)
  one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, pos + 2)))
  return command(one.state, one.dispatch)
}

/** The rows of all tables: how many header cells and other cells each shows. */
const cellsOf = (one: Peer): [headers: number, others: number][] => {
  const rows: [number, number][] = []
  one.state.doc.descendants((node) => {
    const headers = node.children.filter((cell) => cell.attrs.header === true).length
    if (node.type === nodes.row) rows.push([headers, node.childCount - headers])
    return node.type === nodes.table
  })
  return rows
}

it('begins with a header row', () => {
  const one = new Peer('a', 10, updateOf([{ id: 'p', runs: ['Words'] }]))
  tables.insertTable(one.state, one.dispatch)
  one.check()
  expect(cellsOf(one)).toEqual([
    [3, 0],
    [0, 3],
  ])
})

it('names its first row a header row, and no longer, and undo takes that back; the caret stays', () => {
  const one = peer()
  at(one, 'r1', tables.toggleHeader)
  one.check()
  const caret = one.state.selection.from
  expect(cellsOf(one)).toEqual([
    [2, 0],
    [0, 2],
  ])
  expect(tables.isInHeader(one.state.selection.$from)).toBe(true)
  one.undo()
  one.check()
  expect(cellsOf(one)[0]).toEqual([0, 2])
  one.redo()
  expect(cellsOf(one)[0]).toEqual([2, 0])
  expect(one.state.selection.from).toBe(caret)
  at(one, 'r1', tables.toggleHeader)
  one.check()
  expect(cellsOf(one)[0]).toEqual([0, 2])
})

it('has header rows from the top only: a row below one can be one, and goes with the one above it', () => {
  const one = peer()
  expect(at(one, 'r2', tables.toggleHeader)).toBe(false)
  expect(tables.isInHeader(one.state.selection.$from)).toBe(null)
  at(one, 'r1', tables.toggleHeader)
  expect(at(one, 'r2', tables.toggleHeader)).toBe(true)
  expect(cellsOf(one)).toEqual([
    [2, 0],
    [2, 0],
  ])
  at(one, 'r1', tables.addRow('below'))
  expect(cellsOf(one)).toHaveLength(3)
  expect(cellsOf(one)[1]).toEqual([2, 0])
  at(one, 'r1', tables.toggleHeader)
  one.check()
  expect(cellsOf(one).flatMap(([headers]) => headers)).toEqual([0, 0, 0])
})

it('gives new columns a cell of the kind of each row, and an ordinary row below the header row', () => {
  const one = peer()
  at(one, 'r1', tables.toggleHeader)
  at(one, 'r2', tables.addColumn('after'))
  at(one, 'r1', tables.addRow('below'))
  one.check()
  expect(cellsOf(one)).toEqual([
    [3, 0],
    [0, 3],
    [0, 3],
  ])
})

it('gives rows above and columns before, too; above a header row stands another', () => {
  const one = peer()
  at(one, 'r1', tables.toggleHeader)
  at(one, 'r2', tables.addRow('above'))
  at(one, 'r1', tables.addColumn('before'))
  one.check()
  expect(show(one.state.doc)).toContain('{|')
  expect(cellsOf(one)).toEqual([
    [3, 0],
    [0, 3],
    [0, 3],
  ])
  at(one, 'r1', tables.addRow('above'))
  one.check()
  expect(cellsOf(one)[0]).toEqual([3, 0])
})

it('has rows that change places, with the caret in them, and header rows first', () => {
  const one = peer()
  const rows = () =>
    one.state.doc.resolve(one.find('r1').pos).parent.children.map(({ attrs }) => String(attrs.id))
  expect(at(one, 'r1', tables.moveRow(-1))).toBe(false)
  expect(at(one, 'r1', tables.moveRow(1))).toBe(true)
  one.check()
  expect(rows()).toEqual(['r2', 'r1'])
  expect(one.state.selection.from).toBe(one.find('r1').pos + 2)
  at(one, 'r1', tables.moveRow(-1))
  one.check()
  expect(rows()).toEqual(['r1', 'r2'])
  one.undo()
  one.check()
  expect(rows()).toEqual(['r2', 'r1'])
  at(one, 'r2', tables.toggleHeader)
  expect([at(one, 'r2', tables.moveRow(1)), at(one, 'r1', tables.moveRow(-1))]).toEqual([false, false])
})

it('keeps the words that others type in a row while it moves', () => {
  const [a, b] = [peer(10), peer(20)]
  b.dispatch(b.state.tr.insertText('Lead ', b.find('r1').pos + 2))
  at(a, 'r1', tables.moveRow(1))
  exchange(a, b)
  a.check()
  b.check()
  expect(show(a.state.doc)).toContain('Lead ')
})

it('goes as a whole, and one undo brings it back', () => {
  const one = peer()
  const before = show(one.state.doc)
  at(one, 'r2', tables.deleteTable)
  one.check()
  expect(cellsOf(one)).toEqual([])
  one.undo()
  one.check()
  expect(show(one.state.doc)).toBe(before)
})

it('begins a row at Tab in its last cell, with the caret in it, unless rows may not come now', () => {
  const one = peer()
  const last = (may: boolean) => {
    const { node, pos } = one.find('r2')
    one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, pos + node.nodeSize - 2)))
    return tables.moveToCell(1, () => may)(one.state, one.dispatch)
  }
  expect(last(false)).toBe(true)
  expect(cellsOf(one)).toHaveLength(2)
  expect(last(true)).toBe(true)
  one.dispatch(one.state.tr.insertText('next'))
  one.check()
  expect(cellsOf(one)).toHaveLength(3)
  expect(show(one.state.doc)).toContain('next|')
})

it('stays what it is while others change rows, columns and words at the same time', () => {
  const [a, b] = [peer(10), peer(20)]
  at(a, 'r1', tables.toggleHeader)
  at(b, 'r1', tables.addColumn('after'))
  b.dispatch(b.state.tr.insertText('Lead ', b.find('r1').pos + 2))
  at(b, 'r2', tables.addRow('below'))
  exchange(a, b)
  a.check()
  b.check()
  expect(cellsOf(a)).toEqual([
    [3, 0],
    [0, 3],
    [0, 3],
  ])
  expect(cellsOf(b)).toEqual(cellsOf(a))
})

it('is a table without header row when that row is deleted or moved down; moved back it is one again', () => {
  const one = peer()
  at(one, 'r1', tables.toggleHeader)
  const { node, pos } = one.find('r1')
  const behind = () => one.find('r2').pos + one.find('r2').node.nodeSize - node.nodeSize
  one.dispatch(one.state.tr.delete(pos, pos + node.nodeSize).insert(behind(), node))
  one.check()
  expect(cellsOf(one)).toEqual([
    [0, 2],
    [0, 2],
  ])
  one.undo()
  one.check()
  expect(cellsOf(one)[0]).toEqual([2, 0])
  at(one, 'r1', tables.deleteRow)
  one.check()
  expect(cellsOf(one)).toEqual([[0, 2]])
})

it('leaves what a later version says of a row where it is', () => {
  const one = peer()
  const later = () => provisionsOf(one.text).map(({ id, boundary }) => [id, boundary?.formats['later']])
  one.text.format(provisionsOf(one.text).find(({ id }) => id === 'r1')?.from ?? 0, 1, { later: 'r1=1' })
  one.uncalledWrites = 0
  at(one, 'r1', tables.toggleHeader)
  at(one, 'r1', tables.addColumn('after'))
  one.dispatch(one.state.tr.insertText('Lead ', one.find('r1').pos + 2))
  at(one, 'r2', tables.deleteRow)
  one.undo()
  one.check()
  expect(later().filter(([, value]) => value !== undefined)).toEqual([['r1', 'r1=1']])
})

describe('the columns of a table', () => {
  const row = (id: string, dir: string | null, ...words: string[]) => {
    const cell = (said: string) => nodes.cell.create(null, said === '' ? null : schema.text(said))
    return nodes.row.create({ id, dir }, words.map(cell))
  }
  const table = (dir: string | null, ...words: string[]) => nodes.table.create(null, row('r', dir, ...words))
  const isR = (id: string) => id.startsWith('r')

  it('run as most letters of its first row do, wherever it stands', () => {
    expect(tableDirection(table(null, 'الآلية', 'التاريخ'), NONE_SETTLED)).toBe('rtl')
    expect(tableDirection(table(null, '', 'الآلية الرائدة', 'IOM'), NONE_SETTLED)).toBe('rtl')
    expect(tableDirection(table(null, 'Mechanism', 'الآلية'), NONE_SETTLED)).toBe(null)
    expect(tableDirection(table(null, '2028', ''), NONE_SETTLED)).toBe(null)
    expect(tableDirection(table('ltr', 'الآلية'), NONE_SETTLED)).toBe('ltr')
  })

  it.each([
    ['a direction', row('q', 'rtl', '', '')],
    ['words', row('q', null, 'الآلية', 'التاريخ')],
  ])('run as its first settled row does, whatever %s stands above it', (_what, above) => {
    const both = nodes.table.create(null, [above, row('r1', null, 'A pays', 'B gets')])
    expect(tableDirection(both, NONE_SETTLED)).toBe('rtl')
    expect(tableDirection(both, isR)).toBe(null)
  })

  it('run as the first settled row that has letters, and as none that is open when there is none', () => {
    const open = row('q', null, 'Mechanism', 'Date')
    const [figures, words] = [row('r1', null, '1', '2'), row('r2', null, 'الآلية', 'التاريخ')]
    expect(tableDirection(nodes.table.create(null, [open, figures, words]), isR)).toBe('rtl')
    expect(tableDirection(nodes.table.create(null, [words, figures]), (id) => id === 'r1')).toBe(null)
  })
})
