import * as Y from 'yjs'

/** Deleted content by a place at which it stood: its own, or that of what it restored itself. */
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

/** How often the same words may be deleted and restored in turn and still be recognised. */
const MOST_GENERATIONS = 50

/** Deleted content, found by its place. */
export class DeletedContent<D extends Deleted> {
  readonly #byClient = new Map<number, D[]>()
  #isSorted = true
  #longest = 1

  /** @param places all places at which it stood */
  add(one: D, places: readonly Y.ID[]): void {
    this.#longest = Math.max(this.#longest, lengthOf(one.content))
    this.#isSorted = false
    for (const { client, clock } of places) {
      const list = this.#byClient.get(client)
      if (list) list.push({ ...one, client, clock })
      else this.#byClient.set(client, [{ ...one, client, clock }])
    }
  }

  get isEmpty(): boolean {
    return this.#byClient.size === 0
  }

  /** Which of the deleted content an item says again, if it was inserted to restore it. */
  overlaps(item: Y.Item, doc: Y.Doc): [D, Overlap][] {
    const content = contentOf(item)
    const { rightOrigin } = item
    if (content === null || !rightOrigin) return []
    const isTooShort = typeof content === 'string' && content.length < LEAST_WORDS
    const [, ...places] = isTooShort ? [] : placesOf(item, doc)
    const within = places.flatMap(({ client, clock }) => this.#within(content, client, clock))
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
      if (one && one.clock + this.#longest <= from) low = middle + 1
      else high = middle
    }
    const found: D[] = []
    for (let one = list[low]; one && one.clock < to; one = list[++low]) {
      if (one.clock + lengthOf(one.content) > from) found.push(one)
    }
    return found
  }
}

/** Words or object of an item; null for formats, and for what was deleted and forgotten. */
export function contentOf(item: Y.Item): string | object | null {
  if (item.content instanceof Y.ContentString) return item.content.str
  return item.content instanceof Y.ContentEmbed ? item.content.embed : null
}

/** Whether words were written as one with others directly behind them. */
export function areOne(words: Y.Item, behind: Y.Item): boolean {
  const areWords = words.content instanceof Y.ContentString && behind.content instanceof Y.ContentString
  return areWords && behind.id.client === words.id.client && Y.compareIDs(behind.origin, words.lastId)
}

/** The item that holds a character or object; null when it was forgotten, or never was. */
export function itemOf(doc: Y.Doc, { client, clock }: Y.ID): Y.Item | null {
  const structs = doc.store.clients.get(client)
  if (!structs || clock < 0 || clock >= Y.getState(doc.store, client)) return null
  const struct = structs[Y.findIndexSS(structs, clock)]
  return struct instanceof Y.Item ? struct : null
}

export function lengthOf(content: string | object): number {
  return typeof content === 'string' ? content.length : 1
}

/** The place of an item, of what it restores, of what that restored, and so on. */
export function placesOf(item: Y.Item, doc: Y.Doc): Y.ID[] {
  const isObject = item.content instanceof Y.ContentEmbed
  const places = [item.id]
  for (let at: Y.Item | null = item; at && places.length < MOST_GENERATIONS;) {
    const last: Y.ID = places.at(-1) ?? item.id
    const place = isObject ? at.rightOrigin : restoredBy(at, last.clock - at.id.clock, doc)
    if (!place) break
    places.push(place)
    at = itemOf(doc, place)
  }
  return places
}

/** The place of what a character of an item restores, as the place of its copy says; null when it restores nothing. */
function restoredBy(item: Y.Item, within: number, doc: Y.Doc): Y.ID | null {
  const { rightOrigin } = item
  if (!rightOrigin || item.origin === null) return null
  const first = beginningOf(item, doc)
  const { origin } = first
  if (origin?.client !== rightOrigin.client || origin.clock + 1 !== rightOrigin.clock) return null
  const start = rightOrigin.clock - firstLength(first)
  return Y.createID(rightOrigin.client, start + item.id.clock - first.id.clock + within)
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
