import { Fragment, Slice, type Node, type ResolvedPos } from 'prosemirror-model'
import { Plugin, type Transaction } from 'prosemirror-state'
import { newId } from '../../shared/ids'
import type { Direction } from '../../shared/languages'
import { DEFAULT_KIND, HEAD_ID } from '../../shared/text/formats'
import { marks, nodes, schema } from '../../shared/text/schema'
import { cleanText, LINE_ENDS } from './clean-text'
import { attrsBehind } from './commands'
import { bothDropped, tidyHtml, type Dropped } from './pasted-html'
import { isInTable } from './tables'

/** Longest text that is taken in at once, in UTF-16 units: more would stall everybody in the room. */
export const MAX_PASTE = 1_000_000

/** HTML carries much besides its words; beyond this it is not even read. */
const MAX_PASTE_HTML = 20 * MAX_PASTE

const RESERVED = [marks.bracket, marks.comment, marks.ins, marks.del]

/** What the editor hears of a paste. */
export interface PasteListener {
  /** The text is longer than may be taken in. */
  tooLarge(): void
  /** Something is about to be inserted, or was: what is typed before and after it is undone by itself. */
  around(): void
  /** What was inserted had to leave something out. */
  cleaned(dropped: Dropped): void
}

/**
 * What comes from the clipboard, or is dropped: structure becomes provisions, addresses are checked by the schema,
 * words are cleaned, and everything that comes a second time gets an id of its own.
 */
export function pastePlugin(listener: PasteListener): Plugin {
  let dropped: Dropped = {}
  const refuse = (transfer: DataTransfer | null) => {
    dropped = {}
    if (!isTooLarge(transfer)) return false
    listener.tooLarge()
    return true
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        paste: (_view, event) => refuse(event.clipboardData) && prevented(event),
        drop: (_view, event) => refuse(event.dataTransfer) && prevented(event),
      },
      clipboardTextParser: (text) => {
        dropped = { ...invisibleIn(text) }
        return plainSlice(text)
      },
      transformPastedHTML(html) {
        if (isOurs(html)) return html
        const tidy = tidyHtml(html)
        dropped = tidy.dropped
        return tidy.html
      },
      transformPasted(slice, view) {
        dropped = bothDropped(dropped, invisibleIn(slice.content.textBetween(0, slice.content.size, '\n')))
        return placedAt(view.state.selection.$from, slice, idsIn(view.state.doc))
      },
      handlePaste: () => {
        listener.around()
        return false
      },
    },
    appendTransaction(transactions) {
      if (!transactions.some(isInsertion)) return null
      const said = dropped
      dropped = {}
      queueMicrotask(() => {
        listener.around()
        if (Object.keys(said).length > 0) listener.cleaned(said)
      })
      return null
    },
  })
}

const isInsertion = (tr: Transaction) =>
  tr.docChanged && (tr.getMeta('paste') === true || tr.getMeta('uiEvent') === 'drop')

/** What was copied from a text of ours has nothing to be tidied. */
const isOurs = (html: string) => html.includes('data-pm-slice')

/** Line ends and tabs become spaces, which is not worth a word. */
function invisibleIn(text: string): Dropped {
  const runs = [...text.matchAll(LINE_ENDS)].reduce((sum, [run]) => sum + run.length - 1, 0)
  const invisible = text.length - cleanText(text).length - runs
  return invisible > 0 ? { invisible } : {}
}

/** Lines of plain text as provisions; lines with nothing in them part paragraphs and are none. */
export function plainSlice(text: string): Slice {
  const lines = text.split(/\s*[\n\v\f\r\x85\u2028\u2029]\s*/).map(cleanText)
  const made = lines.map((line) => nodes.provision.create({ id: null }, line ? schema.text(line) : null))
  return new Slice(Fragment.fromArray(made), 1, 1)
}

/** A slice as it may enter a document: cleaned, without reserved marks, and without an id that `taken` has. */
export function cleanSlice(slice: Slice, taken: ReadonlySet<string>): Slice {
  const given = new Set(taken)
  const content = Fragment.fromArray(slice.content.content.map((node) => cleanNode(node, given, [])))
  return new Slice(content, slice.openStart, slice.openEnd)
}

/** @param columns names of the columns of the table around, by place */
function cleanNode(node: Node, given: Set<string>, columns: string[]): Node {
  const free = node.marks.filter((mark) => !RESERVED.includes(mark.type))
  if (node.isText) return schema.text(cleanText(node.text ?? '') || ' ', free)
  if (node.isInline) return node.mark(free)
  const inside: string[] = node.type === nodes.table ? [] : columns
  const children = node.children.map((child, place) => {
    const clean = cleanNode(child, given, inside)
    if (child.type !== nodes.cell) return clean
    return nodes.cell.create({ ...child.attrs, column: (inside[place] ??= newId()) }, clean.content)
  })
  return node.type.create({ ...node.attrs, ...freshId(node, given) }, children)
}

function freshId({ attrs }: Node, given: Set<string>): { id?: string } {
  if (!('id' in attrs)) return {}
  const own = attrs.id as string | null
  const id = own === null || own.includes('~') || own === HEAD_ID || given.has(own) ? newId() : own
  given.add(id)
  return { id }
}

/**
 * A slice as it comes to stand at a place. A cell or a note is one paragraph. Else what is pasted goes on with the
 * provision around: the first paragraph is that provision, when it has no identity of its own to bring, and paragraphs of
 * which nothing else is known are of its kind.
 */
export function placedAt($from: ResolvedPos, slice: Slice, taken: ReadonlySet<string>): Slice {
  const clean = cleanSlice(slice, taken)
  const around = $from.depth > 0 ? $from.node(1) : null
  if (isInTable($from) || around?.attrs.kind === 'footnote') return inlineSlice(clean)
  if (around?.type !== nodes.provision) return clean
  const placed = clean.content.content.map((node, index) => {
    const from = slice.content.child(index)
    if (node.type !== nodes.provision) return node
    const isFirst = index === 0 && clean.openStart > 0
    const dir = (node.attrs.dir ?? around.attrs.dir) as Direction | null
    const like = isFirst ? around.attrs : { ...node.attrs, ...attrsBehind(around) }
    if (isPlain(from)) return nodes.provision.create({ ...like, dir }, node.content)
    const keepsId = !isFirst || from.attrs.id === node.attrs.id
    return keepsId
      ? node
      : nodes.provision.create({ ...node.attrs, id: around.attrs.id as string }, node.content)
  })
  return new Slice(Fragment.fromArray(placed), clean.openStart, clean.openEnd)
}

/** Whether a paragraph from elsewhere is just that. */
const isPlain = ({ attrs }: Node) => attrs.id === null && attrs.kind === DEFAULT_KIND && attrs.level === 0

/** A cell holds one paragraph: provisions pasted into one are put behind one another. */
export function inlineSlice(slice: Slice): Slice {
  const inline: Node[] = []
  slice.content.descendants((node) => {
    if (node.isTextblock && inline.length > 0) inline.push(schema.text(' '))
    if (node.isInline) inline.push(node)
    return true
  })
  return new Slice(Fragment.from(inline), 0, 0)
}

function idsIn(doc: Node): Set<string> {
  const ids = new Set<string>()
  doc.descendants((node) => {
    if (typeof node.attrs.id === 'string') ids.add(node.attrs.id)
    return !node.isTextblock
  })
  return ids
}

function isTooLarge(transfer: DataTransfer | null): boolean {
  if (!transfer) return false
  return (
    transfer.getData('text/plain').length > MAX_PASTE || transfer.getData('text/html').length > MAX_PASTE_HTML
  )
}

function prevented(event: Event): true {
  event.preventDefault()
  return true
}
