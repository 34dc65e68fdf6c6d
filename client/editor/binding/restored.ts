import * as Y from 'yjs'
import {
  deleteItems,
  embedOf,
  firstItemOf,
  formatOf,
  restoreWords,
  stringOf,
  touchedItems,
} from '../../../shared/text/yjs-internals'
import { areOne, contentOf, DeletedContent, itemOf, lengthOfCopy, placesOf, type Deleted } from './copies'

/** What this editor restored, and the id of the copy that stands for it now. */
interface Restored extends Deleted {
  readonly copy: Y.ID
}

/** What a step of undo would restore, by its own place. */
interface Lost extends Deleted {
  readonly own: Y.ID
}

/** Most items of one change that are looked at. */
const MOST_ITEMS = 100_000

/** Most pieces that one step restores within themselves: each is split by it, which is slow in a long text. */
const MOST_WITHIN = 1_000

/** Most items between a format and the boundary that it is about. */
const MOST_BETWEEN = 100

/**
 * Keeps words single that several people deleted and then restored. Yjs restores by inserting a copy; two people who
 * delete the same words and both undo it would make two. A copy says what it stands for by its place: words stand
 * within what they restore, behind its first character, where nobody types the same word again; an object stands
 * directly before the same one. So what somebody has restored already is not restored again, and of copies made apart
 * only the strongest stays; each editor retracts its own. A copy only ever grows, so two never both give way.
 */
export class Restorations {
  readonly #text: Y.Text
  readonly #doc: Y.Doc
  readonly #restored = new DeletedContent<Restored>()
  /** Clocks of the characters that stand for those which the present step restored here. */
  #restoredInStep = new Set<number>()
  /** What others have restored already of what the present step would restore. */
  readonly #othersCopies = new Set<Y.Item>()
  readonly #onTransaction = (transaction: Y.Transaction): void => {
    if (!transaction.local && !this.#restored.isEmpty) this.#retract(transaction)
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

  /**
   * Readies a stack for its next step: takes out what others have restored already, and restores the words within the
   * transaction of the step; to be called directly before it is popped.
   */
  prepare(stack: StackItem[]): void {
    let item = stack.at(-1)
    while (item) {
      this.#includeBoundaries(item)
      this.#excludeRestored(item)
      if (!this.#isSpent(item)) break
      stack.pop()
      item = stack.at(-1)
    }
    const next = item
    if (next) this.#doc.once('beforeTransaction', (transaction) => this.#restore(transaction, next))
  }

  /** Remembers what Yjs restored in a step besides the words; to be called when it was popped. */
  popped(item: StackItem): void {
    const known = this.#restoredInStep
    this.#restoredInStep = new Set()
    this.#eachDeleted(item.deletions, (struct, deleted) => {
      const { redone } = struct
      if (redone && !known.has(redone.clock))
        this.#restored.add({ ...deleted, copy: redone }, placesOf(struct, this.#doc))
    })
  }

  /** Keeps the boundaries that a change hid: when the server has removed them, undo still brings them back. */
  keepBoundaries({ insertions }: StackItem): void {
    this.#eachHidden(insertions, (boundary) => (boundary.keep = true))
  }

  /** A provision that was deleted whole has left its boundary; words must not come back without it. */
  #includeBoundaries({ insertions, deletions }: StackItem): void {
    this.#eachHidden(insertions, (boundary) => {
      if (boundary.deleted && boundary.redone === null && !Y.isDeleted(deletions, boundary.id))
        include(deletions, boundary.id)
    })
  }

  /** The boundaries that formats among some items hide. */
  #eachHidden(set: DeleteSet, use: (boundary: Y.Item) => void): void {
    this.#eachItem(set, (item) => {
      const format = formatOf(item)
      if (format?.key !== 'gone' || typeof format.value !== 'string') return
      const boundary = boundaryBehind(item, format.value)
      if (boundary) use(boundary)
    })
  }

  #excludeRestored({ deletions }: StackItem): void {
    this.#othersCopies.clear()
    const lost = this.#deletedIn(deletions)
    if (lost.isEmpty) return
    for (let copy = firstItemOf(this.#text); copy; copy = copy.right) {
      if (copy.deleted || !copy.countable || copy.id.client === this.#doc.clientID) continue
      for (const [{ own }, overlap] of lost.overlaps(copy, this.#doc)) {
        this.#othersCopies.add(copy)
        exclude(deletions, own.client, own.clock + overlap.from, overlap.length)
      }
    }
  }

  /** Whether a step would do nothing: then Yjs takes the one below as well, unprepared. */
  #isSpent({ deletions, insertions }: StackItem): boolean {
    const restores = this.#someItem(deletions, ({ id }) => !Y.isDeleted(insertions, id))
    return !restores && !this.#someItem(insertions, (item) => !latestOf(item, this.#doc).deleted)
  }

  #restore(transaction: Y.Transaction, { deletions, insertions }: StackItem): void {
    const lost: Y.Item[] = []
    Y.iterateDeletedStructs(transaction, deletions, (struct) => {
      const isLost = struct instanceof Y.Item && struct.deleted && struct.redone === null
      if (isLost && struct.parent === this.#text && !Y.isDeleted(insertions, struct.id)) lost.push(struct)
    })
    if (lost.length > MOST_WITHIN) return
    for (const run of runsOf(lost, (words, next) => this.#arePartedByCopies(words, next))) {
      this.#restoreWords(transaction, run)
    }
  }

  /** Whether only what others restored of them stands between words: then they are put together again before it. */
  #arePartedByCopies(words: Y.Item, next: Y.Item): boolean {
    let isParted = false
    for (let item = words.right; item !== next; item = item.right) {
      if (!item) return false
      if (item.deleted || !item.countable) continue
      if (!this.#othersCopies.has(item)) return false
      isParted = true
    }
    return isParted
  }

  #restoreWords(transaction: Y.Transaction, parts: readonly Y.Item[]): void {
    const [beginning] = parts
    if (!beginning) return
    const { client, clock } = beginning.id
    const places = placesOf(beginning, this.#doc)
    const content = wordsOf(parts)
    const copy = restoreWords(this.#text, transaction, parts)
    if (!copy) return
    this.#restored.add({ client, clock, content, isWithin: true, copy }, places)
    for (let at = 0; at < content.length; at += 1) this.#restoredInStep.add(copy.clock + at)
  }

  /** Deleted content; what was parted by a copy that stands within it is one again. */
  #deletedIn(set: DeleteSet): DeletedContent<Lost> {
    const items: Y.Item[] = []
    let isWithin = true
    this.#eachDeleted(set, (item, deleted) => {
      items.push(item)
      isWithin = deleted.isWithin
    })
    const lost = new DeletedContent<Lost>()
    for (const run of runsOf(items, () => true)) {
      const [first] = run
      const content = first && (run.length > 1 ? wordsOf(run) : contentOf(first))
      if (!first || !content) continue
      const { client, clock } = first.id
      lost.add({ client, clock, content, isWithin, own: first.id }, placesOf(first, this.#doc))
    }
    return lost
  }

  #someItem(set: DeleteSet, holds: (item: Y.Item) => boolean): boolean {
    let found = false
    this.#eachItem(set, (item) => (found ||= holds(item)))
    return found
  }

  #eachDeleted(set: DeleteSet, use: (item: Y.Item, deleted: Deleted) => void): void {
    let count = 0
    this.#eachItem(set, () => (count += 1))
    const isWithin = count <= MOST_WITHIN
    this.#eachItem(set, (item) => {
      const content = item.deleted ? contentOf(item) : null
      const { client, clock } = item.id
      if (content !== null) use(item, { client, clock, content, isWithin })
    })
  }

  #eachItem(set: DeleteSet, use: (item: Y.Item) => void): void {
    for (const [client, ranges] of set.clients) {
      const structs = this.#doc.store.clients.get(client) ?? []
      for (const { clock, len } of ranges) {
        for (let i = Y.findIndexSS(structs, clock); i < structs.length; i += 1) {
          const struct = structs[i]
          if (!struct || struct.id.clock >= clock + len) break
          if (struct instanceof Y.Item) use(struct)
        }
      }
    }
  }

  #retract(transaction: Y.Transaction): void {
    const stretches = new Map<number, [number, number][]>()
    for (const item of touchedItems(transaction, MOST_ITEMS) ?? []) {
      if (item.deleted || !item.countable || !item.rightOrigin) continue
      for (const [mine, overlap] of this.#restored.overlaps(item, this.#doc)) {
        if (!isStronger(item, mine, this.#doc)) continue
        const { client, clock } = mine.copy
        this.#addLatest(stretches, Y.createID(client, clock + overlap.from), overlap.length)
      }
    }
    if (stretches.size > 0) this.#doc.transact((tr) => deleteItems(tr, stretches), this)
  }

  /** Adds what stands now for a stretch that may itself have been deleted and restored since. */
  #addLatest(stretches: Map<number, [number, number][]>, { client, clock }: Y.ID, length: number): void {
    for (let at = clock; at < clock + length;) {
      const item = itemOf(this.#doc, Y.createID(client, at))
      if (!item) return
      const within = at - item.id.clock
      const part = Math.min(item.length - within, clock + length - at)
      const { redone } = item
      if (redone) this.#addLatest(stretches, Y.createID(redone.client, redone.clock + within), part)
      else stretches.set(client, [...(stretches.get(client) ?? []), [at, part]])
      at += part
    }
  }
}

type StackItem = Y.UndoManager['undoStack'][number]
type DeleteSet = StackItem['deletions']

const wordsOf = (items: readonly Y.Item[]): string => items.map((item) => stringOf(item) ?? '').join('')

/** Words that were written as one, together as far as `mayJoin` admits; all other items by themselves. */
function runsOf(items: readonly Y.Item[], mayJoin: (words: Y.Item, next: Y.Item) => boolean): Y.Item[][] {
  const runs: Y.Item[][] = []
  for (const item of items) {
    const last = runs.at(-1)
    const before = last?.at(-1)
    if (last && before && areOne(before, item) && mayJoin(before, item)) last.push(item)
    else runs.push([item])
  }
  return runs
}

/** The boundary that a format is about, which stands directly behind it but for what came in between since. */
function boundaryBehind(format: Y.Item, value: string): Y.Item | null {
  let next = format.right
  for (let steps = 0; next && steps < MOST_BETWEEN; steps += 1, next = next.right) {
    const id = embedOf(next)?.['b']
    if (typeof id === 'string' && value.startsWith(`${id}=`)) return next
  }
  return null
}

function include(set: DeleteSet, { client, clock }: Y.ID): void {
  const ranges = [...(set.clients.get(client) ?? []), { clock, len: 1 }]
  set.clients.set(
    client,
    ranges.sort((a, b) => a.clock - b.clock),
  )
}

/** Whether a copy stays when it meets one's own: the longer one, for it holds its words in order, or the lower client. */
function isStronger(item: Y.Item, mine: Restored, doc: Y.Doc): boolean {
  const own = itemOf(doc, mine.copy)
  if (!own) return true
  const [theirs, ours] = [lengthOfCopy(item, doc), lengthOfCopy(latestOf(own, doc), doc)]
  return theirs === ours ? item.id.client < mine.copy.client : theirs > ours
}

/** What stands for an item after it was restored, maybe several times; itself when it never was. */
function latestOf(item: Y.Item, doc: Y.Doc): Y.Item {
  const next = item.redone ? itemOf(doc, item.redone) : null
  return next ? latestOf(next, doc) : item
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
