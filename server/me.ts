import type { Me } from '../shared/protocol/seats'
import { mechanismOf } from '../shared/seats'
import type { Seatings } from './seatings'
import type { Session } from './sessions'

/** Who somebody is, as their own screens show it. */
export type MeOf = (session: Session) => Promise<Me>

export function createMe({ seatings }: { readonly seatings: Pick<Seatings, 'heldBy'> }): MeOf {
  return async ({ personId, name, role, ownRole, onlyDocumentId, sessionId, seatId }) => {
    const held = await seatings.heldBy(personId)
    const seats = held.map((seat) => {
      const { meetingId, seatId, label, role, office } = seat
      return { meetingId, seatId, label, role, office, mechanismId: mechanismOf(seat) }
    })
    return { personId, name, role, ownRole, onlyDocumentId, sessionId, seatId, seats }
  }
}
