import * as Y from 'yjs'

/** Content that stood at `clock` of `client` and was deleted. */
export interface Deleted {
  readonly client: number
  readonly clock: number
  readonly content: string | object
  /** Whether the words are restored by a copy that spans them; else by one that only stands before them. */
  readonly isSpanned: boolean
}

/** A part of deleted content that another item says again: its offset and length. */
export interface Overlap {
  readonly from: number
  readonly length: number
}

/** What an item restores, by its place. */
interface Copy {
  readonly client: number
  /** Clock of the first character or object of all that was restored at once, and how many these are. */
  readonly clock: number
  readonly length: number
  /** Where the item begins in it: Yjs splits what others type into. */
  readonly offset: number
  /** How much must be equal. */
  readonly least: number
}

/** Between two neighbours anybody may type; fewer letters than this, equal to those there, may be chance. */
const LEAST_WORDS = 2

/** Deleted content, found by its place. */
export class DeletedContent<D extends Deleted> {
  readonly #byClient = new Map<number, D[]>()
  #isSorted = true

  add(one: D): void {
    const list = this.#byClient.get(one.client)
    if (list) list.push(one)
    else this.#byClient.set(one.client, [one])
    this.#isSorted = false
  }

  get isEmpty(): boolean {
    return this.#byClient.size === 0
  }

  /** Which of the deleted content an item says again, if it was inserted to restore it. */
  overlaps(item: Y.Item, doc: Y.Doc): [D, Overlap][] {
    const content = contentOf(item)
    const { rightOrigin } = item
    if (content === null || !rightOrigin || !this.#byClient.has(rightOrigin.client)) return []
    const copy = copyOf(item, doc)
    const spanned = copy ? this.#spanned(content, copy) : []
    return spanned.length > 0 ? spanned : this.#whole(content, rightOrigin)
  }

  #spanned(content: string | object, { client, clock, offset, least }: Copy): [D, Overlap][] {
    const start = clock + offset
    return this.#between(client, start, start + lengthOf(content)).flatMap((one): [D, Overlap][] => {
      const overlap = overlapOf(content, start, one)
      return overlap && overlap.length >= least ? [[one, overlap]] : []
    })
  }

  /** What was restored without a span is recognised only when the same words stand before it, and all of them. */
  #whole(content: string | object, { client, clock }: Y.ID): [D, Overlap][] {
    const length = lengthOf(content)
    const same = this.#between(client, clock, clock + 1).filter(
      (one) => !one.isSpanned && one.clock === clock && one.content === content,
    )
    return same.map((one) => [one, { from: 0, length }])
  }

  #between(client: number, from: number, to: number): D[] {
    if (!this.#isSorted) for (const list of this.#byClient.values()) list.sort((a, b) => a.clock - b.clock)
    this.#isSorted = true
    const list = this.#byClient.get(client) ?? []
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >> 1
      const one = list[middle]
      if (one && one.clock + lengthOf(one.content) <= from) low = middle + 1
      else high = middle
    }
    const found: D[] = []
    for (let one = list[low]; one && one.clock < to; one = list[++low]) found.push(one)
    return found
  }
}

/** Words or object of an item; null for formats, and for what was deleted and forgotten. */
export function contentOf(item: Y.Item): string | object | null {
  if (item.content instanceof Y.ContentString) return item.content.str
  return item.content instanceof Y.ContentEmbed ? item.content.embed : null
}

/** The item that holds a character or object; null when it was forgotten. */
export function itemOf(doc: Y.Doc, { client, clock }: Y.ID): Y.Item | null {
  const structs = doc.store.clients.get(client) ?? []
  const struct = structs[Y.findIndexSS(structs, clock)]
  return struct instanceof Y.Item ? struct : null
}

/** How much was restored at once by what an item belongs to, in characters; an object counts 1. */
export function lengthOfCopy(item: Y.Item, doc: Y.Doc): number {
  return copyOf(item, doc)?.length ?? item.length
}

export function lengthOf(content: string | object): number {
  return typeof content === 'string' ? content.length : 1
}

function copyOf(item: Y.Item, doc: Y.Doc): Copy | null {
  const { rightOrigin } = item
  if (!rightOrigin) return null
  const { client, clock } = rightOrigin
  if (item.content instanceof Y.ContentEmbed) return { client, clock, length: 1, offset: 0, least: 1 }
  const first = beginningOf(item, doc)
  const { origin } = first
  if (origin?.client !== client || origin.clock >= clock || !isOneRun(doc, origin, clock)) return null
  const start = origin.clock + 1 - firstLength(first)
  const least = clock - origin.clock > 1 ? 1 : LEAST_WORDS
  return { client, clock: start, length: clock + 1 - start, offset: item.id.clock - first.id.clock, least }
}

function overlapOf(content: string | object, start: number, deleted: Deleted): Overlap | null {
  if (typeof content !== 'string' || typeof deleted.content !== 'string') {
    const isSame = start === deleted.clock && JSON.stringify(content) === JSON.stringify(deleted.content)
    return isSame ? { from: 0, length: 1 } : null
  }
  const from = Math.max(0, start - deleted.clock)
  const skipped = Math.max(0, deleted.clock - start)
  let length = 0
  while (
    from + length < deleted.content.length &&
    skipped + length < content.length &&
    deleted.content[from + length] === content[skipped + length]
  ) {
    length += 1
  }
  return length > 0 ? { from, length } : null
}

/** The first part of what was inserted at once. */
function beginningOf(item: Y.Item, doc: Y.Doc): Y.Item {
  let first = item
  while (first.origin && follows(first, first.origin)) {
    const before = itemOf(doc, first.origin)
    if (!before || !Y.compareIDs(before.rightOrigin, first.rightOrigin)) break
    first = before
  }
  return first
}

/** Whether the characters from `origin` up to a clock of the same client were written as one run. */
function isOneRun(doc: Y.Doc, origin: Y.ID, clock: number): boolean {
  let item = itemOf(doc, Y.createID(origin.client, clock))
  while (item && mayBeWords(item) && item.id.clock > origin.clock) {
    if (!item.origin || !follows(item, item.origin)) return false
    item = itemOf(doc, item.origin)
  }
  return item !== null && mayBeWords(item)
}

const mayBeWords = ({ content }: Y.Item): boolean =>
  content instanceof Y.ContentString || content instanceof Y.ContentDeleted

const follows = ({ id }: Y.Item, origin: Y.ID): boolean =>
  origin.client === id.client && origin.clock === id.clock - 1

/** Length of the first code point of a copy; what is deleted and forgotten is taken for a plain letter. */
function firstLength({ content }: Y.Item): number {
  const code = content instanceof Y.ContentString ? (content.str.codePointAt(0) ?? 0) : 0
  return code > 0xffff ? 2 : 1
}
