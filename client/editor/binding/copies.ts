import * as Y from 'yjs'

/** Content that stood at `clock` of `client` and was deleted. */
export interface Deleted {
  readonly client: number
  readonly clock: number
  readonly content: string | object
  /** Whether the words are restored by a copy within them, behind their first character; else by one before them. */
  readonly isWithin: boolean
}

/** A part of deleted content that another item says again: its offset and length. */
export interface Overlap {
  readonly from: number
  readonly length: number
}

/** Fewer equal letters than this may be chance. Objects have ids, so one is enough. */
const LEAST_WORDS = 2

/** Deleted content, found by its place. */
export class DeletedContent<D extends Deleted> {
  readonly #byClient = new Map<number, D[]>()
  #isSorted = true

  constructor(content: Iterable<D> = []) {
    for (const one of content) this.add(one)
  }

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
    const start = restoredBy(item, doc)
    const within = start === null ? [] : this.#within(content, rightOrigin.client, start)
    return within.length > 0 ? within : this.#whole(content, rightOrigin)
  }

  #within(content: string | object, client: number, start: number): [D, Overlap][] {
    return this.#between(client, start, start + lengthOf(content)).flatMap((one): [D, Overlap][] => {
      const overlap = overlapOf(content, start, one)
      return overlap ? [[one, overlap]] : []
    })
  }

  /** What was restored by a copy before it is recognised only when the same words stand there, and all of them. */
  #whole(content: string | object, { client, clock }: Y.ID): [D, Overlap][] {
    const length = lengthOf(content)
    const same = this.#between(client, clock, clock + 1).filter(
      (one) => !one.isWithin && one.clock === clock && one.content === content,
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

/** Words that were written as one with others directly behind them, both together; null when they were not. */
export function joinedTo(words: Deleted, behind: Deleted, origin: Y.ID): Deleted | null {
  const { client, clock, content } = words
  if (typeof content !== 'string' || typeof behind.content !== 'string') return null
  const end = clock + content.length
  const isNext = behind.client === client && behind.clock === end
  if (!isNext || origin.client !== client || origin.clock !== end - 1) return null
  return { ...words, content: content + behind.content }
}

/** The item that holds a character or object; null when it was forgotten. */
export function itemOf(doc: Y.Doc, { client, clock }: Y.ID): Y.Item | null {
  const structs = doc.store.clients.get(client) ?? []
  const struct = structs[Y.findIndexSS(structs, clock)]
  return struct instanceof Y.Item ? struct : null
}

export function lengthOf(content: string | object): number {
  return typeof content === 'string' ? content.length : 1
}

/** The clock, of the client to its right, of what an item restores by its place; null when it may not restore anything. */
function restoredBy(item: Y.Item, doc: Y.Doc): number | null {
  const { rightOrigin } = item
  if (!rightOrigin) return null
  if (item.content instanceof Y.ContentEmbed) return rightOrigin.clock
  const first = beginningOf(item, doc)
  const { origin } = first
  if (origin?.client !== rightOrigin.client || origin.clock + 1 !== rightOrigin.clock) return null
  return rightOrigin.clock - firstLength(first) + item.id.clock - first.id.clock
}

/** What is equal of both, from where the later one begins to where the first one ends; null when not all of it is. */
function overlapOf(content: string | object, start: number, deleted: Deleted): Overlap | null {
  if (typeof content !== 'string' || typeof deleted.content !== 'string') {
    const isSame = start === deleted.clock && JSON.stringify(content) === JSON.stringify(deleted.content)
    return isSame ? { from: 0, length: 1 } : null
  }
  const from = Math.max(0, start - deleted.clock)
  const skipped = Math.max(0, deleted.clock - start)
  const length = Math.min(deleted.content.length - from, content.length - skipped)
  if (length < LEAST_WORDS) return null
  const isSame = deleted.content.slice(from, from + length) === content.slice(skipped, skipped + length)
  return isSame ? { from, length } : null
}

/** How much was inserted at once with an item: Yjs splits what others type into. */
export function lengthOfCopy(item: Y.Item, doc: Y.Doc): number {
  const structs = doc.store.clients.get(item.id.client) ?? []
  let last = item
  for (let i = Y.findIndexSS(structs, item.id.clock) + 1; ; i += 1) {
    const next = structs[i]
    const isPart =
      next instanceof Y.Item &&
      Y.compareIDs(next.origin, last.lastId) &&
      Y.compareIDs(next.rightOrigin, last.rightOrigin)
    if (!isPart) return last.id.clock + last.length - beginningOf(item, doc).id.clock
    last = next
  }
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

const follows = ({ id }: Y.Item, origin: Y.ID): boolean =>
  origin.client === id.client && origin.clock === id.clock - 1

/** Length of the first code point of a copy; what is deleted and forgotten is taken for a plain letter. */
function firstLength({ content }: Y.Item): number {
  const code = content instanceof Y.ContentString ? (content.str.codePointAt(0) ?? 0) : 0
  return code > 0xffff ? 2 : 1
}
