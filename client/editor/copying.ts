import { DOMSerializer, type DOMOutputSpec, type Fragment, type Node } from 'prosemirror-model'
import { Plugin, type Selection } from 'prosemirror-state'
import type { Direction } from '../../shared/languages'
import { SUB_LEVELS } from '../../shared/text/numbering'
import { nodes, provisionDom, schema } from '../../shared/text/schema'
import { NOTE_ATTRIBUTE, PART_ATTRIBUTE } from './carried'
import { NO_LABELS, type Labels } from './labels'
import { noteOf } from './notes'
import { labelsNow } from './references'
import { describeTable, isSettledIn, LEFTWARD, NONE_SETTLED, type IsSettled } from './table-view'

/** How far each level of sub-paragraphs is set in: for word processors in points, in plain text by spaces. */
const INDENT = { points: 24, spaces: '    ' }

/** What our style sheet shows of a provision, and other programs do not know of. */
interface Look {
  /** As it stands beside the provision; empty when there is none. */
  readonly number: string
  readonly depth: number
  readonly direction: Direction
  /** Whether its end was left behind. */
  readonly isPart: boolean
}

/**
 * What is copied says to other programs what it says here: the numbers and levels of provisions, the numbers of references
 * and notes, and which rows are headers. The sign of a note takes along what the note says, for another text of ours.
 */
export function copyPlugin(): Plugin {
  let labels = NO_LABELS
  let looks: ReadonlyMap<Node, Look> = new Map()
  let text: Node | null = null
  let isSettled = NONE_SETTLED
  return new Plugin({
    props: {
      transformCopied(slice, { state }) {
        labels = labelsNow(state)
        looks = isWithinOne(state.selection) ? new Map() : looksOf(slice.content, state.doc, labels)
        text = state.doc
        isSettled = isSettledIn(state)
        return slice
      },
      clipboardSerializer: copier({
        numberOf: (node) => numberIn(labels, node),
        lookOf: (node) => looks.get(node),
        isSettled: (id) => isSettled(id),
        noteOf: (sign) => (text ? (noteOf(text, String(sign.attrs.id))?.node ?? null) : null),
      }),
      clipboardTextSerializer({ content }, { state }) {
        const words = copiedWords(content, labelsNow(state))
        const said = isWithinOne(state.selection) ? words : copiedText(content, state.doc, labelsNow(state))
        lastCopied = { text: said, words }
        return said
      },
    },
  })
}

/** What was last copied from this page as words alone, with the numbers that others need, and without. */
let lastCopied: { readonly text: string; readonly words: string } | null = null

/** The words of what comes from the clipboard: our own text numbers them by itself where they are pasted. */
export function withoutOurNumbers(text: string): string {
  const said = text.replaceAll('\r\n', '\n')
  return lastCopied && said === lastCopied.text ? lastCopied.words : text
}

/** All the words of a provision, selected one by one, are words too: the provision itself is not. */
const isWithinOne = ({ $from, $to }: Selection) => $from.sameParent($to) && $from.parent.inlineContent

/** What is copied as words alone: a paragraph for each provision and cell, with its number and set in by its level. */
export function copiedText(content: Fragment, doc: Node, labels: Labels): string {
  const looks = looksOf(content, doc, labels)
  if (content.firstChild?.isInline !== false) return copiedWords(content, labels)
  return content.content
    .map((node) => {
      const { depth, number } = looks.get(node) ?? { depth: 0, number: '' }
      const before = `${INDENT.spaces.repeat(depth)}${number === '' ? '' : `${number} `}`
      return `${before}${copiedWords(node.content, labels)}`
    })
    .join('\n\n')
}

/** A paragraph for each provision and cell, with no number but those of references and notes. */
function copiedWords(content: Fragment, labels: Labels): string {
  return content.textBetween(0, content.size, '\n\n', (node) => numberIn(labels, node))
}

/**
 * How the copied provisions look here. A few words out of one of them are words only; else each bears its number but one
 * whose beginning was left behind.
 */
function looksOf(content: Fragment, doc: Node, { marks, footnotes }: Labels): Map<Node, Look> {
  // a slice holds the very nodes of the document but those that it cuts
  const whole = new Set(doc.children)
  const looks = new Map<Node, Look>()
  const { childCount, firstChild } = content
  if (childCount === 1 && firstChild && !whole.has(firstChild)) return looks
  content.forEach((node, _offset, index) => {
    if (node.type !== nodes.provision) return
    const { id, kind, level } = node.attrs as { id: string; kind: string; level: number }
    const hasBeginning = whole.has(node) || (index > 0 && node.content.size > 0)
    const number = (kind === 'footnote' ? footnotes : marks).get(id)
    looks.set(node, {
      number: hasBeginning ? (number ?? '') : '',
      depth: kind === 'sub' ? Math.min(SUB_LEVELS, Math.max(1, level)) : 0,
      direction: directionIn(node),
      isPart: index === childCount - 1 && hasBeginning && !whole.has(node),
    })
  })
  return looks
}

/** The direction in which a provision runs: as it says or, else, as its first letter is written. */
function directionIn({ attrs, textContent }: Node): Direction {
  const said = attrs.dir as Direction | null
  return said ?? (LEFTWARD.test(/\p{L}/u.exec(textContent)?.[0] ?? '') ? 'rtl' : 'ltr')
}

/** The number that a reference or the sign of a note shows; nothing for other nodes. */
function numberIn({ provisions, footnotes }: Labels, { type, attrs }: Node): string {
  if (type === nodes.footnoteReference) return footnotes.get(String(attrs.id)) ?? ''
  return type === nodes.crossReference ? (provisions.get(String(attrs.target)) ?? '') : ''
}

/** What the copy of a node says beside its own words. */
interface Said {
  numberOf(node: Node): string
  lookOf(provision: Node): Look | undefined
  noteOf(sign: Node): Node | null
  readonly isSettled: IsSettled
}

function copier(said: Said): DOMSerializer {
  /** A number is the text of its element, which our own text does not read when it is pasted. */
  const numbered = (tag: string, name: string) => (node: Node) =>
    [
      tag,
      { [name]: String(node.attrs.id ?? node.attrs.target), ...carriedBy(node) },
      said.numberOf(node),
    ] as const
  const shown = {
    ...DOMSerializer.nodesFromSchema(schema),
    crossReference: numbered('span', 'data-reference'),
  }
  const shownMarks = DOMSerializer.marksFromSchema(schema)
  const noteSerializer = new DOMSerializer(shown, shownMarks)
  const carriedBy = (node: Node): Record<string, string> => {
    const note = node.type === nodes.footnoteReference ? said.noteOf(node) : null
    if (!note) return {}
    const dom = document.createElement('div')
    dom.append(noteSerializer.serializeFragment(note.content))
    return { [NOTE_ATTRIBUTE]: dom.innerHTML }
  }
  const serializer: DOMSerializer = new DOMSerializer(
    {
      ...shown,
      provision: (node) => copiedProvision(node, said.lookOf(node)),
      footnoteReference: numbered('sup', 'data-footnote'),
      table: (table) => copiedTable(serializer, table, said.isSettled),
    },
    shownMarks,
  )
  return serializer
}

/**
 * The number is in an element that our own text does not read, and a level or direction in a style for the same reason.
 * Word knows left and right only, and no automatic direction.
 */
function copiedProvision(node: Node, look: Look | undefined): DOMOutputSpec {
  const spec = provisionDom(node)
  const { contentDOM } = DOMSerializer.renderSpec(document, spec)
  if (!look || !contentDOM) return spec
  const { number, depth, direction, isPart } = look
  if (isPart) contentDOM.setAttribute(PART_ATTRIBUTE, '')
  if (direction === 'rtl') contentDOM.style.setProperty('direction', 'rtl')
  const side = direction === 'rtl' ? 'margin-right' : 'margin-left'
  if (depth > 0) contentDOM.style.setProperty(side, `${String(depth * INDENT.points)}pt`)
  if (number !== '') contentDOM.append(numberElement(number, direction))
  return { dom: contentDOM, contentDOM }
}

/** Its own direction keeps the number from deciding that of the words behind it. */
function numberElement(number: string, direction: Direction): HTMLElement {
  const element = document.createElement('span')
  element.setAttribute('data-mark', '')
  element.dir = direction
  element.textContent = `${number}\u2002`
  return element
}

/** Other programs know the header rows of a table by its head. */
function copiedTable(serializer: DOMSerializer, table: Node, isSettled: IsSettled): HTMLElement {
  const dom = document.createElement('table')
  describeTable(dom, table, isSettled)
  const isHeader = (row: Node) => row.firstChild?.attrs.header === true
  const parts = {
    thead: table.children.filter(isHeader),
    tbody: table.children.filter((row) => !isHeader(row)),
  }
  for (const [tag, rows] of Object.entries(parts)) {
    if (rows.length > 0) {
      const part = dom.appendChild(document.createElement(tag))
      part.append(...rows.map((row) => serializer.serializeNode(row)))
    }
  }
  return dom
}
