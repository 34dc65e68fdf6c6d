import type { Mark, Node } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import { spellsSame } from '../../shared/text/forgiving'
import { schema } from '../../shared/text/schema'
import type { Lock } from '../collab/settled'
import { cleanText } from './clean-text'
import { lockIn } from './locked'
import type { Match, Query } from './searched'

interface Stretch {
  readonly from: number
  readonly to: number
}

/** A stretch of words under one set of marks. */
interface Piece extends Stretch {
  readonly marks: readonly Mark[]
}

/** What was found for a query. */
interface Found {
  readonly query: Query | null
  readonly matches: readonly Match[]
}

/** Matches that may be replaced, and how many may not, by reason. */
export interface Replaceable {
  readonly matches: readonly Match[]
  /** How many only look like what was asked for: finding forgives accents and hamza, replacing would change other words. */
  readonly similar: number
  readonly leftOut: Readonly<Record<Lock, number>>
}

/** Parts matches into those that may be replaced, those that are other words, and those that are locked. */
export function replaceable(state: EditorState, { query, matches }: Found): Replaceable {
  const leftOut = { 'provision-settled': 0, freezing: 0 }
  const same = matches.filter((match) => query && saysExactly(state.doc, match, query))
  const free = same.filter(({ provisionId }) => {
    const lock = lockIn(state, provisionId)
    if (lock) leftOut[lock] += 1
    return lock === null
  })
  return { matches: free, similar: matches.length - same.length, leftOut }
}

/** Whether a match says the words of its query letter by letter, not only something similar. */
export function saysExactly(doc: Node, { from, to }: Stretch, { words, strictness }: Query): boolean {
  return spellsSame(doc.textBetween(from, to), words, strictness)
}

/** One transaction that writes other words at every match. References among the words stay; marks are the first word's. */
export function replaceWords(state: EditorState, matches: readonly Match[], words: string): Transaction {
  const { tr } = state
  const clean = cleanText(words)
  // from the end, so that the positions of what comes before hold
  for (const match of matches.toReversed()) writeOver(tr, match, clean)
  return tr
}

/** Writes other words where words stand, in the formats of the first of them. References among them stay. */
export function writeOver(tr: Transaction, stretch: Stretch, words: string): void {
  const [first, ...rest] = piecesOf(tr.doc, stretch)
  if (!first) return
  for (const { from, to } of rest.toReversed()) tr.delete(from, to)
  if (words === '') tr.delete(first.from, first.to)
  else tr.replaceWith(first.from, first.to, schema.text(words, first.marks))
}

function piecesOf(doc: Node, stretch: Stretch): Piece[] {
  const pieces: Piece[] = []
  doc.nodesBetween(stretch.from, stretch.to, (node, pos) => {
    if (!node.isText) return
    const [from, to] = [Math.max(stretch.from, pos), Math.min(stretch.to, pos + node.nodeSize)]
    pieces.push({ from, to, marks: node.marks })
  })
  return pieces
}
