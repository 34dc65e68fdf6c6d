import type { Node, ResolvedPos } from 'prosemirror-model'
import { cellsOf } from '../../../shared/text/build'
import type { Delta } from '../../../shared/text/delta'
import type { Block, FlatModel, Group } from './model'

/** Offset in the flat text of a position in the document that shows it. */
export function offsetAt(model: FlatModel, doc: Node, pos: number): number {
  const place = doc.resolve(Math.max(0, Math.min(pos, doc.content.size)))
  const group = model.groups[place.index(0)]
  if (!group) return model.length
  const first = group.blocks[0]
  if (!first) return 0
  if (place.depth === 0) return first.from
  return group.table === null ? contentStart(first) + place.parentOffset : offsetInTable(group, place)
}

/** Position, in the document that shows the text, of an offset in the flat text. The inverse of `offsetAt`. */
export function posAt(model: FlatModel, doc: Node, offset: number): number {
  const index = groupAt(model.groups, offset)
  const group = model.groups[index]
  if (!group) return Math.max(1, doc.content.size - 1)
  let pos = 0
  for (let before = 0; before < index; before += 1) pos += doc.child(before).nodeSize
  return posInGroup(group, doc.child(index), pos, offset)
}

/** The first group that reaches to an offset, else the last; found by halving, as each caret asks with every key. */
function groupAt(groups: readonly Group[], offset: number): number {
  let from = 0
  let to = Math.max(0, groups.length - 1)
  while (from < to) {
    const middle = (from + to) >> 1
    if (offset <= (groups[middle]?.blocks.at(-1)?.to ?? 0)) to = middle
    else from = middle + 1
  }
  return from
}

/** From which to which offset, as they were before it, a change reaches; both ends are included. */
export function touchedBy(delta: Delta): { readonly from: number; readonly to: number } {
  let old = 0
  let from: number | null = null
  let to = 0
  for (const op of delta) {
    const isTouched = op.type !== 'retain' || op.formats !== null
    if (isTouched) from ??= old
    if (op.type !== 'insert') old += op.length
    if (isTouched) to = old
  }
  return { from: from ?? old, to: from === null ? old : to }
}

/**
 * Where an offset lies after a change.
 *
 * @param after whether it moves behind words inserted exactly there, as one's own caret does
 */
export function mapOffset(delta: Delta, offset: number, after: boolean): number {
  let old = 0
  let fresh = 0
  for (const op of delta) {
    if (op.type === 'insert') {
      if (old === offset && !after) return fresh
      fresh += op.segment.length
    } else if (op.type === 'delete') {
      if (old + op.length > offset) return fresh
      old += op.length
    } else {
      if (old + op.length > offset) return fresh + offset - old
      old += op.length
      fresh += op.length
    }
  }
  return fresh + Math.max(0, offset - old)
}

/** Offset behind the last thing that a change did, after it; null when it did nothing. */
export function endOfChange(delta: Delta): number | null {
  let fresh = 0
  let end: number | null = null
  for (const op of delta) {
    if (op.type === 'insert') fresh += op.segment.length
    else if (op.type === 'retain') fresh += op.length
    if (op.type !== 'retain' || op.formats) end = fresh
  }
  return end
}

const contentStart = (block: Block): number => block.from + (block.isHead ? 0 : 1)

function offsetInTable(group: Group, place: ResolvedPos): number {
  const block = group.blocks[place.index(1)]
  if (!block) return group.blocks.at(-1)?.to ?? 0
  if (place.depth < 3) return block.from + 1
  const column = place.node(3).attrs.column as string
  const stretch = cellStretches(block).get(column)
  return stretch ? stretch.from + place.parentOffset : block.to
}

function posInGroup(group: Group, node: Node, pos: number, offset: number): number {
  const first = group.blocks[0]
  if (!first) return pos + 1
  if (group.table === null) return pos + 1 + clamp(offset - contentStart(first), node.content.size)
  let rowPos = pos + 1
  for (const [index, block] of group.blocks.entries()) {
    const row = node.child(index)
    if (offset <= block.to || index === group.blocks.length - 1) return posInRow(block, row, rowPos, offset)
    rowPos += row.nodeSize
  }
  return pos + 3
}

function posInRow(block: Block, row: Node, pos: number, offset: number): number {
  const stretches = cellStretches(block)
  let cellPos = pos + 1
  for (const cell of row.children) {
    const stretch = stretches.get(cell.attrs.column as string)
    if (stretch && offset >= stretch.from && offset <= stretch.to) return cellPos + 1 + offset - stretch.from
    cellPos += cell.nodeSize
  }
  return pos + 2
}

/** Where the content of each cell lies in the flat text. */
function cellStretches(block: Block): Map<string, { from: number; to: number }> {
  const stretches = new Map<string, { from: number; to: number }>()
  let at = block.from + 1
  for (const { column, segments } of cellsOf(block.segments)) {
    const from = at + (column === '' ? 0 : 1)
    at = segments.reduce((sum, segment) => sum + segment.length, from)
    stretches.set(column, { from, to: at })
  }
  return stretches
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value))
