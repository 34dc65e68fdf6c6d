import * as Y from 'yjs'
import { refuse, type Refusal } from '../../../shared/result'
import type { Decoded, Place, Struct } from './decode'
import { endOf, heldAt, heldEndOf, heldOf, structAt, type Held } from './items'

/** Whose clientIDs an update may write under. */
export type Owns = (clientId: number) => boolean

/**
 * Checks the structs of an update against what the replica holds and collects those that bring something new.
 *
 * @param fresh receives the structs that reach beyond what the replica knows of their client
 * @returns null, or `foreign-client` (new structs under a clientID that is not the sender's), `update-gap` (clocks that
 * do not follow, neighbours that are unknown), `clock-reused` (known clocks that now say something else),
 * `update-malformed` (a struct that hangs on a later one of its own client)
 */
export function checkStructs(doc: Y.Doc, { structs }: Decoded, owns: Owns, fresh: Struct[]): Refusal | null {
  for (const [client, section] of structs) {
    const code = checkSection(doc, client, section, owns, fresh)
    if (code) return refuse(code).refusal
  }
  for (const struct of fresh) {
    const code =
      checkNeighbour(doc, structs, struct, struct.origin) ??
      checkNeighbour(doc, structs, struct, struct.rightOrigin)
    if (code) return refuse(code).refusal
  }
  return null
}

function checkSection(
  doc: Y.Doc,
  client: number,
  section: readonly Struct[],
  owns: Owns,
  fresh: Struct[],
): Refusal['code'] | null {
  const state = Y.getState(doc.store, client)
  const last = section.at(-1)
  if (last && endOf(last) > state && !owns(client)) return 'foreign-client'
  // the structs of a section follow one another: only its start can leave a hole
  if ((section[0]?.clock ?? 0) > state) return 'update-gap'
  for (const struct of section) {
    if (struct.clock < state && !saysTheSame(heldOf(doc, client), struct, state)) return 'clock-reused'
    if (endOf(struct) <= state) continue
    // what an update skips must be known already
    if (struct.kind === 'skip') return 'update-gap'
    fresh.push(struct)
  }
  return null
}

function checkNeighbour(
  doc: Y.Doc,
  structs: Decoded['structs'],
  struct: Struct,
  neighbour: Place | null,
): Refusal['code'] | null {
  if (!neighbour) return null
  const { client, clock } = neighbour
  if (client === struct.client && clock >= struct.clock) return 'update-malformed'
  // beside a struct whose content is lost, Yjs would lose the new words too
  if (clock < Y.getState(doc.store, client))
    return heldAt(doc, neighbour) instanceof Y.GC ? 'update-gap' : null
  const found = structAt(structs.get(client), clock)
  return !found || found.kind === 'skip' || found.kind === 'gc' ? 'update-gap' : null
}

/**
 * Whether the known part of a struct says what the replica holds. Neighbours never change, so they are compared even
 * where the words were deleted and forgotten.
 */
function saysTheSame(held: Held[], struct: Struct, state: number): boolean {
  const end = Math.min(endOf(struct), state)
  let clock = struct.clock
  for (let i = Y.findIndexSS(held, clock); clock < end; i += 1) {
    const one = held[i]
    if (!one) return false
    const to = Math.min(heldEndOf(one), end)
    if (one instanceof Y.Item && !samePiece(one, struct, clock, to)) return false
    clock = to
  }
  return true
}

function samePiece(item: Y.Item, struct: Struct, from: number, to: number): boolean {
  if (struct.kind === 'gc' || struct.kind === 'skip') return true
  if (!samePlace(originAt(item.origin, item.id, from), originAt(struct.origin, struct, from))) return false
  if (!samePlace(item.rightOrigin, struct.rightOrigin)) return false
  const { content } = item
  if (struct.kind === 'deleted' || content instanceof Y.ContentDeleted) return true
  if (content instanceof Y.ContentString) {
    const words = content.str.slice(from - item.id.clock, to - item.id.clock)
    return struct.kind === 'string' && words === struct.text.slice(from - struct.clock, to - struct.clock)
  }
  if (content instanceof Y.ContentEmbed)
    return struct.kind === 'embed' && sameValue(content.embed, struct.value)
  if (!(content instanceof Y.ContentFormat)) return false
  return struct.kind === 'format' && content.key === struct.text && sameValue(content.value, struct.value)
}

/** Within a struct each character hangs on the one before it. */
function originAt(origin: Place | null, start: Place, clock: number): Place | null {
  return clock === start.clock ? origin : { client: start.client, clock: clock - 1 }
}

function samePlace(a: Place | null, b: Place | null): boolean {
  return a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock)
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
