import type { Node } from 'prosemirror-model'
import { Plugin, TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { newId } from '../../shared/ids'
import { nodes } from '../../shared/text/schema'
import { isFromText } from './binding/binding'
import { differingChildren, type Child } from './differing'
import type { Lock } from '../collab/settled'
import { eachUnit, lockIn } from './locked'
import { signOf } from './leads'
import { placeOf } from './going'

/**
 * A note goes with the last sign that leads to it, and its signs go with a note, in the same step, so that undo brings
 * both back. Both stay when somebody cut one of them out: that is put in again elsewhere. A settled note stays without a
 * sign; a note whose sign is in a settled provision cannot go, nor be cut out. What others typed in a note at the same moment stays in
 * the text, as in every provision that is deleted.
 */
export function notesPlugin(listener: NotesListener): Plugin {
  return new Plugin({
    filterTransaction(tr, state) {
      const refused = tr.docChanged && !isFromText(tr) ? lockedSign(tr, state) : null
      if (refused) listener.refused(refused.lock, refused.provisionId)
      return refused === null
    },
    appendTransaction(transactions, before, after) {
      if (!isOwnDeletion(transactions)) return null
      const tr = withoutNotes(after, goneSigns(before.doc, after.doc))
      if (tr) listener.removed()
      const all = withoutSigns(tr ?? after.tr, goneNotes(before.doc, after.doc))
      return all.docChanged ? all : null
    },
  })
}

/** What the editor hears of its notes. */
export interface NotesListener {
  /** A note went with its last sign. */
  removed(): void
  /** A note did not go, because its sign is in a provision that cannot be changed. */
  refused(lock: Lock, provisionId: string): void
}

function isOwnDeletion(transactions: readonly Transaction[]): boolean {
  if (!transactions.some(({ docChanged }) => docChanged) || transactions.some(isFromText)) return false
  return !transactions.some((tr) => tr.getMeta('uiEvent') === 'cut')
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

/** Puts notes that came with their signs among the others; without a sign in the text there is no place for one. */
export function addNotes(tr: Transaction, notes: readonly Node[]): void {
  for (const note of notes) {
    const sign = signOf(tr.doc, String(note.attrs.id))
    if (sign) tr.insert(placeForNote(tr.doc, sign.from), note)
  }
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

/** A note, and the position before it; null when the text has none of that id. */
export function noteOf(doc: Node, noteId: string): Child | null {
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
  withoutSigns(tr, [noteId])
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

function withoutSigns(tr: Transaction, noteIds: readonly string[]): Transaction {
  for (const noteId of noteIds)
    for (let sign = signOf(tr.doc, noteId); sign; sign = signOf(tr.doc, noteId)) tr.delete(sign.from, sign.to)
  return tr
}

/** What keeps a change from being made that takes notes away: a provision that holds a sign of theirs. */
function lockedSign(tr: Transaction, state: EditorState): { lock: Lock; provisionId: string } | null {
  const gone = new Set(goneNotes(tr.before, tr.doc))
  let found: { lock: Lock; provisionId: string } | null = null
  if (gone.size === 0) return null
  eachUnit(tr.doc, (unit) => {
    const provisionId = String(unit.attrs.id)
    const lock = found ? null : lockIn(state, provisionId)
    if (lock && signsIn(unit).some((noteId) => gone.has(noteId))) found = { lock, provisionId }
  })
  return found
}

/** The notes that were there before a change, and are not after it. */
function goneNotes(before: Node, after: Node): string[] {
  const { old } = differingChildren(before, after)
  return old
    .filter(({ node }) => node.attrs.kind === 'footnote')
    .map(({ node }) => String(node.attrs.id))
    .filter((noteId) => noteOf(after, noteId) === null)
}

/** The notes to which a sign led before a change, and none does after it. */
function goneSigns(before: Node, after: Node): string[] {
  const { old, fresh } = differingChildren(before, after)
  const left = new Set(fresh.flatMap(({ node }) => signsIn(node)))
  const gone = new Set(old.flatMap(({ node }) => signsIn(node)).filter((noteId) => !left.has(noteId)))
  return [...gone].filter((noteId) => signOf(after, noteId) === null)
}

/** The notes to which the signs in a block lead, in their order. */
export function signsIn(block: Node): string[] {
  const found: string[] = []
  block.descendants((node) => {
    if (node.type === nodes.footnoteReference) found.push(String(node.attrs.id))
  })
  return found
}
