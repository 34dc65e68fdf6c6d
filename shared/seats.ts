import * as v from 'valibot'
import { NO_EMERGENCIES, withEmergencies, type Emergencies } from './emergency'
import { LinkId, MechanismId, MeetingId, PartnerId, PersonId, SeatId } from './ids'
import { draft, readJsonBody, type Actor, type Entry, type EntryDraft } from './journal'
import { line } from './lines'
import { MEETING_ARCHIVED, MEETING_BROUGHT_BACK, type Shelvable } from './meeting-archive'
import { changesBack } from './meanwhile'
import { isForThemselves, NO_HANDS, withHands, type Hands } from './own-hands'
import {
  admitsObservers,
  admitsSooner,
  MeetingSession,
  OBSERVER_KINDS,
  SessionOpened,
  withAdmission,
  type SessionTimes,
} from './programme'
import { chairsOf, type Registry } from './registry'
import { ok, refuse, type Result } from './result'
import { can, Office, Role } from './roles'
import { SaidTerm, Term, TERM_PASSED, TermPassed, withTermPassed, type FormerTerm } from './terms'
import { isTimeZone } from './zoned'

/** A seat is shared by two at most, as a delegate and an adviser. */
export const PERSONS_PER_SEAT = 2
/** More sessions than this are no meeting. */
const MAX_SESSIONS = 60
/** Mechanisms, partners and offices together are far fewer. */
export const MAX_SEATS = 300

/** Offices of a meeting that are held for no mechanism and no partner. */
export const SEAT_FUNCTIONS = ['chair', 'coordinator', 'pen', 'translation', 'recipient', 'other'] as const
export type SeatFunction = (typeof SEAT_FUNCTIONS)[number]

/** What a seat is held for. */
export const HeldFor = v.variant('kind', [
  v.strictObject({ kind: v.literal('mechanism'), mechanismId: MechanismId }),
  v.strictObject({ kind: v.literal('partner'), partnerId: PartnerId }),
  v.strictObject({ kind: v.literal('function'), name: v.picklist(SEAT_FUNCTIONS) }),
])
export type HeldFor = v.InferOutput<typeof HeldFor>

/** What is said of a meeting. Days are those of its own time zone; moments are milliseconds since 1970. */
export const MeetingTerms = v.pipe(
  v.strictObject({
    /** Its place in the row of meetings; null when it is not counted. */
    number: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(999))),
    theme: line(1, 500),
    host: line(0, 200),
    place: line(0, 200),
    startsOn: v.pipe(v.string(), v.isoDate()),
    endsOn: v.pipe(v.string(), v.isoDate()),
    /** Name in the IANA database. */
    timeZone: v.pipe(v.string(), v.maxLength(64), v.check(isTimeZone, 'no time zone')),
    sessions: v.pipe(v.array(MeetingSession), v.maxLength(MAX_SESSIONS)),
  }),
  v.check(({ startsOn, endsOn }) => startsOn <= endsOn, 'a meeting ends after it begins'),
)
export type MeetingTerms = v.InferOutput<typeof MeetingTerms>

/**
 * What a coordinator says of a seat: its label, what it is held for, in which office, and what it may do in the room.
 * Seats made before there were offices are those of delegates.
 */
export const SeatTerms = v.pipe(
  v.strictObject({
    label: line(1, 80),
    heldFor: HeldFor,
    office: v.optional(Office, 'delegate'),
    role: Role,
    /** For how long the chair of a mechanism is so, where it is said. */
    term: v.optional(Term),
  }),
  v.check(({ term, office }) => term === undefined || office === 'chair', 'only a chair has a term'),
  v.check(({ heldFor, office }) => heldFor.kind === 'mechanism' || office === 'delegate', 'no such office'),
)
export type SeatTerms = v.InferOutput<typeof SeatTerms>

/** The same as an entry says it: older ones are read more leniently. */
export const SaidSeatTerms = v.strictObject({ ...SeatTerms.entries, term: v.optional(SaidTerm) })
export type SaidSeatTerms = v.InferOutput<typeof SaidSeatTerms>

/** A place at the table, with those who sit on it: two at most. */
export interface Seat extends SeatTerms {
  readonly seatId: SeatId
  readonly persons: readonly PersonId[]
  /** Those who chaired from it before, the earliest first. */
  readonly formerTerms: readonly FormerTerm[]
}

/** A seat from which nobody has acted. */
const UNUSED = { persons: [], formerTerms: [] } as const

/** What the journal of one meeting says: the fold of its entries. */
export interface Seating extends Shelvable {
  readonly meetingId: MeetingId | null
  /** Null before the first entry. */
  readonly terms: MeetingTerms | null
  /** In the order in which they were made. */
  readonly seats: ReadonlyMap<SeatId, Seat>
  /** When a person last sat down on a seat or left it, in milliseconds since 1970; by seat and person. */
  readonly moves: ReadonlyMap<string, number>
  /** When what is said of a seat was last changed, in milliseconds since 1970; by seat. */
  readonly changes: ReadonlyMap<SeatId, number>
  /** Slips by which somebody has sat down: none seats anybody a second time, whatever the clock says. */
  readonly spentSlips: ReadonlySet<LinkId>
  /** Who had a hand in which seat without reading texts. */
  readonly hands: Hands
  /** When it was opened in emergency, and by whom. */
  readonly emergencies: Emergencies
}

export const EMPTY_SEATING: Seating = {
  meetingId: null,
  terms: null,
  seats: new Map(),
  moves: new Map(),
  changes: new Map(),
  spentSlips: new Set(),
  hands: NO_HANDS,
  emergencies: NO_EMERGENCIES,
  isArchived: false,
}

/** The mechanism that a seat is held for, or null. */
export function mechanismOf({ heldFor }: Pick<SeatTerms, 'heldFor'>): MechanismId | null {
  return heldFor.kind === 'mechanism' ? heldFor.mechanismId : null
}

/** What a seat usually may do in the room, by what it is held for. Whoever translates reads, and does not change the text. */
export function usualRole(heldFor: HeldFor): Role {
  if (heldFor.kind === 'partner') return 'observer'
  return heldFor.kind === 'function' ? FUNCTION_ROLES[heldFor.name] : 'drafter'
}

const FUNCTION_ROLES: Readonly<Record<SeatFunction, Role>> = {
  ...{ chair: 'chair', coordinator: 'coordinator', pen: 'pen' },
  ...{ translation: 'translator', recipient: 'recipient', other: 'drafter' },
}

/** Decides on opening a meeting. @returns the first entry of its journal, or `not-allowed` */
export function decideOpenMeeting(
  meetingId: MeetingId,
  terms: MeetingTerms,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'runMeetings')) return refuse('not-allowed')
  return ok([draft('meeting:opened', { meetingId, ...terms }, by, now)])
}

/**
 * Decides on changing what is said of a meeting. A session without observers that runs is opened by those only who may
 * admit them, be it by its box or by its times.
 *
 * @param given what was said of the meeting when the form was opened, where it says so
 * @returns the entry to append, `not-allowed`, `meeting-archived`, `changed-meanwhile`, or `session-stays-closed`
 */
export function decideChangeMeeting(
  { terms: before, isArchived }: Pick<Seating, 'terms' | 'isArchived'>,
  terms: MeetingTerms,
  by: Actor,
  now: number,
  given: MeetingTerms | null = null,
): Result<EntryDraft[]> {
  if (!can(by.role, 'runMeetings')) return refuse('not-allowed')
  if (isArchived) return refuse('meeting-archived')
  if (given && before && changesBack(plainTerms(given), plainTerms(before), plainTerms(terms)))
    return refuse('changed-meanwhile')
  const isOpened = admitsSooner(before?.sessions ?? [], terms.sessions, now)
  if (isOpened && !can(by.role, 'admitObservers')) return refuse('session-stays-closed')
  return ok([draft('meeting:changed', terms, by, now)])
}

/** What is said of a meeting, the same for the same programme however it was written down. */
function plainTerms({ sessions, ...terms }: MeetingTerms) {
  const plain = sessions.map((session) => ({ ...session, admitsObservers: admitsObservers(session) }))
  return { ...terms, sessions: plain.toSorted((one, other) => one.startsAt - other.startsAt) }
}

/** The seats of a meeting, and the registry that says who chairs a mechanism. */
export interface SeatingRules {
  readonly seating: Seating
  readonly mechanisms: Registry['mechanisms']
}

type NamedSeat = SeatTerms & { readonly seatId: SeatId }

/**
 * Decides on making seats.
 *
 * @returns one entry for each, `not-allowed`, `too-large` when there are too many, or what `checkOffices` says
 */
export function decideMakeSeats(
  { seating, mechanisms }: SeatingRules,
  seats: readonly NamedSeat[],
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'manageSeats')) return refuse('not-allowed')
  if (seating.seats.size + seats.length > MAX_SEATS) return refuse('too-large')
  const checked = checkOffices({ seating, mechanisms }, seats)
  return checked.ok ? ok(seats.map((seat) => draft('seat:made', seat, by, now))) : checked
}

/**
 * Decides on changing a seat; who sits on it stays.
 *
 * @param given what was said of the seat when the form was opened, where it says so
 * @returns the entry, `not-allowed`, `seat-unknown`, `not-for-yourself`, `changed-meanwhile`, or what `checkOffices` says
 */
export function decideChangeSeat(
  { seating, mechanisms }: SeatingRules,
  seat: NamedSeat,
  by: Actor,
  now: number,
  given: SaidSeatTerms | null = null,
): Result<EntryDraft[]> {
  if (!can(by.role, 'manageSeats')) return refuse('not-allowed')
  const before = seating.seats.get(seat.seatId)
  if (!before) return refuse('seat-unknown')
  if (before.persons.some((personId) => isForThemselves(by, personId))) return refuse('not-for-yourself')
  if (given && changesBack(saidOfSeat(given), saidOfSeat(before), saidOfSeat(seat)))
    return refuse('changed-meanwhile')
  const checked = checkOffices({ seating, mechanisms }, [seat])
  return checked.ok ? ok([draft('seat:changed', seat, by, now)]) : checked
}

/** What a coordinator has said of a seat; a term of which neither day is said is none. */
function saidOfSeat({ label, heldFor, office, role, term }: SaidSeatTerms) {
  return { label, heldFor, office, role, from: term?.from ?? null, to: term?.to ?? null }
}

/**
 * Whether a seat is a secretariat's and brings the gavel down, which is that of the chair of the meeting. Such a seat is
 * made no more; one that was made before stays until it is changed.
 */
export function isSecretariatWithGavel({ office, role }: Pick<SeatTerms, 'office' | 'role'>): boolean {
  return office === 'secretariat' && can(role, 'gavel')
}

/** @returns `secretariat-has-no-gavel`, or what `checkChairs` says */
function checkOffices(rules: SeatingRules, seats: readonly NamedSeat[]): Result<void> {
  return seats.some(isSecretariatWithGavel) ? refuse('secretariat-has-no-gavel') : checkChairs(rules, seats)
}

/**
 * A mechanism has as many seats for its chair in a meeting as the registry says that it has chairs. A chair's seat that
 * was there before the registry changed stays.
 *
 * @returns `body-unknown` for the chair of what is no mechanism of the registry, or `chair-taken`
 */
function checkChairs({ seating, mechanisms }: SeatingRules, seats: readonly NamedSeat[]): Result<void> {
  const after = new Map(seating.seats)
  for (const seat of seats) after.set(seat.seatId, { ...seat, ...UNUSED })
  for (const seat of seats) {
    const chaired = chairedBy(seat)
    const before = seating.seats.get(seat.seatId)
    if (chaired === null || (before && chairedBy(before) === chaired)) continue
    const mechanism = mechanisms.get(chaired)
    if (!mechanism) return refuse('body-unknown')
    const chairs = [...after.values()].filter((other) => chairedBy(other) === chaired)
    if (chairs.length > chairsOf(mechanism.chair.kind)) return refuse('chair-taken')
  }
  return ok(undefined)
}

/** The mechanism whose chair sits there, or null. */
function chairedBy(seat: Pick<SeatTerms, 'heldFor' | 'office'>): MechanismId | null {
  return seat.office === 'chair' ? mechanismOf(seat) : null
}

/** Decides on taking a seat away. @returns the entry, `not-allowed` or `seat-unknown` */
export function decideRemoveSeat(
  seating: Seating,
  seatId: SeatId,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'manageSeats')) return refuse('not-allowed')
  if (!seating.seats.has(seatId)) return refuse('seat-unknown')
  return ok([draft('seat:removed', { seatId }, by, now)])
}

/** The seats that a person holds, in the order of the table. */
export function seatsOf(seating: Pick<Seating, 'seats'>, personId: PersonId): Seat[] {
  return [...seating.seats.values()].filter(({ persons }) => persons.includes(personId))
}

/** How many places are free on a seat. */
export function vacanciesOf({ persons }: Pick<Seat, 'persons'>): number {
  return Math.max(0, PERSONS_PER_SEAT - persons.length)
}

/** As it was said: a time zone that this machine does not know was one of the machine that wrote it. */
export const SaidTerms = v.object({ ...MeetingTerms.entries, timeZone: v.string() })
const Opened = v.object({ ...SaidTerms.entries, meetingId: MeetingId })
const Made = v.object({ ...SaidSeatTerms.entries, seatId: SeatId })
const Removed = v.object({ seatId: SeatId })
/** `linkId`: the slip by which somebody sat down; older entries have none, nor has a place that was given. */
const Sat = v.object({ seatId: SeatId, personId: PersonId, linkId: v.optional(LinkId) })

/** Folds one entry into the seating of its meeting; other kinds leave it as it is. */
export function evolveSeating(seating: Seating, entry: Entry): Seating {
  const after = withEntry(seating, entry)
  const hands = withHands(after.hands, entry)
  const emergencies = withEmergencies(after.emergencies, entry)
  const isSame = hands === after.hands && emergencies === after.emergencies
  return isSame ? after : { ...after, hands, emergencies }
}

function withEntry(seating: Seating, entry: Entry): Seating {
  const said = () => readJsonBody(entry.body)
  switch (entry.kind) {
    case 'meeting:opened': {
      const { meetingId, ...terms } = v.parse(Opened, said())
      return { ...seating, meetingId, terms }
    }
    case 'meeting:changed':
      return { ...seating, terms: v.parse(SaidTerms, said()) }
    case OBSERVER_KINDS.opened:
    case OBSERVER_KINDS.closed: {
      const admits = entry.kind === OBSERVER_KINDS.opened
      return withSessions(seating, v.parse(SessionOpened, said()), admits)
    }
    case MEETING_ARCHIVED:
    case MEETING_BROUGHT_BACK:
      return { ...seating, isArchived: entry.kind === MEETING_ARCHIVED }
    case 'seat:made':
      return withSeat(seating, { ...v.parse(Made, said()), ...UNUSED })
    case 'seat:changed': {
      const seat = v.parse(Made, said())
      const { persons, formerTerms } = seating.seats.get(seat.seatId) ?? UNUSED
      const changes = new Map(seating.changes).set(seat.seatId, entry.at)
      return { ...withSeat(seating, { ...seat, persons, formerTerms }), changes }
    }
    case TERM_PASSED: {
      const passed = v.parse(TermPassed, said())
      const seat = seating.seats.get(passed.seatId)
      return seat ? withSeat(seating, withTermPassed(seat, passed)) : seating
    }
    case 'seat:removed': {
      const seats = new Map(seating.seats)
      seats.delete(v.parse(Removed, said()).seatId)
      return { ...seating, seats }
    }
    case 'seat:taken': {
      const { seatId, personId, linkId } = v.parse(Sat, said())
      const seat = seating.seats.get(seatId)
      const after = seat ? withSeat(seating, { ...seat, persons: [...seat.persons, personId] }) : seating
      const moves = new Map(seating.moves).set(moveOf(seatId, personId), entry.at)
      const spentSlips = linkId ? new Set(seating.spentSlips).add(linkId) : seating.spentSlips
      return { ...after, moves, spentSlips }
    }
    case 'seat:left': {
      const { seatId, personId } = v.parse(Sat, said())
      const moves = new Map(seating.moves).set(moveOf(seatId, personId), entry.at)
      return { ...without(seating, seatId, personId), moves }
    }
    default:
      return seating
  }
}

function withSessions(seating: Seating, times: SessionTimes, admits: boolean): Seating {
  const { terms } = seating
  return terms
    ? { ...seating, terms: { ...terms, sessions: withAdmission(terms.sessions, times, admits) } }
    : seating
}

/** Under which name `moves` has a seat and a person. */
export const moveOf = (seatId: SeatId, personId: PersonId): string => `${seatId} ${personId}`

function withSeat(seating: Seating, seat: Seat): Seating {
  return { ...seating, seats: new Map(seating.seats).set(seat.seatId, seat) }
}

/** A seating in which somebody does not sit on a seat any more. */
export function without(seating: Seating, seatId: SeatId, personId: PersonId | null): Seating {
  const seat = seating.seats.get(seatId)
  if (!seat) return seating
  return withSeat(seating, { ...seat, persons: seat.persons.filter((person) => person !== personId) })
}
