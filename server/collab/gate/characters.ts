import * as Y from 'yjs'
import { isWritable, mayComeBack } from '../../../shared/characters'
import { refuse, type Refusal } from '../../../shared/result'
import type { Decoded, Place, Struct } from './decode'
import { endOf, heldAt, structAt } from './items'

const LONE_SURROGATE = /\p{Surrogate}/u

/** Whether a text has half a character in it. */
export function hasHalfCharacter(text: string): boolean {
  return LONE_SURROGATE.test(text)
}

/**
 * Refuses words that a provision may not hold: control characters, line ends, what turns the direction or cannot be seen.
 * What comes back in recovery may hold what was let in before.
 *
 * @returns null or `content-not-allowed`
 */
export function checkWritable(fresh: readonly Struct[], takingBack: boolean): Refusal | null {
  const mayStand = takingBack ? mayComeBack : isWritable
  const isAllowed = fresh.every(({ kind, text }) => kind !== 'string' || mayStand(text))
  return isAllowed ? null : refuse('content-not-allowed').refusal
}

/**
 * Refuses updates that would cut a character of two UTF-16 units in half: Yjs replaces both halves by U+FFFD, and a
 * letter that was on the screen is lost.
 *
 * @returns null or `split-character`
 */
export function checkCharacters(doc: Y.Doc, decoded: Decoded, fresh: readonly Struct[]): Refusal | null {
  const splits = (place: Place): boolean => isInsideCharacter(doc, decoded, place)
  for (const { text, value, origin, rightOrigin, client, clock } of fresh) {
    if (hasHalfCharacter(text) || (typeof value === 'string' && hasHalfCharacter(value))) {
      return refuse('split-character').refusal
    }
    if (origin && splits({ client: origin.client, clock: origin.clock + 1 }))
      return refuse('split-character').refusal
    if (rightOrigin && splits(rightOrigin)) return refuse('split-character').refusal
    const state = Y.getState(doc.store, client)
    if (clock < state && splits({ client, clock: state })) return refuse('split-character').refusal
  }
  for (const [client, ranges] of decoded.ranges) {
    for (const range of ranges) {
      if (splits({ client, clock: range.clock }) || splits({ client, clock: endOf(range) })) {
        return refuse('split-character').refusal
      }
    }
  }
  return null
}

/** Whether the cut just before a place goes through a character. */
function isInsideCharacter(doc: Y.Doc, { structs }: Decoded, place: Place): boolean {
  if (place.clock < Y.getState(doc.store, place.client)) {
    const held = heldAt(doc, place)
    if (!(held instanceof Y.Item) || !(held.content instanceof Y.ContentString)) return false
    return cutsPair(held.content.str, place.clock - held.id.clock)
  }
  const struct = structAt(structs.get(place.client), place.clock)
  return struct?.kind === 'string' && cutsPair(struct.text, place.clock - struct.clock)
}

function cutsPair(text: string, at: number): boolean {
  return (
    at > 0 &&
    isBetween(text.charCodeAt(at - 1), 0xd800, 0xdbff) &&
    isBetween(text.charCodeAt(at), 0xdc00, 0xdfff)
  )
}

function isBetween(unit: number, from: number, to: number): boolean {
  return unit >= from && unit <= to
}
