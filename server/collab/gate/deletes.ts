import * as Y from 'yjs'
import { ok, refuse, type Result } from '../../../shared/result'
import type { Decoded, Struct } from './decode'
import { endOf, heldEndOf, heldOf, rangeAt } from './items'

/** What a delete set does to what the replica holds. */
export interface Hits {
  /** Items that live and are hit, whole or in part. */
  readonly items: readonly Y.Item[]
  /** Those of which only a piece is hit, once for each piece. */
  readonly cut: readonly Y.Item[]
  /** Whether it also names what is dead already, or is born dead with the update. */
  readonly repeats: boolean
}

/**
 * Finds what a delete set newly deletes of what the replica holds. Judged by effect: an honest sync step 2 repeats
 * everything that was ever deleted.
 *
 * @returns the hits; `future-delete` when a range reaches beyond what exists
 * with this update
 */
export function findHits(doc: Y.Doc, { structs, ranges }: Decoded): Result<Hits> {
  const items: Y.Item[] = []
  const cut: Y.Item[] = []
  let repeats = false
  for (const [client, list] of ranges) {
    const state = Y.getState(doc.store, client)
    const last = structs.get(client)?.at(-1)
    const known = Math.max(state, last && last.kind !== 'skip' ? endOf(last) : 0)
    const held = heldOf(doc, client)
    for (const range of list) {
      if (endOf(range) > known) return refuse('future-delete')
      if (endOf(range) > state) repeats = true
      if (range.clock >= state) continue
      for (let i = Y.findIndexSS(held, range.clock); i < held.length; i += 1) {
        const one = held[i]
        if (!one || one.id.clock >= endOf(range)) break
        if (one instanceof Y.Item && !one.deleted) {
          items.push(one)
          if (one.id.clock < range.clock || heldEndOf(one) > endOf(range)) cut.push(one)
        } else repeats = true
      }
    }
  }
  return ok({ items, cut, repeats })
}

/** Whether everything that is hit is a format marker: stock Yjs readers tidy those by themselves. */
export function hitsOnlyMarkers({ items }: Hits): boolean {
  return items.every((item) => item.content instanceof Y.ContentFormat)
}

/** Whether a new struct is still there when the whole update is applied. */
export function isKept(struct: Struct, { ranges }: Decoded): boolean {
  if (struct.kind === 'deleted' || struct.kind === 'gc') return false
  const range = rangeAt(ranges.get(struct.client), struct.clock)
  return range === null || endOf(range) < endOf(struct)
}
