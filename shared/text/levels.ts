import { endOfBranch, ranksOf, type Block } from './branches'
import { MAX_LEVEL } from './formats'

/** What becomes of a block when it changes its level. */
export interface Levelled extends Block {
  readonly index: number
}

/**
 * One level deeper or higher, for the blocks from one index to another, inclusive, each with what belongs to it. An
 * operative or preambular paragraph becomes a sub-paragraph of the one before it, and a sub-paragraph of the first level
 * becomes a paragraph of the kind that it was below. A title, a table and the text of a note have no level.
 *
 * @returns what changes; nothing at all when one of them can go no deeper
 */
export function levelled(blocks: readonly Block[], first: number, last: number, by: 1 | -1): Levelled[] {
  const now = [...blocks]
  let index = first
  while (index <= last) {
    const changed = by > 0 ? deeper(now, index) : higher(now, index)
    if (changed === 'stuck') return []
    index = changed ? withBranch(now, index, changed) : index + 1
    if (index < 0) return []
  }
  return now.flatMap((block, at) => (block === blocks[at] ? [] : [{ ...kindAndLevel(block), index: at }]))
}

/** The kind of the paragraph that a sub-paragraph is below; null below a heading, a title or nothing. */
export function kindAbove(blocks: readonly Block[], index: number): 'preambular' | 'operative' | null {
  for (let at = index - 1; at >= 0; at -= 1) {
    const kind = blocks[at]?.kind
    if (kind === 'preambular' || kind === 'operative') return kind
    if (kind === 'heading' || kind === 'title') return null
  }
  return null
}

/** Puts a changed block, and what belongs to it by as much, in its place. @returns where the branch ends; -1: too deep */
function withBranch(now: Block[], index: number, changed: Block): number {
  const end = endOfBranch(now, ranksOf(now), index)
  const isHeading = changed.kind === 'heading'
  const by = depthOf(changed) - depthOf(now[index] ?? changed)
  now[index] = changed
  for (let at = index + 1; at < end; at += 1) {
    const block = now[at]
    if (!block || block.kind !== (isHeading ? 'heading' : 'sub')) continue
    const level = Math.max(isHeading ? 0 : 1, block.level + by)
    if (level > MAX_LEVEL) return -1
    now[at] = { kind: block.kind, level }
  }
  return end
}

/** A paragraph is as deep as it is numbered: its own indentation says nothing. */
const depthOf = ({ kind, level }: Block): number =>
  kind === 'sub' ? Math.max(1, level) : kind === 'heading' ? level : 0

function deeper(blocks: readonly Block[], index: number): Block | 'stuck' | null {
  const { kind, level } = blocks[index] ?? { kind: '', level: 0 }
  if (kind === 'heading') return level < MAX_LEVEL ? { kind, level: level + 1 } : 'stuck'
  if (kind === 'preambular' || kind === 'operative')
    return kindAbove(blocks, index) === kind ? { kind: 'sub', level: 1 } : 'stuck'
  if (kind !== 'sub') return null
  const isBelowOne = subBefore(blocks, index) >= Math.max(1, level)
  return isBelowOne && level < MAX_LEVEL ? { kind, level: level + 1 } : 'stuck'
}

/** Level of the sub-paragraph before a block; 0 when something else is before it. */
export function subBefore(blocks: readonly Block[], index: number): number {
  for (let at = index - 1; at >= 0; at -= 1) {
    const { kind, level } = blocks[at] ?? { kind: '', level: 0 }
    if (kind !== 'row' && kind !== 'footnote') return kind === 'sub' ? level : 0
  }
  return 0
}

function higher(blocks: readonly Block[], index: number): Block | null {
  const { kind, level } = blocks[index] ?? { kind: '', level: 0 }
  if (kind === 'sub' && level <= 1) return { kind: kindAbove(blocks, index) ?? 'operative', level: 0 }
  const hasLevel = kind === 'sub' || kind === 'heading' || kind === 'preambular' || kind === 'operative'
  return hasLevel && level > 0 ? { kind, level: level - 1 } : null
}

const kindAndLevel = ({ kind, level }: Block): Block => ({ kind, level })
