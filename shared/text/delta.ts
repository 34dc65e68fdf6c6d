import * as Y from 'yjs'
import { pushItem, sameFormats, sameValue, setFormat, type Anchor, type Segment } from './flat'
import type { Embed, Formats } from './formats'
import { additionsOf, countDeleted, embedOf, firstItemOf, formatOf, touchedItems } from './yjs-internals'

/** One step of a change, read from the start of the text. `formats` of a retain are those that changed; null ends one. */
export type DeltaOp =
  | { readonly type: 'retain'; readonly length: number; readonly formats: Formats | null }
  | { readonly type: 'delete'; readonly length: number }
  | { readonly type: 'insert'; readonly segment: Segment }

export type Delta = readonly DeltaOp[]

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

function sameChange(a: Formats | null, b: Formats | null): boolean {
  if (a === null || b === null) return a === b
  return sameFormats(a, b)
}
