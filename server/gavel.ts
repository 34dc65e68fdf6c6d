import { standingOf, type DocumentState } from '../shared/documents'
import { decideAgree, decideReopen, type Standing } from '../shared/provisions'
import type { DocumentId } from '../shared/ids'
import type { EntryDraft } from '../shared/journal'
import { ok, refuse, type Result } from '../shared/result'
import type { Action } from '../shared/roles'
import { textHashOf } from '../shared/text/canonical'
import type { Room, RoomView } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { actorOf, may, type Session } from './sessions'

/** Editors get this long to send what is being typed before the gavel falls without them. */
export const FREEZE_LIMIT_MS = 2_000

interface Needs {
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'open'>
  readonly now: () => number
}

/** Agreed ad referendum, and reopened. */
export function createGavel({
  meeting,
  rooms,
  now,
}: Needs): Handlers<'provision:agree' | 'provision:reopen'> {
  async function roomFor(session: Session, documentId: DocumentId, action: Action): Promise<Result<Room>> {
    const card = await meeting.readable(session, documentId)
    return card && may(session, action) ? ok(await rooms.open(documentId)) : refuse('not-allowed')
  }

  return {
    async 'provision:agree'(session, { documentId, provisionId, textHash }) {
      const room = await roomFor(session, documentId, 'gavel')
      if (!room.ok) return room
      const agree = ({ state, text }: RoomView) => {
        const said = { provisionId, seenHash: textHash, currentHash: textHashOf(text, provisionId) }
        return decideAgree(standingIn(state), said, actorOf(session), now())
      }
      const atOnce = agree(room.value.view())
      if (!atOnce.ok) return atOnce
      const thaw = await room.value.freeze(provisionId, FREEZE_LIMIT_MS)
      try {
        return await decideIn(room.value, agree)
      } finally {
        thaw()
      }
    },

    async 'provision:reopen'(session, { documentId, provisionId, reason }) {
      const room = await roomFor(session, documentId, 'reopen')
      if (!room.ok) return room
      return decideIn(room.value, ({ state }) =>
        decideReopen(standingIn(state), { provisionId, reason }, actorOf(session), now()),
      )
    },
  }
}

const standingIn = (state: DocumentState): Standing => ({
  document: standingOf(state),
  settled: state.settled,
})

async function decideIn(
  room: Room,
  by: (view: RoomView) => Result<EntryDraft[]>,
): Promise<Result<{ seq: number }>> {
  const decided = await room.decide((view) => {
    const drafts = by(view)
    return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
  })
  return decided.ok ? ok({ seq: decided.value.head.seq }) : decided
}
