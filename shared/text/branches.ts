/** What the order of a text needs to know of a provision or a table; a table is of the kind `row`. */
export interface Block {
  readonly kind: string
  readonly level: number
}

/** Blocks that follow one another and are moved together: from one index to another, exclusive. */
export interface Run {
  readonly from: number
  readonly to: number
  /** The highest rank in it. */
  readonly rank: number
}

/** Rank of what ends every branch: the title, and the texts of notes that close a text or a part of it. */
const CLOSING = -1
/** Headings have the ranks 0 to 4. */
const PARAGRAPH = 10
/** Rank of what nothing can belong to: a table, or the text of a note, when it is moved by itself. */
const ALONE = 99

/**
 * How high each block stands: the lower the rank, the higher. A block belongs to the nearest one before it of a higher
 * standing. Tables and texts of notes in the middle of a branch are of it, those behind its end are not.
 */
export function ranksOf(blocks: readonly Block[]): number[] {
  const ranks = Array.from({ length: blocks.length }, () => CLOSING)
  for (let index = blocks.length - 1; index >= 0; index -= 1) {
    const block = blocks[index]
    if (block) ranks[index] = rankOf(block, ranks[index + 1] ?? CLOSING)
  }
  return ranks
}

function rankOf({ kind, level }: Block, next: number): number {
  if (kind === 'title') return CLOSING
  if (kind === 'heading') return level
  if (kind === 'sub') return PARAGRAPH + Math.max(1, level)
  if (kind === 'row') return Math.max(PARAGRAPH, next)
  if (kind === 'footnote') return next >= PARAGRAPH ? next : CLOSING
  return PARAGRAPH
}

/** Where what belongs to a block ends, exclusive. To a title, a table and the text of a note belongs nothing. */
export function endOfBranch(blocks: readonly Block[], ranks: readonly number[], index: number): number {
  const own = ownRank(blocks, ranks, index)
  let end = index + 1
  if (own === CLOSING) return end
  while (end < blocks.length && (ranks[end] ?? CLOSING) > own) end += 1
  return end
}

function ownRank(blocks: readonly Block[], ranks: readonly number[], index: number): number {
  const kind = blocks[index]?.kind
  return kind === 'row' || kind === 'footnote' ? ALONE : (ranks[index] ?? ALONE)
}

/** The blocks from one index to another, inclusive, with what belongs to each of them. */
export function runOf(blocks: readonly Block[], first: number, last: number): Run {
  const ranks = ranksOf(blocks)
  let [to, rank] = [last + 1, ALONE]
  for (let index = first; index <= last; index += 1) {
    to = Math.max(to, endOfBranch(blocks, ranks, index))
    rank = Math.min(rank, ownRank(blocks, ranks, index))
  }
  return { from: first, to, rank }
}

/**
 * Where a run comes to stand when it passes what is next to it: a whole branch of its own standing, or the beginning or
 * end of the branch that it is in.
 *
 * @returns before which block, or null when there is nowhere to go
 */
export function stepOf(blocks: readonly Block[], run: Run, by: 1 | -1): number | null {
  return by > 0 ? stepDown(blocks, run) : stepUp(blocks, run)
}

function stepDown(blocks: readonly Block[], { to, rank }: Run): number | null {
  const ranks = ranksOf(blocks)
  let next = to
  while (rank < ALONE && blocks[next]?.kind === 'footnote') next += 1
  if (next >= blocks.length) return null
  const isHigher = (ranks[next] ?? CLOSING) < rank
  return behindDeeper(ranks, isHigher ? next + 1 : endOfBranch(blocks, ranks, next), rank)
}

function stepUp(blocks: readonly Block[], { from, rank }: Run): number | null {
  const ranks = ranksOf(blocks)
  const isPassed = (index: number) =>
    (ranks[index] ?? CLOSING) > rank || (rank < ALONE && blocks[index]?.kind === 'footnote')
  let found = from - 1
  while (found > 0 && isPassed(found)) found -= 1
  if (found < 0) return null
  const hasPassed = found < from - 1
  if (blocks[found]?.kind === 'title') return hasPassed ? found + 1 : null
  // paragraphs that stand too deep for where they are stay below what is above them
  const isHigher = (ranks[found] ?? CLOSING) < rank
  return isHigher && hasPassed && rank >= PARAGRAPH ? found + 1 : found
}

/**
 * Where a run comes to stand that is dropped before a block: never within a branch of its own standing, of which it
 * would take a part for itself, but behind it on the way down and before it on the way up.
 *
 * @returns before which block, or null when it is there already
 */
export function landingOf(blocks: readonly Block[], { from, to, rank }: Run, before: number): number | null {
  if (before >= from && before <= to) return null
  const ranks = ranksOf(blocks)
  if (before > to) return behindDeeper(ranks, before, rank)
  let at = before
  while (at > 0 && (ranks[at] ?? CLOSING) > rank) at -= 1
  const isBelowTitle = at < before && blocks[at]?.kind === 'title'
  return isBelowTitle ? at + 1 : at
}

function behindDeeper(ranks: readonly number[], index: number, rank: number): number {
  let at = index
  while (at < ranks.length && (ranks[at] ?? CLOSING) > rank) at += 1
  return at
}
