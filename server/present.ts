import type { MeetingId, PersonId, SessionId } from '../shared/ids'
import type { PersonPresent } from '../shared/protocol/seats'
import { ok, refuse } from '../shared/result'
import type { Who } from './collab/connection'
import type { Bus } from './bus/port'
import type { Collab } from './collab/socket'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import type { RegistryDesk } from './registry'
import type { Seatings } from './seatings'
import { actingAt, whyMayNot, type Session } from './sessions'

/**
 * A page of a meeting that says nothing for this long is not open any more, in milliseconds. It says so when it is left;
 * browsers wake a hidden one once a minute.
 */
export const ATTENDING_MS = 75_000

interface Needs {
  readonly meeting: Pick<Meeting, 'documentsOf'>
  readonly seatings: Pick<Seatings, 'readable'>
  readonly registry: Pick<RegistryDesk, 'acronymOf'>
  readonly collab: Pick<Collab, 'inRooms'>
  readonly bus: Pick<Bus, 'onRevoked'>
  readonly now: () => number
}

interface Attending {
  readonly person: PersonPresent
  readonly sessionId: SessionId
  readonly until: number
}

/**
 * Who is at a meeting now: whoever has its page open, or one of its documents. In which of them nobody is told, and of
 * private rooms, which belong to no meeting, nothing is known here.
 */
export function createPresent(needs: Needs): Handlers<'meeting:attend' | 'meeting:present'> {
  const { meeting, seatings, registry, collab, bus, now } = needs
  const byMeeting = new Map<MeetingId, Map<PersonId, Attending>>()

  bus.onRevoked(({ sessionIds, personId }) => {
    for (const there of byMeeting.values()) {
      const attending = there.get(personId)
      if (attending && sessionIds.includes(attending.sessionId)) there.delete(personId)
    }
  })

  async function attend(acting: Session, meetingId: MeetingId): Promise<void> {
    const { sessionId, personId, name, role, seatId, seatLabel, office, mechanismId } = acting
    const mechanism = await registry.acronymOf(mechanismId)
    const person = { personId, name, role, seatId, seat: seatLabel, mechanism, office }
    const there = byMeeting.get(meetingId) ?? new Map<PersonId, Attending>()
    byMeeting.set(meetingId, there.set(personId, { person, sessionId, until: now() + ATTENDING_MS }))
  }

  function attendingAt(meetingId: MeetingId): PersonPresent[] {
    const there = byMeeting.get(meetingId) ?? new Map<PersonId, Attending>()
    for (const [personId, { until }] of there) if (until <= now()) there.delete(personId)
    if (there.size === 0) byMeeting.delete(meetingId)
    return [...there.values()].map(({ person }) => person)
  }

  return {
    async 'meeting:attend'(session, { meetingId, isHere }) {
      const found = await seatings.readable(session, meetingId)
      if (!found.ok) return found
      if (isHere) await attend(actingAt(session, meetingId), meetingId)
      else byMeeting.get(meetingId)?.delete(session.personId)
      return ok({})
    },

    async 'meeting:present'(session, { meetingId }) {
      const found = await seatings.readable(session, meetingId)
      if (!found.ok) return found
      const refused = whyMayNot(actingAt(session, meetingId), 'seePresent')
      if (refused) return refuse(refused)
      const own = new Set((await meeting.documentsOf(meetingId)).map(({ documentId }) => documentId))
      const people = new Map(attendingAt(meetingId).map((person) => [person.personId, person]))
      for (const { who, documentId } of collab.inRooms())
        if (own.has(documentId)) people.set(who.personId, presentAs(who))
      return ok({ people: [...people.values()] })
    },
  }
}

const presentAs = ({ personId, name, role, seatId, seatLabel, mechanism, office }: Who): PersonPresent => {
  return { personId, name, role, seatId, seat: seatLabel, mechanism, office }
}
