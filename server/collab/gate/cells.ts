import * as Y from 'yjs'
import {
  isBlockKey,
  ownerOfBlockValue,
  readBlockFormats,
  readEmbed,
  type Embed,
} from '../../../shared/text/formats'
import { MAX_CELLS, MAX_COLUMNS } from '../../../shared/text/shapes'
import type { Boundaries } from './boundaries'
import { boundaryIdOf, formatContentOf } from './items'

/**
 * Whether what a change added leaves tables that no browser can draw: every row is shown with a cell in each column that
 * any row of its table has, so few bytes may make millions of cells. Rows are counted by the name of their table,
 * wherever they stand: what stands between them may go.
 */
export function drawsTooMuch(text: Y.Text, added: readonly Y.Item[], boundaries: Boundaries): boolean {
  const rows = boundaries.everOfKind('row')
  return added.some((item) => mayAddCells(item, rows)) && isTooMuch(tablesOf(text))
}

/** A table as far as it decides how many cells are drawn. */
interface Table {
  rows: number
  readonly columns: Set<string>
}

function mayAddCells(item: Y.Item, rows: ReadonlySet<string>): boolean {
  const format = formatContentOf(item)
  if (format) {
    const owner = ownerOfBlockValue(format.value)
    return owner !== null && (format.key === 'kind' || format.key === 'tbl') && rows.has(owner)
  }
  const id = boundaryIdOf(item)
  return id === null ? columnOf(item) !== null : rows.has(id)
}

function isTooMuch(tables: Iterable<Table>): boolean {
  let cells = 0
  for (const { rows, columns } of tables) {
    if (columns.size > MAX_COLUMNS) return true
    cells += rows * Math.max(1, columns.size)
  }
  return cells > MAX_CELLS
}

function tablesOf(text: Y.Text): Iterable<Table> {
  const tables = new Map<string, Table>()
  const formats: Record<string, unknown> = {}
  let table: Table | null = null
  for (let item = text._start; item; item = item.right) {
    if (item.deleted) continue
    const format = formatContentOf(item)
    if (format && isBlockKey(format.key)) formats[format.key] = format.value
    const id = boundaryIdOf(item)
    if (id !== null) table = tableAt(tables, readBlockFormats(id, formats))
    const column = table && columnOf(item)
    if (column !== null) table?.columns.add(column)
  }
  return tables.values()
}

function tableAt(tables: Map<string, Table>, block: ReturnType<typeof readBlockFormats>): Table | null {
  if (block.kind !== 'row') return null
  const name = block.table ?? ''
  const table = tables.get(name) ?? { rows: 0, columns: new Set<string>() }
  table.rows += 1
  tables.set(name, table)
  return table
}

function columnOf({ content }: Y.Item): string | null {
  const read = content instanceof Y.ContentEmbed ? readEmbed(content.embed as Embed) : null
  return read?.key === 'c' ? read.id : null
}
