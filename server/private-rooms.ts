import { released } from '../shared/documents'
import { newId, type DocumentId, type MechanismId } from '../shared/ids'
import { ok, refuse } from '../shared/result'
import { readsText } from '../shared/roles'
import { mechanismOf } from '../shared/seats'
import type { Rooms } from './collab/rooms'
import type { Copying } from './copying'
import type { Handlers } from './handlers'
import { blankSources, type Making } from './making'
import type { Meeting } from './meeting'
import type { NameOf } from './names'
import type { Seatings } from './seatings'
import { actorOf, may } from './sessions'

interface Needs {
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'use'>
  readonly seatings: Pick<Seatings, 'all' | 'seatingOf'>
  readonly make: Making['make']
  readonly copying: Copying
  readonly nameOf: NameOf
  readonly now: () => number
}

export type RoomCommand = 'room:open' | 'room:release' | 'room:readers'

/** Private rooms: made for one mechanism, and left by text only when somebody says so. */
export function createPrivateRooms(needs: Needs): Handlers<RoomCommand> {
  const { meeting, rooms, seatings, make, copying, now } = needs
  return {
    async 'room:open'(session, { mechanismId, title, language }) {
      const isOwn = session.mechanismId === mechanismId || session.role === 'coordinator'
      if (!isOwn || !may(session, 'openPrivateRoom')) return refuse('not-allowed')
      const planned = { title, language, onlyFor: mechanismId, right: 'openPrivateRoom' } as const
      const made = await make(session, { ...planned, sources: blankSources(title) })
      return made.ok ? ok({ documentId: made.value.documentId }) : made
    },

    async 'room:release'(session, { documentId, title }) {
      const card = await meeting.listed(session, documentId)
      if (!card || !may(session, 'releaseText', card)) return refuse('not-allowed')
      // it leaves the room for the meeting from whose seat it is taken out, not for other ones
      const { meetingId } = session
      if (meetingId !== null && (await seatings.seatingOf(meetingId)).isArchived)
        return refuse('meeting-archived')
      const copyId = newId<DocumentId>()
      // What is released is in the record of the room first; the copy says nothing of where it came from.
      const read = await rooms.use(documentId, (room) =>
        room.decide((view) => {
          const copied = copying.copy(session, view)
          if (!copied.ok) return copied
          return ok({ drafts: released(copyId, actorOf(session), now()), value: copied.value })
        }),
      )
      if (!read.ok) return read
      const { language } = card
      const planned = { documentId: copyId, title, language, meetingId, right: 'releaseText' } as const
      const made = await make(session, { ...planned, ...read.value.value })
      return made.ok ? ok({ documentId: copyId }) : made
    },

    async 'room:readers'(session, { documentId }) {
      const card = await meeting.listed(session, documentId)
      if (!card?.onlyFor) return refuse('not-allowed')
      return ok({ mechanismId: card.onlyFor, readers: await readersOf(needs, card.onlyFor) })
    },
  }
}

/** Names of those who hold a seat of a mechanism that reads, in any meeting that is not put aside. */
async function readersOf({ seatings, nameOf }: Needs, mechanismId: MechanismId): Promise<string[]> {
  const open = (await seatings.all()).filter(({ isArchived }) => !isArchived)
  const seats = open.flatMap((seating) => [...seating.seats.values()])
  const holders = seats
    .filter((seat) => mechanismOf(seat) === mechanismId && readsText(seat.role))
    .flatMap(({ persons }) => persons)
  return Promise.all([...new Set(holders)].map((personId) => nameOf(personId)))
}
