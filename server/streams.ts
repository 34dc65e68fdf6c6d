import { isId, type DocumentId, type MeetingId, type SeatId } from '../shared/ids'
import { documentStream, mechanismStream, meetingStream, type StreamId } from '../shared/journal'
import { MAIN_STREAM } from '../shared/meetings'
import type { LogDegree } from '../shared/record'
import { REGISTRY_STREAM } from '../shared/registry/rules'
import { ok, refuse, type Result } from '../shared/result'
import { seesHouse } from '../shared/roles'
import { mechanismOf } from '../shared/seats'
import { PAGE_BYTES, readEntries, type StreamReader } from './entries'
import type { Handlers } from './handlers'
import { observedIn, type Meeting } from './meeting'
import type { NameOf } from './names'
import { createOneAtATime } from './one-at-a-time'
import type { Seatings } from './seatings'
import { actingAt, logDegree, may, openedInEmergency, type Session } from './sessions'
import type { Journal } from './store/port'

/** Entries that one answer holds at most; long ones are fewer. Who wants more asks again after the last one. */
const MAX_ENTRIES = 100

interface Needs {
  readonly journal: Journal
  readonly meeting: Meeting
  readonly seatings: Pick<Seatings, 'readable' | 'textsReadableBy' | 'all'>
  readonly nameOf: NameOf
  readonly now: () => number
}

/** A stream, and the session as it reads there: a seat of another meeting lets nobody read what is for its role. */
interface Reading {
  readonly stream: StreamId
  readonly reader: StreamReader
  /** The meeting in a document of which the session observes, see `observedIn`; or null. */
  readonly observes: MeetingId | null
}

/** What a session is told in a stream, where that is another matter than its role says. */
interface Known {
  readonly knowsDocuments: boolean
  readonly degree: LogDegree
}

export interface Streams extends Handlers<'journal:read'> {
  /** The stream that a name stands for, or `not-allowed` when there is none or the session may not read it; of a document as `Meeting.readable`. */
  readable(session: Session, name: string): Promise<Result<Reading>>
}

/** The journals as those who took part may read them. */
export function createStreams({ journal, meeting, seatings, nameOf, now }: Needs): Streams {
  /** A page may hold megabytes that are for somebody else. */
  const inOrder = createOneAtATime()

  async function readable(session: Session, name: string): Promise<Result<Reading>> {
    if (!seesHouse(session.role)) return refuse('not-allowed')
    const ownSeats = await seatsOfOwnMechanism(session)
    const open = (stream: StreamId, reader = session, known: Partial<Known> = {}) => {
      const told = { knowsDocuments: may(reader, 'readText'), degree: logDegree(reader), ...known }
      return ok({ stream, reader: { ...reader, ownSeats, ...told }, observes: null })
    }
    if (name === MAIN_STREAM)
      return session.onlyDocumentId === null ? open(MAIN_STREAM) : refuse('not-allowed')
    if (
      session.mechanismId !== null &&
      may(session, 'readText') &&
      name === mechanismStream(session.mechanismId)
    )
      return open(mechanismStream(session.mechanismId))
    if (name === REGISTRY_STREAM) return open(REGISTRY_STREAM)
    const meetingId = idIn<MeetingId>(name, meetingStream)
    if (meetingId) {
      const seating = await seatings.readable(session, meetingId)
      if (!seating.ok) return seating
      // who looks after a meeting without reading it may act in a role that reads elsewhere
      const acting = actingAt(session, meetingId)
      const isRead = may(acting, 'readText') && (await seatings.textsReadableBy(session)).includes(meetingId)
      const isOpened = openedInEmergency(session, now()).includes(meetingId)
      return open(meetingStream(meetingId), acting, { knowsDocuments: isRead || isOpened })
    }
    const documentId = idIn<DocumentId>(name, documentStream)
    const found = documentId && (await meeting.openToReading(session, documentId))
    if (!found) return refuse('not-allowed')
    if (!found.ok) return found
    const card = found.value
    const acting = actingAt(session, card.meetingId)
    // whoever reads it in emergency reads what the room needs to know: fingerprints would say less than the text
    const degree = may(acting, 'readText') ? logDegree(acting) : 'facts'
    const reading = open(documentStream(card.documentId), acting, { degree })
    return ok({ ...reading.value, observes: observedIn(session, card) })
  }

  /** The seats of the mechanism for which a session acts, in all meetings. */
  async function seatsOfOwnMechanism({ mechanismId }: Session): Promise<ReadonlySet<SeatId>> {
    if (mechanismId === null) return new Set()
    const seats = (await seatings.all()).flatMap((seating) => [...seating.seats.values()])
    const own = seats.filter((seat) => mechanismOf(seat) === mechanismId)
    return new Set(own.map(({ seatId }) => seatId))
  }

  return {
    readable,

    async 'journal:read'(session, { stream: name, after }) {
      const reading = await readable(session, name)
      if (!reading.ok) return reading
      const { stream, reader } = reading.value
      return inOrder(async () => {
        const { seq: head } = await journal.head(stream)
        const isMore = after < head
        const entries = isMore ? await journal.read(stream, after, MAX_ENTRIES, PAGE_BYTES) : []
        return ok({ entries: await readEntries(entries, reader, nameOf), head })
      })
    },
  }
}

/** The id in the name of a stream of one kind, or null when the name is not of that kind. */
function idIn<Id extends string>(name: string, streamOf: (id: Id) => StreamId): Id | null {
  const prefix = streamOf('' as Id)
  const id = name.slice(prefix.length)
  return name.startsWith(prefix) && isId(id) ? (id as Id) : null
}
