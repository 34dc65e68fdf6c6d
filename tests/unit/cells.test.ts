import { Fragment, Slice } from 'prosemirror-model'
import { NodeSelection, TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { cellsPlugin, crossesCells, deleteAcross, deleteWithin, typeWithin } from '../../client/editor/cells'
import { insertCrossReference } from '../../client/editor/commands'
import { gridAt, gridIn, missingRows, writeCells } from '../../client/editor/pasted-cells'
import type { ProvisionSource } from '../../shared/text/compose'
import { marks, nodes, schema } from '../../shared/text/schema'
import { Peer, show, updateOf } from '../support/peer'

const row = (id: string, table: string, ...cells: string[]): ProvisionSource => ({
  ...{ id, kind: 'row', table },
  runs: cells.flatMap((words, index) => [{ column: `k${index}` }, words]),
})

const START = updateOf([
  { id: 'p1', runs: ['Decides to meet'] },
  { id: 'p2', runs: ['Requests'] },
  row('r1', 't', 'Lead', 'Place', 'Date'),
  row('r2', 't', 'IOM', 'Geneva', 'May'),
  { id: 'p3', runs: ['Invites'] },
  { id: 'p4', runs: ['Thanks all'] },
  row('r3', 'u', 'one', 'two'),
  { id: 'p5', runs: ['end'] },
])
const TABLE = '{Lead|Place|Date / IOM|Geneva|May}'

const peer = () => new Peer('a', 10, START)

/** Behind some letters of the words that a provision, or a cell of a table, begins with. */
function place(one: Peer, words: string, offset: number): number {
  let found = -1
  one.state.doc.descendants((node, pos) => {
    if (node.isTextblock && found < 0 && node.textContent === words) found = pos + 1 + offset
  })
  return found
}

/** Selects from behind some letters in one place to behind some in another. */
function select(one: Peer, from: [string, number], to: [string, number]): void {
  const ends = [place(one, ...from), place(one, ...to)] as const
  one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, ...ends)))
}

/** What a person reads after they pressed Delete on a selection. */
function deleted(from: [string, number], to: [string, number]): string {
  const one = peer()
  select(one, from, to)
  expect(deleteAcross(one.state, one.dispatch)).toBe(true)
  one.check()
  one.dispatch(one.state.tr.insertText('!'))
  return show(one.state.doc)
}

const around = (table: string) =>
  `Decides to meet ¶ Requests ¶ ${table} ¶ Invites ¶ Thanks all ¶ {one|two} ¶ end`

describe('a deletion that crosses cells', () => {
  it('leaves the words of each cell in their column', () => {
    expect(deleted(['Lead', 2], ['Date', 2])).toBe(around('{Le!||te / IOM|Geneva|May}'))
    expect(deleted(['Date', 2], ['Lead', 2])).toBe(around('{Le!||te / IOM|Geneva|May}'))
  })

  it('leaves the rows where they are', () => {
    expect(deleted(['Place', 3], ['Geneva', 1])).toBe(around('{Lead|Pla!| / |eneva|May}'))
  })

  it('joins no paragraph to a cell, and takes whole paragraphs between them', () => {
    expect(deleted(['Decides to meet', 7], ['Place', 2])).toBe(
      'Decides! ¶ {|ace|Date / IOM|Geneva|May} ¶ Invites ¶ Thanks all ¶ {one|two} ¶ end',
    )
    expect(deleted(['Geneva', 3], ['Thanks all', 7])).toBe(
      'Decides to meet ¶ Requests ¶ {Lead|Place|Date / IOM|Gen!|} ¶ all ¶ {one|two} ¶ end',
    )
  })

  it('leaves every table that it reaches', () => {
    expect(deleted(['Geneva', 3], ['two', 1])).toBe(
      'Decides to meet ¶ Requests ¶ {Lead|Place|Date / IOM|Gen!|} ¶ {|wo} ¶ end',
    )
  })

  it('empties a row that is selected as a whole', () => {
    const one = peer()
    one.dispatch(one.state.tr.setSelection(NodeSelection.create(one.state.doc, one.find('r2').pos)))
    deleteAcross(one.state, one.dispatch)
    one.check()
    expect(show(one.state.doc)).toBe(around('{Lead|Place|Date / ||}'))
  })

  it('is undone in one step', () => {
    const one = peer()
    select(one, ['Lead', 2], ['Geneva', 2])
    deleteAcross(one.state, one.dispatch)
    one.undo()
    one.check()
    expect(show(one.state.doc)).toBe(around(TABLE))
  })
})

describe('words over a selection that crosses cells', () => {
  it('stand where it begins, in the formats of its first words', () => {
    const one = peer()
    one.dispatch(one.state.tr.addMark(place(one, 'Lead', 0), place(one, 'Lead', 4), marks.strong.create()))
    select(one, ['Lead', 0], ['Geneva', 3])
    one.dispatch(typeWithin(one.state.tr, 'X'))
    one.dispatch(one.state.tr.insertText('Y'))
    one.check()
    expect(show(one.state.doc)).toBe(around('{*XY*|| / |eva|May}'))
  })

  it('are a reference as well', () => {
    const one = peer()
    select(one, ['Lead', 2], ['Date', 2])
    insertCrossReference('p2')(one.state, one.dispatch)
    one.check()
    expect(show(one.state.doc)).toBe(around('{Le<crossReference>||te / IOM|Geneva|May}'))
  })
})

it('is left alone within a cell, and between paragraphs', () => {
  const one = peer()
  select(one, ['Lead', 1], ['Lead', 3])
  expect([crossesCells(one.state.selection), deleteAcross(one.state)]).toEqual([false, false])
  select(one, ['Decides to meet', 7], ['Requests', 3])
  expect(crossesCells(one.state.selection)).toBe(false)
  one.dispatch(deleteWithin(one.state.tr))
  expect(show(one.state.doc)).toContain('Decidesuests ¶ {Lead')
})

describe('a deletion that takes a whole table along', () => {
  const over = (may: boolean) => {
    const asked: boolean[] = []
    const plugin = cellsPlugin(() => asked.push(may) > 0 && may)
    const one = new Peer('a', 10, START, [plugin])
    select(one, ['Requests', 2], ['Invites', 3])
    one.dispatch(one.state.tr.deleteSelection())
    one.check()
    return { one, asked }
  }

  it('is kept out while rows may not go', () => {
    const { one, asked } = over(false)
    expect(show(one.state.doc)).toBe(around(TABLE))
    expect(asked).toHaveLength(1)
    one.type('p1', 0, 'ok ')
    expect(asked).toHaveLength(1)
  })

  it('comes about when they may, and is undone in one step', () => {
    const { one } = over(true)
    expect(show(one.state.doc)).toBe('Decides to meet ¶ Reites ¶ Thanks all ¶ {one|two} ¶ end')
    one.undo()
    one.check()
    expect(show(one.state.doc)).toBe(around(TABLE))
  })
})

describe('cells that are pasted into a table', () => {
  const table = (...rows: string[][]) =>
    nodes.table.create(
      null,
      rows.map((cells) =>
        nodes.row.create(
          null,
          cells.map((words) => nodes.cell.create(null, words ? schema.text(words) : null)),
        ),
      ),
    )
  const gridOf = (...rows: string[][]) => gridIn(new Slice(Fragment.from(table(...rows)), 0, 0)) ?? []
  const written = (at: [string, number], ...rows: string[][]) => {
    const one = peer()
    select(one, at, at)
    one.dispatch(writeCells(one.state.tr, gridOf(...rows)))
    one.check()
    one.dispatch(one.state.tr.insertText('!'))
    return show(one.state.doc)
  }

  it('are written over those of the table, to the end of the line and downwards', () => {
    expect(written(['Place', 2], ['Where', 'When'], ['Rome', ''])).toBe(
      around('{Lead|Where|When / IOM|Rome|!}'),
    )
  })

  it('add the rows that they need, and there are columns for no more', () => {
    expect(written(['Geneva', 0], ['a', 'b'], ['c', 'd'], ['e'])).toBe(
      around('{Lead|Place|Date / IOM|a|b / |c|d / |e!|}'),
    )
    const one = peer()
    select(one, ['Geneva', 0], ['Geneva', 0])
    expect(missingRows(one.state.selection, gridOf(['a', 'b'], ['c', 'd'], ['e']))).toBe(2)
    const fits = (...cells: string[]) =>
      gridAt(one.state.selection, new Slice(Fragment.from(table(cells)), 0, 0)) !== null
    expect([fits('a', 'b'), fits('a', 'b', 'c')]).toEqual([true, false])
  })

  it('are words only where it is one cell, or no cell', () => {
    expect(gridOf(['a'])).toEqual([])
    expect(gridIn(new Slice(Fragment.from(nodes.provision.create()), 1, 1))).toBeNull()
  })
})
