import type { Node } from 'prosemirror-model'
import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import { unwritableIn } from '../../shared/characters'
import { isFromText } from './binding/binding'

/**
 * Takes out, in the same update, what keyboards, dictation and programs put in and no provision may hold: the server
 * would refuse it.
 */
export function writablePlugin(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, before, after) =>
      transactions.some(isFromText) ? null : withoutUnwritable(before, after),
  })
}

function withoutUnwritable({ doc: before }: EditorState, after: EditorState): Transaction | null {
  const changed = changedIn(before, after.doc)
  if (!changed) return null
  const { tr } = after
  after.doc.nodesBetween(changed.from, changed.to, (node, pos) => {
    for (const { from, to, instead } of unwritableIn(node.text ?? '')) {
      if (pos + from < changed.to && pos + to > changed.from)
        tr.insertText(instead, tr.mapping.map(pos + from), tr.mapping.map(pos + to))
    }
  })
  return tr.docChanged ? tr : null
}

/** The stretch of the later document that the earlier one does not have, or null. */
function changedIn(before: Node, after: Node): { from: number; to: number } | null {
  const from = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  return from === null || end === null || end.b <= from ? null : { from, to: end.b }
}
