import type { Node } from 'prosemirror-model'
import { TextSelection, type EditorState, type Selection, type Transaction } from 'prosemirror-state'
import { landingOf, runOf, stepOf, type Block, type Run } from '../../shared/text/branches'
import { nodes } from '../../shared/text/schema'
import { nameOfBlock } from './going'

/** Where a run is to go: past what is next to it, or beside another block of the text. */
export type Destination = 1 | -1 | Beside

/** At one side of a block of the text. */
export interface Beside {
  readonly beside: string
  readonly side: 'before' | 'after'
}

/** A change that moves a provision or table with what belongs to it, or several. */
export interface Move {
  readonly tr: Transaction
  /** Of the first that is moved. */
  readonly id: string
  /** How many blocks of the document are moved. */
  readonly count: number
}

/** The blocks of a document, as the rules of its order see them. */
export function blocksOf(doc: Node): Block[] {
  return doc.children.map(({ type, attrs }) =>
    type === nodes.table ? { kind: 'row', level: 0 } : (attrs as { kind: string; level: number }),
  )
}

/** The first and last block that a selection reaches; null where there is none. */
export function selectedBlocks({ selection }: EditorState): { first: number; last: number } | null {
  const { $from, $to, empty } = selection
  const first = $from.index(0)
  // a selection that ends where a block begins has nothing of it
  const isAtStart = $to.depth === 0 || (!empty && $to.pos === $to.start(1))
  const last = $to.index(0) - (isAtStart ? 1 : 0)
  return last < first ? null : { first, last }
}

/** The move of all that is selected; null when there is nowhere to go. */
export function moveOfSelection(state: EditorState, by: 1 | -1): Move | null {
  const selected = selectedBlocks(state)
  if (!selected) return null
  const blocks = blocksOf(state.doc)
  const run = runOf(blocks, selected.first, selected.last)
  return moveTo(state, run, stepOf(blocks, run, by))
}

/** The move of a named provision or table; null when there is none of that name, or nowhere to go. */
export function moveOf(state: EditorState, id: string, to: Destination): Move | null {
  const index = indexOfBlock(state.doc, id)
  if (index === null) return null
  const blocks = blocksOf(state.doc)
  const run = runOf(blocks, index, index)
  return moveTo(
    state,
    run,
    typeof to === 'number' ? stepOf(blocks, run, to) : landingBeside(state.doc, run, to),
  )
}

/** Before which block something comes to stand that is dropped beside another; null when it would stay where it is. */
export function landingOfNamed(doc: Node, id: string, to: Beside): number | null {
  const index = indexOfBlock(doc, id)
  return index === null ? null : landingBeside(doc, runOf(blocksOf(doc), index, index), to)
}

function landingBeside(doc: Node, run: Run, { beside, side }: Beside): number | null {
  const index = indexOfBlock(doc, beside)
  return index === null ? null : landingOf(blocksOf(doc), run, side === 'before' ? index : index + 1)
}

/** Index of the block of a name; a table is known by any of its rows. */
export function indexOfBlock(doc: Node, id: string): number | null {
  const index = doc.children.findIndex((block) =>
    block.isTextblock ? block.attrs.id === id : block.children.some((row) => row.attrs.id === id),
  )
  return index < 0 ? null : index
}

function moveTo({ doc, tr }: EditorState, run: Run, before: number | null): Move | null {
  if (before === null) return null
  const [from, to] = [startOfBlock(doc, run.from), startOfBlock(doc, run.to)]
  carry(tr, { from, to }, startOfBlock(doc, before))
  return { tr, id: nameOfBlock(doc.child(run.from)), count: run.to - run.from }
}

/**
 * Brings the blocks between two positions before another, outside of them. The caret goes along when it is in them, and
 * stays with its words when it is not.
 */
export function carry(tr: Transaction, { from, to }: { from: number; to: number }, before: number): void {
  const { selection } = tr
  const moved = tr.doc.slice(from, to).content
  tr.delete(from, to)
  const at = before > from ? before - (to - from) : before
  tr.insert(at, moved)
  const isAlong = selection.from > from && selection.from < to
  if (isAlong) tr.setSelection(movedSelection(tr.doc, selection, at - from))
}

function movedSelection(doc: Node, { anchor, head }: Selection, by: number): Selection {
  const within = (pos: number) => doc.resolve(Math.min(pos + by, doc.content.size))
  return TextSelection.between(within(anchor), within(head))
}

/** Position before a block of the document. */
export function startOfBlock(doc: Node, index: number): number {
  let pos = 0
  for (let i = 0; i < index; i += 1) pos += doc.child(i).nodeSize
  return pos
}
