import type { Node } from 'prosemirror-model'
import type { Direction } from '../../../shared/languages'
import { cellsOf, embedOfNode, formatsOf, marksOf } from '../../../shared/text/build'
import type { Segment } from '../../../shared/text/flat'
import {
  HEAD_ID,
  readEmbed,
  type BlockFormats,
  type Embed,
  type Formats,
  type ProvisionKind,
} from '../../../shared/text/formats'
import { isRow } from '../../../shared/text/provisions'
import { nodes } from '../../../shared/text/schema'
import type { Block, Group } from './model'

/** What the editor shows of a boundary's formats; a row shows no level. */
export type Said = Omit<BlockFormats, 'gone' | 'level'> & { readonly level: number | null }

/** Formats of a stretch: marks only, a key that is equal for equal marks, and all that is stored. */
export interface Style {
  readonly formats: Formats
  readonly key: string
  /** With what leaked; same as `formats` for units of the editor. */
  readonly stored: Formats
}

/** The smallest thing that is kept or replaced: one code point, one object, or one boundary. */
export interface Unit {
  readonly type: 'boundary' | 'object' | 'character'
  /** Equal for units that stand for the same: the shown id, the object, or the character. */
  readonly key: string
  readonly length: number
  readonly style: Style
  /** Offset in the flat text; -1 for units of the editor. */
  readonly offset: number
  /** Position of its token in the editor's document: before the change for old units, after it for new ones. */
  readonly place: number
  /** The provision, for units of the flat text. */
  readonly block: Block | null
  /** For objects. */
  readonly embed: Record<string, string> | null
  /** For boundaries. */
  readonly said: Said | null
  /** Column, when this may be the boundary of a cell. */
  readonly column: string | null
  /** Whether this begins an empty cell of which the flat text knows nothing. */
  readonly isPad: boolean
}

/** What was known of a row before a change: columns in the flat text, in order, and all that were shown. */
export interface KnownRow {
  readonly flat: readonly string[]
  readonly shown: ReadonlySet<string>
}

/** Only these offsets of a provision's content are looked at; what lies outside did not change. */
export interface Window {
  readonly from: number
  readonly to: number
}

interface Start {
  readonly block: Block | null
  readonly offset: number
  readonly place: number
}

const NO_STYLE: Style = { formats: {}, key: '', stored: {} }

/** Units of what the flat text holds for a group, with the places at which `node` (at `pos`) shows them. */
export function unitsOfGroup(group: Group, node: Node, pos: number, window: Window | null): Unit[] {
  const units: Unit[] = []
  if (group.table === null) {
    const block = group.blocks[0]
    if (!block) return units
    if (!block.isHead) units.push(boundaryOfBlock(block, pos))
    const start = { block, offset: block.from + (block.isHead ? 0 : 1), place: pos + 1 }
    pushSegments(units, block.segments, start, window)
    return units
  }
  let rowPos = pos + 1
  group.blocks.forEach((block, index) => {
    const row = node.child(index)
    pushRow(units, block, row, rowPos)
    rowPos += row.nodeSize
  })
  return units
}

/** Units of what the editor shows in a child of its document. */
export function unitsOfNode(
  node: Node,
  pos: number,
  known: ReadonlyMap<string, KnownRow>,
  window: Window | null,
): Unit[] {
  const units: Unit[] = []
  if (node.type !== nodes.table) {
    if (node.attrs.id !== HEAD_ID) units.push(boundaryOfNode(node, pos, null))
    pushInline(units, node, pos + 1, window)
    return units
  }
  node.forEach((row, offset) => {
    units.push(boundaryOfNode(row, pos + 1 + offset, node.attrs.id as string | null))
    pushCells(units, row, pos + 1 + offset, known.get(row.attrs.id as string))
  })
  return units
}

/** The columns of the rows of a group, by shown id. */
export function knownRowsOf(group: Group, node: Node): [string, KnownRow][] {
  if (group.table === null) return []
  return group.blocks.map((block, index) => {
    const shown = new Set(node.child(index).children.map((cell) => cell.attrs.column as string))
    return [block.shownId, { flat: cellsOf(block.segments).map(({ column }) => column), shown }]
  })
}

/** Whether two units stand for the same. */
export function isSame(a: Unit | undefined, b: Unit | undefined): boolean {
  return a !== undefined && b !== undefined && a.type === b.type && a.key === b.key
}

function boundaryOfBlock(block: Block, place: number): Unit {
  const { kind, level, dir, table, shownId } = block
  const said = isRow(block)
    ? { kind, level: null, dir, table, header: block.header }
    : { kind, level, dir, table: null, header: false }
  return boundaryUnit(shownId, said, { block, offset: block.from, place })
}

function boundaryOfNode(node: Node, place: number, table: string | null): Unit {
  const { id, kind, level, dir, header } = node.attrs as {
    id: string | null
    kind: ProvisionKind
    level: number
    dir: Direction | null
    header: boolean
  }
  const isRowNode = node.type === nodes.row
  const said: Said = isRowNode
    ? { kind: 'row', level: null, dir, table: table === '' ? null : table, header }
    : { kind, level, dir, table: null, header: false }
  return boundaryUnit(id ?? '', said, { block: null, offset: -1, place })
}

function pushRow(units: Unit[], block: Block, row: Node, pos: number): void {
  units.push(boundaryOfBlock(block, pos))
  const places = new Map<string, number>()
  row.forEach((cell, offset) => places.set(cell.attrs.column as string, pos + 1 + offset))
  let offset = block.from + 1
  for (const { column, segments } of cellsOf(block.segments)) {
    const place = places.get(column) ?? -1
    if (column !== '') units.push(cellUnit(column, { block, offset: offset++, place }, false))
    offset = pushSegments(units, segments, { block, offset, place: place + 1 }, null)
  }
}

/** Adds units of segments. @returns the offset behind them */
function pushSegments(
  units: Unit[],
  segments: readonly Segment[],
  start: Start,
  window: Window | null,
): number {
  let at = 0
  for (const { content, length, formats: stored } of segments) {
    if (!window || (at + length > window.from && at < window.to)) {
      const here = { ...start, offset: start.offset + at, place: start.place + at }
      const formats = formatsOf(marksOf(stored))
      const style = { formats, key: keyOf(formats), stored }
      if (typeof content === 'string') pushCharacters(units, content, style, here, inner(window, at, length))
      else units.push(objectUnit(knownEmbed(content), style, here))
    }
    at += length
  }
  return start.offset + at
}

function pushInline(units: Unit[], parent: Node, place: number, window: Window | null): void {
  parent.forEach((child, at) => {
    if (window && (at + child.nodeSize <= window.from || at >= window.to)) return
    const here = { block: null, offset: -1, place: place + at }
    const formats = formatsOf(child.marks)
    const style = { formats, key: keyOf(formats), stored: formats }
    if (child.isText) pushCharacters(units, child.text ?? '', style, here, inner(window, at, child.nodeSize))
    else units.push(objectUnit(embedOfNode(child), style, here))
  })
}

function pushCells(units: Unit[], row: Node, pos: number, known: KnownRow | undefined): void {
  for (const [cell, offset] of inFlatOrder(row, known?.flat ?? [])) {
    const column = cell.attrs.column as string
    const place = pos + 1 + offset
    const isMissing = known !== undefined && known.shown.has(column) && !known.flat.includes(column)
    const isPad = isMissing && cell.content.size === 0
    if (column !== '') units.push(cellUnit(column, { block: null, offset: -1, place }, isPad))
    pushInline(units, cell, place + 1, null)
  }
}

/** Cells as the flat text has them; the shown order may differ. New ones come after their left neighbour. */
function inFlatOrder(row: Node, flat: readonly string[]): [Node, number][] {
  const all: [Node, number][] = []
  row.forEach((cell, offset) => all.push([cell, offset]))
  const rank = ([cell]: [Node, number]): number => flat.indexOf(cell.attrs.column as string)
  const ordered = all.filter((cell) => rank(cell) >= 0).sort((a, b) => rank(a) - rank(b))
  all.forEach((cell, index) => {
    if (rank(cell) >= 0) return
    const left = all[index - 1]
    ordered.splice(left ? ordered.indexOf(left) + 1 : 0, 0, cell)
  })
  return ordered
}

function pushCharacters(units: Unit[], text: string, style: Style, start: Start, part: Window): void {
  let at = part.from
  for (const character of text.slice(part.from, part.to)) {
    units.push({
      type: 'character',
      key: character,
      length: character.length,
      style,
      offset: start.offset < 0 ? -1 : start.offset + at,
      place: start.place + at,
      block: start.block,
      embed: null,
      said: null,
      column: null,
      isPad: false,
    })
    at += character.length
  }
}

function boundaryUnit(key: string, said: Said, start: Start): Unit {
  const rest = { embed: null, column: null, isPad: false }
  return { type: 'boundary', key, length: 1, style: NO_STYLE, ...start, said, ...rest }
}

function objectUnit(embed: Record<string, string>, style: Style, start: Start): Unit {
  const column = embed.c ?? null
  return {
    type: 'object',
    key: JSON.stringify(embed),
    length: 1,
    style,
    ...start,
    said: null,
    embed,
    column,
    isPad: false,
  }
}

function cellUnit(column: string, start: Start, isPad: boolean): Unit {
  return { ...objectUnit({ c: column }, NO_STYLE, start), isPad }
}

/** The embed as the editor knows it: what it does not know is shown as a separator of no column. */
function knownEmbed(embed: Embed): Record<string, string> {
  const read = readEmbed(embed)
  return read && read.key !== 'b' ? { [read.key]: read.id } : { c: '' }
}

function keyOf(formats: Formats): string {
  const keys = Object.keys(formats)
  if (keys.length === 0) return ''
  return JSON.stringify(keys.sort().map((key) => [key, formats[key]]))
}

/** The part of a piece of `length` at offset `at` that lies within a window. */
function inner(window: Window | null, at: number, length: number): Window {
  if (!window) return { from: 0, to: length }
  return { from: Math.max(0, window.from - at), to: Math.min(length, window.to - at) }
}
