import type { LinkId, PersonId, SeatId } from './ids'
import { draft, type Actor, type EntryDraft } from './journal'
import { hadAHandIn, isForThemselves } from './own-hands'
import { ok, refuse, type Result } from './result'
import { can } from './roles'
import type { SeatLeft } from './meetings'
import { moveOf, vacanciesOf, without, type HeldFor, type Seating } from './seats'
import { beginsTerm, termPassed } from './terms'

/** By which slip somebody sits down, and where. */
export interface Sitting {
  readonly seatId: SeatId
  readonly linkId: LinkId
  /** Whether somebody who reads gives places there, and so to themselves too. */
  readonly gives?: boolean
}

/**
 * Decides on sitting down by the slip `linkId`, which is the right to do so. Whoever sits there already changes nothing.
 *
 * @returns the entry, `seat-unknown`, `not-for-yourself` (see `Hands`), or `seat-full` when two sit there
 */
export function decideTake(
  seating: Seating,
  { seatId, linkId, gives = false }: Sitting,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const free = freePlace(seating, seatId, by.personId)
  if (!free.ok) return free
  const isOwnWork = !gives && hadAHandIn(seating.hands, seatId, by.personId)
  if (free.value && isOwnWork) return refuse('not-for-yourself')
  return ok(free.value ? [draft('seat:taken', { seatId, personId: by.personId, linkId }, by, now)] : [])
}

/**
 * Decides on giving a place on a seat to somebody, in the place of `from` or, when `from` is null, besides those who
 * sit there. Rights move at once; what was done from the seat before keeps its author.
 *
 * @param on first day of the new term, where one begins; see `beginsTerm`
 * @returns the entries, `not-allowed`, `not-for-yourself`, `seat-unknown`, or `seat-full` when two sit there
 */
export function decideHandOver(
  seating: Seating,
  { seatId, from, to, on }: { seatId: SeatId; from: PersonId | null; to: PersonId; on?: string | undefined },
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'manageSeats')) return refuse('not-allowed')
  if (isForThemselves(by, to)) return refuse('not-for-yourself')
  const left = from === null ? ok([]) : decideVacate(seating, { seatId, personId: from }, by, now)
  if (!left.ok) return left
  const free = freePlace(left.value.length > 0 ? without(seating, seatId, from) : seating, seatId, to)
  if (!free.ok) return free
  const taken = free.value ? [draft('seat:taken', { seatId, personId: to }, by, now)] : []
  const seat = seating.seats.get(seatId)
  const term = seat && on && beginsTerm(seat, from) ? [termPassed(seat, { from, on }, by, now)] : []
  return ok([...left.value, ...term, ...taken])
}

/**
 * Whether a seat is what it was when somebody left it. Where that was not noted it is so unless something else has been
 * said of the seat since then.
 */
export function isAsLeft(
  { seats, moves, changes }: Pick<Seating, 'seats' | 'moves' | 'changes'>,
  personId: PersonId,
  { seatId, heldFor, office, role }: SeatLeft,
): boolean {
  const seat = seats.get(seatId)
  if (!seat) return false
  if (!heldFor || !office || !role)
    return (changes.get(seatId) ?? 0) < (moves.get(moveOf(seatId, personId)) ?? 0)
  return isSameBody(seat.heldFor, heldFor) && seat.office === office && seat.role === role
}

const isSameBody = (one: HeldFor, other: HeldFor): boolean => bodyOf(one) === bodyOf(other)

function bodyOf(heldFor: HeldFor): string {
  if (heldFor.kind === 'function') return `function ${heldFor.name}`
  return heldFor.kind === 'mechanism' ? `mechanism ${heldFor.mechanismId}` : `partner ${heldFor.partnerId}`
}

/** Decides on somebody leaving a seat. @returns the entry, `not-allowed` or `seat-unknown` */
export function decideVacate(
  seating: Seating,
  { seatId, personId }: { seatId: SeatId; personId: PersonId },
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'manageSeats')) return refuse('not-allowed')
  const seat = seating.seats.get(seatId)
  if (!seat?.persons.includes(personId)) return refuse('seat-unknown')
  return ok([draft('seat:left', { seatId, personId }, by, now)])
}

/**
 * Whether somebody has used up a slip of a seat without sitting down on it: the server died in between. Whoever has left
 * the seat since then does not sit down on it again by the same slip.
 */
export function isStillToSit(
  { seats, moves, spentSlips }: Seating,
  { seatId, personId, linkId, usedAt }: UsedSlip,
): boolean {
  const sitsThere = seats.get(seatId)?.persons.includes(personId) === true
  if (sitsThere || spentSlips.has(linkId)) return false
  return (moves.get(moveOf(seatId, personId)) ?? 0) < usedAt
}

/** A slip that a person has used up. */
interface UsedSlip {
  readonly linkId: LinkId
  readonly seatId: SeatId
  readonly personId: PersonId
  readonly usedAt: number
}

/** Whether there is a place for somebody who does not sit there yet: false when they do. */
function freePlace({ seats }: Seating, seatId: SeatId, personId: PersonId): Result<boolean> {
  const seat = seats.get(seatId)
  if (!seat) return refuse('seat-unknown')
  if (seat.persons.includes(personId)) return ok(false)
  return vacanciesOf(seat) > 0 ? ok(true) : refuse('seat-full')
}
