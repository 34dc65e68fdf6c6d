import type { Node, ResolvedPos, Slice } from 'prosemirror-model'
import { Plugin, Selection, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { dropPoint } from 'prosemirror-transform'
import { crossesCells, deleteWithin } from './cells'
import { idsIn, inlineSlice } from './clean-slice'
import { placeOf } from './going'
import { holdsWords, placedAt, putBefore, type Place } from './paste'

/** Whether a move or a table command may begin now; the answer was said to the person when it is no. */
export type MayRestructure = () => boolean

/**
 * Puts what is dropped where it is let go. Moves that take boundaries along come one at a time and only while connected,
 * because two people who move the same provision unseen make two of it. Dragged words within a provision are typing like
 * any other.
 */
export function dragPlugin(mayRestructure: MayRestructure): Plugin {
  return new Plugin({
    props: {
      handleDrop(view, event, slice, moved) {
        if (slice.content.size === 0) return false
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
        if (at === undefined || (moved && takesBoundaries(slice) && !mayRestructure())) return true
        const tr = dropped(view.state, at, slice, moved)
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
 * Puts a slice where it was let go, fitted to what is there, and selects it. Into a cell or a note only words go. What is
 * moved keeps its identity.
 *
 * @param moved whether it leaves the place where it is selected
 * @returns null when it was let go where it is, or has no place there
 */
export function dropped(state: EditorState, at: number, dragged: Slice, moved: boolean): Transaction | null {
  const { tr, selection, doc } = state
  // rows stay where they are: only their words move
  const slice = moved && crossesCells(selection) ? inlineSlice(dragged) : dragged
  if (moved && at >= selection.from && at <= selection.to) return null
  const aim = holdsWords(doc.resolve(at)) ? at : (dropPoint(doc, at, slice) ?? at)
  if (moved) deleteWithin(tr)
  const before = tr.doc
  const pos = tr.mapping.map(aim)
  const { $from, $to } = placeAt(before.resolve(pos))
  const placed = placedAt({ $from, $to }, slice, { taken: idsIn(before), endsWithin: endsWithin(slice, doc) })
  if (holdsWords($from)) tr.replace($from.pos, $from.pos, inlineSlice(placed))
  else if (!putBefore(tr, { $from, $to }, placed)) tr.replaceRange($from.pos, $from.pos, placed)
  if (tr.doc.eq(before)) return null
  const end = tr.doc.resolve(tr.mapping.map(aim))
  return tr.setSelection(TextSelection.between(tr.doc.resolve(pos), end))
}

/** Whether the last of several provisions of a slice is only the beginning of one that a document has. */
function endsWithin({ content: { lastChild, childCount } }: Slice, doc: Node): boolean {
  const origin = childCount > 1 && lastChild ? placeOf(doc, String(lastChild.attrs.id)) : null
  return origin !== null && origin.node.content.size !== lastChild?.content.size
}

/** Between the cells of a table there is no place for words: they go into the nearest. */
function placeAt($pos: ResolvedPos): Place {
  return holdsWords($pos) ? Selection.near($pos) : { $from: $pos, $to: $pos }
}
