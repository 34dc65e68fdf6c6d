import {
  decideArchive,
  decideChangeLanguage,
  decideConfigure,
  decideRename,
  type DocumentState,
} from '../shared/documents'
import type { DocumentId } from '../shared/ids'
import type { Actor, EntryDraft } from '../shared/journal'
import { relisted } from '../shared/meetings'
import { ok, refuse, type Result } from '../shared/result'
import type { Action } from '../shared/roles'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import type { Seatings } from './seatings'
import { actingAt, actorOf, whyMayNot, type Session } from './sessions'

interface Needs {
  readonly meeting: Meeting
  readonly seatings: Pick<Seatings, 'seatingOf'>
  readonly rooms: Pick<Rooms, 'use'>
  readonly now: () => number
}

/** Commands about a document as it stands on the shelf: its title, its settings, whether it is put aside. */
export type ShelfCommand =
  | 'document:configure'
  | 'document:rename'
  | 'document:changeLanguage'
  | 'document:archive'
  | 'document:bringBack'

/** What is decided on a document as a whole. */
type Decide = (state: DocumentState, by: Actor, now: number) => Result<EntryDraft[]>

export interface Shelf extends Handlers<ShelfCommand> {
  /** Decides on a document as a whole, whoever may: its own journal says it first, then the list of the house. */
  decide(session: Session, documentId: DocumentId, by: Decide): Promise<Result<{ seq: number }>>
}

/** What is done to a document as a whole: its own journal says it first, then the list of the house. */
export function createShelf({ meeting, seatings, rooms, now }: Needs): Shelf {
  async function decide(
    session: Session,
    documentId: DocumentId,
    by: Decide,
  ): Promise<Result<{ seq: number }>> {
    return rooms.use(documentId, async (room) => {
      const decided = await room.decide(({ state }) => {
        const drafts = by(state, actorOf(session), now())
        return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
      })
      if (!decided.ok) return decided
      const { card, archived } = room.view().state
      if (!card) throw new Error('a document begins with its first entry')
      await meeting.decide((list) => {
        return ok(relisted(list, { ...card, archived }, actorOf(session), now()))
      }, card)
      return ok({ seq: decided.value.head.seq })
    })
  }

  /** As `decide`, for whoever may do the action in this document. */
  async function decideAs(
    session: Session,
    { documentId, action }: { readonly documentId: DocumentId; readonly action: Action },
    by: Decide,
  ): Promise<Result<{ seq: number }>> {
    const found = await meeting.readable(session, documentId)
    if (!found.ok) return found
    const acting = actingAt(session, found.value.meetingId)
    const refused = whyMayNot(acting, action, found.value)
    return refused ? refuse(refused) : decide(acting, documentId, by)
  }

  /** What is of an archived meeting comes back with it. */
  async function archive(session: Session, documentId: DocumentId, aside: boolean) {
    const card = await meeting.readable(session, documentId)
    const meetingId = card.ok ? card.value.meetingId : null
    const isOfArchived = meetingId !== null && (await seatings.seatingOf(meetingId)).isArchived
    return decideAs(session, { documentId, action: 'archiveDocument' }, (state, by, at) =>
      isOfArchived && !aside ? refuse('meeting-archived') : decideArchive(state, aside, by, at),
    )
  }

  return {
    decide,

    'document:configure': (session, { documentId, settings }) =>
      decideAs(session, { documentId, action: 'configureDocument' }, (state, by, at) =>
        decideConfigure(state, settings, by, at),
      ),

    'document:rename': (session, { documentId, title }) =>
      decideAs(session, { documentId, action: 'configureDocument' }, (state, by, at) =>
        decideRename(state, title, by, at),
      ),

    'document:changeLanguage': (session, { documentId, language }) =>
      decideAs(session, { documentId, action: 'configureDocument' }, (state, by, at) =>
        decideChangeLanguage(state, language, by, at),
      ),

    'document:archive': (session, { documentId }) => archive(session, documentId, true),
    'document:bringBack': (session, { documentId }) => archive(session, documentId, false),
  }
}
