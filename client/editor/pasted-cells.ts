import type { Fragment, Slice } from 'prosemirror-model'
import { TextSelection, type Selection, type Transaction } from 'prosemirror-state'
import { nodes } from '../../shared/text/schema'
import { deleteWithin } from './cells'
import { cellAround, cellAt, columnsOf, rowOf } from './tables'

/** The words of cells, row by row. */
export type Grid = readonly (readonly Fragment[])[]

/** The cells of which a slice consists, as when they are copied out of a table; null when it is anything else, or one cell. */
export function gridIn({ content }: Slice): Grid | null {
  const table = content.childCount === 1 ? content.firstChild : null
  if (table?.type !== nodes.table) return null
  const grid = table.children.map((row) => row.children.map((cell) => cell.content))
  return grid.length === 1 && grid[0]?.length === 1 ? null : grid
}

/** The cells of a slice, where it goes into a table that has columns enough for them; null else. */
export function gridAt({ $from }: Pick<Selection, '$from'>, slice: Slice): Grid | null {
  const place = cellAround($from)
  const grid = place && gridIn(slice)
  return grid && place.columnIndex + widthOf(grid) <= columnsOf(place.table).length ? grid : null
}

/** How many rows have to be added to a table for a grid that begins at a selection. */
export function missingRows({ $from }: Pick<Selection, '$from'>, grid: Grid): number {
  const place = cellAround($from)
  return place ? Math.max(0, place.rowIndex + grid.length - place.table.childCount) : 0
}

/** Writes cells over those of a table, to the end of the line and downwards from where the selection begins. */
export function writeCells(tr: Transaction, grid: Grid): Transaction {
  const missing = missingRows(tr.selection, grid)
  deleteWithin(tr)
  const place = cellAround(tr.selection.$from)
  if (!place) return tr
  const { table, tablePos, rowIndex, columnIndex } = place
  const rows = Array.from({ length: missing }, () => rowOf(columnsOf(table)))
  tr.insert(tablePos + table.nodeSize - 1, rows)
  const grown = tr.doc.nodeAt(tablePos) ?? table
  // from the end, so that the positions of what comes before hold
  for (const [row, cells] of [...grid.entries()].toReversed()) {
    for (const [column, words] of [...cells.entries()].toReversed()) {
      const { pos, cell } = cellAt(grown, tablePos, rowIndex + row, columnIndex + column)
      tr.replaceWith(pos + 1, pos + 1 + cell.content.size, words)
    }
  }
  const last = grid.length - 1
  const { pos, cell } = cellAt(
    tr.doc.nodeAt(tablePos) ?? grown,
    tablePos,
    rowIndex + last,
    columnIndex + (grid[last]?.length ?? 1) - 1,
  )
  return tr.setSelection(TextSelection.create(tr.doc, pos + 1 + cell.content.size))
}

const widthOf = (grid: Grid) => Math.max(...grid.map((row) => row.length))
