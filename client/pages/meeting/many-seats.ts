import { chairsOf, type ChairKind, type Mechanism, type Partner } from '../../../shared/registry'
import { OFFICES, type Office } from '../../../shared/roles'
import { isSecretariatWithGavel, usualRole, type HeldFor, type SeatTerms } from '../../../shared/seats'
import { choiceOf } from './held-for'

/** Seats that are made together: those of one holder in one office, as many as its office has. */
export interface Offer {
  /** Unique among the offers. */
  readonly key: string
  readonly terms: SeatTerms
  /** How many seats it makes; none when the office is full. */
  readonly count: number
  /** How many of its like the meeting has. */
  readonly has: number
  /** Whether it is chosen with all: what such a meeting usually seats, and does not have yet. */
  readonly isUsual: boolean
}

/** Chairs of a mechanism that sit at the table of a meeting; two where co-chairs share the office. */
const CO_CHAIRS = 2

const chairSeatsOf = (kind: ChairKind): number => Math.min(chairsOf(kind), CO_CHAIRS)

/** The seats that can be made for a mechanism: for its chair where it has one, its secretariat, and a delegate. */
export function mechanismOffers(
  { id, acronym, chair, status }: Pick<Mechanism, 'id' | 'acronym' | 'chair' | 'status'>,
  seats: readonly SeatTerms[],
): Offer[] {
  const heldFor = { kind: 'mechanism', mechanismId: id } as const
  return OFFICES.flatMap((office) => {
    const has = countOf(seats, heldFor, office)
    const wanted = office === 'chair' ? chairSeatsOf(chair.kind) : 1
    if (wanted === 0) return []
    const count = office === 'chair' ? Math.max(wanted - has, 0) : 1
    const isUsual = status === 'active' && office !== 'delegate' && has < wanted
    return [offerOf({ label: acronym, heldFor, office, role: usualRole(heldFor) }, { count, has, isUsual })]
  })
}

/** The seat that can be made for a partner body: it looks on. */
export function partnerOffer(
  { id, acronym }: Pick<Partner, 'id' | 'acronym'>,
  seats: readonly SeatTerms[],
): Offer {
  const heldFor = { kind: 'partner', partnerId: id } as const
  const has = countOf(seats, heldFor, 'delegate')
  const terms: SeatTerms = { label: acronym, heldFor, office: 'delegate', role: usualRole(heldFor) }
  return offerOf(terms, { count: 1, has, isUsual: has === 0 })
}

/** The seats of another meeting, without those who sit there: what is here already is not usual a second time. */
export function copiedOffers(earlier: readonly SeatTerms[], seats: readonly SeatTerms[]): Offer[] {
  const groups = new Map<string, SeatTerms[]>()
  for (const seat of earlier) {
    const { label, heldFor, office } = seat
    const role = isSecretariatWithGavel(seat) ? usualRole(heldFor) : seat.role
    const terms = { label, heldFor, office, role }
    const key = keyOf(terms)
    groups.set(key, [...(groups.get(key) ?? []), terms])
  }
  return [...groups.values()].flatMap((alike) => {
    const [terms] = alike
    if (!terms) return []
    const has = seats.filter((seat) => keyOf(seat) === keyOf(terms)).length
    const count = Math.max(alike.length - has, 0)
    return [offerOf(terms, { count: count || 1, has, isUsual: count > 0 })]
  })
}

/** What is asked of the server for the offers that were chosen. */
export function seatsFor(offers: readonly Offer[]): SeatTerms[] {
  return offers.flatMap(({ terms, count }) => Array.from({ length: count }, () => terms))
}

function offerOf(terms: SeatTerms, facts: Pick<Offer, 'count' | 'has' | 'isUsual'>): Offer {
  return { key: keyOf(terms), terms, ...facts }
}

const keyOf = ({ heldFor, office, label }: SeatTerms) => `${choiceOf(heldFor)} ${office} ${label}`

const countOf = (seats: readonly SeatTerms[], heldFor: HeldFor, office: Office) =>
  seats.filter((seat) => choiceOf(seat.heldFor) === choiceOf(heldFor) && seat.office === office).length
