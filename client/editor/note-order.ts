import type { Node } from 'prosemirror-model'
import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import { nodes } from '../../shared/text/schema'
import { isFromText } from './binding/binding'
import { Survivors } from './binding/survivors'
import { differingChildren, type Child } from './differing'
import { lockIn } from './locked'
import { carry } from './moving'
import { signsIn } from './notes'

/**
 * Keeps notes in the order of their signs: when a change here brings signs elsewhere, their notes follow in the same
 * step, so that undo brings both back. The notes of all other signs stay where they are, and so does one that cannot be
 * changed.
 *
 * @param mayMove whether provisions may be moved now: two people who move the same one unseen make two of it
 */
export function noteOrderPlugin(mayMove: () => boolean): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, after) {
      if (transactions.some(isFromText) || hasSameSigns(before.doc, after.doc) || !mayMove()) return null
      const maps = transactions.flatMap((tr) => tr.mapping.maps)
      const survivors = new Survivors(before.doc.content.size, maps)
      const tr = inOrder(after, movedNotes(before.doc, after.doc, survivors))
      return tr.docChanged ? tr : null
    },
  })
}

/** Whether the signs of two documents follow one another in the same way, as after most changes. */
function hasSameSigns(before: Node, after: Node): boolean {
  const { old, fresh } = differingChildren(before, after)
  const [was, now] = [old, fresh].map((children) => children.flatMap(({ node }) => signsIn(node)))
  return was?.join() === now?.join()
}

/** The notes to which the first sign leads from another place than before, in the order of their signs. */
function movedNotes(before: Node, after: Node, survivors: Survivors): string[] {
  const were = firstSigns(before)
  return [...firstSigns(after)].flatMap(([noteId, pos]) =>
    survivors.find(were.get(noteId) ?? -1) === pos ? [] : [noteId],
  )
}

/** Where the first sign of each note stands, in their order. */
function firstSigns(doc: Node): Map<string, number> {
  const signs = new Map<string, number>()
  doc.descendants(({ type, attrs }, pos) => {
    const noteId = String(attrs.id)
    if (type === nodes.footnoteReference && !signs.has(noteId)) signs.set(noteId, pos)
  })
  return signs
}

/** Puts notes between those of the signs before and behind theirs, unless they are there already. */
function inOrder(state: EditorState, noteIds: readonly string[]): Transaction {
  const { tr } = state
  const signs = [...firstSigns(tr.doc).keys()]
  const loose = new Set(noteIds)
  for (const noteId of noteIds) {
    const notes = notesIn(tr.doc)
    const note = notes.get(noteId)
    if (!note || lockIn(state, noteId)) continue
    const fixed = (one: string) => (loose.has(one) ? [] : (notes.get(one) ?? []))
    const at = signs.indexOf(noteId)
    const former = signs.slice(0, at).flatMap(fixed).at(-1)
    const next = signs.slice(at + 1).flatMap(fixed)[0]
    loose.delete(noteId)
    const place = placeBetween(note, former, next)
    if (place !== null) carry(tr, { from: note.pos, to: endOf(note) }, place)
  }
  return tr
}

/** Where a note is to go that stands before the former or behind the next one; null when it may stay. */
function placeBetween(note: Child, former: Child | undefined, next: Child | undefined): number | null {
  const isBehind = !former || former.pos < note.pos
  const isBefore = !next || note.pos < next.pos
  const place = former ? endOf(former) : (next?.pos ?? note.pos)
  return (isBehind && isBefore) || place === note.pos ? null : place
}

const endOf = ({ node, pos }: Child) => pos + node.nodeSize

/** The notes of a text by their ids; of two that bear the same the first. */
function notesIn(doc: Node): Map<string, Child> {
  const notes = new Map<string, Child>()
  doc.forEach((node, pos) => {
    const noteId = String(node.attrs.id)
    if (node.attrs.kind === 'footnote' && !notes.has(noteId)) notes.set(noteId, { node, pos })
  })
  return notes
}
