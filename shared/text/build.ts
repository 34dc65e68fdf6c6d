import { Fragment, Mark, type Node } from 'prosemirror-model'
import type * as Y from 'yjs'
import { isId } from '../ids'
import { isLanguage } from '../languages'
import type { Segment } from './flat'
import { HEAD_ID, isLink, readEmbed, type Formats } from './formats'
import { columnOf, isRow, provisionsOf, type TextProvision } from './provisions'
import { marks, nodes, schema } from './schema'

/** A cell of a row as the flat text has it; column `''` holds what stands before the first cell boundary. */
export interface FlatCell {
  readonly column: string
  readonly segments: readonly Segment[]
}

/** What decides which provisions are shown together. */
export type Groupable = Pick<TextProvision, 'hidden' | 'isHead' | 'kind' | 'table'>

/** Rows that follow one another in one table, or one provision that is no row. */
export type ShownGroup<P extends Groupable> = {
  readonly table: string | null
  readonly members: readonly P[]
}

/** The document that the editor shows for a text. */
export function documentOf(text: Y.Text): Node {
  const shown = groupsOf(provisionsOf(text)).map(nodeOfGroup)
  return nodes.doc.create(null, shown.length > 0 ? shown : [emptyHead()])
}

/** What is shown for a text with nothing in it. */
export function emptyHead(): Node {
  return nodes.provision.create({ id: HEAD_ID })
}

/** Groups visible provisions as they are shown: each for itself, neighbouring rows of one table together. */
export function groupsOf<P extends Groupable>(provisions: readonly P[]): ShownGroup<P>[] {
  const groups: { table: string | null; members: P[] }[] = []
  for (const provision of provisions) {
    if (provision.hidden) continue
    const table = isRow(provision) ? (provision.table ?? '') : null
    const last = groups.at(-1)
    if (table !== null && last?.table === table) last.members.push(provision)
    else groups.push({ table, members: [provision] })
  }
  return groups
}

/** The node that shows a provision which is no row. */
export function provisionNode(provision: TextProvision): Node {
  const { shownId, kind, level, dir } = provision
  return nodes.provision.create({ id: shownId, kind, level, dir }, inlineOf(provision.segments))
}

/** How many rows of a table are header rows: they stand first, so below a row that is none there is none. */
export function headersOf(rows: readonly Pick<TextProvision, 'header'>[]): number {
  const first = rows.findIndex(({ header }) => !header)
  return first < 0 ? rows.length : first
}

/** The node that shows rows as one table. Every row gets a cell in every column that any of them has. */
export function tableNode(rows: readonly TextProvision[], table: string): Node {
  const cells = rows.map((row) => cellsOf(row.segments))
  const columns = columnsOf(cells.map((row) => row.map(({ column }) => column)))
  const headers = headersOf(rows)
  const rowNodes = rows.map((row, index) => {
    const own = new Map(cells[index]?.map((cell) => [cell.column, cell.segments]))
    const header = index < headers
    const content = columns.map((column) =>
      nodes.cell.create({ column, header }, inlineOf(own.get(column) ?? [])),
    )
    return nodes.row.create({ id: row.shownId, dir: row.dir, header: row.header }, content)
  })
  return nodes.table.create({ id: table }, rowNodes)
}

/**
 * The columns of a table, in order: those of the first row, and among them what further rows add.
 *
 * @param rows the columns of each row in flat order; `''` for what stands before its first cell boundary
 */
export function columnsOf(rows: readonly Iterable<string>[]): string[] {
  // each leads to the one behind it: a row may bring thousands
  const first: Link = { column: '', next: null }
  const known = new Map<string, Link>()
  for (const row of rows) {
    let at = first
    for (const column of row) {
      const link = column === '' ? first : (known.get(column) ?? (at.next = { column, next: at.next }))
      known.set(column, link)
      at = link
    }
  }
  const columns = known.has('') || known.size === 0 ? [''] : []
  for (let link = first.next; link; link = link.next) columns.push(link.column)
  return columns
}

interface Link {
  readonly column: string
  next: Link | null
}

/** Cells of a row in flat order. A second boundary of a column stays inside the cell in which it stands. */
export function cellsOf(segments: readonly Segment[]): FlatCell[] {
  const cells: { column: string; segments: Segment[] }[] = []
  const seen = new Set<string>()
  for (const segment of segments) {
    const column = columnOf(segment)
    if (column !== null && !seen.has(column)) {
      seen.add(column)
      cells.push({ column, segments: [] })
    } else {
      if (cells.length === 0) cells.push({ column: '', segments: [] })
      cells.at(-1)?.segments.push(segment)
    }
  }
  return cells
}

/** Inline content of segments. */
export function inlineOf(segments: readonly Segment[]): Fragment {
  const inline: Node[] = []
  for (const segment of segments) {
    const node = inlineNode(segment)
    const last = inline.at(-1)
    if (last?.isText && node.isText && Mark.sameSet(last.marks, node.marks)) {
      inline[inline.length - 1] = schema.text(`${last.text ?? ''}${node.text ?? ''}`, last.marks)
    } else inline.push(node)
  }
  return Fragment.fromArray(inline)
}

/** The marks that formats stand for; unknown ones, and those of boundaries, stand for none. */
export function marksOf(formats: Formats): readonly Mark[] {
  const found: Mark[] = []
  for (const key of Object.keys(formats).sort()) {
    const mark = markOf(key, formats[key])
    if (mark) found.push(mark)
  }
  return found.length > 0 ? Mark.setFrom(found) : Mark.none
}

/** The formats that marks stand for. */
export function formatsOf(set: readonly Mark[]): Record<string, unknown> {
  const formats: Record<string, unknown> = {}
  for (const { type, attrs } of set) {
    const id = attrs.id as string
    if (type === marks.lang) formats.lang = attrs.language as string
    else if (type === marks.link) formats.link = attrs.href as string
    else if (type === marks.bracket) formats[`bracket:${id}`] = attrs.alternative as string
    else if (type === marks.comment) formats[`comment:${id}`] = true
    else if (type === marks.del) formats[`del:${id}`] = attrs.value as string
    else if (type === marks.ins) formats.ins = attrs.value as string
    else formats[type.name] = true
  }
  return formats
}

/** The embed that an inline object stands for in the flat text. */
export function embedOfNode(node: Node): Record<string, string> {
  if (node.type === nodes.separator) return { c: node.attrs.column as string }
  if (node.type === nodes.crossReference) return { x: node.attrs.target as string }
  return { f: node.attrs.id as string }
}

function nodeOfGroup<P extends TextProvision>({ table, members }: ShownGroup<P>): Node {
  const first = members[0]
  if (!first) throw new Error('a group has members')
  return table === null ? provisionNode(first) : tableNode(members, table)
}

function inlineNode({ content, formats }: Segment): Node {
  const set = marksOf(formats)
  if (typeof content === 'string') return schema.text(content, set)
  const read = readEmbed(content)
  if (read?.key === 'f') return nodes.footnoteReference.create({ id: read.id }, null, set)
  if (read?.key === 'x') return nodes.crossReference.create({ target: read.id }, null, set)
  return nodes.separator.create({ column: read?.key === 'c' ? read.id : '' }, null, set)
}

function markOf(key: string, value: unknown): Mark | null {
  if (key === 'strong' || key === 'em') return value === true ? marks[key].create() : null
  if (key === 'lang') return isLanguage(value) ? marks.lang.create({ language: value }) : null
  if (key === 'link') return isLink(value) ? marks.link.create({ href: value }) : null
  if (key === 'ins') return typeof value === 'string' ? marks.ins.create({ value }) : null
  return reservedMark(key, value)
}

function reservedMark(key: string, value: unknown): Mark | null {
  const at = key.indexOf(':')
  const id = key.slice(at + 1)
  if (at < 0 || !isId(id)) return null
  const name = key.slice(0, at)
  if (name === 'comment') return value === true ? marks.comment.create({ id }) : null
  if (name === 'bracket')
    return typeof value === 'string' ? marks.bracket.create({ id, alternative: value }) : null
  if (name === 'del') return typeof value === 'string' ? marks.del.create({ id, value }) : null
  return null
}
