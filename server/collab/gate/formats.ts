import type * as Y from 'yjs'
import { isBlockKey, readBlockFormats } from '../../../shared/text/formats'
import type { Boundaries, Lives } from './boundaries'
import { boundaryIdOf, formatContentOf } from './items'

/**
 * Finds the provisions in which format markers that came or went change how a word or a boundary reads.
 *
 * @param markers markers that live now and did not before, or the other way round
 * @returns the boundaries of those provisions, null for words before the first boundary
 */
export function reachOfFormats(
  text: Y.Text,
  markers: readonly Y.Item[],
  livedBefore: Lives,
  boundaries: Boundaries,
): Set<Y.Item | null> {
  const touched = new Set<Y.Item | null>()
  for (const [key, changed] of byKey(markers)) {
    for (const marker of changed) {
      if (changed.has(marker)) new Sweep(key, changed, livedBefore, boundaries, touched).from(text, marker)
    }
  }
  return touched
}

function byKey(markers: readonly Y.Item[]): Map<string, Set<Y.Item>> {
  const keys = new Map<string, Set<Y.Item>>()
  for (const marker of markers) {
    const key = formatContentOf(marker)?.key
    if (key === undefined) continue
    const changed = keys.get(key)
    if (changed) changed.add(marker)
    else keys.set(key, new Set([marker]))
  }
  return keys
}

/**
 * Walks over the stretch in which markers of one key changed, from the last unchanged marker before it to the first one
 * behind it, and compares the value in force before with the one in force now.
 */
class Sweep {
  readonly #key: string
  readonly #changed: Set<Y.Item>
  readonly #livedBefore: Lives
  readonly #boundaries: Boundaries
  readonly #touched: Set<Y.Item | null>
  #was: unknown = null
  #now: unknown = null

  constructor(
    key: string,
    changed: Set<Y.Item>,
    livedBefore: Lives,
    boundaries: Boundaries,
    touched: Set<Y.Item | null>,
  ) {
    this.#key = key
    this.#changed = changed
    this.#livedBefore = livedBefore
    this.#boundaries = boundaries
    this.#touched = touched
  }

  /** Sweeps the stretch in which a changed marker stands; takes all markers that it passes out of `changed`. */
  from(text: Y.Text, marker: Y.Item): void {
    let start = marker.left
    while (start && !this.#isUnchangedMarker(start)) start = start.left
    this.#was = this.#now = start ? valueOf(start) : null
    for (let item = start ? start.right : text._start; item; item = item.right) {
      if (formatContentOf(item)?.key === this.#key) {
        if (this.#isUnchangedMarker(item)) return
        this.#pass(item)
      } else if (this.#reads(item)) this.#touched.add(this.#boundaries.homeOf(item))
      if (this.#changed.size === 0 && this.#was === this.#now) return
    }
  }

  #pass(marker: Y.Item): void {
    this.#changed.delete(marker)
    if (this.#livedBefore(marker)) this.#was = valueOf(marker)
    if (!marker.deleted) this.#now = valueOf(marker)
  }

  #isUnchangedMarker(item: Y.Item): boolean {
    return formatContentOf(item)?.key === this.#key && !item.deleted && this.#livedBefore(item)
  }

  /** Whether an item that was there before reads otherwise now: block formats count on their own boundary only. */
  #reads(item: Y.Item): boolean {
    if (this.#was === this.#now || item.deleted || !item.countable || !this.#livedBefore(item)) return false
    const id = boundaryIdOf(item)
    if (!isBlockKey(this.#key)) return id === null
    return id !== null && saysOf(id, this.#key, this.#was) !== saysOf(id, this.#key, this.#now)
  }
}

function valueOf(marker: Y.Item): unknown {
  return formatContentOf(marker)?.value ?? null
}

/** What a block value says of its boundary. Nothing said and the plain value said are the same. */
function saysOf(id: string, key: string, value: unknown): string {
  return JSON.stringify(readBlockFormats(id, { [key]: value }))
}
