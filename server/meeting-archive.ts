import { decideArchiveWithMeeting } from '../shared/documents'
import type { MeetingId } from '../shared/ids'
import { decideArchiveMeeting } from '../shared/meeting-archive'
import { isRecovering } from '../shared/recovery'
import type { Seating } from '../shared/seats'
import { ok, refuse, type Result } from '../shared/result'
import type { Bus } from './bus/port'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import type { Seatings } from './seatings'
import { actingAt, actorOf, whyMayNot, type Session } from './sessions'
import type { Shelf } from './shelf'

interface Needs {
  readonly meeting: Pick<Meeting, 'documentsOf'>
  readonly seatings: Pick<Seatings, 'readable' | 'seatingOf'>
  readonly rooms: Pick<Rooms, 'use'>
  readonly shelf: Pick<Shelf, 'decide'>
  readonly bus: Pick<Bus, 'announceReseated'>
  readonly now: () => number
}

/**
 * Puts meetings aside and brings them back. The meeting's own journal says it first, then that of each document: whoever
 * does the same again ends what was left to do. While a document is in recovery its meeting stays where it is. Whoever sits there
 * comes back: outside of it their seats give nothing while it is put aside.
 */
export function createMeetingArchive(needs: Needs): Handlers<'meeting:archive' | 'meeting:bringBack'> {
  const { meeting, seatings, rooms, shelf, bus, now } = needs

  const isInRecovery = async (meetingId: MeetingId) => {
    const cards = await meeting.documentsOf(meetingId)
    const states = cards.map(({ documentId }) => rooms.use(documentId, (room) => room.view().state.recovery))
    return (await Promise.all(states)).some(isRecovering)
  }

  async function move(session: Session, meetingId: MeetingId, aside: boolean) {
    const found = await seatings.readable(session, meetingId)
    if (!found.ok) return found
    const acting = actingAt(session, meetingId)
    const refused = whyMayNot(acting, 'archiveMeeting')
    if (refused) return refuse(refused)
    if (await isInRecovery(meetingId)) return refuse('in-recovery')
    const decided = await found.value.decide((seating) =>
      decideArchiveMeeting(seating, aside, actorOf(acting), now()),
    )
    if (!decided.ok) return decided
    try {
      return await moveDocuments(acting, meetingId, aside)
    } finally {
      sendBack(await seatings.seatingOf(meetingId))
    }
  }

  function sendBack({ seats }: Seating): void {
    const holders = [...seats.values()].flatMap(({ persons }) => persons)
    for (const personId of new Set(holders)) bus.announceReseated({ personId, sessionId: null })
  }

  async function moveDocuments(
    acting: Session,
    meetingId: MeetingId,
    aside: boolean,
  ): Promise<Result<Record<never, never>>> {
    for (const { documentId } of await meeting.documentsOf(meetingId)) {
      const moved = await shelf.decide(acting, documentId, (state, by, at) =>
        decideArchiveWithMeeting(state, aside, by, at),
      )
      if (!moved.ok) return moved
    }
    return ok({})
  }

  return {
    'meeting:archive': (session, { meetingId }) => move(session, meetingId, true),
    'meeting:bringBack': (session, { meetingId }) => move(session, meetingId, false),
  }
}
