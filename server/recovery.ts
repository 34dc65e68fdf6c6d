import { stateOf } from '../shared/documents'
import type { DocumentId } from '../shared/ids'
import { documentStream, EMPTY_HEAD, type Receipt } from '../shared/journal'
import { decideEndRecovery, decideRecovery } from '../shared/recovery'
import { ok, refuse, type Result } from '../shared/result'
import { whyNot, type Action } from '../shared/roles'
import type { Room } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import type { Receipts } from './receipts'
import { actingAt, actorOf, whyMayNot, type Session } from './sessions'
import type { Journal } from './store/port'

interface Needs {
  readonly journal: Journal
  readonly meeting: Meeting
  readonly receipts: Receipts
  readonly rooms: Pick<Rooms, 'use'>
  readonly now: () => number
}

export interface RecoveryHandlers extends Handlers<'recovery:takeBack' | 'recovery:end'> {
  /**
   * Compares what a browser was once told with what the journal holds, and puts the document into recovery when the
   * journal went back in time. No receipt, and one that this installation did not sign, says nothing.
   */
  compare(session: Session, documentId: DocumentId, receipt: Receipt | null): Promise<Result<void>>
  /**
   * Whether somebody proves that the journal once held what it lacks. It tells nobody more than they knew: whoever has
   * the receipt has read the document.
   */
  hasLost(documentId: DocumentId, receipt: Receipt | null): Promise<boolean>
}

/** Notices that the server went back in time, and takes back what browsers still hold. */
export function createRecovery({ journal, meeting, receipts, rooms, now }: Needs): RecoveryHandlers {
  const isGenuine = (documentId: DocumentId, receipt: Receipt) =>
    receipts.isGenuine(documentStream(documentId), receipt)

  async function heldHashAt(documentId: DocumentId, seq: number): Promise<string | null> {
    if (seq === EMPTY_HEAD.seq) return EMPTY_HEAD.hash
    return (await journal.entryAt(documentStream(documentId), seq))?.hash ?? null
  }

  async function inRoom<Value>(
    session: Session,
    documentId: DocumentId,
    action: Action,
    work: (room: Room, acting: Session) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    const found = await meeting.readable(session, documentId)
    if (!found.ok) return found
    const acting = actingAt(session, found.value.meetingId)
    const refused = whyMayNot(acting, action, found.value)
    return refused ? refuse(refused) : rooms.use(documentId, (room) => work(room, acting))
  }

  return {
    async hasLost(documentId, receipt) {
      if (!receipt || !isGenuine(documentId, receipt)) return false
      return (await heldHashAt(documentId, receipt.seq)) !== receipt.hash
    },

    async compare(session, documentId, receipt) {
      if (!receipt || !isGenuine(documentId, receipt)) return ok(undefined)
      const heldHash = await heldHashAt(documentId, receipt.seq)
      if (heldHash === receipt.hash) return ok(undefined)
      // what is open to be read only is not put into recovery either
      if (!(await meeting.listed(session, documentId))) return ok(undefined)
      const decided = await rooms.use(documentId, (room) =>
        room.decide(({ state }) => {
          const drafts = decideRecovery(state.recovery, { receipt, heldHash }, actorOf(session), now())
          return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
        }),
      )
      return decided.ok ? ok(undefined) : decided
    },

    'recovery:takeBack': (session, { documentId, update }) =>
      inRoom(session, documentId, 'takeBackText', async (room, acting) => {
        const { state, head } = room.view()
        const refused = whyNot(acting.role, 'takeBackText', stateOf(state, acting.personId))
        if (refused) return refuse(refused)
        const taken = await room.takeBack(actorOf(acting), new Uint8Array(Buffer.from(update, 'base64')))
        return taken.ok ? ok({ seq: taken.value.seq, recovered: taken.value.seq > head.seq }) : taken
      }),

    async 'recovery:end'(session, { documentId }) {
      const ended = await inRoom(session, documentId, 'endRecovery', (room, acting) =>
        room.decide(({ state }) => {
          const drafts = decideEndRecovery(stateOf(state, acting.personId), actorOf(acting), now())
          return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
        }),
      )
      return ended.ok ? ok({ seq: ended.value.head.seq }) : ended
    },
  }
}
