import * as v from 'valibot'
import { LinkId, MechanismId, MeetingId, PersonId, SeatId, SessionId, DocumentId } from '../ids'
import { Office, Role } from '../roles'
import { MeetingSession } from '../programme'
import { MAX_SEATS, MeetingTerms, PERSONS_PER_SEAT, SaidSeatTerms, SaidTerms, SeatTerms } from '../seats'
import { readKey } from '../slips'
import { Day, Term } from '../terms'
import { EmergencyRead } from './emergency'
import { command, Empty, Time } from './parts'

/** What opens a link: its token or, for slips, the code as somebody typed it. */
export const LinkKey = v.pipe(
  v.string(),
  v.maxLength(64),
  v.transform((said) => readKey(said) ?? ''),
  v.minLength(1),
)

/** A seat that a person holds, as the person's own screens show it. */
export const HeldSeat = v.object({
  meetingId: MeetingId,
  seatId: SeatId,
  label: v.string(),
  role: Role,
  /** The mechanism that it is held for, or null. */
  mechanismId: v.optional(v.nullable(MechanismId), null),
  /** In which office, where it is held for a mechanism. */
  office: v.optional(Office, 'delegate'),
  /** The time zone of the meeting; null where it is not known. */
  timeZone: v.optional(v.nullable(v.string()), null),
  /** Whether the meeting is put aside: outside it the seat gives nothing. */
  isArchived: v.optional(v.boolean(), false),
})
export type HeldSeat = v.InferOutput<typeof HeldSeat>

/** The seat for which words are entered, and the mechanism whose chair is to confirm them; null when nobody is. */
export const EnteringRead = v.object({
  seatId: SeatId,
  label: v.string(),
  mechanismId: v.nullable(MechanismId),
})
export type EnteringRead = v.InferOutput<typeof EnteringRead>

export const Me = v.object({
  personId: PersonId,
  name: v.string(),
  /** What the person may do now: by the seat acted for, else by their own role. */
  role: Role,
  /** The role that the person has without a seat. */
  ownRole: Role,
  /** The only document this person may see, or null for all of them. */
  onlyDocumentId: v.nullable(DocumentId),
  /** The document for which this person was let in, and which they may read whatever seat they act for; or null. */
  linkedDocumentId: v.optional(v.nullable(DocumentId), null),
  sessionId: SessionId,
  /** The seat that the person acts for in this session, or null. */
  seatId: v.nullable(SeatId),
  /** All seats that the person holds. */
  seats: v.array(HeldSeat),
  /** For whom the person's words are entered without being asked: the chair of the secretariat's mechanism; or null. */
  entersFor: v.optional(v.nullable(EnteringRead), null),
  /** The meetings that the person has opened in emergency and may read for the time being, and until when. */
  emergencies: v.optional(v.array(v.object({ meetingId: MeetingId, until: Time })), []),
})
export type Me = v.InferOutput<typeof Me>

const LAST_MOMENT = Date.UTC(9999, 11, 31)

/** What somebody says of a meeting: days and moments that a calendar has. Older entries may say others. */
const AnnouncedTerms = v.pipe(
  MeetingTerms,
  v.check(
    ({ startsOn, endsOn, sessions }) =>
      [startsOn, endsOn].every((day) => v.is(Day, day)) &&
      sessions.every(({ endsAt }) => endsAt <= LAST_MOMENT),
    'no day of a calendar',
  ),
)

export const MeetingCard = v.object({
  ...MeetingTerms.entries,
  /** It was one for the machine that wrote it. */
  timeZone: v.string(),
  meetingId: MeetingId,
  seatCount: v.number(),
  /** Seats on which nobody sits. */
  vacantCount: v.number(),
  /** Put aside: to be read, not to be changed, until it is brought back. */
  isArchived: v.optional(v.boolean(), false),
})
export type MeetingCard = v.InferOutput<typeof MeetingCard>

export const SeatRead = v.object({
  ...SeatTerms.entries,
  seatId: SeatId,
  persons: v.array(v.object({ personId: PersonId, name: v.string() })),
  /** Those who chaired the mechanism from it before, by name, the earliest first. */
  formerTerms: v.optional(
    v.array(v.object({ name: v.string(), from: v.nullable(v.string()), to: v.nullable(v.string()) })),
    [],
  ),
})
export type SeatRead = v.InferOutput<typeof SeatRead>

/** Somebody who is at a meeting now, and as whom. */
export const PersonPresent = v.object({
  personId: PersonId,
  name: v.string(),
  role: Role,
  seatId: v.nullable(SeatId),
  /** Label of the seat, or null. */
  seat: v.nullable(v.string()),
  /** Acronym of the mechanism for which they act, or null. */
  mechanism: v.nullable(v.string()),
  office: v.nullable(Office),
})
export type PersonPresent = v.InferOutput<typeof PersonPresent>

/** A slip as it is shown the only time: the server keeps no more than fingerprints of its address and code. */
export const FreshSlip = v.object({
  linkId: LinkId,
  seatId: SeatId,
  url: v.string(),
  /** In groups, as it is read aloud. */
  code: v.string(),
  expiresAt: Time,
})
export type FreshSlip = v.InferOutput<typeof FreshSlip>

export const Slip = v.object({
  linkId: LinkId,
  seatId: SeatId,
  createdAt: Time,
  expiresAt: Time,
  state: v.picklist(['open', 'used', 'revoked', 'expired']),
  usedBy: v.nullable(v.string()),
})
export type Slip = v.InferOutput<typeof Slip>

const SeatIds = v.pipe(v.array(SeatId), v.minLength(1), v.maxLength(MAX_SEATS))

export const SEAT_COMMANDS = {
  'session:actFor': command(
    'Act for one of the seats that the caller holds, or for none, in this session.',
    v.strictObject({ seatId: v.nullable(SeatId) }),
    Me,
  ),

  'meeting:list': command(
    'The meetings that the caller may read.',
    Empty,
    v.object({ meetings: v.array(MeetingCard) }),
  ),
  'meeting:create': command('Open a meeting.', AnnouncedTerms, v.object({ meetingId: MeetingId })),
  'meeting:change': command(
    'Change what is said of a meeting; what somebody else has said since `before` is not changed back.',
    v.strictObject({
      meetingId: MeetingId,
      terms: AnnouncedTerms,
      before: v.optional(v.strictObject(SaidTerms.entries)),
    }),
    Empty,
  ),
  'meeting:admitObservers': command(
    'Admit observers to a session that runs, or close it to them: they leave the texts of the meeting until it is over.',
    v.strictObject({
      meetingId: MeetingId,
      startsAt: MeetingSession.entries.startsAt,
      endsAt: MeetingSession.entries.endsAt,
      admits: v.boolean(),
    }),
    Empty,
  ),
  'meeting:archive': command(
    'Put a meeting and its documents aside: they are read under what is archived, nothing in them changes, and its slips seat nobody.',
    v.strictObject({ meetingId: MeetingId }),
    Empty,
  ),
  'meeting:bringBack': command(
    'Bring an archived meeting back, with the documents that were put aside with it.',
    v.strictObject({ meetingId: MeetingId }),
    Empty,
  ),
  'meeting:attend': command(
    'Say that the page of a meeting is open, again every few seconds, or that it is not any more.',
    v.strictObject({ meetingId: MeetingId, isHere: v.boolean() }),
    Empty,
  ),
  'meeting:present': command(
    'Who has the page of a meeting or one of its documents open now; not in which document.',
    v.strictObject({ meetingId: MeetingId }),
    v.object({ people: v.array(PersonPresent) }),
  ),
  'meeting:read': command(
    'A meeting with its seats and those who hold them.',
    v.strictObject({ meetingId: MeetingId }),
    v.object({
      meeting: MeetingCard,
      seats: v.array(SeatRead),
      /** When it was opened in emergency, the latest first; empty for those who do not see the people. */
      emergencies: v.array(EmergencyRead),
    }),
  ),

  'seat:make': command(
    'Make seats in a meeting.',
    v.strictObject({
      meetingId: MeetingId,
      seats: v.pipe(v.array(SeatTerms), v.minLength(1), v.maxLength(MAX_SEATS)),
    }),
    v.object({ seatIds: v.array(SeatId) }),
  ),
  'seat:change': command(
    'Change the label of a seat, what it is held for, its office or its role; rights change at once. What somebody else has said since `before` is not changed back.',
    v.strictObject({
      meetingId: MeetingId,
      seatId: SeatId,
      terms: SeatTerms,
      before: v.optional(SaidSeatTerms),
    }),
    Empty,
  ),
  'seat:remove': command(
    'Take a seat away. Those who held it act for it no longer, and its unused slips stop working.',
    v.strictObject({ meetingId: MeetingId, seatId: SeatId }),
    Empty,
  ),
  'seat:handOver': command(
    'Give a place on a seat to a person, in the place of `from` if it is not null. Rights move at once.',
    v.strictObject({
      meetingId: MeetingId,
      seatId: SeatId,
      from: v.nullable(PersonId),
      to: PersonId,
      /**
       * First day of the new term, for the seat of a mechanism’s chair: the term before ends the day before. It says
       * nothing where a place is given beside somebody.
       */
      on: v.optional(Day),
    }),
    Empty,
  ),
  'seat:chairs': command(
    'Who chairs which mechanism, and for how long, by the seats of the meetings that the caller may read.',
    Empty,
    v.object({
      chairs: v.array(
        v.object({
          mechanismId: MechanismId,
          /** Theme of the meeting. */
          meeting: v.string(),
          persons: v.array(v.string()),
          term: v.nullable(Term),
        }),
      ),
    }),
  ),
  'seat:vacate': command(
    'Have a person leave a seat.',
    v.strictObject({ meetingId: MeetingId, seatId: SeatId, personId: PersonId }),
    Empty,
  ),
  'seat:take': command(
    'Redeem a slip in the name of the caller, who acts for its seat from then on.',
    v.strictObject({ token: LinkKey }),
    Me,
  ),

  'slip:make': command(
    'Make new slips for vacant places; older unused slips of these seats stop working.',
    v.strictObject({
      meetingId: MeetingId,
      seatIds: SeatIds,
      perSeat: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PERSONS_PER_SEAT)),
    }),
    v.object({ slips: v.array(FreshSlip) }),
  ),
  'slip:list': command(
    'The slips of a meeting that were made so far.',
    v.strictObject({ meetingId: MeetingId }),
    v.object({ slips: v.array(Slip) }),
  ),
  'slip:revoke': command(
    'Make a slip useless.',
    v.strictObject({ meetingId: MeetingId, linkId: LinkId }),
    Empty,
  ),
} as const
