import * as Y from 'yjs'
import { HEAD_ID } from '../../../shared/text/formats'
import type { Boundaries, Lives } from './boundaries'
import { livesNow } from './boundaries'
import { reachOfFormats } from './formats'
import { boundaryIdOf, formatContentOf, heldOf, type Held } from './items'

/** What a transaction did to the items of the text. Valid while its observers run: before Yjs forgets what it deleted. */
export interface Change {
  readonly added: readonly Y.Item[]
  /** Items that lived before and are deleted now. */
  readonly deleted: readonly Y.Item[]
  readonly livedBefore: Lives
}

/**
 * Reads what a transaction did.
 *
 * @param clients whose structs it can have added; a text has a thousand clientIDs, an update few
 */
export function changeOf(transaction: Y.Transaction, clients: Iterable<number>): Change {
  const { doc, beforeState, afterState, deleteSet } = transaction
  const added: Y.Item[] = []
  const since = new Map<number, number>()
  for (const client of clients) {
    const before = beforeState.get(client) ?? 0
    const after = afterState.get(client) ?? 0
    if (after === before) continue
    since.set(client, before)
    collect(heldOf(doc, client), before, after, added)
  }
  const isNew: Lives = ({ id }) => id.clock >= (since.get(id.client) ?? Infinity)
  const deleted: Y.Item[] = []
  deleteSet.clients.forEach((ranges, client) => {
    for (const { clock, len } of ranges) collect(heldOf(doc, client), clock, clock + len, deleted)
  })
  return {
    added,
    deleted: deleted.filter((item) => !isNew(item)),
    livedBefore: (item) => !isNew(item) && (!item.deleted || Y.isDeleted(deleteSet, item.id)),
  }
}

function collect(held: Held[], from: number, to: number, into: Y.Item[]): void {
  for (let i = Y.findIndexSS(held, from); i < held.length; i += 1) {
    const one = held[i]
    if (!one || one.id.clock >= to) return
    if (one instanceof Y.Item) into.push(one)
  }
}

/**
 * Words that stood in one provision before a change and stand in another after it, by the ids of the two. Words before
 * the first boundary have one too: they are somebody's as well, and the server will give them a boundary.
 */
export interface Moved {
  readonly from: string
  readonly to: string
}

/** How far a change reaches. */
export interface Reach {
  readonly touched: ReadonlySet<string>
  /** Where words went that nobody typed anew: behind a new boundary, or away from behind a deleted one. */
  readonly moved: readonly Moved[]
}

/**
 * Finds which provisions a change touches: those whose words, kind, level, direction or marks it changes. Exact, both
 * ways: it sees the text before and after in one list.
 *
 * - Words touch the provision in which they stand. Behind a new boundary that is the new provision.
 * - A new boundary touches the provision that it splits, unless nothing of it comes to stand behind the boundary.
 * - A deleted boundary touches its own provision, and the one before when words of its own flow into it.
 * - A format marker touches every provision in which it changes how a word or a boundary reads.
 *
 * Makes `boundaries` learn the change on the way.
 */
export function reachOf(
  text: Y.Text,
  { added, deleted, livedBefore }: Change,
  boundaries: Boundaries,
): Reach {
  const touched = new Set<string>()
  const moved: Moved[] = []
  const touch = (home: Y.Item | null): string | null => {
    const id = home ? boundaryIdOf(home) : HEAD_ID
    if (id) touched.add(id)
    return id
  }
  const move = (from: string | null, to: string | null): void => {
    if (from !== null && to !== null && from !== to) moved.push({ from, to })
  }
  for (const item of deleted) {
    if (item.countable) touch(boundaries.homeOf(item, livedBefore))
  }
  for (const item of added) {
    if (isBoundary(item) && takesWords(item, livedBefore))
      move(touch(boundaries.homeOf(item.left, livedBefore)), boundaryIdOf(item))
  }
  boundaries.learn(added, deleted)
  for (const item of added) {
    if (item.countable && !item.deleted) touch(boundaries.homeOf(item))
  }
  for (const item of deleted) {
    const id = boundaryIdOf(item)
    if (id !== null && takesWords(item, livedBefore)) move(id, touch(boundaries.homeOf(item.left)))
  }
  const markers = [...added.filter(livesNow), ...deleted].filter((item) => formatContentOf(item) !== null)
  if (markers.length > 0)
    for (const home of reachOfFormats(text, markers, livedBefore, boundaries)) touch(home)
  return { touched, moved }
}

function isBoundary(item: Y.Item): boolean {
  return !item.deleted && boundaryIdOf(item) !== null
}

/** Whether words that stand before and after the change follow a boundary, up to the next one. */
function takesWords(boundary: Y.Item, livedBefore: Lives): boolean {
  for (let item = boundary.right; item; item = item.right) {
    if (!item.countable) continue
    const lived = livedBefore(item)
    if (boundaryIdOf(item) !== null && (lived || !item.deleted)) return false
    if (lived && !item.deleted) return true
  }
  return false
}
