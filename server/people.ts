import { newId, type PersonId } from '../shared/ids'
import type { Actor } from '../shared/journal'
import { admitted, decideRevokePerson } from '../shared/meetings'
import type { Me, Payload, Person, SessionCard } from '../shared/protocol'
import { ok, refuse, type Result } from '../shared/result'
import type { Bus } from './bus/port'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { isIdle, mayInHouse, type Session, type Sessions } from './sessions'
import type { Accounts, LinkRow, PersonRow, SessionRow } from './store/port'
import { tokenHashOf } from './tokens'

interface Needs {
  readonly accounts: Accounts
  readonly meeting: Meeting
  readonly sessions: Sessions
  readonly bus: Pick<Bus, 'announceRevoked'>
  readonly now: () => number
}

/** Somebody has come in: who it is, and the token for the cookie. */
export interface SignedIn {
  readonly me: Me
  readonly token: string
}

/** Commands about oneself and about who is in the house. */
export type PeopleCommand =
  'session:signOut' | 'session:read' | 'session:list' | 'session:revoke' | 'people:list' | 'people:revoke'

export interface People extends Handlers<PeopleCommand> {
  /** Redeems a single-use link: a new person with a session, or `link-spent`. `browser` is its own description. */
  signIn(payload: Payload<'session:signIn'>, browser: string): Promise<Result<SignedIn>>
}

/** Who comes in, who is here, and who is shown out. */
export function createPeople({ accounts, meeting, sessions, bus, now }: Needs): People {
  return {
    async signIn({ token, name }, browser) {
      const link = await accounts.linkByToken(tokenHashOf(token))
      if (!link) return refuse('link-spent')
      const person = personFrom(link, name, now())
      const { token: sessionToken, row } = sessions.make(person.personId, browser)
      if (!(await accounts.redeem(link.tokenHash, person, row, now()))) return refuse('link-spent')
      await meeting.decide(() => ok(admitted(person.role, actorFrom(person), now())))
      return ok({ me: meOf({ ...person, sessionId: row.sessionId }), token: sessionToken })
    },

    async 'session:signOut'(session) {
      await sessions.end(session)
      return ok({})
    },

    async 'session:read'(session) {
      return ok(meOf(session))
    },

    async 'session:list'(session) {
      const rows = await accounts.sessionsOf(session.personId)
      const live = rows.filter((row) => isLive(row, now()))
      return ok({ sessions: live.map((row) => cardOf(row, session)) })
    },

    async 'session:revoke'(session, { sessionId }) {
      const own = await accounts.sessionsOf(session.personId)
      if (!own.some((row) => row.sessionId === sessionId)) return refuse('not-allowed')
      await sessions.end({ sessionId, personId: session.personId })
      return ok({})
    },

    async 'people:list'(session) {
      if (!mayInHouse(session, 'seePeople')) return refuse('not-allowed')
      return ok({ people: (await accounts.people()).map(personRead) })
    },

    async 'people:revoke'(session, { personId }) {
      if (!mayInHouse(session, 'revokePeople')) return refuse('not-allowed')
      const person = await accounts.person(personId)
      if (!person) return refuse('not-allowed')
      const decided = await meeting.decide(() => decideRevokePerson(personId, actorFrom(session), now()))
      if (!decided.ok) return decided
      const sessionIds = await accounts.revokePerson(personId, now())
      bus.announceRevoked({ sessionIds, personId })
      return ok({})
    },
  }
}

const actorFrom = ({ personId, role }: Pick<PersonRow, 'personId' | 'role'>): Actor => ({
  personId,
  seatId: null,
  role,
})

const personFrom = ({ role, onlyDocumentId }: LinkRow, name: string, createdAt: number): PersonRow => ({
  personId: newId<PersonId>(),
  name,
  role,
  onlyDocumentId,
  createdAt,
  revokedAt: null,
})

const meOf = ({ personId, name, role, onlyDocumentId, sessionId }: Me): Me => ({
  personId,
  name,
  role,
  onlyDocumentId,
  sessionId,
})

const isLive = (row: SessionRow, now: number): boolean =>
  row.revokedAt === null && row.expiresAt > now && !isIdle(row, now)

const cardOf = (row: SessionRow, current: Session): SessionCard => ({
  sessionId: row.sessionId,
  createdAt: row.createdAt,
  lastSeenAt: row.lastSeenAt,
  browser: row.browser,
  current: row.sessionId === current.sessionId,
})

const personRead = (row: PersonRow & { readonly lastSeenAt: number | null }): Person => ({
  personId: row.personId,
  name: row.name,
  role: row.role,
  onlyDocumentId: row.onlyDocumentId,
  revoked: row.revokedAt !== null,
  lastSeenAt: row.lastSeenAt,
})
