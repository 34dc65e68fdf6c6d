import { isolated } from '../../../shared/i18n'
import type { MechanismId } from '../../../shared/ids'
import type { SeatRead } from '../../../shared/protocol/seats'
import { mechanismOf } from '../../../shared/seats'
import { ROLES, type Role } from '../../../shared/roles'
import type { RosterPerson } from '../../collab/connection'

/** Where somebody sits, in short: their mechanism, else what stands on their name plate; null for who has no seat. */
export function placeOf({ mechanism, seat }: Pick<RosterPerson, 'mechanism' | 'seat'>): string | null {
  return mechanism ?? seat
}

/** In which role somebody is here; what this page does not know yet is as good as none. */
export function roleOf({ role }: Pick<RosterPerson, 'role'>): Role {
  return ROLES.find((known) => known === role) ?? 'observer'
}

/** How somebody is called: what they sit for first, because the name is known only to those who know them. */
export function nameAt(place: string | null, name: string): string {
  return place === null ? name : `${isolated(place)} · ${isolated(name)}`
}

/** Those of the room who sit at one place, as `placeOf` says it. */
export interface PresentAt {
  readonly place: string | null
  readonly people: readonly RosterPerson[]
}

/**
 * Those who are here, by place: the reader's own first, then the others in order; last whoever has no seat. Those of one
 * seat stand together.
 */
export function presentByPlace(
  people: readonly RosterPerson[],
  ownId: string,
  compare: (a: string, b: string) => number,
): PresentAt[] {
  const own = people.find(({ personId }) => personId === ownId)
  const ownPlace = own && placeOf(own)
  const byPlace = new Map<string | null, RosterPerson[]>()
  for (const person of people) {
    const place = placeOf(person)
    byPlace.set(place, [...(byPlace.get(place) ?? []), person])
  }
  const rank = (place: string | null) => (place === null ? 2 : place === ownPlace ? 0 : 1)
  return [...byPlace]
    .map(([place, there]) => ({ place, people: there.sort((a, b) => comparePeople(a, b, compare)) }))
    .sort((a, b) => rank(a.place) - rank(b.place) || compare(a.place ?? '', b.place ?? ''))
}

function comparePeople(a: RosterPerson, b: RosterPerson, compare: (a: string, b: string) => number): number {
  return (
    compare(a.seat ?? '', b.seat ?? '') || compare(a.seatId ?? '', b.seatId ?? '') || compare(a.name, b.name)
  )
}

/** The seats for which nobody acts in the room; in a private room, of those of its mechanism. */
export function seatsAway(
  seats: readonly SeatRead[],
  people: readonly RosterPerson[],
  onlyFor: MechanismId | null,
): SeatRead[] {
  const here = new Set(people.map(({ seatId }) => seatId))
  return seats.filter((seat) => !here.has(seat.seatId) && (onlyFor === null || mechanismOf(seat) === onlyFor))
}
