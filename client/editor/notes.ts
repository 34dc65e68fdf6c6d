import type { Node } from 'prosemirror-model'
import { Plugin, TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { newId } from '../../shared/ids'
import { nodes } from '../../shared/text/schema'
import { isFromText } from './binding/binding'
import { differingChildren, type Child } from './differing'
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

/** Puts the sign of a new note at the caret and begins the note, among the others in the order of their signs. */
export const insertFootnote: Command = (state, dispatch) => {
  const { to, $to } = state.selection
  if (!$to.parent.inlineContent) return false
  const id = newId()
  const tr = state.tr.insert(to, nodes.footnoteReference.create({ id }))
  const pos = placeForNote(tr.doc, to)
  tr.insert(pos, nodes.provision.create({ id, kind: 'footnote' }))
  tr.setSelection(TextSelection.create(tr.doc, pos + 1))
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Behind the note of the sign before a new one; without any, before that of the sign behind it; else at the end. */
function placeForNote(doc: Node, signPos: number): number {
  let before: Child | null = null
  let behind: Child | null = null
  doc.descendants((node, pos) => {
    if (node.type !== nodes.footnoteReference || pos === signPos) return
    const note = noteOf(doc, String(node.attrs.id))
    if (pos < signPos) before = note ?? before
    else behind ??= note
  })
  const [former, next] = [before as Child | null, behind as Child | null]
  return former ? former.pos + former.node.nodeSize : (next?.pos ?? doc.content.size)
}

function noteOf(doc: Node, noteId: string): Child | null {
  const place = placeOf(doc, noteId)
  return place?.node.attrs.kind === 'footnote' ? place : null
}

/** Backspace in a note with no words yet: it goes, with its signs, and the caret comes back to where it was begun. */
export const leaveEmptyNote: Command = (state, dispatch) => {
  const { parent } = state.selection.$from
  if (parent.attrs.kind !== 'footnote' || parent.content.size > 0) return false
  const noteId = String(parent.attrs.id)
  const tr = withoutNotes(state, [noteId])
  const first = tr && signOf(tr.doc, noteId)
  if (!tr || !first) return false
  for (let sign = signOf(tr.doc, noteId); sign; sign = signOf(tr.doc, noteId)) tr.delete(sign.from, sign.to)
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, first.from)).scrollIntoView())
  return true
}

/** Takes a note out of the text; the only provision there is stays, empty. */
export function removeNote(state: EditorState, noteId: string): Transaction | null {
  return lockIn(state, noteId) ? null : withoutNotes(state, [noteId])
}

function withoutNotes(state: EditorState, noteIds: readonly string[]): Transaction | null {
  const { tr } = state
  for (const noteId of noteIds) {
    const place = noteOf(tr.doc, noteId)
    if (place && !lockIn(state, noteId) && tr.doc.childCount > 1)
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
