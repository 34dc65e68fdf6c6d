import * as v from 'valibot'
import { SeatId, type PersonId } from './ids'
import { readJsonBody, type Actor, type Entry } from './journal'
import { administers, can, readsText, type Role } from './roles'

/**
 * Who looks after seats without reading texts gives no seat to themselves: neither by their own hand nor by a slip.
 * Anybody else who manages seats can give them a place, a second one of them too; that is on record. This says who had a
 * hand in which seat while they acted in such a role: they made it, changed it, or made slips for it.
 */
export type Hands = ReadonlyMap<SeatId, ReadonlySet<PersonId>>

export const NO_HANDS: Hands = new Map()

/** Kinds of entries that say whose hand was in a seat. Taking one away, or slips of it, lets nobody sit down. */
const KINDS = ['seat:made', 'seat:changed', 'slip:made']
const Touched = v.object({ seatId: SeatId })

/** Folds one entry of a meeting; all but those of these hands leave it as it is. */
export function withHands(hands: Hands, { kind, actor, body }: Entry): Hands {
  if (!KINDS.includes(kind) || !administers(actor.role)) return hands
  const { seatId } = v.parse(Touched, readJsonBody(body))
  return new Map(hands).set(seatId, new Set(hands.get(seatId)).add(actor.personId))
}

/** Whether a slip of a seat is not for somebody, whoever made it: a place on it only somebody else gives them by hand. */
export function hadAHandIn(hands: Hands, seatId: SeatId, personId: PersonId): boolean {
  return hands.get(seatId)?.has(personId) ?? false
}

/** Somebody as far as it decides whose names they correct. */
interface Corrector {
  readonly personId: PersonId
  /** The role in which they act, their own, and those of their seats. */
  readonly roles: readonly Role[]
  /** Whether they correct the names of others. */
  readonly mayCorrect: boolean
}

/**
 * Whether somebody corrects a name: their own, or anybody's when they may. The record shows who made a link by name, so
 * who reads no text corrects neither their own nor that of somebody who reads and may do the same.
 *
 * @param roles those of the person whose name it is: their own, and those of their seats
 */
export function mayCorrectName(
  by: Corrector,
  { personId, roles }: { readonly personId: PersonId; readonly roles: readonly Role[] },
): boolean {
  if (!by.roles.some(administers)) return by.mayCorrect || personId === by.personId
  const isReader = roles.some((role) => readsText(role) && can(role, 'correctNames'))
  return by.mayCorrect && !isReader && personId !== by.personId
}

/** Whether somebody would do something for themselves that they may do for others only. */
export function isForThemselves(by: Pick<Actor, 'personId' | 'role'>, personId: PersonId): boolean {
  return administers(by.role) && by.personId === personId
}
