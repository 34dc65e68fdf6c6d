import { Fragment, Slice, type Node, type ResolvedPos } from 'prosemirror-model'
import { Plugin, type Selection, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { Direction } from '../../shared/languages'
import { DEFAULT_KIND } from '../../shared/text/formats'
import { nodes, schema } from '../../shared/text/schema'
import { carriedIn, ledIn, NOTHING_CARRIED, type Carried } from './carried'
import { cleanSlice, idsIn, inlineSlice } from './clean-slice'
import { cleanText, LINE_ENDS } from './clean-text'
import { attrsBehind } from './commands'
import { withoutOurNumbers } from './copying'
import { addNotes } from './notes'
import { gridAt, gridIn, missingRows, writeCells } from './pasted-cells'
import { bothDropped, tidyHtml, type Dropped } from './pasted-html'
import { isInTable } from './tables'

/** Longest text that is taken in at once, in UTF-16 units: more would stall everybody in the room. */
export const MAX_PASTE = 1_000_000

/** HTML carries much besides its words; beyond this it is not even read. */
const MAX_PASTE_HTML = 20 * MAX_PASTE

/** What the editor hears of a paste. */
export interface PasteListener {
  /** The text is longer than may be taken in. */
  tooLarge(): void
  /** Whether rows may be added to a table now; the answer was said to the person when it is no. */
  readonly mayRestructure: () => boolean
  /** Something is about to be inserted, or was: what is typed before and after it is undone by itself. */
  around(): void
  /** What was inserted had to leave something out. */
  cleaned(dropped: Dropped): void
}

/** What is known of a paste or a drop while it is on its way. */
interface Coming {
  readonly isDrop: boolean
  dropped: Dropped
  carried: Carried
  /** To be put among the others as soon as their signs are in the text. */
  notes: readonly Node[]
}

const begun = (isDrop: boolean): Coming => ({ isDrop, dropped: {}, carried: NOTHING_CARRIED, notes: [] })

/**
 * What comes from the clipboard, or is dropped: structure becomes provisions, addresses are checked by the schema,
 * words are cleaned, everything that comes a second time gets an id of its own, and notes come with their signs.
 */
export function pastePlugin(listener: PasteListener): Plugin {
  let coming = begun(false)
  const refuse = (transfer: DataTransfer | null, isLetGo: boolean) => {
    coming = begun(isLetGo)
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
        coming.dropped = { ...invisibleIn(text) }
        return plainSlice(withoutOurNumbers(text))
      },
      transformPastedHTML(html) {
        if (isOurs(html)) {
          coming.carried = carriedIn(html)
          return html
        }
        const tidy = tidyHtml(html)
        coming.dropped = tidy.dropped
        return tidy.html
      },
      transformPasted(slice, view) {
        const words = slice.content.textBetween(0, slice.content.size, '\n')
        coming.dropped = bothDropped(coming.dropped, invisibleIn(words))
        // what is dragged within a text leads where it led
        if (coming.isDrop && view.dragging) return slice
        const led = ledIn(slice, view.state.doc, coming.carried)
        coming.dropped = bothDropped(coming.dropped, led.dropped)
        coming.notes = led.notes
        // what is dropped is placed where it is let go, not where the caret is
        if (coming.isDrop) return led.slice
        const { selection, doc } = view.state
        const isJoined = isInTable(selection.$from) && gridIn(led.slice) && !gridAt(selection, led.slice)
        if (isJoined) coming.dropped = bothDropped(coming.dropped, { joined: 1 })
        return placedAt(selection, led.slice, { taken: idsIn(doc), endsWithin: coming.carried.endsWithin })
      },
      handlePaste(view, _event, slice) {
        listener.around()
        return isPut(view, slice, listener)
      },
    },
    appendTransaction(transactions, _before, { tr }) {
      if (!transactions.some(isInsertion)) return null
      const { dropped, notes } = coming
      coming = begun(false)
      addNotes(tr, notes)
      queueMicrotask(() => {
        listener.around()
        if (Object.keys(dropped).length > 0) listener.cleaned(dropped)
      })
      return tr.docChanged ? tr : null
    },
  })
}

/** Puts cells into cells, and whole provisions before words. @returns whether nothing is left to be done */
function isPut(view: EditorView, slice: Slice, { mayRestructure }: PasteListener): boolean {
  const { tr, selection } = view.state
  const grid = gridAt(selection, slice)
  if (grid && missingRows(selection, grid) > 0 && !mayRestructure()) return true
  const put = grid ? writeCells(tr, grid) : putBefore(tr, selection, slice)
  if (put) view.dispatch(put.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
  return put !== null
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

/** What a slice takes the place of: nothing, at a caret. */
export type Place = Pick<Selection, '$from' | '$to'>

/** What is known of a slice besides what it holds. */
export interface Known {
  /** The ids that it must not bring. */
  readonly taken: ReadonlySet<string>
  /** Whether its last provision is only the beginning of one. */
  readonly endsWithin: boolean
}

/**
 * A slice as it comes to stand at a place. A cell or a note is one paragraph, but cells go into cells. Else what is pasted goes on with the
 * provision around: the first paragraph is that provision, when it has no identity of its own to bring, and paragraphs of
 * which nothing else is known are of its kind. Several paragraphs come to stand before the words that begin at the place.
 */
export function placedAt(place: Place, slice: Slice, { taken, endsWithin }: Known): Slice {
  const { $from } = place
  const fitting = (beginsWords(place) ? beforeWords(slice, endsWithin) : null) ?? slice
  const clean = cleanSlice(fitting, taken)
  const around = $from.depth > 0 ? $from.node(1) : null
  if (gridAt(place, clean)) return clean
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
 * A slice as it comes to stand before words, closed where a paragraph of its own ends. The empty beginning of another
 * one, as when whole paragraphs are selected, is no provision to be put in. The last of several goes on in the words only
 * when it is known to be a part.
 *
 * @returns null for what is in one paragraph: it goes on in the words
 */
function beforeWords({ content, openEnd }: Slice, endsWithin: boolean): Slice | null {
  const { lastChild, childCount } = content
  const isOfBlocks = content.content.every(({ type }) => type === nodes.provision || type === nodes.table)
  if (!lastChild || !isOfBlocks || (childCount === 1 && openEnd > 0)) return null
  const isParagraph = openEnd > 0 && lastChild.type === nodes.provision
  if (isParagraph && lastChild.content.size === 0)
    return new Slice(content.cut(0, content.size - lastChild.nodeSize), 0, 0)
  return new Slice(content, 0, isParagraph && endsWithin ? 1 : 0)
}

/**
 * Puts provisions before the one whose words begin at a place, which stays what it is; where the last of them is open, its
 * words go on in these.
 *
 * @returns null when what is to be put in begins with words, or other words stand before the place
 */
export function putBefore(tr: Transaction, place: Place, slice: Slice): Transaction | null {
  const { content, openStart, openEnd } = slice
  const open = openEnd > 0 ? content.lastChild : null
  const isBefore = openStart === 0 && content.firstChild?.isBlock === true && open?.isTextblock !== false
  if (!isBefore || !beginsWords(place)) return null
  const { $from, $to } = place
  const steps = tr.steps.length
  if ($from.pos < $to.pos) tr.deleteRange($from.pos, $to.pos)
  const pos = tr.mapping.slice(steps).map($to.pos)
  if (open) tr.insert(pos, open.content)
  return tr.insert(tr.doc.resolve(pos).before(1), content.cut(0, content.size - (open?.nodeSize ?? 0)))
}

/** Whether a paragraph from elsewhere is just that. */
const isPlain = ({ attrs }: Node) => attrs.id === null && attrs.kind === DEFAULT_KIND && attrs.level === 0

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
