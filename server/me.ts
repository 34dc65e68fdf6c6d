import type { Me } from '../shared/protocol/seats'
import { mechanismOf } from '../shared/seats'
import type { EnteringDesk } from './entering'
import type { Seatings } from './seatings'
import type { Session } from './sessions'

/** Who somebody is, as their own screens show it. */
export type MeOf = (session: Session) => Promise<Me>

interface Needs {
  readonly seatings: Pick<Seatings, 'heldBy'>
  readonly entering: Pick<EnteringDesk, 'implied'>
}

export function createMe({ seatings, entering }: Needs): MeOf {
  return async (session) => {
    const { personId, name, role, ownRole, onlyDocumentId, linkedDocumentId, sessionId, seatId } = session
    const { emergencies = [] } = session
    const held = await seatings.heldBy(personId)
    const seats = held.map((seat) => {
      const { meetingId, seatId, label, role, office, timeZone, isArchived } = seat
      const mechanismId = mechanismOf(seat)
      return { meetingId, seatId, label, role, office, timeZone, mechanismId, isArchived }
    })
    const entersFor = await entering.implied(session)
    const who = { personId, name, role, ownRole, onlyDocumentId, linkedDocumentId }
    return { ...who, sessionId, seatId, seats, entersFor, emergencies: [...emergencies] }
  }
}
