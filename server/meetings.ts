import { newId, type MeetingId } from '../shared/ids'
import { decideListMeeting } from '../shared/meetings'
import type { MeetingCard, SeatRead } from '../shared/protocol/seats'
import { decideAdmitObservers } from '../shared/programme'
import { ok, refuse } from '../shared/result'
import { isOfHouse } from '../shared/readers'
import { decideChangeMeeting, decideOpenMeeting, type Seat, type Seating } from '../shared/seats'
import type { EmergencyDesk } from './emergencies'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import type { NameOf } from './names'
import type { Seatings } from './seatings'
import { actingAt, actorOf, may, whyMayNot } from './sessions'

interface Needs {
  readonly meeting: Meeting
  readonly seatings: Seatings
  readonly emergencies: Pick<EmergencyDesk, 'recordOf'>
  readonly nameOf: NameOf
  readonly now: () => number
}

export type MeetingCommand =
  'meeting:list' | 'meeting:create' | 'meeting:change' | 'meeting:admitObservers' | 'meeting:read'

/** The meetings of the house: which there are, how one is opened, changed and read. */
export function createMeetings(needs: Needs): Handlers<MeetingCommand> {
  const { meeting, seatings, emergencies, nameOf, now } = needs

  async function seatRead({ persons, formerTerms, ...seat }: Seat): Promise<SeatRead> {
    const named = persons.map(async (personId) => ({ personId, name: await nameOf(personId) }))
    const former = formerTerms.map(async ({ personId, from, to }) => {
      return { name: await nameOf(personId), from, to }
    })
    return { ...seat, persons: await Promise.all(named), formerTerms: await Promise.all(former) }
  }

  return {
    async 'meeting:list'(session) {
      const readable = await seatings.readableBy(session)
      const read = await Promise.all(readable.map((meetingId) => seatings.seatingOf(meetingId)))
      return ok({ meetings: read.flatMap(cardOf) })
    },

    async 'meeting:create'(session, terms) {
      // a seat of one meeting opens no other: whoever has no more than that could not even read it
      if (!may(session, 'runMeetings') || !isOfHouse(session)) return refuse('not-allowed')
      const meetingId = newId<MeetingId>()
      const by = actorOf(session)
      const opened = await seatings.of(meetingId).decide(() => decideOpenMeeting(meetingId, terms, by, now()))
      if (!opened.ok) return opened
      const listed = await meeting.decide(() => decideListMeeting(meetingId, by, now()))
      return listed.ok ? ok({ meetingId }) : listed
    },

    async 'meeting:change'(session, { meetingId, terms, before }) {
      const found = await seatings.readable(session, meetingId)
      if (!found.ok) return found
      const acting = actingAt(session, meetingId)
      const refused = whyMayNot(acting, 'runMeetings')
      if (refused) return refuse(refused)
      const changed = await found.value.decide((seating) =>
        decideChangeMeeting(seating, terms, actorOf(acting), now(), before),
      )
      return changed.ok ? ok({}) : changed
    },

    async 'meeting:admitObservers'(session, { meetingId, ...said }) {
      const found = await seatings.readable(session, meetingId)
      if (!found.ok) return found
      const acting = actingAt(session, meetingId)
      const refused = whyMayNot(acting, 'admitObservers')
      if (refused) return refuse(refused)
      const decided = await found.value.decide(({ terms, isArchived }) =>
        isArchived
          ? refuse('meeting-archived')
          : decideAdmitObservers(terms?.sessions ?? [], said, actorOf(acting), now()),
      )
      return decided.ok ? ok({}) : decided
    },

    async 'meeting:read'(session, { meetingId }) {
      const found = await seatings.readable(session, meetingId)
      if (!found.ok) return found
      const { state: seating } = await found.value.read()
      const [card] = cardOf(seating)
      if (!card) return refuse('not-allowed')
      const seats = await Promise.all([...seating.seats.values()].map(seatRead))
      return ok({ meeting: card, seats, emergencies: await emergencies.recordOf(session, seating) })
    },
  }
}

/** The card of a meeting; nothing before its first entry. */
function cardOf({ meetingId, terms, seats, isArchived }: Seating): MeetingCard[] {
  if (!meetingId || !terms) return []
  const vacant = [...seats.values()].filter(({ persons }) => persons.length === 0)
  return [{ ...terms, meetingId, seatCount: seats.size, vacantCount: vacant.length, isArchived }]
}
