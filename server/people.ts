import { newId, type DocumentId, type PersonId } from '../shared/ids'
import type { Actor } from '../shared/journal'
import { admitted, decideRenamePerson } from '../shared/meetings'
import { mayCorrectName } from '../shared/own-hands'
import type { Payload, Person } from '../shared/protocol'
import type { Me } from '../shared/protocol/seats'
import type { SessionCard } from '../shared/protocol/sign-in'
import { ok, refuse, type Result } from '../shared/result'
import { administers, looksOn, seesHouse } from '../shared/roles'
import { isOfHouse } from '../shared/readers'
import { EMPTY_SEATING, vacanciesOf, type Seat, type Seating } from '../shared/seats'
import type { Bus } from './bus/port'
import type { Handlers } from './handlers'
import type { MeOf } from './me'
import type { Meeting } from './meeting'
import { isOwnWork } from './own-work'
import { placeOf, type Seatings } from './seatings'
import { actorOf, isIdle, may, type Session, type Sessions } from './sessions'
import type { Accounts, FormerNameRow, LinkRow, PersonRow, SessionRow } from './store/port'
import { tokenForAttempt, tokenHashOf } from './tokens'

interface Needs {
  readonly accounts: Accounts
  readonly meeting: Meeting
  readonly seatings: Seatings
  readonly meOf: MeOf
  readonly sessions: Sessions
  readonly bus: Pick<Bus, 'announceReseated'>
  readonly now: () => number
}

/** Of what somebody was called before, the list of people says the last ones. */
const MAX_FORMER_NAMES = 5

/** Somebody has come in: who it is, and the token for the cookie. */
export interface SignedIn {
  readonly me: Me
  readonly token: string
}

/** Commands about oneself and about who is in the house. */
export type PeopleCommand =
  | 'session:signOut'
  | 'session:lock'
  | 'session:read'
  | 'session:list'
  | 'session:revoke'
  | 'people:list'
  | 'people:rename'

export interface People extends Handlers<PeopleCommand> {
  /**
   * Redeems a single-use link: a new person with a session, or `link-spent`; the same ones again for the same attempt.
   * `browser` is its own description; `here` is the session that it has already. Who reads no text does not come in
   * beside themselves by what they made for others: `not-for-yourself`.
   */
  signIn(
    payload: Payload<'session:signIn'>,
    browser: string,
    here?: Session | null,
  ): Promise<Result<SignedIn>>
}

/** Who comes in, who is here, and who is shown out. */
export function createPeople(needs: Needs): People {
  const { accounts, meOf, sessions, now } = needs
  return {
    signIn: signingIn(needs),

    async 'session:signOut'(session) {
      await sessions.end(session)
      return ok({})
    },

    async 'session:lock'(session, { sessionId }) {
      if (session.sessionId !== sessionId) return ok({ present: await meOf(session) })
      await sessions.lock(session)
      return ok({ present: null })
    },

    async 'session:read'(session) {
      return ok(await meOf(session))
    },

    async 'session:list'(session) {
      const rows = await accounts.sessionsOf(session.personId, now())
      const live = rows.filter((row) => isLive(row, now()))
      return ok({ sessions: live.map((row) => cardOf(row, session)) })
    },

    async 'session:revoke'(session, { sessionId }) {
      const ended = await accounts.session(sessionId)
      if (ended?.personId !== session.personId) return refuse('not-allowed')
      await sessions.end({ sessionId, personId: session.personId })
      return ok({})
    },

    'people:list': listing(needs),
    'people:rename': renaming(needs),
  }
}

/** Who there is, as far as the session may know of them. */
function listing({ accounts, meeting, seatings, now }: Needs): People['people:list'] {
  return async (session) => {
    if (!may(session, 'seePeople')) return refuse('not-allowed')
    const readable = new Set(await seatings.readableBy(session))
    const isOpen = ({ meetingId }: Seating) => meetingId !== null && readable.has(meetingId)
    const held = seatsByPerson((await seatings.all()).filter(isOpen))
    const ofHouse = isOfHouse(session)
    const open = new Set((await meeting.listedFor(session)).map(({ documentId }) => documentId))
    const isKnown = acquaintances(session, open)
    const rows = (await accounts.people()).filter((row) => ofHouse || held.has(row.personId) || isKnown(row))
    const isCounted = ({ meetingId, onlyDocumentId: only }: LinkRow) =>
      (ofHouse || (meetingId !== null && readable.has(meetingId))) && (only === null || open.has(only))
    const links = countMade((await accounts.openLinks(now())).filter(isCounted))
    const formerly = namesByPerson(await accounts.formerNames())
    return ok({
      people: rows.map((row) =>
        personRead(row, {
          onlyDocumentId: row.onlyDocumentId && open.has(row.onlyDocumentId) ? row.onlyDocumentId : null,
          seats: held.get(row.personId) ?? [],
          openLinks: links.get(row.personId) ?? 0,
          formerNames: (formerly.get(row.personId) ?? []).slice(-MAX_FORMER_NAMES),
        }),
      ),
    })
  }
}

/** Corrects a name. Whoever bears it comes back under the new one, with all that is open. */
function renaming({ accounts, meeting, seatings, bus, now }: Needs): People['people:rename'] {
  const seatRoles = async (personId: PersonId) => (await seatings.heldBy(personId)).map(({ role }) => role)

  /** As whom somebody corrects names: who gives names as one who reads does so whatever seats they hold besides. */
  async function correctorOf(session: Session) {
    const { personId, role, ownRole } = session
    const mayCorrect = may(session, 'correctNames') && isOfHouse(session)
    const others = mayCorrect ? [] : await seatRoles(personId)
    return { personId, mayCorrect, roles: [role, ownRole, ...others] }
  }

  return async (session, { personId, name }) => {
    const person = await accounts.person(personId)
    if (!person) return refuse('not-allowed')
    const roles = [person.role, ...(await seatRoles(personId))]
    const mayCorrect = mayCorrectName(await correctorOf(session), { personId, roles })
    const decided = await meeting.decide(() =>
      decideRenamePerson(person, name, { by: actorOf(session), mayCorrect }, now()),
    )
    if (!decided.ok || decided.value.length === 0) return decided.ok ? ok({}) : decided
    await accounts.renamePerson(personId, name, now())
    bus.announceReseated({ personId, sessionId: null })
    return ok({})
  }
}

function signingIn(needs: Needs): People['signIn'] {
  const { accounts, meeting, seatings, meOf, sessions, now } = needs
  const redeem = redeeming(needs)

  const admit = (by: Actor) => meeting.decide((house) => ok(admitted(house, by, now())))

  /**
   * The answer to a redemption was lost on its way, or the server died before it could give one: it is given again as
   * long as the session lives, and what was left to do is done.
   */
  async function comeAgain(link: LinkRow, token: string): Promise<Result<SignedIn> | null> {
    const session = await sessions.read(token)
    if (!session) return null
    const seat = link.usedBy === session.personId ? await seatings.takeAgain(link) : null
    if (seat && !seat.ok) {
      await accounts.revokePerson(session.personId, now())
      return seat
    }
    const present = await sessions.again(session)
    if (!present) return null
    await admit(actorOf(present))
    return ok({ me: await meOf(present), token })
  }

  return async ({ token, name, attempt }, browser, here = null) => {
    const link = await accounts.linkByKey(tokenHashOf(token))
    if (!link) return refuse('link-spent')
    if (here && (await isOwnWork(seatings, link, here))) return refuse('not-for-yourself')
    const known = attempt === undefined ? undefined : tokenForAttempt(attempt, token)
    const person = personFrom(link, name, now())
    const { token: sessionToken, row } = sessions.make(person.personId, browser, placeOf(link), known)
    const by = await redeem(link, person, row)
    if (!by.ok) return (known === undefined ? null : await comeAgain(link, known)) ?? by
    await admit(by.value)
    const session = await sessions.again(row)
    return session ? ok({ me: await meOf(session), token: sessionToken }) : refuse('link-spent')
  }
}

/** Besides those at their own tables participants know who runs the house, and who came in for what they read themselves. */
function acquaintances(session: Session, open: ReadonlySet<DocumentId>): (row: PersonRow) => boolean {
  return ({ personId, role, onlyDocumentId: only }) =>
    personId === session.personId || (only === null ? !looksOn(role) : open.has(only))
}

/** Uses the link up for a new person who sits down where it says. The last place may go to somebody else meanwhile. */
function redeeming({ accounts, seatings, now }: Pick<Needs, 'accounts' | 'seatings' | 'now'>) {
  return async (link: LinkRow, person: PersonRow, session: SessionRow): Promise<Result<Actor>> => {
    const place = placeOf(link)
    const { seats, isArchived } = place ? await seatings.seatingOf(place.meetingId) : EMPTY_SEATING
    const seat = place && seats.get(place.seatId)
    if (place && (!seat || isArchived)) return refuse('link-spent')
    if (seat && vacanciesOf(seat) === 0) return refuse('seat-full')
    if (!(await accounts.redeem(link.tokenHash, person, session, now()))) return refuse('link-spent')
    if (!place) return ok({ personId: person.personId, seatId: null, role: person.role })
    const taken = await seatings.take(place, { personId: person.personId, linkId: link.linkId })
    if (taken.ok) return ok({ personId: person.personId, seatId: place.seatId, role: taken.value.role })
    await accounts.revokePerson(person.personId, now())
    return taken
  }
}

/** Who comes in by a slip has the rights of its seat, and by themselves no more than to read; a recipient not even that. */
const personFrom = (link: LinkRow, name: string, createdAt: number): PersonRow => ({
  personId: newId<PersonId>(),
  name,
  role: placeOf(link) && seesHouse(link.role) ? 'observer' : link.role,
  onlyDocumentId: link.onlyDocumentId,
  createdAt,
  revokedAt: null,
})

function namesByPerson(rows: readonly FormerNameRow[]): Map<PersonId, string[]> {
  const names = new Map<PersonId, string[]>()
  for (const { personId, name } of rows) {
    const known = names.get(personId)
    if (known) known.push(name)
    else names.set(personId, [name])
  }
  return names
}

function seatsByPerson(seatings: readonly Seating[]): Map<PersonId, Seat[]> {
  const held = new Map<PersonId, Seat[]>()
  for (const { seats } of seatings)
    for (const seat of seats.values())
      for (const personId of seat.persons) held.set(personId, [...(held.get(personId) ?? []), seat])
  return held
}

/** How many of these links and slips each person has made. */
function countMade(links: readonly LinkRow[]): Map<PersonId, number> {
  const counts = new Map<PersonId, number>()
  for (const { createdBy } of links) if (createdBy) counts.set(createdBy, (counts.get(createdBy) ?? 0) + 1)
  return counts
}

const isLive = (row: SessionRow, now: number): boolean =>
  row.revokedAt === null && row.lockedAt === null && row.expiresAt > now && !isIdle(row, now)

const cardOf = (row: SessionRow, current: Session): SessionCard => ({
  sessionId: row.sessionId,
  createdAt: row.createdAt,
  lastSeenAt: row.lastSeenAt,
  browser: row.browser,
  current: row.sessionId === current.sessionId,
})

const personRead = (
  row: PersonRow & { readonly lastSeenAt: number | null },
  {
    seats,
    ...known
  }: Pick<Person, 'onlyDocumentId' | 'openLinks' | 'formerNames'> & { readonly seats: readonly Seat[] },
): Person => ({
  personId: row.personId,
  name: row.name,
  role: row.role,
  ...known,
  seats: seats.map(({ label }) => label),
  administers: [...(row.onlyDocumentId === null ? [row] : []), ...seats].some(({ role }) =>
    administers(role),
  ),
  revoked: row.revokedAt !== null,
  lastSeenAt: row.lastSeenAt,
})
