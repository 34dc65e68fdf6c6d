import { decideConfirm, decideInstruct } from '../shared/entered'
import { standingOf, stateOf } from '../shared/documents'
import type { DocumentId, MeetingId } from '../shared/ids'
import { ok, refuse, type Result } from '../shared/result'
import { decidableHashesOf } from '../shared/text/canonical'
import type { ActingNow } from './acting'
import type { Room } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { EnteringDesk } from './entering'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { actorOf, type Session } from './sessions'

interface Needs {
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'use'>
  readonly entering: Pick<EnteringDesk, 'asked'>
  readonly actingNow: ActingNow
  readonly now: () => number
}

interface Desk {
  readonly room: Room
  /** The session as it acts in the document. */
  readonly acting: Session
  /** The meeting to which the document belongs, or null. */
  readonly meetingId: MeetingId | null
}

/** Words that are entered for others, on an instruction, and confirmed by the chair of the mechanism for which they were. */
export function createEntered({
  meeting,
  rooms,
  entering,
  actingNow,
  now,
}: Needs): Handlers<'document:enterFor' | 'provision:confirm' | 'provision:instruct'> {
  async function atDesk<Value>(
    session: Session,
    documentId: DocumentId,
    work: (desk: Desk) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    const found = await meeting.readable(session, documentId)
    if (!found.ok) return found
    return rooms.use(documentId, async (room) => {
      const still = await actingNow(session, documentId)
      if (!still.ok) return still
      const { acting, card } = still.value
      return acting.isElsewhere ? refuse('other-meeting') : work({ room, acting, meetingId: card.meetingId })
    })
  }

  return {
    'document:enterFor': (session, { documentId, seatId }) =>
      atDesk(session, documentId, ({ room, acting, meetingId }) => {
        const { document, holdsPen } = stateOf(room.view().state, acting.personId)
        return entering.asked(acting, { seatId, meetingId, document, holdsPen })
      }),

    async 'provision:confirm'(session, { documentId, provisions }) {
      const confirmed = await atDesk(session, documentId, ({ room, acting }) =>
        room.decide(({ state, text }) => {
          const ids = provisions.map(({ provisionId }) => provisionId)
          const hashes = decidableHashesOf(text, ids)
          const seen = provisions.map(({ provisionId, textHash }) => ({
            ...{ provisionId, seenHash: textHash },
            currentHash: hashes.get(provisionId) ?? null,
          }))
          const { mechanismId, office } = acting
          const standing = { document: standingOf(state), entered: state.entered }
          const said = { mechanismId, office, provisions: seen }
          const drafts = decideConfirm(standing, said, actorOf(acting), now())
          return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
        }),
      )
      return confirmed.ok ? ok({ seq: confirmed.value.head.seq }) : confirmed
    },

    async 'provision:instruct'(session, { documentId, ...said }) {
      const instructed = await atDesk(session, documentId, ({ room, acting }) =>
        room.decide(({ state }) => {
          const standing = { document: standingOf(state), entered: state.entered }
          const drafts = decideInstruct(standing, said, actorOf(acting), now())
          return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
        }),
      )
      return instructed.ok ? ok({ seq: instructed.value.head.seq }) : instructed
    },
  }
}
