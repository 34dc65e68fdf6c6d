import * as Y from 'yjs'
import { TEXT_ROOT } from '../sync'
import type { Embed, Formats } from './formats'
import {
  deleteItems,
  embedOf,
  firstItemOf,
  forgetSearchMarkers,
  formatOf,
  pinCleanUpOff,
  itemOfEmbed,
  stringOf,
} from './yjs-internals'

/** A stretch of flat text under one set of formats. An embed has length 1. */
export interface Segment {
  readonly content: string | Embed
  /** In UTF-16 units, as all offsets in the flat text. */
  readonly length: number
  readonly formats: Formats
}

/** A stretch of the flat text by its offsets; `to` is exclusive. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

const opened = new WeakSet<Y.Text>()

/** Opens the one text of a document. Every replica anywhere is opened with this before it applies an update. */
export function openText(doc: Y.Doc): Y.Text {
  const text = doc.getText(TEXT_ROOT)
  if (!opened.has(text)) {
    opened.add(text)
    pinCleanUpOff(text)
  }
  return text
}

/** Whether the text was opened with `openText`. */
export function isOpenText(text: Y.Text): boolean {
  return opened.has(text)
}

/** The text as it stands, in order; neighbours with the same formats are one segment. Only reads. */
export function segmentsOf(text: Y.Text): Segment[] {
  const segments: Segment[] = []
  const now = new Map<string, unknown>()
  let formats: Formats | null = null
  for (let item = firstItemOf(text); item; item = item.right) {
    if (item.deleted) continue
    const format = item.countable ? null : formatOf(item)
    if (format) {
      setFormat(now, format)
      formats = null
    } else if (item.countable) {
      formats ??= Object.fromEntries(now)
      pushItem(segments, item, formats)
    }
  }
  return segments
}

/** Joins a segment to the last one when both are words under the same formats, else adds it. */
export function pushSegment(segments: Segment[], segment: Segment): void {
  const last = segments.at(-1)
  const joins =
    last &&
    typeof last.content === 'string' &&
    typeof segment.content === 'string' &&
    sameFormats(last.formats, segment.formats)
  if (!joins) segments.push(segment)
  else {
    const content = `${last.content}${segment.content}`
    segments[segments.length - 1] = { content, length: content.length, formats: last.formats }
  }
}

/** Whether two sets of formats say the same. */
export function sameFormats(a: Formats, b: Formats): boolean {
  if (a === b) return true
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
}

/** A known place in the text from which to walk: a living item, its offset, and the formats that hold there. */
export interface Anchor {
  readonly item: Y.Item
  readonly offset: number
  readonly formats: Formats
}

/** The anchor at a boundary's object, if it still stands. */
export function anchorAt(boundary: Embed, offset: number, formats: Formats): Anchor | null {
  const item = itemOfEmbed(boundary)
  return item ? { item, offset, formats } : null
}

/** The item that holds the character at an offset, and the offset within it; null behind the end. */
export function itemAt(
  text: Y.Text,
  offset: number,
  anchor: Anchor | null,
): { item: Y.Item; within: number } | null {
  let at = anchor?.offset ?? 0
  for (let item = anchor?.item ?? firstItemOf(text); item; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (offset < at + item.length) return { item, within: offset - at }
    at += item.length
  }
  return null
}

/** Deletes a stretch without Yjs' format clean-up, which removes end markers that text typed at the same time needs. */
export function rawDelete(text: Y.Text, index: number, length: number): void {
  rawDeleteAll(text, [{ from: index, to: index + length }])
}

/**
 * Deletes many stretches, given in order and apart from one another, in one walk over the text.
 *
 * @param anchor a place before the first of them
 */
export function rawDeleteAll(
  text: Y.Text,
  stretches: readonly Stretch[],
  anchor: Anchor | null = null,
): void {
  const { doc } = text
  if (!doc) throw new Error('the text belongs to no document')
  Y.transact(doc, (transaction) => {
    deleteItems(transaction, itemsWithin(text, stretches, anchor))
    forgetSearchMarkers(text)
  })
}

function itemsWithin(
  text: Y.Text,
  stretches: readonly Stretch[],
  anchor: Anchor | null,
): Map<number, [number, number][]> {
  const found = new Map<number, [number, number][]>()
  let next = 0
  let offset = anchor?.offset ?? 0
  for (let item = anchor?.item ?? firstItemOf(text); item && next < stretches.length; item = item.right) {
    if (item.deleted || !item.countable) continue
    const end = offset + item.length
    for (let stretch = stretches[next]; stretch && stretch.from < end; stretch = stretches[next]) {
      const from = Math.max(stretch.from, offset)
      const to = Math.min(stretch.to, end)
      if (to > from) addStretch(found, item.id.client, item.id.clock + from - offset, to - from)
      if (stretch.to > end) break
      next += 1
    }
    offset = end
  }
  return found
}

function addStretch(
  found: Map<number, [number, number][]>,
  client: number,
  clock: number,
  length: number,
): void {
  const list = found.get(client)
  if (list) list.push([clock, length])
  else found.set(client, [[clock, length]])
}

/** Adds what an item holds. */
export function pushItem(segments: Segment[], item: Y.Item, formats: Formats): void {
  const content = stringOf(item)
  if (content !== null) pushSegment(segments, { content, length: content.length, formats })
  else {
    // anything else that takes up place is shown as unknown objects, so that offsets stay the same on both sides
    const embed = embedOf(item) ?? {}
    for (let i = 0; i < item.length; i += 1) segments.push({ content: embed, length: 1, formats })
  }
}

/** Switches a format on, or off for null. */
export function setFormat(
  formats: Map<string, unknown>,
  { key, value }: { key: string; value: unknown },
): void {
  if (value === null || value === undefined) formats.delete(key)
  else formats.set(key, value)
}

/** Whether two values of a format say the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b)
}
