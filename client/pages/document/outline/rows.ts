import type { Node } from 'prosemirror-model'
import { fold } from '../../../../shared/text/forgiving'
import { nameOfBlock } from '../../../editor/going'

/** A heading, provision or table, as the outline shows it. */
export interface OutlineItem {
  readonly id: string
  readonly kind: string
  /** 1 at the top; what stands under a heading is one deeper than the heading. */
  readonly depth: number
  /** Its first words; empty when it has none. */
  readonly words: string
  readonly node: Node
}

/** First words shown of a provision, in UTF-16 units: as much as two lines can hold. */
const WORDS_SHOWN = 90

/** About two screens of rows: far fewer pieces than rows, and little to look at in each. */
const ITEMS_PER_PIECE = 50

const known = new WeakMap<Node, OutlineItem>()
const foldedWords = new WeakMap<Node, string>()

/** What the outline shows of a document. What has not changed is the same object as before. */
export function itemsOf(doc: Node): OutlineItem[] {
  const items: OutlineItem[] = []
  let under = 0
  doc.forEach((node) => {
    const { kind = 'row', level = 0 } = node.attrs as { kind?: string; level?: number }
    if (kind === 'footnote') return
    if (kind === 'title') under = 0
    if (kind === 'heading') under = 1 + level
    const isHeading = kind === 'heading' || kind === 'title'
    const depth = isHeading ? Math.max(1, under) : under + 1 + (kind === 'sub' ? Math.max(1, level) : 0)
    items.push(itemOf(node, kind, depth))
  })
  return items
}

/** Whether two outlines look the same, whatever else is said in the text. */
export function showSame(some: readonly OutlineItem[], others: readonly OutlineItem[]): boolean {
  return some.length === others.length && some.every((item, index) => showsSame(item, others[index]))
}

function showsSame(item: OutlineItem, other: OutlineItem | undefined): boolean {
  if (item === other) return true
  return (['id', 'kind', 'depth', 'words'] as const).every((shown) => item[shown] === other?.[shown])
}

/** Items that are not below a closed heading. */
export function openItems(items: readonly OutlineItem[], closed: ReadonlySet<string>): OutlineItem[] {
  let hiddenBelow = Infinity
  return items.filter(({ id, kind, depth }) => {
    if (depth > hiddenBelow) return false
    hiddenBelow = kind === 'heading' && closed.has(id) ? depth : Infinity
    return true
  })
}

/** Items whose number or words contain what is looked for, compared as a search compares. */
export function itemsWith(
  items: readonly OutlineItem[],
  wanted: string,
  labels: ReadonlyMap<string, string>,
): OutlineItem[] {
  const sought = fold(wanted.trim()).text
  return items.filter(
    ({ id, node }) => fold(labels.get(id) ?? '').text.includes(sought) || foldedOf(node).includes(sought),
  )
}

/**
 * Cuts an outline into pieces, of which those that have not changed are the same objects as before: a letter anywhere
 * is one piece to look at, not all of the outline.
 */
export function piecesOf(
  items: readonly OutlineItem[],
  before: readonly (readonly OutlineItem[])[] = [],
): readonly (readonly OutlineItem[])[] {
  return Array.from({ length: Math.ceil(items.length / ITEMS_PER_PIECE) }, (_none, index) => {
    const piece = items.slice(index * ITEMS_PER_PIECE, (index + 1) * ITEMS_PER_PIECE)
    const known = before[index]
    const isSame = known?.length === piece.length && piece.every((item, at) => item === known[at])
    return isSame ? known : piece
  })
}

/** The heading under which an item stands, or null. */
export function parentOf(items: readonly OutlineItem[], item: OutlineItem): OutlineItem | null {
  const above = items.slice(0, items.indexOf(item)).reverse()
  return above.find(({ kind, depth }) => kind === 'heading' && depth < item.depth) ?? null
}

function itemOf(node: Node, kind: string, depth: number): OutlineItem {
  const before = known.get(node)
  if (before?.depth === depth) return before
  const item = { id: nameOfBlock(node), kind, depth, words: firstWords(node), node }
  known.set(node, item)
  return item
}

function firstWords(node: Node): string {
  const text = node.textBetween(0, Math.min(node.content.size, 3 * WORDS_SHOWN), ' ').trim()
  return text.length <= WORDS_SHOWN ? text : `${text.slice(0, WORDS_SHOWN).replace(/\s+\S*$/, '')}…`
}

function foldedOf(node: Node): string {
  const before = foldedWords.get(node)
  if (before !== undefined) return before
  const words = fold(node.textBetween(0, node.content.size, ' ')).text
  foldedWords.set(node, words)
  return words
}
