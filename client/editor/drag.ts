import type { Slice } from 'prosemirror-model'
import { Plugin, Selection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { crossesCells, deleteWithin } from './cells'

/** Whether a move or a table command may begin now; the answer was said to the person when it is no. */
export type MayRestructure = () => boolean

/**
 * Moves by drag and drop that take boundaries along: one at a time and only while connected, because two people who
 * move the same provision unseen make two of it. Dragged words within a provision are typing like any other.
 */
export function dragPlugin(mayRestructure: MayRestructure): Plugin {
  return new Plugin({
    props: {
      handleDrop(view, event, slice, moved) {
        const isStructural = slice.content.childCount > 0 && slice.content.firstChild?.isInline === false
        if (!moved || !(isStructural || crossesCells(view.state.selection))) return false
        if (isStructural && !mayRestructure()) return true
        return moveTo(view, event, slice)
      },
    },
  })
}

function moveTo(view: EditorView, event: DragEvent, slice: Slice): boolean {
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
  if (!at) return true
  const { tr, selection } = view.state
  if (at.pos >= selection.from && at.pos <= selection.to) return true
  deleteWithin(tr)
  const pos = tr.mapping.map(at.pos)
  tr.replaceRange(pos, pos, slice)
  tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map(at.pos))))
  view.focus()
  view.dispatch(tr.setMeta('uiEvent', 'drop'))
  return true
}
