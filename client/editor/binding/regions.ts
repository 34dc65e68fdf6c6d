import type { Node } from 'prosemirror-model'
import { nodes } from '../../../shared/text/schema'
import { differingChildren, type Child } from '../differing'
import type { FlatModel, Group } from './model'
import type { Survivors } from './survivors'
import { knownRowsOf, unitsOfGroup, unitsOfNode, type KnownRow, type Unit, type Window } from './units'

/** A part of the document that changed: what the flat text holds for it, and what the editor shows now. */
export interface Region {
  readonly old: readonly Unit[]
  readonly fresh: readonly Unit[]
  /** Offset in the flat text behind everything that stands before the region. */
  readonly startsAt: number
}

/** The parts in which two documents differ, in order. Provisions of which only words changed are each a part. */
export function regionsOf(model: FlatModel, before: Node, after: Node, survivors: Survivors): Region[] {
  const { old, fresh, head } = differingChildren(before, after)
  const regions: Region[] = []
  let from: [number, number] = [0, 0]
  const close = (to: [number, number]): void => {
    const [oldPart, freshPart] = [old.slice(from[0], to[0]), fresh.slice(from[1], to[1])]
    const groups = model.groups.slice(head + from[0], head + to[0])
    const startsAt = endOf(model.groups[head + from[0] - 1])
    if (oldPart.length > 0 || freshPart.length > 0) {
      regions.push(...partRegions(groups, oldPart, freshPart, startsAt, survivors))
    }
    from = [to[0] + 1, to[1] + 1]
  }
  for (const kept of keptChildren(old, fresh, survivors)) close(kept)
  close([old.length, fresh.length])
  return regions
}

/** Indexes of children that the steps left standing as they were. */
function keptChildren(
  old: readonly Child[],
  fresh: readonly Child[],
  survivors: Survivors,
): [number, number][] {
  const byPos = new Map(fresh.map(({ pos }, index) => [pos, index]))
  return old.flatMap(({ node, pos }, index): [number, number][] => {
    const found = byPos.get(survivors.find(pos))
    return found !== undefined && fresh[found]?.node === node ? [[index, found]] : []
  })
}

function partRegions(
  groups: readonly Group[],
  old: readonly Child[],
  fresh: readonly Child[],
  startsAt: number,
  survivors: Survivors,
): Region[] {
  if (!isPairwise(old, fresh)) return [wholeRegion(groups, old, fresh, startsAt)]
  return pairRegions(groups, old, fresh, startsAt, survivors)
}

function endOf(group: Group | undefined): number {
  return group?.blocks.at(-1)?.to ?? 0
}

/** Whether both parts show the same provisions and tables one by one. */
function isPairwise(old: readonly Child[], fresh: readonly Child[]): boolean {
  if (old.length !== fresh.length) return false
  return old.every(({ node }, index) => {
    const other = fresh[index]?.node
    if (!other || node.type !== other.type || node.attrs.id !== other.attrs.id) return false
    return node.type !== nodes.table || hasSameRows(node, other)
  })
}

function hasSameRows(a: Node, b: Node): boolean {
  return (
    a.childCount === b.childCount &&
    a.children.every((row, index) => row.attrs.id === b.child(index).attrs.id)
  )
}

function wholeRegion(
  groups: readonly Group[],
  old: readonly Child[],
  fresh: readonly Child[],
  startsAt: number,
): Region {
  const known = new Map<string, KnownRow>()
  const oldUnits: Unit[] = []
  groups.forEach((group, index) => {
    const child = old[index]
    if (!child) return
    for (const [id, row] of knownRowsOf(group, child.node)) known.set(id, row)
    for (const unit of unitsOfGroup(group, child.node, child.pos, null)) oldUnits.push(unit)
  })
  const freshUnits = fresh.flatMap(({ node, pos }) => unitsOfNode(node, pos, known, null))
  return { old: oldUnits, fresh: freshUnits, startsAt }
}

function pairRegions(
  groups: readonly Group[],
  old: readonly Child[],
  fresh: readonly Child[],
  startsAt: number,
  survivors: Survivors,
): Region[] {
  const regions: Region[] = []
  let start = startsAt
  groups.forEach((group, index) => {
    const [a, b] = [old[index], fresh[index]]
    if (a && b && a.node !== b.node) {
      const windows = a.node.isTextblock ? windowsOf(a, b, survivors) : null
      const known = new Map(knownRowsOf(group, a.node))
      const oldUnits = unitsOfGroup(group, a.node, a.pos, windows?.old ?? null)
      const freshUnits = unitsOfNode(b.node, b.pos, known, windows?.fresh ?? null)
      regions.push({ old: oldUnits, fresh: freshUnits, startsAt: start })
    }
    start = endOf(group)
  })
  return regions
}

/** Where the content of two versions of one provision may differ, by the steps and by comparison. */
function windowsOf(old: Child, fresh: Child, survivors: Survivors): { old: Window; fresh: Window } {
  const [oldSize, freshSize] = [old.node.content.size, fresh.node.content.size]
  const edges = survivors.edges(old.pos, old.pos + old.node.nodeSize)
  const stayed = survivors.find(old.pos) === fresh.pos
  const closed = survivors.find(old.pos + old.node.nodeSize - 1) === fresh.pos + fresh.node.nodeSize - 1
  const differs = differenceOf(old.node, fresh.node)
  const shortest = Math.min(oldSize, freshSize)
  const head = Math.min(stayed ? Math.max(0, edges.head - 1) : 0, differs.head, shortest)
  const tail = Math.min(closed ? Math.max(0, edges.tail - 1) : 0, differs.tail, shortest - head)
  const from = head - lengthBefore(old.node, head)
  const oldTo = oldSize - tail + halfAt(old.node, oldSize - tail)
  const freshTo = freshSize - tail + halfAt(fresh.node, freshSize - tail)
  const both = Math.max(oldTo - (oldSize - tail), freshTo - (freshSize - tail))
  return { old: { from, to: oldSize - tail + both }, fresh: { from, to: freshSize - tail + both } }
}

function differenceOf(old: Node, fresh: Node): { head: number; tail: number } {
  const head = old.content.findDiffStart(fresh.content)
  const ends = old.content.findDiffEnd(fresh.content)
  if (head === null || ends === null) return { head: old.content.size, tail: old.content.size }
  return { head, tail: old.content.size - ends.a }
}

/** Length of the code point before an offset, with the half of a pair that an offset within it leaves over. */
function lengthBefore(node: Node, offset: number): number {
  if (offset === 0) return 0
  const start = offset - halfBefore(node, offset)
  if (start === 0) return offset
  return offset - start + 1 + (isLow(unitAt(node, start - 1)) && isHigh(unitAt(node, start - 2)) ? 1 : 0)
}

const halfBefore = (node: Node, offset: number): number => (isHigh(unitAt(node, offset - 1)) ? 1 : 0)
const halfAt = (node: Node, offset: number): number => (isLow(unitAt(node, offset)) ? 1 : 0)
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

function unitAt(parent: Node, offset: number): number {
  if (offset < 0 || offset >= parent.content.size) return 0
  const { node, offset: start } = parent.childAfter(offset)
  return node?.text?.charCodeAt(offset - start) ?? 0
}
