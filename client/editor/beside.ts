import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { newId } from '../../shared/ids'
import { runOf } from '../../shared/text/branches'
import { nodes } from '../../shared/text/schema'
import { blocksOf, indexOfBlock, startOfBlock, type Move } from './moving'

/**
 * An empty provision before a block, or behind it and all that belongs to it, with the caret in it: of the same kind and
 * level or, beside a title, a heading or a table, a plain one. Behind a heading its section begins with it.
 */
export function insertBeside(
  { doc, tr }: EditorState,
  id: string,
  side: 'before' | 'after',
): Transaction | null {
  const index = indexOfBlock(doc, id)
  if (index === null) return null
  const blocks = blocksOf(doc)
  const { kind = '', level = 0 } = blocks[index] ?? {}
  const isCounted = kind === 'preambular' || kind === 'operative' || kind === 'sub'
  const attrs = isCounted ? { kind, level } : {}
  const behind = isCounted ? runOf(blocks, index, index).to : index + 1
  const pos = startOfBlock(doc, side === 'before' ? index : behind)
  tr.insert(pos, nodes.provision.create({ id: newId<string>(), ...attrs }))
  return tr.setSelection(TextSelection.create(tr.doc, pos + 1)).scrollIntoView()
}

/** Deletes a block with all that belongs to it. */
export function removalOf({ doc, tr }: EditorState, id: string): Move | null {
  const index = indexOfBlock(doc, id)
  if (index === null) return null
  const { from, to } = runOf(blocksOf(doc), index, index)
  const [start, end] = [startOfBlock(doc, from), startOfBlock(doc, to)]
  if (to - from < doc.childCount) tr.delete(start, end)
  else tr.replaceWith(start, end, nodes.provision.create({ id: newId<string>() }))
  return { tr, id, count: to - from }
}
