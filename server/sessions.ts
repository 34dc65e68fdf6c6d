import type { Bus } from './bus/port'
import {
  newId,
  type DocumentId,
  type MechanismId,
  type MeetingId,
  type PersonId,
  type SeatId,
  type SessionId,
} from '../shared/ids'
import { isPrivate, type DocumentFacts } from '../shared/documents'
import type { Actor } from '../shared/journal'
import { logDegreeOf, type LogDegree } from '../shared/record'
import type { RefusalCode } from '../shared/result'
import {
  isEntitled,
  READER,
  readsText,
  type Action,
  type Admission,
  type Office,
  type Role,
} from '../shared/roles'
import { mechanismOf, type Seat } from '../shared/seats'
import { standingOf } from '../shared/standing'
import { placeOf, type Held, type Place, type Seatings } from './seatings'
import { StoreFault, type Accounts, type PersonRow, type SessionRow } from './store/port'
import { isToken, newToken, tokenHashOf } from './tokens'

/** A session ends after this time without a sign of life, unless it is locked: a forgotten browser is not an open door. */
export const SESSION_IDLE_MS = 12 * 3_600_000
/** No session outlives this, however busy. */
export const SESSION_LIMIT_MS = 7 * 24 * 3_600_000
/** Signs of life are written down at most this often. */
const TOUCH_EVERY_MS = 60_000

/** Who is asking, as the server knows it. */
export interface Session {
  readonly sessionId: SessionId
  readonly personId: PersonId
  /** The seat that the person acts for, and its label; null while there is none. */
  readonly seatId: SeatId | null
  readonly seatLabel: string | null
  /** The meeting of that seat: in the documents of another it gives no role. */
  readonly meetingId: MeetingId | null
  /** The mechanism that the seat is held for: its private rooms are open to this session. */
  readonly mechanismId: MechanismId | null
  /** In which office the person acts for that mechanism; null when the seat is held for none. */
  readonly office: Office | null
  readonly name: string
  /** The role of the seat acted for, else the person's own. */
  readonly role: Role
  /** The role that the person has without a seat. */
  readonly ownRole: Role
  /** The only document that this person may see, or null for all of them. */
  readonly onlyDocumentId: DocumentId | null
  /** The document whose link let this person in: it stays open to them on every seat. */
  readonly linkedDocumentId: DocumentId | null
  /** Set where the person acts for a seat of another meeting, see `actingAt`, or of one that is put aside. */
  readonly isElsewhere?: true
  /** Set where the meeting of the seat is put aside: how the person stands inside it. Outside they only read. */
  readonly insideOnly?: Session
  /** The meetings that the person has opened in emergency, each until when: their documents are open to be read. */
  readonly emergencies?: readonly OpenedInEmergency[]
  /** Set for whoever was let in only to look after a meeting, while they act for no seat: they read and may nothing. */
  readonly readsNothing?: true
  /** The session is over at this time, whatever happens; milliseconds since 1970. */
  readonly expiresAt: number
}

/** A meeting that somebody has opened in emergency, until a time in milliseconds since 1970. */
export interface OpenedInEmergency {
  readonly meetingId: MeetingId
  readonly until: number
}

/** The meetings whose documents a session may read by emergency access at this moment. */
export function openedInEmergency({ role, emergencies = [] }: Session, now: number): MeetingId[] {
  if (!isEntitled(role, 'readText', { hasEmergencyAccess: true })) return []
  return emergencies.flatMap(({ meetingId, until }) => (now < until ? [meetingId] : []))
}

/** In whose name a session acts. */
export function actorOf({ personId, seatId, role }: Session): Actor {
  return { personId, seatId, role }
}

/**
 * Whether a page speaks for another than the person of the session that its browser has now.
 *
 * @param said as the page says it, see `SPEAKER`; null or undefined when it says nothing
 */
export function speaksForAnother({ personId }: Pick<Session, 'personId'>, said: unknown): boolean {
  return said !== null && said !== undefined && said !== personId
}

/** How somebody stands who acts for no seat. */
export const NO_SEAT = {
  ...{ seatId: null, seatLabel: null, meetingId: null },
  ...{ mechanismId: null, office: null },
} as const

/**
 * A session as it acts in what belongs to a meeting: a seat of another meeting gives no role there. What belongs to the
 * whole house, null, takes every seat for what it is, but one of a meeting that is put aside. Whoever reads no text does
 * not do so elsewhere.
 */
export function actingAt(session: Session, meetingId: MeetingId | null): Session {
  const { insideOnly, ...outside } = session
  if (session.seatId === null) return session
  if (insideOnly) {
    if (session.meetingId === meetingId) return insideOnly
  } else if (meetingId === null || session.meetingId === meetingId) return session
  return { ...outside, ...NO_SEAT, role: roleElsewhere(session.role), isElsewhere: true }
}

const roleElsewhere = (role: Role): Role => (readsText(role) ? READER : role)

/** Whether a session may ever do an action, to a document that it may read if it is to one: what depends on who asks is looked at before anything is opened. */
export function may(session: Session, action: Action, card?: DocumentFacts): boolean {
  return session.readsNothing !== true && isEntitled(session.role, action, admissionOf(session, card))
}

/** As `may`: why a session may not, or null when it may. Who acts for a seat of another meeting is told so. */
export function whyMayNot(session: Session, action: Action, card?: DocumentFacts): RefusalCode | null {
  if (may(session, action, card)) return null
  return session.isElsewhere ? 'other-meeting' : 'not-allowed'
}

/** How much of the record a session reads, where it reads one. */
export function logDegree(session: Session): LogDegree {
  if (session.readsNothing) return 'facts'
  return logDegreeOf(session.role, { ...admissionOf(session), office: session.office })
}

const admissionOf = ({ onlyDocumentId, isElsewhere }: Session, card?: DocumentFacts): Admission => ({
  isConfined: onlyDocumentId !== null,
  isElsewhere: isElsewhere ?? false,
  isOwnRoom: isPrivate(card ?? null),
})

interface Needs {
  readonly accounts: Accounts
  readonly seatings: Pick<Seatings, 'seatingOf' | 'heldBy' | 'openedInEmergencyBy'>
  readonly bus: Pick<Bus, 'announceRevoked'>
  readonly now: () => number
}

/** Opens, recognises and ends sessions. */
export interface Sessions {
  /** A new session for a person; the row is for the store, the token, a fresh one unless given, for the browser. */
  make(
    personId: PersonId,
    browser: string,
    place: Place | null,
    token?: string,
  ): { readonly token: string; readonly row: SessionRow }
  /** Keeps the new session of somebody who was here before; one too many ends that was seen the longest ago. */
  add(row: SessionRow): Promise<void>
  /** The live session of a token, or null. */
  read(token: string | null): Promise<Session | null>
  /** The same session as it stands now, or null when it has ended. */
  again(session: Pick<Session, 'sessionId' | 'personId'>): Promise<Session | null>
  /**
   * The session as it stood when words were typed that come late: the person may act for another seat by now.
   *
   * @param standing see `standingOf`
   * @returns null when the person stands nowhere like that any more
   */
  typingAs(session: Session, standing: string): Promise<Session | null>
  /** Keeps a session alive while its sockets are open. */
  keepAlive(sessionId: SessionId): Promise<void>
  /** The locked session of a token, or null when there is none or it has ended. Locked at night, it waits in the morning. */
  readLocked(token: string | null): Promise<SessionRow | null>
  /** Locks one session and cuts its sockets on every node: to all but `readLocked` it has ended. */
  lock(session: Pick<Session, 'sessionId' | 'personId'>): Promise<void>
  /** Ends one session and cuts its sockets on every node. */
  end(session: Pick<Session, 'sessionId' | 'personId'>): Promise<void>
}

/** Sessions kept in the store, by the hash of their token. */
export function createSessions({ accounts, seatings, bus, now }: Needs): Sessions {
  const sessionOf = async (row: SessionRow, person: PersonRow) =>
    withEmergencies(seatings, await presentIn({ accounts, seatings }, row, person))

  /** A sign of life that cannot be written down, on a full disk or a locked one, keeps nobody from reading. */
  async function noteAlive(sessionId: SessionId, at: number): Promise<void> {
    try {
      await accounts.touchSession(sessionId, at)
    } catch (fault) {
      if (!(fault instanceof StoreFault)) throw fault
    }
  }

  return {
    make: (personId, browser, place, token = newToken()) =>
      newSession({ personId, browser, place, token }, now()),

    async add(row) {
      const sessionIds = await accounts.addSession(row)
      if (sessionIds.length > 0) bus.announceRevoked({ sessionIds, personId: row.personId })
    },

    async read(token) {
      if (token === null || !isToken(token)) return null
      const at = now()
      const found = await accounts.sessionByToken(tokenHashOf(token), at)
      if (!found || found.session.lockedAt !== null || isIdle(found.session, at)) return null
      if (at - found.session.lastSeenAt > TOUCH_EVERY_MS) await noteAlive(found.session.sessionId, at)
      return sessionOf(found.session, found.person)
    },

    async again({ sessionId, personId }) {
      const row = await accounts.session(sessionId)
      if (!row || row.revokedAt !== null || row.lockedAt !== null) return null
      const person = await accounts.person(personId)
      return person?.revokedAt === null ? sessionOf(row, person) : null
    },

    async typingAs(session, typedAs) {
      const isAsTyped = (one: Session) => standingOf(one.insideOnly ?? one) === typedAs
      if (isAsTyped(session)) return session
      const person = await accounts.person(session.personId)
      if (!person || person.revokedAt !== null) return null
      const held = await seatings.heldBy(session.personId)
      const all = [null, ...held].map((seat) => standing(session, person, seat))
      return all.find(isAsTyped) ?? null
    },

    async keepAlive(sessionId) {
      await accounts.touchSession(sessionId, now())
    },

    async readLocked(token) {
      if (token === null || !isToken(token)) return null
      const found = await accounts.sessionByToken(tokenHashOf(token), now())
      return found && found.session.lockedAt !== null ? found.session : null
    },

    async lock({ sessionId, personId }) {
      await accounts.lockSession(sessionId, now())
      bus.announceRevoked({ sessionIds: [sessionId], personId })
    },

    async end({ sessionId, personId }) {
      await accounts.revokeSession(sessionId, now())
      bus.announceRevoked({ sessionIds: [sessionId], personId })
    },
  }
}

/** Emergency access is for whoever acts in the role that may give it to itself, and not from a seat of another meeting. */
async function withEmergencies(
  seatings: Pick<Seatings, 'openedInEmergencyBy'>,
  session: Session,
): Promise<Session> {
  if (!may(session, 'openInEmergency')) return session
  const opened = await seatings.openedInEmergencyBy(session.personId)
  const emergencies = opened.filter(({ meetingId }) => !actingAt(session, meetingId).isElsewhere)
  return emergencies.length > 0 ? { ...session, emergencies } : session
}

/** Whoever no longer holds the seat acts in their own role again, whatever the session remembers. */
async function presentIn(
  needs: Pick<Needs, 'accounts' | 'seatings'>,
  row: SessionRow,
  person: PersonRow,
): Promise<Session> {
  const place = placeOf(row)
  if (place) {
    const { meetingId, seatId } = place
    const { seats, isArchived } = await needs.seatings.seatingOf(meetingId)
    const seat = seats.get(seatId)
    if (seat?.persons.includes(person.personId))
      return standing(row, person, { ...seat, meetingId, isArchived })
  }
  const session = standing(row, person, null)
  return (await looksAfterOnly(needs, person)) ? { ...session, readsNothing: true } : session
}

/**
 * Whether somebody was let in by slips alone to look after a meeting without reading it: no seat that they hold reads,
 * and when they hold none, none did for which they were let in.
 */
async function looksAfterOnly(
  { accounts, seatings }: Pick<Needs, 'accounts' | 'seatings'>,
  { personId, role, onlyDocumentId }: PersonRow,
): Promise<boolean> {
  if (role !== READER || onlyDocumentId !== null) return false
  const used = await accounts.linksUsedBy(personId)
  if (used.length === 0 || used.some((link) => placeOf(link) === null)) return false
  const held = await seatings.heldBy(personId)
  if (held.length > 0) return !held.some((seat) => readsText(seat.role))
  return !used.some((slip) => readsText(slip.role))
}

/** How a person stands on a seat that they hold, or on none. One of a meeting that is put aside gives nothing outside it. */
function standing(
  { sessionId, expiresAt }: Pick<Session, 'sessionId' | 'expiresAt'>,
  { personId, name, role: ownRole, onlyDocumentId }: PersonRow,
  seat: Pick<Held, keyof Seat | 'meetingId' | 'isArchived'> | null,
): Session {
  const who = { sessionId, personId, name, ownRole, linkedDocumentId: onlyDocumentId, expiresAt }
  if (!seat) return { ...who, ...NO_SEAT, role: ownRole, onlyDocumentId }
  const { seatId, label: seatLabel, meetingId, role } = seat
  const mechanismId = mechanismOf(seat)
  const office = mechanismId && seat.office
  // A seat is at the table of the whole meeting; whoever came in for one document is of the house no more than before.
  const place = { seatId, seatLabel, meetingId, mechanismId, office, role, onlyDocumentId: null }
  const seated: Session = { ...who, ...place, ownRole: onlyDocumentId === null ? ownRole : READER }
  if (!seat.isArchived) return seated
  const outside = { mechanismId: null, office: null, role: roleElsewhere(role), isElsewhere: true } as const
  return { ...seated, ...outside, insideOnly: seated }
}

interface SessionTerms {
  readonly personId: PersonId
  readonly browser: string
  readonly place: Place | null
  readonly token: string
}

function newSession({ personId, browser, place, token }: SessionTerms, createdAt: number) {
  const times = { createdAt, lastSeenAt: createdAt, expiresAt: createdAt + SESSION_LIMIT_MS }
  const row: SessionRow = {
    ...{ sessionId: newId<SessionId>(), tokenHash: tokenHashOf(token), personId, browser },
    ...(place ?? { meetingId: null, seatId: null }),
    ...times,
    ...{ revokedAt: null, lockedAt: null },
  }
  return { token, row }
}

/** Whether a stored session has been silent for too long. */
export function isIdle(row: Pick<SessionRow, 'lastSeenAt'>, now: number): boolean {
  return now - row.lastSeenAt > SESSION_IDLE_MS
}
