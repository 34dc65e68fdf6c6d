import { toggleMark } from 'prosemirror-commands'
import type { Mark, Node, ResolvedPos } from 'prosemirror-model'
import { TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { newId } from '../../shared/ids'
import { isLanguage, type Direction, type Language } from '../../shared/languages'
import type { ProvisionKind } from '../../shared/text/formats'
import { levelled } from '../../shared/text/levels'
import { marks, nodes, schema } from '../../shared/text/schema'
import { deleteWithin } from './cells'
import { signOf } from './leads'
import { linkAround } from './links'
import { blocksOf, indexOfBlock, selectedBlocks, startOfBlock } from './moving'

/** A provision in the editor's document; rows are inside tables and not among these. */
export interface Place {
  readonly node: Node
  /** Position before the node. */
  readonly pos: number
}

/** The provision in which a position is, or null inside a table. */
export function provisionAround($pos: ResolvedPos): Place | null {
  if ($pos.depth < 1 || $pos.node(1).type !== nodes.provision) return null
  return { node: $pos.node(1), pos: $pos.before(1) }
}

/** Every provision that the selection reaches, tables left out. */
export function selectedProvisions({ doc, selection }: EditorState): Place[] {
  const places: Place[] = []
  doc.nodesBetween(selection.from, selection.to, (node, pos) => {
    if (node.type === nodes.provision) places.push({ node, pos })
    return false
  })
  return places
}

/**
 * Enter: splits the provision at the caret; what follows a title or heading is a plain provision. A sub-paragraph with no
 * words yet goes one level up instead.
 */
export const splitProvision: Command = (state, dispatch) => {
  const { $from, $to } = state.selection
  const place = provisionAround($from)
  if (!place || !provisionAround($to)) return false
  if (place.node.content.size === 0 && place.node.attrs.kind === 'sub')
    return changeLevel(-1)(state, dispatch)
  const tr = splitAtSelection(state.tr.deleteSelection())
  // whoever goes on in another language need not say so again
  const language = marks.lang.isInSet($from.marks())
  if (language && tr.selection.$from.parent.content.size === 0) tr.addStoredMark(language)
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Splits a named provision where the caret is in it; no word that is selected is taken away. */
export function splitAtCaret(id: string): Command {
  return ({ doc, selection: { $head }, tr }, dispatch) => {
    const place = provisionAround($head)
    if (place?.node.attrs.id !== id || isNote(place.node) || place.node.content.size === 0) return false
    tr.setSelection(TextSelection.create(doc, $head.pos))
    dispatch?.(splitAtSelection(tr).scrollIntoView())
    return true
  }
}

function splitAtSelection(tr: Transaction): Transaction {
  const $at = tr.selection.$from
  const { parent } = $at
  const next = { id: newId(), ...attrsBehind(parent) }
  if ($at.parentOffset === 0 && parent.content.size > 0)
    insertBefore(tr, $at, { ...parent.attrs, id: newId() })
  else tr.split($at.pos, 1, [{ type: nodes.provision, attrs: next }])
  return tr
}

/** What a provision is that is begun behind another. */
export function attrsBehind({ attrs }: Node): { kind: string; level: number; dir: string | null } {
  const { kind, level, dir } = attrs as { kind: string; level: number; dir: string | null }
  const isHeading = kind === 'title' || kind === 'heading'
  return { kind: isHeading ? 'operative' : kind, level: isHeading ? 0 : level, dir }
}

/** An empty provision before the one at the caret: its words keep their identity. */
function insertBefore(tr: Transaction, $at: ResolvedPos, attrs: Record<string, unknown>): void {
  const pos = $at.before(1)
  tr.insert(pos, nodes.provision.create(attrs))
}

/** Backspace at the start of a provision: joins it to the one before, or removes an empty one before it. */
export const joinBackward: Command = (state, dispatch) => {
  const { $cursor } = state.selection as TextSelection
  if (!$cursor || $cursor.parentOffset > 0 || !provisionAround($cursor)) return false
  return joinAt(state, $cursor.before(1), dispatch)
}

/** Delete at the end of a provision: joins the next one to it. */
export const joinForward: Command = (state, dispatch) => {
  const { $cursor } = state.selection as TextSelection
  if (!$cursor || !provisionAround($cursor) || $cursor.parentOffset < $cursor.parent.content.size)
    return false
  return joinAt(state, $cursor.after(1), dispatch)
}

function joinAt(state: EditorState, pos: number, dispatch?: (tr: Transaction) => void): boolean {
  const { nodeBefore, nodeAfter } = state.doc.resolve(pos)
  // beside a table there is nothing to join; the key is taken so that the browser does not join by itself
  if (nodeBefore?.type !== nodes.provision || nodeAfter?.type !== nodes.provision) return true
  const { tr } = state
  if (isNote(nodeBefore) || isNote(nodeAfter)) {
    // a note is one paragraph, to which a sign leads: nothing runs into it, and it runs into nothing
    if (isNote(nodeAfter) || nodeAfter.content.size > 0) return true
    tr.delete(pos, pos + nodeAfter.nodeSize).setSelection(TextSelection.create(tr.doc, pos - 1))
  } else if (nodeBefore.content.size === 0) tr.delete(pos - nodeBefore.nodeSize, pos)
  else tr.join(pos)
  dispatch?.(tr.scrollIntoView())
  return true
}

const isNote = ({ attrs }: Node) => attrs.kind === 'footnote'

/** Whether a provision is a note to which a sign leads: it cannot become anything else. */
export const isLedTo = (doc: Node, node: Node): boolean =>
  isNote(node) && signOf(doc, String(node.attrs.id)) !== null

/** Joins a named provision to the one before, or removes an empty one before it; the caret goes to the seam. */
export function joinToBefore(id: string): Command {
  return (state, dispatch) => {
    const index = indexOfBlock(state.doc, id)
    if (!index) return false
    const pair = [state.doc.child(index - 1), state.doc.child(index)]
    if (!pair.every((one) => one.type === nodes.provision && !isNote(one))) return false
    const pos = startOfBlock(state.doc, index)
    return joinAt(state, pos, (tr) =>
      dispatch?.(tr.setSelection(TextSelection.create(tr.doc, tr.mapping.map(pos + 1)))),
    )
  }
}

/** Tab and Shift-Tab: the selected provisions, with what belongs to them, one level deeper or higher. */
export function changeLevel(by: 1 | -1): Command {
  return (state, dispatch) => {
    const { doc, tr } = state
    const selected = selectedBlocks(state)
    const changes = selected ? levelled(blocksOf(doc), selected.first, selected.last, by) : []
    for (const { index, ...attrs } of changes) {
      const pos = startOfBlock(doc, index)
      for (const name of ['kind', 'level'] as const)
        if (doc.child(index).attrs[name] !== attrs[name]) tr.setNodeAttribute(pos, name, attrs[name])
    }
    if (tr.docChanged) dispatch?.(tr.setStoredMarks(state.storedMarks).scrollIntoView())
    return selectedProvisions(state).length > 0
  }
}

/** Makes the selected provisions of a kind, but no note to which a sign leads. A sub-paragraph is at least one level deep. */
export function chooseKind(kind: ProvisionKind): Command {
  return (state, dispatch) => {
    const { tr } = state
    for (const { node, pos } of selectedProvisions(state)) {
      if (isLedTo(state.doc, node)) continue
      if (node.attrs.kind !== kind) tr.setNodeAttribute(pos, 'kind', kind)
      if (kind === 'sub' && node.attrs.level === 0) tr.setNodeAttribute(pos, 'level', 1)
      if (kind !== 'sub' && kind !== 'heading' && node.attrs.level !== 0) tr.setNodeAttribute(pos, 'level', 0)
    }
    if (tr.docChanged) dispatch?.(tr.setStoredMarks(state.storedMarks))
    return selectedProvisions(state).length > 0
  }
}

/** Sets the direction of the selected provisions; null lets their words decide. */
export function chooseDirection(dir: Direction | null): Command {
  return (state, dispatch) => {
    const { tr } = state
    for (const { node, pos } of selectedProvisions(state)) {
      if (node.attrs.dir !== dir) tr.setNodeAttribute(pos, 'dir', dir)
    }
    if (tr.docChanged) dispatch?.(tr.setStoredMarks(state.storedMarks))
    return selectedProvisions(state).length > 0
  }
}

export const toggleStrong: Command = toggleMark(marks.strong)
export const toggleEmphasis: Command = toggleMark(marks.em)

/** Says in which language the selected words are, or those of the whole paragraph at the caret; null: that of the document. */
export function chooseLanguage(language: Language | null): Command {
  return (state, dispatch) => {
    const { selection, tr } = state
    const { $from, empty } = selection
    if (!$from.parent.inlineContent) return false
    const [from, to] = empty ? [$from.start(), $from.end()] : [selection.from, selection.to]
    const mark = language && marks.lang.create({ language })
    tr.removeMark(from, to, marks.lang)
    if (mark) tr.addMark(from, to, mark)
    // what is typed next is in it too, in an empty paragraph as well
    if (empty) tr.setStoredMarks(withLanguage(state.storedMarks ?? $from.marks(), mark))
    dispatch?.(tr)
    return true
  }
}

const withLanguage = (others: readonly Mark[], mark: Mark | null) =>
  mark ? mark.addToSet(others) : marks.lang.removeFromSet(others)

/** The language that the words at the caret are said to be in, or null: that of the document. */
export function ownLanguage({ selection, storedMarks, doc }: EditorState): Language | null {
  const { $from, from, empty } = selection
  const at = empty ? $from : doc.resolve(Math.min(from + 1, $from.end()))
  const mark = marks.lang.isInSet((empty ? storedMarks : null) ?? at.marks())
  const language = mark ? (mark.attrs as { language: unknown }).language : null
  return isLanguage(language) ? language : null
}

/**
 * Makes the selected words a link, or plain again when `href` is null. Inside a link that is meant, as a whole; where
 * neither is, the address goes in as words.
 */
export function setLink(href: string | null): Command {
  return (state, dispatch) => {
    const { selection, tr } = state
    const { from, to } = linkAround(selection) ?? selection
    if (from === to) return href !== null && insertAddress(state, href, dispatch)
    tr.removeMark(from, to, marks.link)
    if (href !== null) tr.addMark(from, to, marks.link.create({ href }))
    dispatch?.(tr)
    return true
  }
}

function insertAddress(state: EditorState, href: string, dispatch?: (tr: Transaction) => void): boolean {
  const { $from } = state.selection
  if (!$from.parent.inlineContent) return false
  const others = state.storedMarks ?? $from.marks()
  const link = marks.link.create({ href })
  const words = schema.text(href.replace(/^mailto:/i, ''), link.addToSet(others))
  dispatch?.(state.tr.insert($from.pos, words).setStoredMarks(others).scrollIntoView())
  return true
}

/** Puts a reference to another provision at the caret; it shows that provision's number, whatever it becomes. */
export function insertCrossReference(target: string): Command {
  return (state, dispatch) => {
    if (!state.selection.$to.parent.inlineContent) return false
    dispatch?.(
      deleteWithin(state.tr).replaceSelectionWith(nodes.crossReference.create({ target })).scrollIntoView(),
    )
    return true
  }
}

/** Whether the selection, or what will be typed at the caret, has a mark. */
export function hasMark(
  { selection, storedMarks, doc }: EditorState,
  name: 'strong' | 'em' | 'link' | 'lang',
): boolean {
  const type = marks[name]
  const { from, to, empty, $from } = selection
  return empty ? Boolean(type.isInSet(storedMarks ?? $from.marks())) : doc.rangeHasMark(from, to, type)
}
