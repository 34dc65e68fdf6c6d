import { columnsOf, headersOf } from './build'

/** Columns that a table may have, as in common word processors. */
export const MAX_COLUMNS = 63
/** Cells that the tables of a text may have together: a browser draws them all. */
export const MAX_CELLS = 20_000

/** How a row is shown in its table. */
export interface RowShape {
  /** The columns of the table, in order: the row is shown with a cell in each. */
  readonly columns: readonly string[]
  /** Whether it is shown as a header row. */
  readonly header: boolean
}

/** A row as far as it decides how its table is shown: its own columns in flat order, and what it says of itself. */
export interface RowOutline {
  readonly columns: Iterable<string>
  readonly header: boolean
}

/** How rows that are shown as one table are shown, one by one. */
export function shapesOf(rows: readonly RowOutline[]): RowShape[] {
  const columns = columnsOf(rows.map((row) => row.columns))
  const headers = headersOf(rows)
  return rows.map((_row, index) => ({ columns, header: index < headers }))
}

/**
 * Whether a row of which nothing was changed is still shown as it was: with its cells in the same order and no new one
 * among them, and as a header row if it was one. A column may go with the row that brought it.
 */
export function isShownAlike(was: RowShape, now: RowShape): boolean {
  if (was.header && !now.header) return false
  let at = 0
  for (const column of was.columns) if (column === now.columns[at]) at += 1
  return at === now.columns.length
}
