import { hadAHandIn } from '../shared/own-hands'
import { can, readsText, type Action } from '../shared/roles'
import { readsEveryMeeting } from '../shared/readers'
import { placeOf, type Place, type Seatings } from './seatings'
import { actingAt, may, type Session } from './sessions'
import type { LinkRow } from './store/port'

/**
 * Whether somebody would come in or sit down by what they did themselves without being one who reads and gives it: they
 * made the link or slip, or had a hand in its seat while they read no text. What they were when they made it does not
 * count: whoever has lost that role since then does not come back by it.
 */
export async function isOwnWork(
  seatings: Pick<Seatings, 'seatingOf'>,
  link: LinkRow,
  session: Session,
): Promise<boolean> {
  const place = placeOf(link)
  if (givesToThemselves(session, place)) return false
  if (link.createdBy === session.personId) return true
  return (
    place !== null &&
    hadAHandIn((await seatings.seatingOf(place.meetingId)).hands, place.seatId, session.personId)
  )
}

/**
 * Whether somebody who reads gives places on such a seat, or for no place links to the house: what they give is for
 * themselves too. Those of the house may act for a seat that gives none, as long as they read from it.
 */
export function givesToThemselves(session: Session, place: Place | null): boolean {
  const action: Action = place ? 'manageSeats' : 'handOutLinks'
  if (!readsText(session.role) || !readsText(session.ownRole)) return false
  const isByOwnRole = readsEveryMeeting(session) && can(session.ownRole, action)
  return isByOwnRole || may(actingAt(session, place?.meetingId ?? null), action)
}
