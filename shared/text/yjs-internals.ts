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

/** The object embedded in an item, or null when it holds something else. */
export function embedOf(item: Y.Item): Readonly<Record<string, unknown>> | null {
  return item.content instanceof Y.ContentEmbed
    ? (item.content.embed as Readonly<Record<string, unknown>>)
    : null
}

/** The format that an item switches, or null when it holds something else. A null value ends the format. */
export function formatOf(item: Y.Item): { key: string; value: unknown } | null {
  if (!(item.content instanceof Y.ContentFormat)) return null
  return { key: item.content.key, value: item.content.value as unknown }
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
