import { standingOf, type DocumentState } from '../shared/documents'
import { decideAgree, decideReopen, type Standing } from '../shared/provisions'
import type { DocumentId } from '../shared/ids'
import type { Actor, EntryDraft } from '../shared/journal'
import { ok, refuse, type Result } from '../shared/result'
import type { Action } from '../shared/roles'
import { decidableHashesOf } from '../shared/text/canonical'
import type { ActingIn, ActingNow } from './acting'
import type { Room, RoomView } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { actorOf, whyMayNot, type Session } from './sessions'

/** Editors get this long to send what is being typed before the gavel falls without them. */
export const FREEZE_LIMIT_MS = 2_000

interface Needs {
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'use'>
  readonly actingIn: ActingIn
  readonly actingNow: ActingNow
  readonly now: () => number
}

/** Agreed ad referendum, and reopened. */
export function createGavel({
  meeting,
  rooms,
  actingIn,
  actingNow,
  now,
}: Needs): Handlers<'provision:agree' | 'provision:reopen'> {
  const actorWho = (acting: Session, action: Action): Result<Actor> => {
    const refused = whyMayNot(acting, action)
    return refused ? refuse(refused) : ok(actorOf(acting))
  }

  /** In whose name a session does it. */
  async function actorFor(session: Session, documentId: DocumentId, action: Action): Promise<Result<Actor>> {
    const found = await meeting.readable(session, documentId)
    return found.ok ? actorWho(await actingIn(found.value, session), action) : found
  }

  /** The gavel waits for the room and for editors: whoever was shown out meanwhile, or handed it over, does not bring it down. */
  async function actorStill(
    session: Session,
    documentId: DocumentId,
    action: Action,
  ): Promise<Result<Actor>> {
    const now = await actingNow(session, documentId)
    return now.ok ? actorWho(now.value.acting, action) : now
  }

  return {
    async 'provision:agree'(session, { documentId, provisionId, textHash }) {
      const first = await actorFor(session, documentId, 'gavel')
      if (!first.ok) return first
      const agree = ({ state, text }: RoomView, by: Actor) => {
        const currentHash = decidableHashesOf(text, [provisionId]).get(provisionId) ?? null
        const said = { provisionId, seenHash: textHash, currentHash }
        return decideAgree(standingIn(state), said, by, now())
      }
      return rooms.use(documentId, async (room) => {
        const atOnce = agree(room.view(), first.value)
        if (!atOnce.ok) return atOnce
        const thaw = await room.freeze(provisionId, FREEZE_LIMIT_MS)
        try {
          const by = await actorStill(session, documentId, 'gavel')
          return by.ok ? await decideIn(room, (view) => agree(view, by.value)) : by
        } finally {
          thaw()
        }
      })
    },

    async 'provision:reopen'(session, { documentId, provisionId, reason }) {
      const first = await actorFor(session, documentId, 'reopen')
      if (!first.ok) return first
      return rooms.use(documentId, async (room) => {
        const by = await actorStill(session, documentId, 'reopen')
        if (!by.ok) return by
        const said = { provisionId, reason }
        return decideIn(room, ({ state }) => decideReopen(standingIn(state), said, by.value, now()))
      })
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
