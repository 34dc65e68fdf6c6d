import type { Slice } from 'prosemirror-model'
import { Plugin, Selection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { nodes } from '../../shared/text/schema'
import { crossesCells, deleteWithin } from './cells'
import { provisionAround, type Place } from './commands'
import { placeOf } from './going'

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

/** Alt-Up and Alt-Down: moves the provision at the caret past its neighbour. */
export function moveProvision(by: 1 | -1, mayRestructure: MayRestructure): Command {
  return (state, dispatch) => {
    const place = provisionAround(state.selection.$from)
    if (!place) return false
    const target = neighbourEdge(state, place.pos, by)
    if (target === null || !dispatch) return target !== null
    if (!mayRestructure()) return true
    dispatch(moved(state, place, target).scrollIntoView())
    return true
  }
}

/** Where a provision is to go: past its neighbour, or beside another block of the text. */
export type Destination = 1 | -1 | { readonly beside: string; readonly side: 'before' | 'after' }

/** The move of a named provision; null when there is none of that name, or nowhere to go. */
export function moveOf(state: EditorState, provisionId: string, to: Destination): Transaction | null {
  const place = placeOf(state.doc, provisionId)
  if (place?.node.type !== nodes.provision) return null
  const target = typeof to === 'number' ? neighbourEdge(state, place.pos, to) : edgeOf(state, to)
  const isThere = target === place.pos || target === place.pos + place.node.nodeSize
  return target === null || isThere ? null : moved(state, place, target)
}

/** The caret goes along when it is in what moves, and stays with its words when it is not. */
function moved(state: EditorState, { node, pos }: Place, target: number): Transaction {
  const inside = state.selection.from - pos
  const tr = state.tr.delete(pos, pos + node.nodeSize)
  const at = tr.mapping.map(target)
  tr.insert(at, node)
  if (inside <= 0 || inside >= node.nodeSize) return tr
  return tr.setSelection(Selection.near(tr.doc.resolve(at + inside)))
}

function edgeOf({ doc }: EditorState, { beside, side }: Exclude<Destination, number>): number | null {
  const found = placeOf(doc, beside)
  if (!found) return null
  const $pos = doc.resolve(found.pos + 1)
  return side === 'before' ? $pos.before(1) : $pos.after(1)
}

function neighbourEdge({ doc }: EditorState, pos: number, by: 1 | -1): number | null {
  const node = doc.nodeAt(pos)
  if (!node) return null
  const neighbour = by > 0 ? doc.nodeAt(pos + node.nodeSize) : doc.resolve(pos).nodeBefore
  if (!neighbour) return null
  return by > 0 ? pos + node.nodeSize + neighbour.nodeSize : pos - neighbour.nodeSize
}
