import type { Node } from 'prosemirror-model'
import { countWords } from '../../shared/text/words'
import { nodes } from '../../shared/text/schema'

const known = new WeakMap<Node, number>()

/** Words in a document; a provision or table that was counted before is not read again. */
export function wordsIn(doc: Node): number {
  return doc.children.reduce((sum, block) => sum + wordsInBlock(block), 0)
}

/** Words between two positions. A part of a word counts as one. */
export function wordsBetween(doc: Node, from: number, to: number): number {
  return countWords(doc.textBetween(from, to, ' ', leafText))
}

function wordsInBlock(block: Node): number {
  const before = known.get(block)
  if (before !== undefined) return before
  const count = countWords(block.textBetween(0, block.content.size, ' ', leafText))
  known.set(block, count)
  return count
}

/** References are no words and part none. */
const leafText = (leaf: Node): string => (leaf.type === nodes.separator ? ' ' : '')
