import * as v from 'valibot'
import type { Entering } from './entered'
import { SeatId, type MechanismId, type PersonId } from './ids'
import { readJsonBody, type Entry } from './journal'
import type { Office, Role } from './roles'

/**
 * A place at the table of the practice meeting. It is for everybody who wants to sit there, however many, and counts in
 * the practice document only: no other part of the house knows it.
 */
export interface PracticeSeat {
  readonly seatId: SeatId
  readonly role: Role
  /** The invented mechanism that it is held for, which no registry knows; null for none. */
  readonly mechanismId: MechanismId | null
  readonly office: Office | null
}

/** Mechanisms of the example outcome text that practise, with their acronyms. All of them are invented. */
export const PRACTISING = { smd: 'SMD', hdm: 'HDM', ocm: 'OCM' } as const
export type Practising = keyof typeof PRACTISING

const functionSeat = (role: Role): PracticeSeat => ({
  ...{ seatId: `practice-${role}` as SeatId, role },
  ...{ mechanismId: null, office: null },
})

const seatOf = (mechanism: Practising, office: Office): PracticeSeat => ({
  ...{ seatId: `practice-${mechanism}-${office}` as SeatId, role: 'drafter' },
  ...{ mechanismId: practisingId(mechanism), office },
})

/** Where one sits who has not chosen a seat. */
export const PRACTICE_CHAIR = functionSeat('chair')

/** The table, always the same. OCM has no chair: its secretariat leads, and nothing that it types waits. */
export const PRACTICE_SEATS: readonly PracticeSeat[] = [
  PRACTICE_CHAIR,
  functionSeat('coordinator'),
  functionSeat('observer'),
  seatOf('smd', 'chair'),
  seatOf('smd', 'secretariat'),
  seatOf('hdm', 'chair'),
  seatOf('hdm', 'delegate'),
  seatOf('ocm', 'secretariat'),
]

/** Seats that stand together at the table: those of the meeting itself, then those of each mechanism. */
export interface PracticeGroup {
  /** Null for the seats of the meeting itself. */
  readonly mechanism: Practising | null
  readonly seats: readonly PracticeSeat[]
}

/** The seats of the table in groups, in its order. */
export const PRACTICE_GROUPS: readonly PracticeGroup[] = [null, ...practising()].map((mechanism) => {
  const mechanismId = mechanism && practisingId(mechanism)
  return { mechanism, seats: PRACTICE_SEATS.filter((seat) => seat.mechanismId === mechanismId) }
})

/** Who sits where in a practice document. */
export type PracticeSeating = ReadonlyMap<PersonId, SeatId>

/** Body of an entry `practice:seated`: the actor sits there from now on. */
export const PracticeSeated = v.object({ seatId: SeatId })

/** A seat of the table, or null when there is none of that id. */
export function practiceSeat(seatId: string | null): PracticeSeat | null {
  return PRACTICE_SEATS.find((seat) => seat.seatId === seatId) ?? null
}

/** The seat on which somebody practises. */
export function practiceSeatOf(seating: PracticeSeating, personId: PersonId): PracticeSeat {
  return practiceSeat(seating.get(personId) ?? null) ?? PRACTICE_CHAIR
}

/** The acronym of a mechanism that practises, or null when it is none of them. */
export function practiceAcronym(mechanismId: MechanismId): string | null {
  const known = practising().find((one) => practisingId(one) === mechanismId)
  return known ? PRACTISING[known] : null
}

/** For whom words are that are entered for a seat of the table. Nobody confirms them where no chair sits at it. */
export function enteringForPractice({ seatId, mechanismId }: PracticeSeat): Entering {
  return { seatId, label: seatId, mechanismId: chairOf(mechanismId) && mechanismId }
}

/** For whom words are that are typed on a seat of the table, without asking; null when they are one's own. */
export function impliedInPractice({ office, mechanismId }: PracticeSeat): Entering | null {
  const chair = office === 'secretariat' ? chairOf(mechanismId) : null
  return chair && enteringForPractice(chair)
}

/** Folds one entry into who sits where; other kinds change nothing. */
export function evolvePracticeSeating(seating: PracticeSeating, entry: Entry): PracticeSeating {
  if (entry.kind !== 'practice:seated') return seating
  const { seatId } = v.parse(PracticeSeated, readJsonBody(entry.body))
  return new Map(seating).set(entry.actor.personId, seatId)
}

function practising(): readonly Practising[] {
  return Object.keys(PRACTISING) as Practising[]
}

function practisingId(mechanism: Practising): MechanismId {
  return `practice-${mechanism}` as MechanismId
}

function chairOf(mechanismId: MechanismId | null): PracticeSeat | null {
  if (mechanismId === null) return null
  return PRACTICE_SEATS.find((seat) => seat.office === 'chair' && seat.mechanismId === mechanismId) ?? null
}
