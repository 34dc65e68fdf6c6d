import type { Node, ResolvedPos } from 'prosemirror-model'
import { Selection, TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { newId } from '../../shared/ids'
import { nodes } from '../../shared/text/schema'
import { MAX_COLUMNS } from '../../shared/text/shapes'

/** Where the caret is inside a table. */
export interface CellPlace {
  readonly table: Node
  readonly tablePos: number
  readonly rowIndex: number
  readonly columnIndex: number
}

/** The table around a position, and where in it that is; null outside of cells. */
export function cellAround($pos: ResolvedPos): CellPlace | null {
  if ($pos.depth < 3 || $pos.node(1).type !== nodes.table) return null
  return {
    table: $pos.node(1),
    tablePos: $pos.before(1),
    rowIndex: $pos.index(1),
    columnIndex: $pos.index(2),
  }
}

/** Whether the caret is in a cell. */
export function isInTable($pos: ResolvedPos): boolean {
  return cellAround($pos) !== null
}

/**
 * Begins a table of a header row, another row and 3 columns after the provision at the caret, with a provision behind it
 * when it is last.
 */
export const insertTable: Command = (state, dispatch) => {
  const { $to } = state.selection
  if ($to.depth < 1 || isInTable($to)) return false
  const columns = [newId<string>(), newId<string>(), newId<string>()]
  const table = nodes.table.create({ id: newId<string>() }, [rowOf(columns, true), rowOf(columns)])
  const at = $to.after(1)
  const tr = state.tr.insert(at, table)
  if (at === state.doc.content.size)
    tr.insert(at + table.nodeSize, nodes.provision.create({ id: newId<string>() }))
  tr.setSelection(Selection.near(tr.doc.resolve(at + 3)))
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Adds a row above or below the caret's; between two header rows, and above one, it is one too. */
export function addRow(side: 'above' | 'below'): Command {
  return inCell((tr, { table, tablePos, rowIndex }) => {
    const index = rowIndex + (side === 'below' ? 1 : 0)
    tr.insert(rowStart(table, tablePos, index), rowOf(columnsOf(table), isHeaderRow(table, index)))
  })
}

/** Whether the caret's row may change places with the one above or below: header rows stand first. */
export function mayMoveRow($pos: ResolvedPos, by: 1 | -1): boolean {
  const place = cellAround($pos)
  if (!place?.table.maybeChild(place.rowIndex + by)) return false
  return isHeaderRow(place.table, place.rowIndex) === isHeaderRow(place.table, place.rowIndex + by)
}

/** Moves the caret's row past the one above or below, and the caret with it; the other row stays untouched. */
export function moveRow(by: 1 | -1): Command {
  return (state, dispatch) => {
    const { $from } = state.selection
    const place = cellAround($from)
    if (!place || !mayMoveRow($from, by)) return false
    const { table, tablePos, rowIndex } = place
    const row = table.child(rowIndex)
    const from = rowStart(table, tablePos, rowIndex)
    const tr = state.tr.delete(from, from + row.nodeSize)
    const to = tr.mapping.map(rowStart(table, tablePos, by > 0 ? rowIndex + 2 : rowIndex - 1))
    tr.insert(to, row).setSelection(Selection.near(tr.doc.resolve(to + $from.pos - from)))
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

/** Whether the caret's row is a header row; null where none can be, which is below a row that is none. */
export function isInHeader($pos: ResolvedPos): boolean | null {
  const place = cellAround($pos)
  if (!place || (place.rowIndex > 0 && !isHeaderRow(place.table, place.rowIndex - 1))) return null
  return isHeaderRow(place.table, place.rowIndex)
}

/** Makes the caret's row a header row, or no longer, and with it those below: header rows stand first. */
export const toggleHeader: Command = (state, dispatch) => {
  const place = cellAround(state.selection.$from)
  const was = isInHeader(state.selection.$from)
  if (!place || was === null) return false
  const { table, tablePos, rowIndex } = place
  const { tr } = state
  for (let row = rowIndex; row === rowIndex || (was && isHeaderRow(table, row)); row += 1)
    markRow(tr, table.child(row), rowStart(table, tablePos, row), !was)
  dispatch?.(tr)
  return true
}

/** Deletes the caret's row; with the last row goes the table. */
export const deleteRow: Command = inCell((tr, { table, tablePos, rowIndex }) => {
  if (table.childCount === 1) return removeTable(tr, table, tablePos)
  const from = rowStart(table, tablePos, rowIndex)
  tr.delete(from, from + table.child(rowIndex).nodeSize)
})

/** Adds a column before or after the caret's, in every row, where the table may have one more. */
export function addColumn(side: 'before' | 'after'): Command {
  const add = inCell((tr, { table, tablePos, columnIndex }) => {
    const column = newId<string>()
    for (let row = table.childCount - 1; row >= 0; row -= 1) {
      const { pos, cell } = cellAt(table, tablePos, row, columnIndex)
      const at = side === 'after' ? pos + cell.nodeSize : pos
      tr.insert(at, nodes.cell.create({ ...cell.attrs, column }))
    }
  })
  return (state, dispatch, view) => {
    const place = cellAround(state.selection.$from)
    return place !== null && columnsOf(place.table).length < MAX_COLUMNS && add(state, dispatch, view)
  }
}

/** Deletes the caret's column, in every row; with the last column goes the table. */
export const deleteColumn: Command = inCell((tr, { table, tablePos, columnIndex }) => {
  if (columnsOf(table).length === 1) return removeTable(tr, table, tablePos)
  for (let row = table.childCount - 1; row >= 0; row -= 1) {
    const { pos, cell } = cellAt(table, tablePos, row, columnIndex)
    tr.delete(pos, pos + cell.nodeSize)
  }
})

/** Deletes the table in which the caret is. */
export const deleteTable: Command = inCell((tr, { table, tablePos }) => removeTable(tr, table, tablePos))

/** Tab and Shift-Tab in a table: to the next or previous cell; behind the last one a row begins, if it may. */
export function moveToCell(by: 1 | -1, mayRestructure: () => boolean): Command {
  return (state, dispatch) => {
    const place = cellAround(state.selection.$from)
    if (!place) return false
    const { table, tablePos } = place
    const columns = columnsOf(table).length
    const index = place.rowIndex * columns + place.columnIndex + by
    if (index >= columns * table.childCount)
      return !dispatch || !mayRestructure() || beginRow(state, dispatch)
    if (index < 0) return true
    const { pos, cell } = cellAt(table, tablePos, Math.floor(index / columns), index % columns)
    const selection = TextSelection.create(state.doc, pos + 1, pos + 1 + cell.content.size)
    dispatch?.(state.tr.setSelection(selection).scrollIntoView())
    return true
  }
}

/** Adds a row at the end of the caret's table, and puts the caret into it. */
function beginRow(state: EditorState, dispatch: (tr: Transaction) => void): boolean {
  return addRow('below')(state, (tr) => {
    const { table, tablePos, rowIndex } = cellAround(tr.selection.$from) ?? {}
    if (!table || tablePos === undefined || rowIndex === undefined) return
    const { pos } = cellAt(table, tablePos, rowIndex + 1, 0)
    dispatch(tr.setSelection(TextSelection.create(tr.doc, pos + 1)).scrollIntoView())
  })
}

/** Enter in a cell: to the cell below; a cell holds one paragraph. */
export const moveBelow: Command = (state, dispatch) => {
  const place = cellAround(state.selection.$from)
  if (!place) return false
  const { table, tablePos, rowIndex, columnIndex } = place
  if (rowIndex + 1 >= table.childCount) return true
  const { pos, cell } = cellAt(table, tablePos, rowIndex + 1, columnIndex)
  const end = TextSelection.create(state.doc, pos + 1 + cell.content.size)
  dispatch?.(state.tr.setSelection(end).scrollIntoView())
  return true
}

/** Arrow keys up and down: from the last or first line of a cell to the cell below or above; at the edge out of the table. */
export function moveInColumn(by: 1 | -1): Command {
  return (state, dispatch, view) => {
    const place = state.selection.empty ? cellAround(state.selection.$from) : null
    const rowIndex = (place?.rowIndex ?? 0) + by
    if (!place || !view?.endOfTextblock(by > 0 ? 'down' : 'up') || !place.table.maybeChild(rowIndex))
      return false
    const { pos, cell } = cellAt(place.table, place.tablePos, rowIndex, place.columnIndex)
    const end = TextSelection.create(state.doc, pos + 1 + cell.content.size)
    dispatch?.(state.tr.setSelection(end).scrollIntoView())
    return true
  }
}

function inCell(change: (tr: Transaction, place: CellPlace) => void): Command {
  return (state, dispatch) => {
    const place = cellAround(state.selection.$from)
    if (!place) return false
    const { tr } = state
    change(tr, place)
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

function removeTable(tr: Transaction, table: Node, tablePos: number): void {
  const end = tablePos + table.nodeSize
  if (tr.doc.childCount > 1) tr.delete(tablePos, end)
  else tr.replaceWith(tablePos, end, nodes.provision.create({ id: newId<string>() }))
}

/** Names of the columns of a table, from its beginning. */
export const columnsOf = (table: Node) =>
  table.firstChild?.children.map((cell) => String(cell.attrs.column)) ?? []

/** An empty row. */
export const rowOf = (columns: readonly string[], header = false) =>
  nodes.row.create(
    { id: newId<string>(), header },
    columns.map((column) => nodes.cell.create({ column, header })),
  )

/** Whether a row is shown as a header row, which its cells say. */
const isHeaderRow = (table: Node, index: number) => table.maybeChild(index)?.firstChild?.attrs.header === true

function markRow(tr: Transaction, row: Node, pos: number, header: boolean): void {
  tr.setNodeAttribute(pos, 'header', header)
  row.forEach((_cell, offset) => tr.setNodeAttribute(pos + 1 + offset, 'header', header))
}

function rowStart(table: Node, tablePos: number, index: number): number {
  let pos = tablePos + 1
  for (let row = 0; row < index; row += 1) pos += table.child(row).nodeSize
  return pos
}

/** A cell, and the position before it. */
export function cellAt(
  table: Node,
  tablePos: number,
  rowIndex: number,
  columnIndex: number,
): { pos: number; cell: Node } {
  const row = table.child(rowIndex)
  const index = Math.min(columnIndex, row.childCount - 1)
  let pos = rowStart(table, tablePos, rowIndex) + 1
  for (let column = 0; column < index; column += 1) pos += row.child(column).nodeSize
  return { pos, cell: row.child(index) }
}
