import type { Slice } from 'prosemirror-model'
import { Plugin, Selection, type EditorState, type Transaction } from 'prosemirror-state'
import { crossesCells, deleteWithin } from './cells'
import { inlineSlice } from './paste'
import { isInTable } from './tables'

/** Whether a move or a table command may begin now; the answer was said to the person when it is no. */
export type MayRestructure = () => boolean

/**
 * Moves by drag and drop that take boundaries along: one at a time and only while connected, because two people who
 * move the same provision unseen make two of it. Dragged words within a provision are typing like any other. Into a
 * cell of a table only words are dropped.
 */
export function dragPlugin(mayRestructure: MayRestructure): Plugin {
  return new Plugin({
    props: {
      handleDrop(view, event, slice, moved) {
        const { state } = view
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
        const intoCell = at !== undefined && isInTable(state.doc.resolve(at))
        const isStructural = moved && takesBoundaries(slice)
        if (!intoCell && !isStructural && !(moved && crossesCells(state.selection))) return false
        if (at === undefined || (isStructural && !mayRestructure())) return true
        const tr = dropped(state, at, slice, moved)
        if (!tr) return true
        view.focus()
        view.dispatch(tr.setMeta('uiEvent', 'drop'))
        return true
      },
    },
  })
}

/** Whether a slice holds more than words of one paragraph. */
export function takesBoundaries({ content, openStart, openEnd }: Slice): boolean {
  let inside = content
  for (let depth = Math.min(openStart, openEnd); depth > 0; depth -= 1) {
    const only = inside.childCount === 1 ? inside.firstChild : null
    if (!only || only.isTextblock) return only === null
    inside = only.content
  }
  return inside.firstChild?.isInline === false
}

/**
 * Puts a slice where it was let go.
 *
 * @param moved whether it leaves the place where it is selected
 * @returns null when it was let go where it is
 */
export function dropped(state: EditorState, at: number, slice: Slice, moved: boolean): Transaction | null {
  const { tr, selection } = state
  if (moved && at >= selection.from && at <= selection.to) return null
  if (moved) deleteWithin(tr)
  const pos = tr.mapping.map(at)
  const $pos = tr.doc.resolve(pos)
  if (isInTable($pos)) {
    const { from } = Selection.near($pos)
    tr.replace(from, from, inlineSlice(slice))
  } else tr.replaceRange(pos, pos, slice)
  return tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map(at))))
}
