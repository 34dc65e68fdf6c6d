import type { DocumentFacts } from '../shared/documents'
import { PRACTICE_CHAIR, practiceSeat, type PracticeSeat } from '../shared/practice-seats'
import type { Rooms } from './collab/rooms'
import { may, NO_SEAT, type Session } from './sessions'

/**
 * A session as it acts in a document: for its own seat, or in a practice document for the seat on which the person sits
 * there, and for nothing else. Whoever has not sat down acts as the meeting's chair, for no seat.
 *
 * @param claimed the practice seat under which the words of a socket were typed, so that those which come late are
 *   recorded for it: each seat is open to whoever may practise
 */
export type ActingIn = (
  card: Pick<DocumentFacts, 'documentId' | 'isPractice'>,
  session: Session,
  claimed?: string | null,
) => Promise<Session>

interface Needs {
  readonly rooms: Pick<Rooms, 'use'>
}

/** Knows how sessions act. Only practice documents are opened for it. */
export function createActing({ rooms }: Needs): ActingIn {
  return async ({ documentId, isPractice }, session, claimed = null) => {
    if (!isPractice) return session
    const { practising } = await rooms.use(documentId, (room) => room.view().state)
    const mayClaim = may(session, 'practise')
    const seatId = practising.get(session.personId) ?? null
    const seat = (mayClaim ? practiceSeat(claimed) : null) ?? practiceSeat(seatId)
    return seat ? seatedOn(seat, session) : { ...session, ...NO_SEAT, role: PRACTICE_CHAIR.role }
  }
}

/** The label of a practice seat is its id: every screen says it in its own language. */
function seatedOn({ seatId, role, mechanismId, office }: PracticeSeat, session: Session): Session {
  return { ...session, seatId, seatLabel: seatId, mechanismId, office, role }
}
