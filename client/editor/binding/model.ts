import type { Node } from 'prosemirror-model'
import { emptyHead, provisionNode, tableNode } from '../../../shared/text/build'
import type { Delta } from '../../../shared/text/delta'
import { anchorAt, pushSegment, type Anchor, type Segment } from '../../../shared/text/flat'
import type { Embed, Formats } from '../../../shared/text/formats'
import {
  cutProvisions,
  isHidden,
  isRow,
  nameProvisions,
  placeProvisions,
  type MutableProvision,
} from '../../../shared/text/provisions'
import { nodes } from '../../../shared/text/schema'

/** A provision of the flat text with the node that shows it, null while it must be built anew. */
export interface Block extends MutableProvision {
  node: Node | null
}

/** A child of the shown document and the visible blocks that it shows: one provision, or the rows of a table. */
export interface Group {
  node: Node
  readonly table: string | null
  readonly blocks: readonly Block[]
}

/** The flat text as blocks, and the nodes that show it. Changes touch only the blocks within their range. */
export class FlatModel {
  #blocks: Block[]
  #groups: Group[] = []
  /** Table nodes by their first row, to recognise a table of which nothing changed. */
  #tables = new WeakMap<Node, Node>()

  /** Blocks by the object of their boundary. */
  readonly #byBoundary = new WeakMap<Embed, Block>()

  constructor(segments: readonly Segment[]) {
    this.#blocks = this.#blocksOf(segments)
    this.#regroup()
  }

  get groups(): readonly Group[] {
    return this.#groups
  }

  /** Length of the flat text. */
  get length(): number {
    return this.#blocks.at(-1)?.to ?? 0
  }

  /** The document that shows the text. */
  doc(): Node {
    return nodes.doc.create(
      null,
      this.#groups.map((group) => group.node),
    )
  }

  /** Whether every child of `doc` is equal to the node that shows its group. */
  isShownBy(doc: Node): boolean {
    if (doc.childCount !== this.#groups.length) return false
    return this.#groups.every(({ node }, index) => node === doc.child(index) || node.eq(doc.child(index)))
  }

  /** Takes over the editor's own nodes where they are equal to ours, so that later comparisons are by identity. */
  adopt(doc: Node): void {
    for (const [index, group] of this.#groups.entries()) {
      const node = doc.child(index)
      if (group.node === node) continue
      group.node = node
      group.blocks.forEach((block, row) => (block.node = group.table === null ? node : node.child(row)))
      this.#rememberTable(group)
    }
  }

  /** Applies a change of the flat text. */
  change(delta: Delta): void {
    const range = rangeOf(delta)
    if (!range) return
    const { first, last } = this.#blocksWithin(range)
    const touched = this.#blocks.slice(first, last + 1)
    const before = touched.flatMap((block) =>
      block.boundary ? [block.boundary, ...block.segments] : block.segments,
    )
    const after = this.#blocksOf(changeSegments(before, delta, touched[0]?.from ?? 0))
    this.#blocks.splice(first, touched.length, ...after)
    if (hasSameShape(touched, after)) this.#refresh(touched, after, first)
    else this.#regroup()
  }

  /** The place of a boundary, by its object in the text, before a change is applied. */
  anchorOf(boundary: Embed): Anchor | null {
    const block = this.#byBoundary.get(boundary)
    return block?.boundary ? anchorAt(boundary, block.from, block.boundary.formats) : null
  }

  /** The nearest known place at or before an offset. */
  anchorBefore(offset: number): Anchor | null {
    const block = this.#blocks[this.#lastIndexFrom(offset)]
    return block?.boundary ? this.anchorOf(block.boundary.content as Embed) : null
  }

  #blocksOf(segments: Iterable<Segment>): Block[] {
    const blocks: Block[] = cutProvisions(segments).map((provision) =>
      Object.assign(provision, { node: null }),
    )
    for (const block of blocks) {
      if (block.boundary) this.#byBoundary.set(block.boundary.content as Embed, block)
    }
    return blocks
  }

  /** Index of the last block that begins at or before an offset. */
  #lastIndexFrom(offset: number): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#blocks[middle]?.from ?? Infinity) <= offset) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** Takes over blocks of which only the words changed. */
  #refresh(old: readonly Block[], fresh: readonly Block[], first: number): void {
    fresh.forEach((block, index) => {
      block.shownId = old[index]?.shownId ?? block.shownId
      block.hidden = old[index]?.hidden ?? block.hidden
    })
    let offset = this.#blocks[first - 1]?.to ?? 0
    for (let i = first; i < this.#blocks.length; i += 1) {
      const block = this.#blocks[i]
      if (!block) continue
      offset += block.to - block.from
      block.from += offset - block.to
      block.to = offset
    }
    const renewed = new Map(old.map((block, index) => [block, fresh[index] ?? block]))
    this.#groups = this.#groups.map((group) => {
      if (!group.blocks.some((block) => renewed.has(block))) return group
      const blocks = group.blocks.map((block) => renewed.get(block) ?? block)
      return group.table === null ? this.#provisionGroup(blocks) : this.#tableGroup(blocks)
    })
  }

  #provisionGroup(blocks: Block[]): Group {
    const [block] = blocks
    return { node: block ? (block.node ??= provisionNode(block)) : emptyHead(), table: null, blocks }
  }

  #blocksWithin({ from, to }: { from: number; to: number }): { first: number; last: number } {
    return { first: Math.max(0, this.#lastIndexFrom(from - 1)), last: this.#lastIndexFrom(to) }
  }

  #regroup(): void {
    placeProvisions(this.#blocks)
    nameProvisions(this.#blocks, (block) => (block.node = null))
    const groups: Group[] = []
    for (let i = 0; i < this.#blocks.length;) {
      const block = this.#blocks[i]
      if (!block) break
      const rows = block.hidden ? [] : this.#rowsFrom(i)
      if (rows.length > 0) groups.push(this.#tableGroup(rows))
      else if (!block.hidden) groups.push(this.#provisionGroup([block]))
      i = rows.length > 0 ? this.#blocks.indexOf(rows.at(-1) ?? block, i) + 1 : i + 1
    }
    if (groups.length === 0) groups.push(this.#provisionGroup([]))
    this.#groups = groups
  }

  /** The rows that stand together in one table, beginning at block `index`; none when it is no row. */
  #rowsFrom(index: number): Block[] {
    const first = this.#blocks[index]
    if (!first || !isRow(first)) return []
    const rows = [first]
    for (let i = index + 1; i < this.#blocks.length; i += 1) {
      const next = this.#blocks[i]
      if (!next || (!next.hidden && (!isRow(next) || next.table !== first.table))) break
      if (!next.hidden) rows.push(next)
    }
    return rows
  }

  #tableGroup(rows: Block[]): Group {
    const table = rows[0]?.table ?? ''
    const known = rows[0]?.node ? this.#tables.get(rows[0].node) : undefined
    const isSame =
      known?.childCount === rows.length &&
      known.attrs.id === table &&
      rows.every((row, index) => row.node === known.child(index))
    if (known && isSame) return { node: known, table, blocks: rows }
    const node = tableNode(rows, table)
    rows.forEach((row, index) => (row.node = node.child(index)))
    const group = { node, table, blocks: rows }
    this.#rememberTable(group)
    return group
  }

  #rememberTable({ table, node }: Group): void {
    if (table !== null && node.firstChild) this.#tables.set(node.firstChild, node)
  }
}

/** Whether blocks are shown in the same way, apart from their words. */
function hasSameShape(old: readonly Block[], fresh: readonly Block[]): boolean {
  if (old.length !== fresh.length) return false
  return fresh.every((block, index) => {
    const was = old[index]
    return (
      was?.id === block.id &&
      was.isHead === block.isHead &&
      was.gone === block.gone &&
      was.hidden === isHidden(block) &&
      was.table === block.table &&
      isRow(was) === isRow(block)
    )
  })
}

/** The stretch of the old text within which a change lies; null when nothing changes. */
function rangeOf(delta: Delta): { from: number; to: number } | null {
  let offset = 0
  let from = -1
  let to = 0
  for (const op of delta) {
    const keeps = op.type === 'retain' && op.formats === null
    if (!keeps && from < 0) from = offset
    if (op.type !== 'insert') offset += op.length
    if (!keeps) to = offset
  }
  return from < 0 ? null : { from, to }
}

/** Applies a change to the segments that begin at `start`. */
function changeSegments(before: readonly Segment[], delta: Delta, start: number): Segment[] {
  const source = new SegmentReader(before)
  const after: Segment[] = []
  const push = (segment: Segment): void => pushSegment(after, segment)
  let skip = start
  for (const op of delta) {
    if (op.type === 'insert') push(op.segment)
    else if (op.type === 'delete') source.take(op.length, () => undefined)
    else {
      const skipped = Math.min(skip, op.length)
      skip -= skipped
      const { formats } = op
      source.take(op.length - skipped, formats ? (segment) => push(reformat(segment, formats)) : push)
    }
  }
  source.take(Infinity, push)
  return after
}

function reformat(segment: Segment, change: Formats): Segment {
  const formats: Record<string, unknown> = { ...segment.formats }
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete formats[key]
    else formats[key] = value
  }
  return { ...segment, formats }
}

/** Hands out segments piece by piece. */
class SegmentReader {
  readonly #segments: readonly Segment[]
  #index = 0
  #offset = 0

  constructor(segments: readonly Segment[]) {
    this.#segments = segments
  }

  take(length: number, use: (segment: Segment) => void): void {
    for (let left = length; left > 0;) {
      const segment = this.#segments[this.#index]
      if (!segment) return
      const count = Math.min(left, segment.length - this.#offset)
      use(pieceOf(segment, this.#offset, count))
      left -= count
      this.#offset += count
      if (this.#offset < segment.length) continue
      this.#index += 1
      this.#offset = 0
    }
  }
}

function pieceOf(segment: Segment, offset: number, length: number): Segment {
  if (typeof segment.content !== 'string' || length === segment.length) return segment
  return { content: segment.content.slice(offset, offset + length), length, formats: segment.formats }
}
