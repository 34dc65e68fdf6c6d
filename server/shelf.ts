import { decideArchive, decideConfigure, decideRename, type DocumentState } from '../shared/documents'
import type { DocumentId } from '../shared/ids'
import type { Actor, EntryDraft } from '../shared/journal'
import { relisted } from '../shared/meetings'
import { ok, refuse, type Result } from '../shared/result'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { actorOf, may, type Session } from './sessions'

interface Needs {
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'open'>
  readonly now: () => number
}

/** Commands about a document as it stands on the shelf: its title, its settings, whether it is put aside. */
export type ShelfCommand =
  'document:configure' | 'document:rename' | 'document:archive' | 'document:bringBack'

type Decide = (state: DocumentState, by: Actor, now: number) => Result<EntryDraft[]>

/** What is done to a document as a whole: its own journal says it first, then the list of the house. */
export function createShelf({ meeting, rooms, now }: Needs): Handlers<ShelfCommand> {
  async function decide(
    session: Session,
    documentId: DocumentId,
    by: Decide,
  ): Promise<Result<{ seq: number }>> {
    const room = await rooms.open(documentId)
    const decided = await room.decide(({ state }) => {
      const drafts = by(state, actorOf(session), now())
      return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
    })
    if (!decided.ok) return decided
    await meeting.decide((list) => {
      const { card, archived } = room.view().state
      return ok(card ? relisted(list, { ...card, archived }, actorOf(session), now()) : [])
    })
    return ok({ seq: decided.value.head.seq })
  }

  const mayConfigure = async (session: Session, documentId: DocumentId): Promise<boolean> =>
    may(session, 'configureDocument') && (await meeting.readable(session, documentId)) !== null

  async function archive(
    session: Session,
    documentId: DocumentId,
    aside: boolean,
  ): Promise<Result<{ seq: number }>> {
    const isHere = may(session, 'archiveDocument') && (await meeting.readable(session, documentId))
    if (!isHere) return refuse('not-allowed')
    return decide(session, documentId, (state, by, at) => decideArchive(state, aside, by, at))
  }

  return {
    async 'document:configure'(session, { documentId, settings }) {
      if (!(await mayConfigure(session, documentId))) return refuse('not-allowed')
      return decide(session, documentId, (state, by, at) => decideConfigure(state, settings, by, at))
    },

    async 'document:rename'(session, { documentId, title }) {
      if (!(await mayConfigure(session, documentId))) return refuse('not-allowed')
      return decide(session, documentId, (state, by, at) => decideRename(state, title, by, at))
    },

    'document:archive': (session, { documentId }) => archive(session, documentId, true),
    'document:bringBack': (session, { documentId }) => archive(session, documentId, false),
  }
}
