import type { Mark } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import { schema } from '../../shared/text/schema'
import type { Lock } from '../collab/settled'
import { cleanText } from './clean-text'
import { lockIn } from './locked'
import type { Match } from './searched'

/** A stretch of words under one set of marks. */
interface Piece {
  readonly from: number
  readonly to: number
  readonly marks: readonly Mark[]
}

/** Matches that may be replaced, and how many may not, by reason. */
export interface Replaceable {
  readonly matches: readonly Match[]
  readonly leftOut: Readonly<Record<Lock, number>>
}

/** Parts matches into those that may be replaced and those that are locked. */
export function replaceable(state: EditorState, matches: readonly Match[]): Replaceable {
  const leftOut = { 'provision-settled': 0, freezing: 0 }
  const free = matches.filter(({ provisionId }) => {
    const lock = lockIn(state, provisionId)
    if (lock) leftOut[lock] += 1
    return lock === null
  })
  return { matches: free, leftOut }
}

/** One transaction that writes other words at every match. References among the words stay; marks are the first word's. */
export function replaceWords(state: EditorState, matches: readonly Match[], words: string): Transaction {
  const { tr } = state
  const clean = cleanText(words)
  // from the end, so that the positions of what comes before hold
  for (const match of matches.toReversed()) replaceOne(tr, piecesOf(state, match), clean)
  return tr
}

function replaceOne(tr: Transaction, [first, ...rest]: readonly Piece[], words: string): void {
  if (!first) return
  for (const { from, to } of rest.toReversed()) tr.delete(from, to)
  if (words === '') tr.delete(first.from, first.to)
  else tr.replaceWith(first.from, first.to, schema.text(words, first.marks))
}

function piecesOf({ doc }: EditorState, match: Match): Piece[] {
  const pieces: Piece[] = []
  doc.nodesBetween(match.from, match.to, (node, pos) => {
    if (!node.isText) return
    const [from, to] = [Math.max(match.from, pos), Math.min(match.to, pos + node.nodeSize)]
    pieces.push({ from, to, marks: node.marks })
  })
  return pieces
}
