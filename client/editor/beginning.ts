import type { Node } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { Beginning } from '../beginning'

/**
 * Puts the caret where somebody begins to write: in a text they have made, into its first empty provision or else behind
 * its title; in one to which they have come, before its first letter.
 */
export function begin(view: EditorView, how: Beginning): void {
  const { doc, tr } = view.state
  const selection = TextSelection.near(doc.resolve(how === 'made' ? placeInMade(doc) : 1))
  view.dom.focus({ preventScroll: true })
  view.focus()
  view.dispatch(tr.setSelection(selection).setMeta('addToHistory', false).scrollIntoView())
}

function placeInMade(doc: Node): number {
  let place: number | null = null
  doc.forEach((block, pos) => {
    if (place === null && block.isTextblock && block.content.size === 0) place = pos + 1
  })
  return place ?? 1 + (doc.firstChild?.content.size ?? 0)
}
