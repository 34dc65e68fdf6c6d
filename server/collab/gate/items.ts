import * as Y from 'yjs'
import { readEmbed, type Embed } from '../../../shared/text/formats'
import type { Place, Range, Struct } from './decode'

/** A struct that the replica holds. */
export type Held = Y.Item | Y.GC

/** The structs of a client that the replica holds, in the order of their clocks. */
export function heldOf(doc: Y.Doc, client: number): Held[] {
  return doc.store.clients.get(client) ?? []
}

/** The struct that holds a place. The caller knows that the clock lies below the client's state. */
export function heldAt(doc: Y.Doc, place: Place): Held {
  const held = doc.store.clients.get(place.client)
  const found = held?.[Y.findIndexSS(held, place.clock)]
  if (!found) throw new Error('a place below the state of its client is held')
  return found
}

/**
 * Whether a new struct stands beside something deleted. What it was may be forgotten: undo writes beside what it brings
 * back, and formats of a boundary are written beside it even when others have deleted it.
 */
export function standsByDeleted(doc: Y.Doc, { origin, rightOrigin }: Struct): boolean {
  return [origin, rightOrigin].some(
    (place) =>
      place !== null && place.clock < Y.getState(doc.store, place.client) && heldAt(doc, place).deleted,
  )
}

/** The id of the boundary that an item is, deleted or not; null for everything else. */
export function boundaryIdOf({ content }: Y.Item): string | null {
  return content instanceof Y.ContentEmbed ? boundaryIdOfEmbed(content.embed) : null
}

/** What embeds were found to be: walks over the text ask again and again. */
const read = new WeakMap<object, string | null>()

/** The id of a boundary's embed; null for other embeds. */
export function boundaryIdOfEmbed(embed: unknown): string | null {
  if (typeof embed !== 'object' || embed === null) return null
  const known = read.get(embed)
  if (known !== undefined) return known
  const found = readEmbed(embed as Embed)
  const id = found?.key === 'b' ? found.id : null
  read.set(embed, id)
  return id
}

/** The format that an item switches; null for everything else. */
export function formatContentOf(item: Y.Item): Y.ContentFormat | null {
  return item.content instanceof Y.ContentFormat ? item.content : null
}

/** First clock behind a struct. */
export function endOf(struct: { readonly clock: number; readonly length: number }): number {
  return struct.clock + struct.length
}

/** First clock behind a struct that the replica holds. */
export function heldEndOf(held: Held): number {
  return held.id.clock + held.length
}

/** The struct of an update that covers a clock, or null. */
export function structAt(section: readonly Struct[] | undefined, clock: number): Struct | null {
  return section ? covering(section, clock) : null
}

/** The range of a delete set that covers a clock, or null. */
export function rangeAt(ranges: readonly Range[] | undefined, clock: number): Range | null {
  return ranges ? covering(ranges, clock) : null
}

function covering<Stretch extends Range>(stretches: readonly Stretch[], clock: number): Stretch | null {
  let low = 0
  let high = stretches.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const stretch = stretches[middle]
    if (!stretch) return null
    if (clock < stretch.clock) high = middle - 1
    else if (clock >= endOf(stretch)) low = middle + 1
    else return stretch
  }
  return null
}
