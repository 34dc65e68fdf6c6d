import { standingOf, type DocumentState } from '../shared/documents'
import { decideAgree, decideReopen, type Standing } from '../shared/provisions'
import type { DocumentId } from '../shared/ids'
import type { Actor, EntryDraft } from '../shared/journal'
import { ok, refuse, type Result } from '../shared/result'
import type { Action } from '../shared/roles'
import { textHashOf } from '../shared/text/canonical'
import type { ActingIn } from './acting'
import type { Room, RoomView } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { actorOf, may, type Session } from './sessions'

/** Editors get this long to send what is being typed before the gavel falls without them. */
export const FREEZE_LIMIT_MS = 2_000

interface Needs {
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'use'>
  readonly actingIn: ActingIn
  readonly now: () => number
}

/** The room, and in whose name is decided in it. */
interface Desk {
  readonly room: Room
  readonly by: Actor
}

/** Agreed ad referendum, and reopened. */
export function createGavel({
  meeting,
  rooms,
  actingIn,
  now,
}: Needs): Handlers<'provision:agree' | 'provision:reopen'> {
  async function atDesk<Value>(
    session: Session,
    documentId: DocumentId,
    action: Action,
    work: (desk: Desk) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    const card = await meeting.readable(session, documentId)
    if (!card) return refuse('not-allowed')
    const acting = await actingIn(card, session)
    if (!may(acting, action)) return refuse('not-allowed')
    return rooms.use(documentId, (room) => work({ room, by: actorOf(acting) }))
  }

  return {
    'provision:agree': (session, { documentId, provisionId, textHash }) =>
      atDesk(session, documentId, 'gavel', async ({ room, by }) => {
        const agree = ({ state, text }: RoomView) => {
          const said = { provisionId, seenHash: textHash, currentHash: textHashOf(text, provisionId) }
          return decideAgree(standingIn(state), said, by, now())
        }
        const atOnce = agree(room.view())
        if (!atOnce.ok) return atOnce
        const thaw = await room.freeze(provisionId, FREEZE_LIMIT_MS)
        try {
          return await decideIn(room, agree)
        } finally {
          thaw()
        }
      }),

    'provision:reopen': (session, { documentId, provisionId, reason }) =>
      atDesk(session, documentId, 'reopen', ({ room, by }) =>
        decideIn(room, ({ state }) => decideReopen(standingIn(state), { provisionId, reason }, by, now())),
      ),
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
