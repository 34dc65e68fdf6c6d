import * as Y from 'yjs'
import { isBlockKey, readBlockFormats } from '../../../shared/text/formats'
import type { Boundaries } from './boundaries'
import type { Struct } from './decode'
import type { Hits } from './deletes'
import { boundaryIdOf, formatContentOf, heldAt } from './items'

/**
 * Reads what provisions say: block formats, words and marks, as one string each, to be compared before and after. The
 * last line of defence of settled words: it shares nothing with the reasoning about what an update touches.
 *
 * @returns one string per id that lives, of all boundaries that bear it
 */
export function wordsOf(text: Y.Text, ids: ReadonlySet<string>): Map<string, string> {
  const words = new Map<string, string>()
  const formats = new Map<string, unknown>()
  let reading: string | null = null
  let marks = ''
  const add = (id: string, piece: string): void => void words.set(id, (words.get(id) ?? '') + piece)
  for (let item = text._start; item; item = item.right) {
    if (item.deleted) continue
    const format = formatContentOf(item)
    if (format) formats.set(format.key, format.value)
    if (!item.countable) continue
    const id = boundaryIdOf(item)
    if (id !== null) {
      reading = ids.has(id) ? id : null
      marks = ''
      if (reading !== null)
        add(reading, JSON.stringify(readBlockFormats(reading, Object.fromEntries(formats))))
    } else if (reading !== null) {
      const now = marksOf(formats)
      add(reading, now === marks ? contentOf(item) : now + contentOf(item))
      marks = now
    }
  }
  return words
}

function marksOf(formats: ReadonlyMap<string, unknown>): string {
  const marks = [...formats].filter(([key, value]) => !isBlockKey(key) && value !== null)
  return JSON.stringify(marks.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function contentOf({ content }: Y.Item): string {
  if (content instanceof Y.ContentString) return content.str
  return content instanceof Y.ContentEmbed ? `\u0000${JSON.stringify(content.embed)}\u0000` : ''
}

/**
 * Collects the provisions at, before and behind every place that an update names: whatever it does, it does it there.
 * Empty for updates that only write or delete words, whose reach is plain.
 */
export function provisionsNear(
  doc: Y.Doc,
  boundaries: Boundaries,
  fresh: readonly Struct[],
  hits: Hits,
): ReadonlySet<string> {
  const ids = new Set<string>()
  const isPlain =
    fresh.every(({ kind }) => kind === 'string' || kind === 'deleted') &&
    hits.items.every(({ content }) => content instanceof Y.ContentString)
  if (isPlain) return ids
  for (const home of homesOf(doc, boundaries, fresh, hits)) {
    const neighbours = [home, home && boundaries.homeOf(home.left), boundaryBehind(home)]
    for (const one of neighbours) {
      const id = one && boundaryIdOf(one)
      if (id) ids.add(id)
    }
  }
  return ids
}

function homesOf(
  doc: Y.Doc,
  boundaries: Boundaries,
  fresh: readonly Struct[],
  hits: Hits,
): Set<Y.Item | null> {
  const homes = new Set<Y.Item | null>(hits.items.map((item) => boundaries.homeOf(item)))
  for (const { origin, rightOrigin } of fresh) {
    for (const place of [origin, rightOrigin]) {
      if (!place || place.clock >= Y.getState(doc.store, place.client)) continue
      const held = heldAt(doc, place)
      if (held instanceof Y.Item) homes.add(boundaries.homeOf(held))
    }
  }
  return homes
}

function boundaryBehind(home: Y.Item | null): Y.Item | null {
  for (let item = home?.right ?? null; item; item = item.right) {
    if (!item.deleted && boundaryIdOf(item) !== null) return item
  }
  return null
}
