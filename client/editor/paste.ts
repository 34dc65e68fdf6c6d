import { Fragment, Slice, type Node, type ResolvedPos } from 'prosemirror-model'
import { Plugin, type Selection, type Transaction } from 'prosemirror-state'
import { newId } from '../../shared/ids'
import type { Direction } from '../../shared/languages'
import { DEFAULT_KIND, HEAD_ID } from '../../shared/text/formats'
import { marks, nodes, schema } from '../../shared/text/schema'
import { cleanText, LINE_ENDS } from './clean-text'
import { attrsBehind } from './commands'
import { withoutOurNumbers } from './copying'
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
  let isDrop = false
  const refuse = (transfer: DataTransfer | null, isLetGo: boolean) => {
    dropped = {}
    isDrop = isLetGo
    if (!isTooLarge(transfer)) return false
    listener.tooLarge()
    return true
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        paste: (_view, event) => refuse(event.clipboardData, false) && prevented(event),
        drop: (_view, event) => refuse(event.dataTransfer, true) && prevented(event),
      },
      clipboardTextParser: (text) => {
        dropped = { ...invisibleIn(text) }
        return plainSlice(withoutOurNumbers(text))
      },
      transformPastedHTML(html) {
        if (isOurs(html)) return html
        const tidy = tidyHtml(html)
        dropped = tidy.dropped
        return tidy.html
      },
      transformPasted(slice, view) {
        dropped = bothDropped(dropped, invisibleIn(slice.content.textBetween(0, slice.content.size, '\n')))
        // what is dropped is placed where it is let go, not where the caret is
        return isDrop ? slice : placedAt(view.state.selection, slice, idsIn(view.state.doc))
      },
      handlePaste(view, _event, slice) {
        listener.around()
        const tr = putBefore(view.state.tr, view.state.selection, slice)
        if (tr) view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
        return tr !== null
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

/** What a slice takes the place of: nothing, at a caret. */
export type Place = Pick<Selection, '$from' | '$to'>

/**
 * A slice as it comes to stand at a place. A cell or a note is one paragraph. Else what is pasted goes on with the
 * provision around: the first paragraph is that provision, when it has no identity of its own to bring, and paragraphs of
 * which nothing else is known are of its kind. Whole provisions come to stand before the words that begin at the place.
 */
export function placedAt(place: Place, slice: Slice, taken: ReadonlySet<string>): Slice {
  const { $from } = place
  const fitting = (beginsWords(place) ? wholeIn(slice) : null) ?? slice
  const clean = cleanSlice(fitting, taken)
  const around = $from.depth > 0 ? $from.node(1) : null
  if (holdsWords($from)) return inlineSlice(clean)
  if (around?.type !== nodes.provision) return clean
  const placed = clean.content.content.map((node, index) => {
    const from = fitting.content.child(index)
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

/** Whether only words come to stand at a place: in a cell of a table, and in a note. */
export const holdsWords = ($pos: ResolvedPos): boolean =>
  isInTable($pos) || ($pos.depth > 0 && $pos.node(1).attrs.kind === 'footnote')

/** Whether the words of a provision begin at a place, behind all that is selected. */
function beginsWords({ $from, $to }: Place): boolean {
  if (holdsWords($from) || $from.depth !== 1 || $to.depth !== 1) return false
  return $from.parentOffset === 0 && $to.parentOffset === 0 && $to.parent.content.size > 0
}

/**
 * The provisions of a slice that ends where another begins, as when whole paragraphs are selected; null when it ends
 * elsewhere. The empty beginning of that other one is no provision to be put in.
 */
function wholeIn({ content, openEnd }: Slice): Slice | null {
  const { lastChild, childCount } = content
  if (openEnd === 0 || childCount < 2 || lastChild?.type !== nodes.provision) return null
  return lastChild.content.size > 0
    ? null
    : new Slice(content.cut(0, content.size - lastChild.nodeSize), 0, 0)
}

/**
 * Puts provisions as a whole before the one whose words begin at a place, which stays what it is.
 *
 * @returns null when they are not whole, or other words stand before the place
 */
export function putBefore(tr: Transaction, place: Place, slice: Slice): Transaction | null {
  const { content, openStart, openEnd } = slice
  const isWhole = openStart === 0 && openEnd === 0 && content.firstChild?.isBlock === true
  if (!isWhole || !beginsWords(place)) return null
  const { $from, $to } = place
  const steps = tr.steps.length
  if ($from.pos < $to.pos) tr.deleteRange($from.pos, $to.pos)
  return tr.insert(tr.doc.resolve(tr.mapping.slice(steps).map($to.pos)).before(1), content)
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

/** Every id that a document has. */
export function idsIn(doc: Node): Set<string> {
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
