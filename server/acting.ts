import type { DocumentFacts } from '../shared/documents'
import type { DocumentId, PersonId, SeatId } from '../shared/ids'
import { PRACTICE_CHAIR, practiceSeat, type PracticeSeat } from '../shared/practice-seats'
import type { DocumentCard } from '../shared/protocol'
import { ok, refuse, type Result } from '../shared/result'
import type { Rooms } from './collab/rooms'
import type { Meeting } from './meeting'
import { actingAt, may, NO_SEAT, type Session, type Sessions } from './sessions'

type Card = Pick<DocumentFacts, 'documentId' | 'meetingId' | 'isPractice'>

/**
 * A session as it acts in a document: for its own seat, unless that is of another meeting than the document; or in a
 * practice document for the seat on which the person sits there, and for nothing else. Whoever has not sat down there
 * acts as the meeting's chair, for no seat.
 */
export type ActingIn = (card: Card, session: Session) => Promise<Session>

/**
 * A session as it stood when the words of a socket were typed, so that those which come late are recorded for the seat
 * for which they were typed. In a practice document each seat is open to whoever may practise; elsewhere it is one that
 * the person still holds as it was then, and that reads the document itself: who reads the private room of one mechanism
 * from its seat writes nothing in it from that of another, nor for no seat.
 *
 * @param typedAs as the socket says it, see `SYNC_QUERY`; null when it says nothing
 * @returns null when the person stands nowhere like that in this document any more
 */
export type TypingIn = (card: Card, session: Session, typedAs: string | null) => Promise<Session | null>

/**
 * As `ActingIn`, of somebody who has waited meanwhile, for a room to open or for editors: they may have been shown out
 * since, or have handed over the seat for which they asked.
 *
 * @returns `session-revoked`, or as `Meeting.readable` when the document is not open to them any more
 */
export type ActingNow = (
  session: Session,
  documentId: DocumentId,
) => Promise<Result<{ readonly card: DocumentCard; readonly acting: Session }>>

interface Acting {
  readonly actingIn: ActingIn
  readonly actingNow: ActingNow
  readonly typingIn: TypingIn
}

interface Needs {
  readonly meeting: Pick<Meeting, 'readable' | 'openToReading'>
  readonly rooms: Pick<Rooms, 'use'>
  readonly sessions: Pick<Sessions, 'again' | 'typingAs'>
}

/** Knows how sessions act. Only practice documents are opened for it. */
export function createActing({ meeting, rooms, sessions }: Needs): Acting {
  const sitsOn = ({ documentId }: Card, personId: PersonId) =>
    rooms.use(documentId, (room) => room.view().state.practising.get(personId) ?? null)

  const actingIn: ActingIn = async (card, session) =>
    card.isPractice
      ? practisingOn(await sitsOn(card, session.personId), session)
      : actingAt(session, card.meetingId)

  return {
    actingIn,

    async actingNow(session, documentId) {
      const present = await sessions.again(session)
      if (!present) return refuse('session-revoked')
      const found = await meeting.readable(present, documentId)
      if (!found.ok) return found
      return ok({ card: found.value, acting: await actingIn(found.value, present) })
    },

    async typingIn(card, session, typedAs) {
      if (card.isPractice) {
        const claimed = may(session, 'practise') ? practiceSeat(typedAs) : null
        return practisingOn(claimed?.seatId ?? (await sitsOn(card, session.personId)), session)
      }
      const typing = typedAs === null ? session : await sessions.typingAs(session, typedAs)
      const isOpen = typing !== null && (await meeting.openToReading(typing, card.documentId)).ok
      return isOpen ? actingAt(typing, card.meetingId) : null
    },
  }
}

function practisingOn(seatId: SeatId | null, session: Session): Session {
  const seat = practiceSeat(seatId)
  return seat ? seatedOn(seat, session) : { ...session, ...NO_SEAT, role: PRACTICE_CHAIR.role }
}

/** The label of a practice seat is its id: every screen says it in its own language. */
function seatedOn({ seatId, role, mechanismId, office }: PracticeSeat, session: Session): Session {
  return { ...session, seatId, seatLabel: seatId, mechanismId, office, role }
}
