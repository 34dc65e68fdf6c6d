import * as Y from 'yjs'
import { TEXT_ROOT } from '../sync'
import type { Embed, Formats } from './formats'
import {
  additionsOf,
  countDeleted,
  deleteItems,
  embedOf,
  firstItemOf,
  forgetSearchMarkers,
  formatOf,
  pinCleanUpOff,
  itemOfEmbed,
  stringOf,
  touchedItems,
} from './yjs-internals'

/** A stretch of flat text under one set of formats. An embed has length 1. */
export interface Segment {
  readonly content: string | Embed
  /** In UTF-16 units, as all offsets in the flat text. */
  readonly length: number
  readonly formats: Formats
}

/** One step of a change, read from the start of the text. `formats` of a retain are those that changed; null ends one. */
export type DeltaOp =
  | { readonly type: 'retain'; readonly length: number; readonly formats: Formats | null }
  | { readonly type: 'delete'; readonly length: number }
  | { readonly type: 'insert'; readonly segment: Segment }

export type Delta = readonly DeltaOp[]

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

/** Finds the anchor at the object of a boundary as it stood before a change; null when that is not known. */
export type FindAnchor = (boundary: Embed) => Anchor | null

/** More changed items than this are not looked up one by one. */
const MOST_LOOKED_UP = 64

/**
 * What a change did, like `event.delta`, but only reading: Yjs' own getter deletes format markers that look redundant,
 * so that every reader would write.
 *
 * @param findAnchor spares the walk from the start of a long text
 */
export function deltaOf(event: Y.YTextEvent, findAnchor: FindAnchor = () => null): Delta {
  const { transaction, target } = event
  const added = additionsOf(transaction)
  const deleted = countDeleted(transaction)
  const hasDeleted = deleted > 0
  let left = added.count + deleted
  const anchor = anchorBefore(transaction, target, added.has, findAnchor)
  const out = new DeltaWriter(new Map(Object.entries(anchor?.formats ?? {})), anchor?.offset ?? 0)
  for (let item = anchor?.item ?? firstItemOf(target); item && (left > 0 || out.differs); item = item.right) {
    const isNew = added.has(item)
    const isGone = hasDeleted && item.deleted && Y.isDeleted(transaction.deleteSet, item.id)
    if (isNew) left -= item.length
    if (isGone) left -= item.length
    if (item.countable) out.content(item, isNew, isGone)
    else if (!item.deleted || isGone) out.format(item, isNew)
  }
  return out.finish()
}

/** The boundary before everything that a transaction touched; null when it is not known or there is none. */
function anchorBefore(
  transaction: Y.Transaction,
  text: Y.Text,
  isNew: (item: Y.Item) => boolean,
  findAnchor: FindAnchor,
): Anchor | null {
  const touched = touchedItems(transaction, MOST_LOOKED_UP)
  if (!touched) return null
  let first: Anchor | null = null
  for (const item of touched) {
    if (item.parent !== text) continue
    const boundary = boundaryBefore(item, isNew)
    const anchor = boundary ? findAnchor(boundary) : null
    if (!anchor) return null
    if (!first || anchor.offset < first.offset) first = anchor
  }
  return first
}

/** The object of the nearest living boundary before an item that stood there already. */
function boundaryBefore(item: Y.Item, isNew: (item: Y.Item) => boolean): Embed | null {
  for (let left = item.left; left; left = left.left) {
    if (left.deleted || !left.countable) continue
    const embed = embedOf(left)
    if (embed && 'b' in embed && !isNew(left)) return embed
  }
  return null
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

/** Collects what a walk over the items says about a change. `was` is null while both sides have the same formats. */
class DeltaWriter {
  readonly #ops: DeltaOp[] = []
  readonly #now: Map<string, unknown>
  #was: Map<string, unknown> | null = null
  #retain = 0
  #changed: Formats | null = null
  #formats: Formats | null = null
  #dirty = false

  /** @param skipped length of the unchanged text before the place at which the walk begins */
  constructor(now: Map<string, unknown>, skipped: number) {
    this.#now = now
    this.#retain = skipped
  }

  /** Whether the formats before and after the change differ at this place. */
  get differs(): boolean {
    return this.#was !== null
  }

  content(item: Y.Item, isNew: boolean, isGone: boolean): void {
    if (!item.deleted && isNew) this.#insert(item)
    else if (!item.deleted) this.#keep(item.length)
    else if (isGone && !isNew) this.#delete(item.length)
  }

  format(item: Y.Item, isNew: boolean): void {
    const format = formatOf(item)
    if (!format || (isNew && item.deleted)) return
    const touched = isNew || item.deleted
    if (touched) this.#was ??= new Map(this.#now)
    if (!item.deleted) setFormat(this.#now, format)
    if (!isNew && this.#was) setFormat(this.#was, format)
    this.#formats = null
    this.#dirty = true
  }

  finish(): Delta {
    if (this.#changed) this.#flush()
    return this.#ops
  }

  #insert(item: Y.Item): void {
    this.#flush()
    this.#formats ??= Object.fromEntries(this.#now)
    const segments: Segment[] = []
    pushItem(segments, item, this.#formats)
    for (const segment of segments) this.#ops.push({ type: 'insert', segment })
  }

  #delete(length: number): void {
    this.#flush()
    const last = this.#ops.at(-1)
    if (last?.type === 'delete')
      this.#ops[this.#ops.length - 1] = { type: 'delete', length: last.length + length }
    else this.#ops.push({ type: 'delete', length })
  }

  #keep(length: number): void {
    if (this.#dirty) {
      this.#dirty = false
      const changed = this.#difference()
      if (!sameChange(changed, this.#changed)) {
        this.#flush()
        this.#changed = changed
      }
    }
    this.#retain += length
  }

  #difference(): Formats | null {
    const was = this.#was
    if (!was) return null
    const changed: Record<string, unknown> = {}
    for (const [key, value] of was) {
      if (!sameValue(value, this.#now.get(key))) changed[key] = this.#now.get(key) ?? null
    }
    for (const [key, value] of this.#now) if (!was.has(key)) changed[key] = value
    if (Object.keys(changed).length > 0) return changed
    this.#was = null
    return null
  }

  #flush(): void {
    if (this.#retain > 0) this.#ops.push({ type: 'retain', length: this.#retain, formats: this.#changed })
    this.#retain = 0
  }
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

function pushItem(segments: Segment[], item: Y.Item, formats: Formats): void {
  const content = stringOf(item)
  if (content !== null) pushSegment(segments, { content, length: content.length, formats })
  else {
    // anything else that takes up place is shown as unknown objects, so that offsets stay the same on both sides
    const embed = embedOf(item) ?? {}
    for (let i = 0; i < item.length; i += 1) segments.push({ content: embed, length: 1, formats })
  }
}

function setFormat(formats: Map<string, unknown>, { key, value }: { key: string; value: unknown }): void {
  if (value === null || value === undefined) formats.delete(key)
  else formats.set(key, value)
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b)
}

function sameChange(a: Formats | null, b: Formats | null): boolean {
  if (a === null || b === null) return a === b
  return sameFormats(a, b)
}
