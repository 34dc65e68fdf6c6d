import { Selection, type EditorState, type Transaction } from 'prosemirror-state'
import type { Node } from 'prosemirror-model'
import { newId, type ProvisionId } from '../../../shared/ids'
import { nodes, schema } from '../../../shared/text/schema'
import { wordsOf } from '../../collab/merge'
import { provisionAround } from '../../editor/commands'

/** What a provision says now, as far as kept words can be put into it. */
export interface Present {
  readonly pos: number
  readonly node: Node
  /** Its words; each object in it is one placeholder. */
  readonly text: string
}

/** The provision as it stands; null when it is not in the text, or is a row, whose cells kept words do not know. */
export function presentOf({ doc }: EditorState, provisionId: ProvisionId): Present | null {
  let found: Present | null = null
  doc.forEach((node, pos) => {
    if (node.type !== nodes.provision || node.attrs.id !== provisionId) return
    found = { pos, node, text: node.textBetween(0, node.content.size, undefined, '\uFFFC') }
  })
  return found
}

/** Makes a provision say kept words, changing only the words that differ; it can be undone like typing. */
export function replaceWith(state: EditorState, { pos, text }: Present, kept: string): Transaction {
  const [start, end] = differing(text, kept)
  const from = pos + 1 + start
  const to = pos + 1 + text.length - end
  const words = kept.slice(start, kept.length - end)
  const { tr } = state
  if (words === '') tr.delete(from, to)
  else tr.replaceWith(from, to, schema.text(words, state.doc.resolve(from).marks()))
  return tr.scrollIntoView()
}

/** Puts kept words into a provision of their own: after the one they were meant for, else at the end of the text. */
export function insertAfter(state: EditorState, provisionId: ProvisionId | null, kept: string): Transaction {
  const { doc, tr } = state
  const after = provisionId && blockOf(doc, provisionId)
  const at = after ? after.pos + after.node.nodeSize : doc.content.size
  const like = after?.node.type === nodes.provision ? after.node : null
  const { kind = 'operative', level = 0, dir = null } = (like?.attrs ?? {}) as Attributes
  const content = kept === '' ? null : schema.text(kept.replaceAll('\t', ' '))
  tr.insert(at, nodes.provision.create({ id: newId<string>(), kind, level, dir }, content))
  const inside = tr.doc.resolve(at + 1)
  if (provisionAround(inside)) tr.setSelection(Selection.near(tr.doc.resolve(at + 1 + kept.length), -1))
  return tr.scrollIntoView()
}

interface Attributes {
  readonly kind?: string
  readonly level?: number
  readonly dir?: 'ltr' | 'rtl' | null
}

/** The block of a provision, or the table that holds the row. */
function blockOf(doc: Node, provisionId: ProvisionId): { pos: number; node: Node } | null {
  let found: { pos: number; node: Node } | null = null
  doc.forEach((node, pos) => {
    const isIt = node.attrs.id === provisionId || node.children.some((row) => row.attrs.id === provisionId)
    if (isIt) found = { pos, node }
  })
  return found
}

/** Lengths of the common beginning and end of two texts, cut between words. */
function differing(a: string, b: string): [start: number, end: number] {
  const [old, fresh] = [wordsOf(a), wordsOf(b)]
  let start = 0
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1
  let end = 0
  const most = Math.min(old.length, fresh.length) - start
  while (end < most && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end += 1
  const lengthOf = (words: readonly string[]) => words.join('').length
  return [lengthOf(old.slice(0, start)), lengthOf(old.slice(old.length - end))]
}
