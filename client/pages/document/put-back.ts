import { Selection, type EditorState, type Transaction } from 'prosemirror-state'
import type { Node } from 'prosemirror-model'
import { newId, type ProvisionId } from '../../../shared/ids'
import { nodes, schema } from '../../../shared/text/schema'
import { provisionAround } from '../../editor/commands'
import { writeOver } from '../../editor/replacing'
import { paragraphOf, posOf, type Paragraph } from '../../editor/searched'
import { markedWords } from './marked-words'

/** What a provision says now, as far as kept words can be put into it. */
export interface Present {
  readonly pos: number
  readonly node: Node
  /** Its words as kept words have them: notes and references take up no room, beginnings of cells are tabs. */
  readonly text: string
}

/** The provision as it stands; null when it is not in the text, or is a row, whose cells kept words do not know. */
export function presentOf({ doc }: EditorState, provisionId: ProvisionId): Present | null {
  let found: Present | null = null
  doc.forEach((node, pos) => {
    if (node.type !== nodes.provision || node.attrs.id !== provisionId) return
    found = { pos, node, text: paragraphOf(node).text.replaceAll('\n', '\t') }
  })
  return found
}

/**
 * Makes a provision say kept words, changing only the words that differ: notes and references stay where they are. It
 * can be undone like typing.
 */
export function replaceWith(state: EditorState, { pos, node, text }: Present, kept: string): Transaction {
  const paragraph = paragraphOf(node)
  const { tr } = state
  // from the end, so that the positions of what comes before hold
  for (const { at, gone, words } of differences(text, kept).toReversed()) {
    const behind = at + gone
    // beginnings of cells stay too
    if (/^\t*$/.test(text.slice(at, behind))) insertWords(tr, { pos, node }, { paragraph, at: behind }, words)
    else {
      const to = pos + 2 + posOf(paragraph, behind - 1)
      writeOver(tr, { from: pos + 1 + posOf(paragraph, at), to }, words)
    }
  }
  return tr.scrollIntoView()
}

interface Offset {
  readonly paragraph: Paragraph
  /** In the words of the paragraph. */
  readonly at: number
}

/** New words stand behind the notes and references at their place, in the formats of the word before these. */
function insertWords(
  tr: Transaction,
  { pos, node }: Omit<Present, 'text'>,
  { paragraph, at }: Offset,
  words: string,
): void {
  if (words === '') return
  const behindWord = at === 0 ? 0 : posOf(paragraph, at - 1) + 1
  const isLast = at === paragraph.text.length
  const place = at === 0 ? 0 : isLast ? node.content.size : posOf(paragraph, at)
  tr.insert(pos + 1 + place, schema.text(words, tr.doc.resolve(pos + 1 + behindWord).marks()))
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

/** A place in a text where so many characters give way to other words. */
interface Difference {
  readonly at: number
  readonly gone: number
  readonly words: string
}

function differences(before: string, now: string): Difference[] {
  const found: Difference[] = []
  let at = 0
  for (const { is, text } of markedWords(before, now)) {
    // a cell cannot begin inside a provision
    const words = text.replaceAll('\t', ' ')
    const last = found.at(-1)
    if (is === 'gone') found.push({ at, gone: text.length, words: '' })
    else if (is === 'new' && last && last.at + last.gone === at) found.splice(-1, 1, { ...last, words })
    else if (is === 'new') found.push({ at, gone: 0, words })
    if (is !== 'new') at += text.length
  }
  return found
}
