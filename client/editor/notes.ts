import type { Node } from 'prosemirror-model'
import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import { nodes } from '../../shared/text/schema'
import { isFromText } from './binding/binding'
import { differingChildren } from './differing'
import { lockIn } from './locked'
import { signOf } from './leads'
import { placeOf } from './going'

/**
 * A note goes with the last sign that leads to it, in the same step, so that undo brings both back. It stays when it is
 * settled, and when the sign was cut out: that is put in again elsewhere. What others typed in it at the same moment
 * stays in the text, as in every provision that is deleted.
 *
 * @param onRemoved called when a note went with its sign
 */
export function notesPlugin(onRemoved: () => void): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, after) {
      if (!transactions.some(({ docChanged }) => docChanged) || transactions.some(isFromText)) return null
      if (transactions.some((tr) => tr.getMeta('uiEvent') === 'cut')) return null
      const tr = withoutNotes(after, goneSigns(before.doc, after.doc))
      if (tr) onRemoved()
      return tr
    },
  })
}

/** Takes a note out of the text; the only provision there is stays, empty. */
export function removeNote(state: EditorState, noteId: string): Transaction | null {
  return lockIn(state, noteId) ? null : withoutNotes(state, [noteId])
}

function withoutNotes(state: EditorState, noteIds: readonly string[]): Transaction | null {
  const { tr } = state
  for (const noteId of noteIds) {
    const place = placeOf(tr.doc, noteId)
    if (place?.node.attrs.kind === 'footnote' && !lockIn(state, noteId) && tr.doc.childCount > 1)
      tr.delete(place.pos, place.pos + place.node.nodeSize)
  }
  return tr.docChanged ? tr : null
}

/** The notes to which a sign led before a change, and none does after it. */
function goneSigns(before: Node, after: Node): string[] {
  const { old, fresh } = differingChildren(before, after)
  const left = new Set(fresh.flatMap(({ node }) => signsIn(node)))
  const gone = new Set(old.flatMap(({ node }) => signsIn(node)).filter((noteId) => !left.has(noteId)))
  return [...gone].filter((noteId) => signOf(after, noteId) === null)
}

function signsIn(block: Node): string[] {
  const found: string[] = []
  block.descendants((node) => {
    if (node.type === nodes.footnoteReference) found.push(String(node.attrs.id))
  })
  return found
}
