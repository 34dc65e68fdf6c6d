import * as Y from 'yjs'
import { deleteItems, firstItemOf, touchedItems } from '../../../shared/text/yjs-internals'

/** Content that stood at `clock` of `client` and was deleted. */
interface Deleted {
  readonly client: number
  readonly clock: number
  readonly content: string | object
}

/** What this editor restored, and the id of the copy that stands for it now. */
interface Restored extends Deleted {
  readonly copy: Y.ID
}

/** A part of deleted content that another item says again: its offset and length. */
interface Overlap {
  readonly from: number
  readonly length: number
}

/** Fewer equal letters than this may be chance. Objects have ids, so one is enough. */
const LEAST_WORDS = 2

/** Most items of one change that are looked at. */
const MOST_ITEMS = 100_000

/**
 * Keeps words single that several people deleted and then restored. Yjs restores by inserting a copy; two people who
 * delete the same words and both undo it would make two. A copy is inserted directly before what it restores, so
 * everybody can tell what it stands for: what somebody has restored already is not restored again, and of copies made
 * apart only the strongest stays; each editor retracts its own. A copy only ever grows, so two never both give way.
 */
export class Restorations {
  readonly #text: Y.Text
  readonly #doc: Y.Doc
  #restored: Restored[] = []
  readonly #onTransaction = (transaction: Y.Transaction): void => {
    if (!transaction.local && this.#restored.length > 0) this.#retract(transaction)
  }

  constructor(text: Y.Text) {
    if (!text.doc) throw new Error('the text belongs to no document')
    this.#text = text
    this.#doc = text.doc
    this.#doc.on('afterTransaction', this.#onTransaction)
  }

  close(): void {
    this.#doc.off('afterTransaction', this.#onTransaction)
  }

  /** Takes out of the next step of a stack what others have restored already; to be called before it is popped. */
  prepare(stack: readonly StackItem[]): void {
    const item = stack.at(-1)
    if (!item || item.deletions.clients.size === 0) return
    const lost = this.#deletedIn(item.deletions)
    if (lost.length === 0) return
    for (let copy = firstItemOf(this.#text); copy; copy = copy.right) {
      if (copy.deleted || !copy.countable || copy.id.client === this.#doc.clientID) continue
      for (const [deleted, overlap] of overlapsOf(copy, lost, this.#doc)) {
        exclude(item.deletions, deleted.client, deleted.clock + overlap.from, overlap.length)
      }
    }
  }

  /** Remembers what a step restored; to be called when it was popped. */
  popped(item: StackItem): void {
    this.#eachDeleted(item.deletions, (struct, deleted) => {
      if (struct.redone) this.#restored.push({ ...deleted, copy: struct.redone })
    })
  }

  #deletedIn(set: DeleteSet): Deleted[] {
    const found: Deleted[] = []
    this.#eachDeleted(set, (_struct, deleted) => found.push(deleted))
    return found
  }

  #eachDeleted(set: DeleteSet, use: (struct: Y.Item, deleted: Deleted) => void): void {
    for (const [client, ranges] of set.clients) {
      const structs = this.#doc.store.clients.get(client) ?? []
      for (const { clock, len } of ranges) {
        for (let i = Y.findIndexSS(structs, clock); i < structs.length; i += 1) {
          const struct = structs[i]
          if (!struct || struct.id.clock >= clock + len) break
          const content = struct instanceof Y.Item && struct.deleted ? contentOf(struct) : null
          if (struct instanceof Y.Item && content) use(struct, { client, clock: struct.id.clock, content })
        }
      }
    }
  }

  #retract(transaction: Y.Transaction): void {
    const stretches = new Map<number, [number, number][]>()
    for (const item of touchedItems(transaction, MOST_ITEMS) ?? []) {
      if (item.deleted || !item.countable || !item.rightOrigin) continue
      for (const [{ copy }, overlap] of overlapsOf(item, this.#restored, this.#doc)) {
        if (!isStronger(item, copy, this.#doc)) continue
        const list = stretches.get(copy.client) ?? []
        stretches.set(copy.client, [...list, [copy.clock + overlap.from, overlap.length]])
      }
    }
    if (stretches.size > 0) this.#doc.transact((tr) => deleteItems(tr, stretches), this)
  }
}

type StackItem = Y.UndoManager['undoStack'][number]
type DeleteSet = StackItem['deletions']

function contentOf(item: Y.Item): string | object | null {
  if (item.content instanceof Y.ContentString) return item.content.str
  return item.content instanceof Y.ContentEmbed ? item.content.embed : null
}

/** Which of the deleted content an item says again, if it was inserted to restore it. */
function overlapsOf<D extends Deleted>(item: Y.Item, deleted: readonly D[], doc: Y.Doc): [D, Overlap][] {
  const { rightOrigin } = item
  const content = contentOf(item)
  if (!rightOrigin || content === null || !deleted.some(({ client }) => client === rightOrigin.client))
    return []
  const start = rightOrigin.clock + lengthInCopy(item, doc, -1)
  return deleted.flatMap((one): [D, Overlap][] => {
    const overlap = one.client === rightOrigin.client ? overlapOf(content, start, one) : null
    return overlap ? [[one, overlap]] : []
  })
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
  return length >= LEAST_WORDS ? { from, length } : null
}

/** Whether a copy stays when it meets one's own: the longer one, for it holds its words in order, or the lower client. */
function isStronger(item: Y.Item, own: Y.ID, doc: Y.Doc): boolean {
  const structs = doc.store.clients.get(own.client) ?? []
  const struct = structs[Y.findIndexSS(structs, own.clock)]
  if (!(struct instanceof Y.Item)) return true
  const [theirs, mine] = [item, struct].map(
    (one) => lengthInCopy(one, doc, -1) + one.length + lengthInCopy(one, doc, 1),
  )
  if (theirs !== mine) return (theirs ?? 0) > (mine ?? 0)
  return item.id.client < own.client
}

/** Length of what was inserted together with an item before (-1) or behind (1) it: Yjs splits what others type into. */
function lengthInCopy(item: Y.Item, doc: Y.Doc, step: -1 | 1): number {
  const structs = doc.store.clients.get(item.id.client) ?? []
  let length = 0
  let current = item
  for (let i = Y.findIndexSS(structs, item.id.clock) + step; ; i += step) {
    const next = structs[i]
    if (!(next instanceof Y.Item)) return length
    const [left, right] = step < 0 ? [next, current] : [current, next]
    const isPart =
      Y.compareIDs(right.origin, left.lastId) && Y.compareIDs(left.rightOrigin, right.rightOrigin)
    if (!isPart) return length
    length += next.length
    current = next
  }
}

function exclude(set: DeleteSet, client: number, clock: number, length: number): void {
  const end = clock + length
  const ranges = set.clients.get(client) ?? []
  const left = ranges.flatMap((range) => {
    const rangeEnd = range.clock + range.len
    if (rangeEnd <= clock || range.clock >= end) return [range]
    const parts = [
      { clock: range.clock, len: clock - range.clock },
      { clock: end, len: rangeEnd - end },
    ]
    return parts.filter(({ len }) => len > 0)
  })
  if (left.length > 0) set.clients.set(client, left)
  else set.clients.delete(client)
}
