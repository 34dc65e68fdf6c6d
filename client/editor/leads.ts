import type { Node, ResolvedPos } from 'prosemirror-model'
import {
  NodeSelection,
  TextSelection,
  type Command,
  type EditorState,
  type Selection,
} from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { isPlainLink } from '../../shared/text/formats'
import { nodes } from '../../shared/text/schema'
import type { Child } from './differing'
import { arrive, placeOf } from './going'
import { linkAround, type Link } from './links'
import { placeLeft, remembering } from './trail'

/** What leads elsewhere, and where it stands in the document. */
export type Lead = { readonly from: number; readonly to: number } & (
  | { readonly is: 'reference'; readonly target: string }
  /** The sign of a note, in the text. */
  | { readonly is: 'sign'; readonly noteId: string }
  /** The note itself. */
  | { readonly is: 'note'; readonly noteId: string }
  | ({ readonly is: 'link' } & Link)
)

/** The way back to what somebody left for the provision or row at the caret, and where that stands. */
export interface WayBack {
  readonly is: 'wayBack'
  readonly from: number
  readonly to: number
}

/** What leads elsewhere at the caret, or is selected; null when nothing does. */
export function leadIn({ selection }: EditorState): Lead | null {
  if (selection instanceof NodeSelection) return leadOf(selection.node, selection.from)
  const link = linkAround(selection)
  return link ? { is: 'link', ...link } : noteAround(selection)
}

/** The way back, as long as the caret is where somebody arrived; null else. */
export function wayBackIn(state: EditorState): WayBack | null {
  const { $from } = state.selection
  const isArrived = placeLeft(state)?.arrivedAt === unitAround($from)?.node.attrs.id
  return isArrived && $from.parent.isTextblock
    ? { is: 'wayBack', from: $from.start(), to: $from.end() }
    : null
}

/** Where a node of the text leads: a reference, or the sign of a note. */
export function leadOf(node: Node, from: number): Lead | null {
  const to = from + node.nodeSize
  if (node.type === nodes.crossReference)
    return { is: 'reference', from, to, target: String(node.attrs.target) }
  if (node.type === nodes.footnoteReference) return { is: 'sign', from, to, noteId: String(node.attrs.id) }
  return null
}

/** Where the sign of a note stands first in the text; null when no sign leads to it. */
export function signOf(doc: Node, noteId: string): Lead | null {
  let sign: Lead | null = null
  doc.descendants((node, pos) => {
    if (sign === null && node.type === nodes.footnoteReference && node.attrs.id === noteId)
      sign = leadOf(node, pos)
    return sign === null
  })
  return sign
}

/** What leads elsewhere where an element of the text is shown. */
export function leadAtElement(view: EditorView, element: Element): Lead | null {
  const shown = element.closest('[data-reference], [data-footnote], a[href]')
  if (!shown || !view.dom.contains(shown)) return null
  const pos = view.posAtDOM(shown, 0, -1)
  const { doc } = view.state
  const node = doc.nodeAt(pos)
  const lead = node && leadOf(node, pos)
  if (lead) return lead
  const link = linkAround({ $from: doc.resolve(pos), to: pos, empty: true })
  return link && { is: 'link', ...link }
}

/** Goes where something leads, and remembers the place from which. @returns whether there is such a place */
export function follow(view: EditorView, lead: Lead): boolean {
  if (lead.is === 'link') return openLink(lead.href)
  if (lead.is === 'note') return goBackFrom(view, lead.noteId)
  const id = lead.is === 'reference' ? lead.target : lead.noteId
  const place = placeOf(view.state.doc, id)
  if (!place) return false
  const { doc } = view.state
  const inside = lead.is === 'sign' ? place.pos + place.node.nodeSize - 1 : place.pos + 1
  const selection = TextSelection.near(doc.resolve(inside), lead.is === 'sign' ? -1 : 1)
  arrive(view, place, remembering(view.state.tr.setSelection(selection), { left: lead.to, arrivedAt: id }))
  return true
}

/** Opens the address of a link in a tab of its own. */
export function openLink(href: string): boolean {
  if (isPlainLink(href)) window.open(href, '_blank', 'noopener,noreferrer')
  return isPlainLink(href)
}

/** Goes back to where one left for what one looks at now; out of a note, to its sign. @returns whether there is such a place */
export function goBack(view: EditorView): boolean {
  const { state } = view
  const lead = leadIn(state)
  const left = placeLeft(state)
  if (lead?.is === 'note' && left?.arrivedAt !== lead.noteId) return goBackFrom(view, lead.noteId)
  if (!left) return false
  return arriveIn(view, left.left, true)
}

/** Enter at the end of a note leads back to its sign, and splits no note: a sign leads to one paragraph. */
export const leaveNote: Command = (state, _dispatch, view) => {
  const { $from, $to, empty } = state.selection
  if ($from.parent.attrs.kind !== 'footnote') return false
  if (view && empty && $to.parentOffset === $to.parent.content.size) goBack(view)
  return true
}

function goBackFrom(view: EditorView, noteId: string): boolean {
  const sign = signOf(view.state.doc, noteId)
  return sign !== null && arriveIn(view, sign.to, placeLeft(view.state)?.arrivedAt === noteId)
}

/** Puts the caret at a position, and shows the provision or row in which that is. */
function arriveIn(view: EditorView, pos: number, isBack: boolean): boolean {
  const { doc, tr } = view.state
  const $pos = doc.resolve(Math.min(pos, doc.content.size))
  const place = unitAround($pos)
  if (!place) return false
  tr.setSelection(TextSelection.near($pos))
  arrive(view, place, isBack ? remembering(tr, null) : tr)
  return true
}

/** The provision, or the row of a table, in which a position is. */
function unitAround($pos: ResolvedPos): Child | null {
  const depth = $pos.depth > 1 ? 2 : 1
  return $pos.depth < 1 ? null : { node: $pos.node(depth), pos: $pos.before(depth) }
}

function noteAround({ $from, $to }: Selection): Lead | null {
  const { parent } = $from
  if (parent.attrs.kind !== 'footnote' || !$from.sameParent($to)) return null
  return { is: 'note', from: $from.start(), to: $from.end(), noteId: String(parent.attrs.id) }
}
