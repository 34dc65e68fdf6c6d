import * as Y from 'yjs'

/**
 * The only place that reaches inside Yjs; the version of yjs is pinned exactly for its sake.
 *
 * Yjs tidies format markers after a delete, after a remote change and while reading `event.delta`. Each of these
 * removes end markers that text typed at the same time still needs, and makes readers write. So the tidying is
 * switched off, and deleting and reading are done here.
 */

/** Keeps Yjs from tidying formats after remote changes. Must be called before the first change is observed. */
export function pinCleanUpOff(text: Y.Text): void {
  Object.defineProperty(text, '_hasFormatting', {
    get: () => false,
    set: () => undefined,
    configurable: true,
  })
}

/** First item of the text, deleted or not. */
export function firstItemOf(text: Y.Text): Y.Item | null {
  return text._start
}

/** Forgets cached positions: they are wrong after items were deleted behind Yjs' back. */
export function forgetSearchMarkers(text: Y.Text): void {
  if (text._searchMarker) text._searchMarker.length = 0
}

/** The string of an item, or null when it holds something else. */
export function stringOf(item: Y.Item): string | null {
  return item.content instanceof Y.ContentString ? item.content.str : null
}

const embedded = new WeakMap<object, Y.Item>()

/** The object embedded in an item, or null when it holds something else. It leads back to its item. */
export function embedOf(item: Y.Item): Readonly<Record<string, unknown>> | null {
  if (!(item.content instanceof Y.ContentEmbed)) return null
  const embed = item.content.embed as Readonly<Record<string, unknown>>
  if (!item.deleted) embedded.set(embed, item)
  return embed
}

/** The living item in which exactly this object, as once given by `embedOf`, is embedded. */
export function itemOfEmbed(embed: object): Y.Item | null {
  const item = embedded.get(embed)
  return item && !item.deleted ? item : null
}

/** The format that an item switches, or null when it holds something else. A null value ends the format. */
export function formatOf(item: Y.Item): { key: string; value: unknown } | null {
  if (!(item.content instanceof Y.ContentFormat)) return null
  return { key: item.content.key, value: item.content.value }
}

/** Tells whether an item was added by a transaction; fast, for use on every item of a long text. */
export function additionsOf(transaction: Y.Transaction): { count: number; has: (item: Y.Item) => boolean } {
  const since = new Map<number, number>()
  let count = 0
  transaction.afterState.forEach((after, client) => {
    const before = transaction.beforeState.get(client) ?? 0
    if (after > before) since.set(client, before)
    count += after - before
  })
  if (since.size === 0) return { count, has: () => false }
  if (since.size > 1) return { count, has: ({ id }) => id.clock >= (since.get(id.client) ?? Infinity) }
  const [only] = since
  if (!only) throw new Error('a map of size one holds an entry')
  const [client, clock] = only
  return { count, has: ({ id }) => id.client === client && id.clock >= clock }
}

/** Number of characters and markers that a transaction deleted. */
export function countDeleted(transaction: Y.Transaction): number {
  let count = 0
  transaction.deleteSet.clients.forEach((ranges) => ranges.forEach(({ len }) => (count += len)))
  return count
}

/** Deletes stretches of items, given per client as clock and length, inside a transaction. */
export function deleteItems(
  transaction: Y.Transaction,
  stretches: ReadonlyMap<number, [number, number][]>,
): void {
  const set = Y.createDeleteSet()
  for (const [client, list] of stretches) {
    set.clients.set(
      client,
      list.map(([clock, len]) => ({ clock, len })),
    )
  }
  Y.iterateDeletedStructs(transaction, set, (struct) => {
    if (!struct.deleted) struct.delete(transaction)
  })
}

/** All items that a transaction added or deleted, or null when they are more than `most`. */
export function touchedItems(transaction: Y.Transaction, most: number): Y.Item[] | null {
  const touched: Y.Item[] = []
  const { clients } = transaction.doc.store
  const take = (client: number, from: number, to: number): boolean => {
    const structs = clients.get(client) ?? []
    for (let i = Y.findIndexSS(structs, from); i < structs.length; i += 1) {
      const struct = structs[i]
      if (!struct || struct.id.clock >= to) return true
      if (touched.length === most) return false
      if (struct instanceof Y.Item) touched.push(struct)
    }
    return true
  }
  for (const [client, after] of transaction.afterState) {
    const before = transaction.beforeState.get(client) ?? 0
    if (after > before && !take(client, before, after)) return null
  }
  for (const [client, ranges] of transaction.deleteSet.clients) {
    if (!ranges.every(({ clock, len }) => take(client, clock, clock + len))) return null
  }
  return touched
}

/**
 * Inserts words directly behind a character, under the same formats as that character.
 *
 * @param item holds the character; `within` is its offset in the item
 */
export function insertBehind(
  text: Y.Text,
  transaction: Y.Transaction,
  words: string,
  item: Y.Item,
  within: number,
): void {
  const { doc } = transaction
  const { client, clock } = item.id
  const left = Y.getItemCleanEnd(transaction, doc.store, Y.createID(client, clock + within))
  const { right } = left
  const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
  const rightId = right ? right.id : null
  new Y.Item(id, left, left.lastId, right, rightId, text, null, new Y.ContentString(words)).integrate(
    transaction,
    0,
  )
  forgetSearchMarkers(text)
}

/**
 * Restores deleted words as Yjs' undo does, by a copy, except that the copy does not stand before them but behind their
 * first character, so that everybody can tell what it stands for. Undo finds them restored and leaves them so.
 *
 * @param parts deleted words that were written as one; when they are several, other words stand between them, and the
 *   copy stands before them all
 * @returns id of the first character of the copy; null when there are not two characters to stand between
 */
export function restoreWords(
  text: Y.Text,
  transaction: Y.Transaction,
  parts: readonly Y.Item[],
): Y.ID | null {
  const words = parts.map((part) => stringOf(part) ?? '').join('')
  const [beginning] = parts
  const first = (words.codePointAt(0) ?? 0) > 0xffff ? 2 : 1
  if (!beginning || first >= words.length) return null
  const { doc } = transaction
  const { client, clock } = beginning.id
  const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
  // what the copy splits off from a part follows suit
  for (const part of parts) part.redone = Y.createID(id.client, id.clock + part.id.clock - clock)
  const left =
    parts.length > 1
      ? beginning.left
      : Y.getItemCleanEnd(transaction, doc.store, Y.createID(client, clock + first - 1))
  const right = parts.length > 1 ? beginning : (left?.right ?? null)
  const origin = left ? left.lastId : null
  const rightOrigin = right ? right.id : null
  const copy = new Y.Item(id, left, origin, right, rightOrigin, text, null, new Y.ContentString(words))
  copy.keep = true
  copy.integrate(transaction, 0)
  forgetSearchMarkers(text)
  return id
}
