import * as Y from 'yjs'
import type { PersonId } from '../../../shared/ids'
import { refuse, type Refusal, type RefusalCode } from '../../../shared/result'
import type { Role } from '../../../shared/roles'
import type { Boundaries } from './boundaries'
import { boundaryIdOfStruct } from './content'
import type { Decoded, Place, Struct } from './decode'
import { hitsOnlyMarkers, isKept, type Hits } from './deletes'
import { boundaryIdOf, heldAt, heldEndOf } from './items'
import type { Reach } from './reach'

/** Who sends an update, and which clientIDs the server issued to this person; when text comes back, to anybody. */
export interface Sender {
  readonly personId: PersonId
  readonly role: Role
  owns(clientId: number): boolean
}

/** Why a provision may not be changed now, or null when it may. */
export type LockOf = (provisionId: string) => RefusalCode | null

/** What the sender may do at this moment. */
export interface Policy {
  /** Whether the sender may change the text at all: role, recovery. */
  readonly mayEdit: boolean
  readonly lockOf: LockOf
  /** Text comes back in recovery: clientIDs of others are admitted, everything else still holds. */
  readonly takingBack: boolean
  /**
   * Why a change that reaches so far may not come in, or null. Asked last: what it lets in stays in.
   *
   * @param lives whether a provision stands in the text after the change
   */
  readonly judgeReach?: ((reach: Reach, lives: (provisionId: string) => boolean) => RefusalCode | null) | null
}

/** An update as far as it concerns this replica. */
export interface Update {
  readonly decoded: Decoded
  /** Structs that bring something new. */
  readonly fresh: readonly Struct[]
  readonly hits: Hits
}

/** What an update would do: `nothing`, `tidies` (only deletes format markers), or `changes` the text. */
export type Effect = 'nothing' | 'tidies' | 'changes'

/** Judges an update by effect: what is known and what is deleted already counts for nothing. */
export function effectOf({ fresh, hits }: Update): Effect {
  if (fresh.length > 0) return 'changes'
  if (hits.items.length === 0) return 'nothing'
  return hitsOnlyMarkers(hits) ? 'tidies' : 'changes'
}

/**
 * Refuses what certainly changes a locked provision before it is applied, so that it costs no rebuild: words deleted in
 * it, and words written between two neighbours that still stand side by side in it. What is less plain is judged by
 * its effect.
 *
 * @returns null, or the code of the lock with `detail.provisionId`
 */
export function checkPlainLocks(
  doc: Y.Doc,
  boundaries: Boundaries,
  update: Update,
  lockOf: LockOf,
): Refusal | null {
  const judge = (item: Y.Item | null): Refusal | null => {
    const home = boundaries.homeOf(item)
    return home ? lockRefusal(boundaryIdOf(home), lockOf) : null
  }
  for (const item of update.hits.items) {
    const refusal = item.countable ? judge(item) : null
    if (refusal) return refusal
  }
  // a new boundary may come between the old words and the new ones
  if (update.fresh.some((struct) => boundaryIdOfStruct(struct) !== null)) return null
  for (const struct of update.fresh) {
    const left = isWords(struct) && isKept(struct, update.decoded) ? plainLeftOf(doc, struct) : null
    const refusal = left ? judge(left) : null
    if (refusal) return refusal
  }
  return null
}

/** The refusal of a locked provision, null when it is not locked. */
export function lockRefusal(provisionId: string | null, lockOf: LockOf): Refusal | null {
  const code = provisionId === null ? null : lockOf(provisionId)
  return code && provisionId !== null ? refuse(code, { provisionId }).refusal : null
}

function isWords({ kind }: Struct): boolean {
  return kind === 'string' || kind === 'embed'
}

/** The item left of a new struct when its two neighbours still stand side by side, else null. */
function plainLeftOf(doc: Y.Doc, { origin, rightOrigin }: Struct): Y.Item | null {
  if (!origin || !isHeld(doc, origin)) return null
  const left = heldAt(doc, origin)
  if (!(left instanceof Y.Item)) return null
  if (heldEndOf(left) > origin.clock + 1) {
    const isNext = rightOrigin?.client === origin.client && rightOrigin.clock === origin.clock + 1
    return isNext ? left : null
  }
  if (!rightOrigin) return left.right === null ? left : null
  const { right } = left
  const isNext = right?.id.client === rightOrigin.client && right.id.clock === rightOrigin.clock
  return isNext ? left : null
}

function isHeld(doc: Y.Doc, { client, clock }: Place): boolean {
  return clock < Y.getState(doc.store, client)
}
