import { ok } from '../shared/result'
import { mechanismOf } from '../shared/seats'
import type { Handlers } from './handlers'
import type { NameOf } from './names'
import type { Seatings } from './seatings'

interface Needs {
  readonly seatings: Pick<Seatings, 'readableBy' | 'seatingOf'>
  readonly nameOf: NameOf
}

/** Who chairs which mechanism, as the seats of those meetings say that a session may read and that are not put aside. */
export function createChairs({ seatings, nameOf }: Needs): Handlers<'seat:chairs'> {
  return {
    async 'seat:chairs'(session) {
      const ids = await seatings.readableBy(session)
      const read = await Promise.all(ids.map((meetingId) => seatings.seatingOf(meetingId)))
      const seats = read
        .filter(({ isArchived }) => !isArchived)
        .flatMap(({ seats, terms }) =>
          [...seats.values()].map((seat) => ({ ...seat, meeting: terms?.theme ?? '' })),
        )
      const chairs = seats.flatMap(({ meeting, persons, term = null, office, heldFor }) => {
        const mechanismId = mechanismOf({ heldFor })
        const says = persons.length > 0 || term !== null
        return office === 'chair' && mechanismId && says ? [{ mechanismId, meeting, persons, term }] : []
      })
      const named = chairs.map(async ({ persons, ...chair }) => ({
        ...chair,
        persons: await Promise.all(persons.map(nameOf)),
      }))
      return ok({ chairs: await Promise.all(named) })
    },
  }
}
