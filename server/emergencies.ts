import {
  decideEndEmergency,
  decideNoteEmergency,
  decideOpenInEmergency,
  isToBeTold,
  lasts,
  openAccessOf,
  type Emergency,
} from '../shared/emergency'
import { newId, type EmergencyId, type MeetingId, type PersonId } from '../shared/ids'
import type { EntryDraft } from '../shared/journal'
import type { EmergencyRead } from '../shared/protocol/emergency'
import { ok, refuse, type Result } from '../shared/result'
import { readsText, type Action } from '../shared/roles'
import type { Seating } from '../shared/seats'
import type { Bus } from './bus/port'
import type { Handlers } from './handlers'
import type { NameOf } from './names'
import type { Seatings } from './seatings'
import { actingAt, actorOf, may, whyMayNot, type Session } from './sessions'

/** News of so many meetings, the latest ones, are told live: a page follows no more. */
const MAX_FOLLOWED = 20

interface Needs {
  readonly seatings: Seatings
  readonly nameOf: NameOf
  readonly bus: Pick<Bus, 'announceReseated'>
  readonly now: () => number
}

export type EmergencyCommand =
  'meeting:openInEmergency' | 'meeting:endEmergency' | 'meeting:noteEmergency' | 'meeting:emergencies'

export interface EmergencyDesk {
  readonly handlers: Handlers<EmergencyCommand>
  /** The emergency accesses of a meeting, the latest first: for those who see the people, and for others none. */
  recordOf(session: Session, seating: Seating): Promise<EmergencyRead[]>
}

/** Emergency access: how an administrator opens a meeting to read it, who is told of it, and how it ends. */
export function createEmergencies(needs: Needs): EmergencyDesk {
  const { seatings, bus, now } = needs
  const read = reading(needs)

  /** Decides in a meeting that the session may read, as it acts there. */
  async function decide(
    session: Session,
    { meetingId, action }: { readonly meetingId: MeetingId; readonly action: Action },
    by: (seating: Seating, acting: Session) => Result<EntryDraft[]>,
  ): Promise<Result<{ readonly isNew: boolean }>> {
    const found = await seatings.readable(session, meetingId)
    if (!found.ok) return found
    const acting = actingAt(session, meetingId)
    const refused = whyMayNot(acting, action)
    if (refused) return refuse(refused)
    const decided = await found.value.decide((seating) => by(seating, acting))
    return decided.ok ? ok({ isNew: decided.value.length > 0 }) : decided
  }

  /** Who has the access comes back under the rights that they have now, with all that is open. */
  const sendBack = (personId: PersonId) => bus.announceReseated({ personId, sessionId: null })

  const handlers: Handlers<EmergencyCommand> = {
    async 'meeting:openInEmergency'(session, { meetingId, reason }) {
      const said = { accessId: newId<EmergencyId>(), reason }
      const opened = await decide(session, { meetingId, action: 'openInEmergency' }, (seating, acting) =>
        decideOpenInEmergency(seating.emergencies, said, actorOf(acting), now()),
      )
      if (!opened.ok) return opened
      const { emergencies } = await seatings.seatingOf(meetingId)
      const access = openAccessOf(emergencies, session.personId, now())
      if (!access) return refuse('not-allowed')
      if (opened.value.isNew) sendBack(session.personId)
      return ok({ accessId: access.accessId, until: access.until })
    },

    async 'meeting:endEmergency'(session, { meetingId, accessId }) {
      const ended = await decide(session, { meetingId, action: 'endEmergency' }, (seating, acting) =>
        decideEndEmergency(seating.emergencies, accessId, actorOf(acting), now()),
      )
      if (!ended.ok) return ended
      const access = (await seatings.seatingOf(meetingId)).emergencies.get(accessId)
      if (access && ended.value.isNew) sendBack(access.personId)
      return ok({})
    },

    async 'meeting:noteEmergency'(session, { meetingId, accessId }) {
      const noted = await decide(session, { meetingId, action: 'endEmergency' }, (seating, acting) =>
        decideNoteEmergency(seating.emergencies, accessId, actorOf(acting), now()),
      )
      return noted.ok ? ok({}) : noted
    },

    'meeting:emergencies': telling(needs),
  }

  return {
    handlers,
    async recordOf(session, seating) {
      const acting = seating.meetingId && actingAt(session, seating.meetingId)
      return acting && may(acting, 'seePeople') ? (await read(seating)).reverse() : []
    },
  }
}

/** The accesses of which a session is told, in all meetings in which it is told of any. */
function telling(needs: Needs): Handlers<EmergencyCommand>['meeting:emergencies'] {
  const { seatings, now } = needs
  const read = reading(needs)
  return async (session) => {
    const open = await seatings.readableBy(session)
    const told = open.filter((meetingId) => may(actingAt(session, meetingId), 'endEmergency'))
    const states = await Promise.all(told.map((meetingId) => seatings.of(meetingId).read()))
    const latest = states.toSorted((one, other) => (startOf(one) < startOf(other) ? 1 : -1))
    const heads = latest
      .slice(0, MAX_FOLLOWED)
      .flatMap(({ state: { meetingId }, seq }) => (meetingId ? [{ meetingId, seq }] : []))
    const of = states.map(({ state }) => read(state, (one) => isFor(session, one, now())))
    return ok({ accesses: (await Promise.all(of)).flat(), heads })
  }
}

const startOf = ({ state }: { readonly state: Seating }): string => state.terms?.startsOn ?? ''

/** Whoever has one sees it as long as it lasts; those who read the meeting are told of all that they have not noted. */
function isFor({ role, personId }: Session, access: Emergency, now: number): boolean {
  if (access.personId === personId) return lasts(access, now)
  return readsText(role) && isToBeTold(access, personId, now)
}

/** Reads accesses of a meeting with the names of those who are meant. */
function reading({ nameOf }: Needs) {
  return async (
    { meetingId, terms, emergencies }: Seating,
    isWanted: (access: Emergency) => boolean = () => true,
  ): Promise<EmergencyRead[]> => {
    if (!meetingId || !terms) return []
    const { theme, timeZone } = terms
    const wanted = [...emergencies.values()].filter(isWanted)
    return Promise.all(
      wanted.map(async ({ accessId, personId, reason, openedAt, until, ended, notedBy }) => ({
        ...{ accessId, meetingId, theme, timeZone, reason, openedAt, until },
        person: { personId, name: await nameOf(personId) },
        ended: ended && { at: ended.at, by: await nameOf(ended.by) },
        notedBy: await Promise.all([...notedBy].map((one) => nameOf(one))),
      })),
    )
  }
}
