import { newId, type MeetingId, type SeatId } from '../shared/ids'
import type { Actor, EntryDraft } from '../shared/journal'
import { slipRevoked } from '../shared/keys'
import type { Me } from '../shared/protocol/seats'
import { ok, refuse, type Result } from '../shared/result'
import {
  decideChangeSeat,
  decideMakeSeats,
  decideRemoveSeat,
  mechanismOf,
  vacanciesOf,
  type Seating,
} from '../shared/seats'
import { decideHandOver, decideVacate } from '../shared/sitting'
import type { Bus } from './bus/port'
import type { Handlers } from './handlers'
import type { MeOf } from './me'
import type { RegistryDesk } from './registry'
import { givesToThemselves, isOwnWork } from './own-work'
import { placeOf, type Place, type Seatings } from './seatings'
import { actingAt, actorOf, type Session, type Sessions } from './sessions'
import type { Accounts } from './store/port'
import { tokenHashOf } from './tokens'

interface Needs {
  readonly accounts: Accounts
  readonly seatings: Seatings
  readonly registry: Pick<RegistryDesk, 'read'>
  readonly sessions: Pick<Sessions, 'again'>
  readonly meOf: MeOf
  readonly bus: Pick<Bus, 'announceReseated'>
  readonly now: () => number
}

export type SeatCommand =
  | 'session:actFor'
  | 'seat:make'
  | 'seat:change'
  | 'seat:remove'
  | 'seat:handOver'
  | 'seat:vacate'
  | 'seat:take'

/** Who sits where, and for which seat somebody acts. What changes rights takes hold of all sockets at once. */
export function createSeats(needs: Needs): Handlers<SeatCommand> {
  return { ...createTable(needs), ...createHandOver(needs), ...createActing(needs) }
}

type Decide = (
  session: Session,
  meetingId: MeetingId,
  by: (seating: Seating, actor: Actor) => Result<EntryDraft[]>,
  also?: { readonly isOpenAside: boolean },
) => Promise<Result<Record<never, never>>>

const EVEN_ASIDE = { isOpenAside: true } as const

/**
 * Decides on the seats of a meeting that the session may read, and for no seat of another. While the meeting is put
 * aside nothing changes, except where `isOpenAside`: a place can be taken from somebody at any time.
 */
const deciding =
  ({ seatings }: Needs): Decide =>
  async (session, meetingId, by, { isOpenAside } = { isOpenAside: false }) => {
    const found = await seatings.readable(session, meetingId)
    if (!found.ok) return found
    const acting = actingAt(session, meetingId)
    if (acting.isElsewhere) return refuse('other-meeting')
    const decided = await found.value.decide((seating) => {
      const meant = by(seating, actorOf(acting))
      return meant.ok && seating.isArchived && !isOpenAside ? refuse('meeting-archived') : meant
    })
    return decided.ok ? ok({}) : decided
  }

/**
 * The seats themselves. Whoever holds a seat that changes comes back under its new rights, as does the secretariat of a
 * mechanism when the seat of its chair does: it types for that one.
 */
function createTable(needs: Needs): Handlers<'seat:make' | 'seat:change' | 'seat:remove'> {
  const { accounts, seatings, registry, bus, now } = needs
  const decide = deciding(needs)

  async function change(
    session: Session,
    { meetingId, seatId }: Place,
    ...how: [by: Parameters<Decide>[2], also?: Parameters<Decide>[3]]
  ) {
    const found = await seatings.readable(session, meetingId)
    if (!found.ok) return found
    const { state: before } = await found.value.read()
    const changed = await decide(session, meetingId, ...how)
    if (!changed.ok) return changed
    sendBack([before, await seatings.seatingOf(meetingId)], [seatId])
    bus.announceReseated({ enteredFor: seatId })
    return changed
  }

  /** Has those come back for whom the seats are other ones than before, or their chair's. */
  function sendBack(seatings: readonly Seating[], seatIds: readonly SeatId[]) {
    const all = seatings.flatMap(({ seats }) => [...seats.values()])
    const changed = all.filter(({ seatId }) => seatIds.includes(seatId))
    const chaired = changed.filter(({ office }) => office === 'chair').map(mechanismOf)
    const secretariats = all.filter(
      (seat) => seat.office === 'secretariat' && chaired.includes(mechanismOf(seat)),
    )
    const holders = [...changed, ...secretariats].flatMap(({ persons }) => persons)
    for (const personId of new Set(holders)) bus.announceReseated({ personId, sessionId: null })
  }

  return {
    async 'seat:make'(session, { meetingId, seats }) {
      const made = seats.map((seat) => ({ ...seat, seatId: newId<SeatId>() }))
      const { mechanisms } = await registry.read()
      const decided = await decide(session, meetingId, (seating, by) =>
        decideMakeSeats({ seating, mechanisms }, made, by, now()),
      )
      if (!decided.ok) return decided
      const seatIds = made.map(({ seatId }) => seatId)
      sendBack([await seatings.seatingOf(meetingId)], seatIds)
      return ok({ seatIds })
    },

    async 'seat:change'(session, { meetingId, seatId, terms, before }) {
      const { mechanisms } = await registry.read()
      return change(session, { meetingId, seatId }, (seating, by) =>
        decideChangeSeat({ seating, mechanisms }, { ...terms, seatId }, by, now(), before),
      )
    },

    async 'seat:remove'(session, { meetingId, seatId }) {
      const removed = await change(
        session,
        { meetingId, seatId },
        (seating, by) => decideRemoveSeat(seating, seatId, by, now()),
        EVEN_ASIDE,
      )
      if (removed.ok) await accounts.revokeSlipsOf(seatId, now())
      return removed
    },
  }
}

/**
 * Places given by the coordinator, and taken back. Who is given one acts for that seat from then on. With the place that
 * somebody leaves go the unused slips of the seat.
 */
function createHandOver(needs: Needs): Handlers<'seat:handOver' | 'seat:vacate'> {
  const { accounts, seatings, bus, now } = needs
  const decide = deciding(needs)

  /** Whoever has left a seat may hold another slip of it, and would come back by that. */
  async function withdrawSlips(session: Session, { meetingId, seatId }: Place) {
    const slips = await accounts.revokeSlipsOf(seatId, now())
    if (slips.length === 0) return
    const by = actorOf(actingAt(session, meetingId))
    const withdrawn = slips.map(({ linkId }) => slipRevoked({ seatId, linkId }, by, now()))
    await seatings.of(meetingId).decide(() => ok(withdrawn))
  }

  return {
    async 'seat:handOver'(session, { meetingId, seatId, from, to, on }) {
      const person = await accounts.person(to)
      if (!person || person.revokedAt !== null) return refuse('not-allowed')
      const given = await decide(session, meetingId, (seating, by) =>
        decideHandOver(seating, { seatId, from, to, on }, by, now()),
      )
      if (!given.ok) return given
      if (from !== null) await withdrawSlips(session, { meetingId, seatId })
      await accounts.seatSessionsOf(to, { meetingId, seatId })
      for (const personId of [to, ...(from === null ? [] : [from])])
        bus.announceReseated({ personId, sessionId: null })
      return given
    },

    async 'seat:vacate'(session, { meetingId, seatId, personId }) {
      const vacated = await decide(
        session,
        meetingId,
        (seating, by) => decideVacate(seating, { seatId, personId }, by, now()),
        EVEN_ASIDE,
      )
      if (!vacated.ok) return vacated
      bus.announceReseated({ personId, sessionId: null })
      await withdrawSlips(session, { meetingId, seatId })
      return vacated
    },
  }
}

/** For which seat somebody acts, and sitting down by a slip. */
function createActing(needs: Needs): Handlers<'session:actFor' | 'seat:take'> {
  const { accounts, seatings, now } = needs

  return {
    async 'session:actFor'(session, { seatId }) {
      const held = await seatings.heldBy(session.personId)
      const place = held.find((seat) => seat.seatId === seatId) ?? null
      if (seatId !== null && !place) return refuse('not-allowed')
      return actFor(needs, session, place)
    },

    async 'seat:take'(session, { token }) {
      const link = await accounts.linkByKey(tokenHashOf(token))
      const place = link && placeOf(link)
      if (!link || !place) return refuse('link-spent')
      const { seats, isArchived } = await seatings.seatingOf(place.meetingId)
      const seat = seats.get(place.seatId)
      if (!seat) return refuse('link-spent')
      const sitsThere = seat.persons.includes(session.personId)
      if (isArchived && !sitsThere) return refuse('link-spent')
      const gives = givesToThemselves(session, place)
      // the answer was lost on its way, or the server died before it could give one
      const again = link.usedBy === session.personId ? await seatings.takeAgain(link, gives) : null
      if (again && !again.ok) return again
      if (again || (sitsThere && link.usedBy === session.personId)) return actFor(needs, session, place)
      if (!sitsThere && vacanciesOf(seat) === 0) return refuse('seat-full')
      // the slip stays good for whoever it is for
      if (!sitsThere && (await isOwnWork(seatings, link, session))) return refuse('not-for-yourself')
      if (!(await accounts.spend(link.tokenHash, session.personId, now()))) return refuse('link-spent')
      const { personId } = session
      const taken = await seatings.take(place, { personId, linkId: link.linkId, gives })
      return taken.ok ? actFor(needs, session, place) : taken
    },
  }
}

/** Has a session act for a seat, or for none. The answer is ready before the sockets close. */
async function actFor(needs: Needs, session: Session, place: Place | null): Promise<Result<Me>> {
  const { accounts, sessions, meOf, bus } = needs
  const { meetingId, seatId } = place ?? { meetingId: null, seatId: null }
  await accounts.seatSession(session.sessionId, { meetingId, seatId })
  const now = await sessions.again(session)
  if (!now) return refuse('session-revoked')
  const me = await meOf(now)
  bus.announceReseated({ personId: session.personId, sessionId: session.sessionId })
  return ok(me)
}
