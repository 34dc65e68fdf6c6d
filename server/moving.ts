import { decideMove, type Place } from '../shared/documents'
import type { DocumentId, MeetingId } from '../shared/ids'
import type { EntryDraft } from '../shared/journal'
import { unlisted } from '../shared/meetings'
import { ok, refuse, type RefusalCode, type Result } from '../shared/result'
import { readsEveryMeeting } from '../shared/readers'
import type { Bus } from './bus/port'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Log } from './log'
import type { Meeting } from './meeting'
import type { Seatings } from './seatings'
import { actingAt, actorOf, whyMayNot, type Session } from './sessions'

interface Needs {
  readonly meeting: Meeting
  readonly seatings: Pick<Seatings, 'readable'>
  readonly rooms: Pick<Rooms, 'use'>
  readonly bus: Pick<Bus, 'announceReseated'>
  readonly log: Pick<Log, 'error'>
  readonly now: () => number
}

/**
 * Moves documents from the house to a meeting, from one meeting to another, and back. The document's own journal says it
 * first, then the list that it leaves, then the one to which it comes. Everybody who has it open comes back: those who
 * read it no longer are told no more than of a document that there is not.
 */
export async function openMoving(needs: Needs): Promise<Handlers<'document:move'>> {
  const { meeting, rooms, bus, log, now } = needs
  // a server that died when a document was between two lists left it in neither
  await meeting.finishAllMoves(now()).catch((err: unknown) => log.error({ err }, 'a document is in no list'))

  /** The lists follow the journal. What was begun before and did not end is ended too. */
  async function relist(session: Session, documentId: DocumentId, from: Place): Promise<void> {
    const { state, head } = await rooms.use(documentId, (room) => room.view())
    const { card, archived } = state
    if (!card) throw new Error('a document begins with its first entry')
    if (card.meetingId === from.meetingId) return
    await meeting.decide(
      (list) => ok(unlisted(list, { ...card, archived, movedBy: head.seq }, actorOf(session), now())),
      from,
    )
    try {
      await meeting.finishMoves(from.meetingId, now())
    } finally {
      bus.announceReseated({ movedDocument: documentId })
    }
  }

  return {
    async 'document:move'(session, { documentId, meetingId }) {
      const found = await meeting.readable(session, documentId)
      if (!found.ok) return found
      const card = found.value
      const acting = actingAt(session, card.meetingId)
      const refused = whyMayNot(acting, 'moveDocument', card) ?? (await whyNotTo(needs, session, meetingId))
      if (refused) return refuse(refused)
      const decided = await rooms.use(documentId, (room) =>
        room.decide(({ state }): Result<{ drafts: EntryDraft[]; value: undefined }> => {
          const drafts = decideMove(state, meetingId, actorOf(acting), now())
          return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
        }),
      )
      if (!decided.ok) return decided
      await relist(session, documentId, card)
      return ok({ seq: decided.value.head.seq })
    },
  }
}

/**
 * Why a session may not give documents to a meeting. Who takes part in one meeting only takes nothing away from the
 * others, and gives them nothing.
 */
async function whyNotTo(
  { seatings }: Needs,
  session: Session,
  meetingId: MeetingId | null,
): Promise<RefusalCode | null> {
  if (!readsEveryMeeting(session)) return 'not-allowed'
  if (meetingId === null) return null
  const found = await seatings.readable(session, meetingId)
  if (!found.ok) return found.refusal.code
  const refused = whyMayNot(actingAt(session, meetingId), 'moveDocument')
  return refused ?? ((await found.value.read()).state.isArchived ? 'meeting-archived' : null)
}
