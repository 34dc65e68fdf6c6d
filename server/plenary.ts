import { stateOf, type DocumentState } from '../shared/documents'
import type { DocumentId, PersonId } from '../shared/ids'
import { readJsonBody, type Actor, type EntryDraft } from '../shared/journal'
import {
  decideBeginPlenary,
  decideEndPlenary,
  decidePassPen,
  plenaryAfter,
  type Floor,
} from '../shared/plenary'
import type { Answer } from '../shared/protocol'
import { ok, type Result } from '../shared/result'
import type { ActingNow } from './acting'
import type { Room } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { actorOf, type Session } from './sessions'

interface Needs {
  readonly meeting: Pick<Meeting, 'readable'>
  readonly rooms: Pick<Rooms, 'use'>
  readonly actingNow: ActingNow
  readonly now: () => number
}

/** What is decided on the mode of a document. */
type Decide = (floor: Floor, by: Actor, at: number) => Result<EntryDraft[]>

/** Plenary mode: it begins, the pen goes from hand to hand, it ends. */
export function createPlenary({
  meeting,
  rooms,
  actingNow,
  now,
}: Needs): Handlers<'plenary:begin' | 'plenary:pass' | 'plenary:end'> {
  async function decide(
    session: Session,
    documentId: DocumentId,
    by: Decide,
  ): Promise<Result<Answer<'plenary:begin'>>> {
    const found = await meeting.readable(session, documentId)
    if (!found.ok) return found
    return rooms.use(documentId, async (room) => {
      const still = await actingNow(session, documentId)
      if (!still.ok) return still
      const { acting } = still.value
      const decided = await room.decide(({ state }) => {
        const drafts = by(floorOf(room, state, acting), actorOf(acting), now())
        return drafts.ok ? ok({ drafts: drafts.value, value: holderAfter(state, drafts.value) }) : drafts
      })
      return decided.ok ? ok({ seq: decided.value.head.seq, holderId: decided.value.value }) : decided
    })
  }

  return {
    'plenary:begin': (session, { documentId, holderId = session.personId }) =>
      decide(session, documentId, (floor, by, at) => decideBeginPlenary(floor, holderId, by, at)),

    'plenary:pass': (session, { documentId, holderId }) =>
      decide(session, documentId, (floor, by, at) => decidePassPen(floor, holderId, by, at)),

    'plenary:end': (session, { documentId }) => decide(session, documentId, decideEndPlenary),
  }
}

/** Who holds the pen once this is written; null outside plenary mode. */
function holderAfter({ plenary }: DocumentState, drafts: readonly EntryDraft[]): PersonId | null {
  const after = drafts.reduce((mode, { kind, body }) => plenaryAfter(mode, kind, readJsonBody(body)), plenary)
  return after?.holderId ?? null
}

/** Whoever asks is in the room as they ask, with a page open in it or not. */
function floorOf(room: Room, state: DocumentState, acting: Session): Floor {
  const isElsewhere = acting.isElsewhere ?? false
  return {
    plenary: state.plenary,
    state: stateOf(state, acting.personId, isElsewhere),
    presentAs: (personId) => (personId === acting.personId ? [acting] : room.presentAs(personId)),
  }
}
