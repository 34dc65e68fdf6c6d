import { setImmediate as nextTurn } from 'node:timers/promises'
import { newId, type DocumentId } from '../shared/ids'
import { documentStream, type Actor } from '../shared/journal'
import type { KeptWords } from '../shared/protocol'
import { ok, refuse, type Result } from '../shared/result'
import { decideDismissWords, decideKeepWords, textOfKept, wordsOf, type WaitingWords } from '../shared/words'
import type { Room } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { createOneAtATime } from './one-at-a-time'
import { actingAt, actorOf, type Session } from './sessions'
import type { Journal } from './store/port'

interface Needs {
  readonly journal: Pick<Journal, 'entryAt'>
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'use'>
  readonly now: () => number
}

/** Words that were refused stay with their author, in the record. */
export function createWords({
  journal,
  meeting,
  rooms,
  now,
}: Needs): Handlers<'words:keep' | 'words:list' | 'words:dismiss'> {
  /** What one author's words say may be megabytes. */
  const inOrder = createOneAtATime()

  /** Words of one’s own are kept and read also while the text around them is closed to observers. */
  async function inRoom<Value>(
    session: Session,
    documentId: DocumentId,
    work: (room: Room, by: Actor) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    const card = await meeting.listed(session, documentId)
    if (!card) return refuse('not-allowed')
    const by = actorOf(actingAt(session, card.meetingId))
    return rooms.use(documentId, (room) => work(room, by))
  }

  async function readBack(documentId: DocumentId, waiting: WaitingWords): Promise<KeptWords> {
    const { wordsId, provisionId, code, at, seq } = waiting
    const entry = await journal.entryAt(documentStream(documentId), seq)
    if (!entry) throw new Error(`words that wait have no entry ${seq} in document ${documentId}`)
    return { wordsId, provisionId, code, at, text: textOfKept(entry) }
  }

  async function readAll(documentId: DocumentId, own: readonly WaitingWords[]): Promise<KeptWords[]> {
    const words: KeptWords[] = []
    for (const waiting of own) {
      words.push(await readBack(documentId, waiting))
      // Many words take long to read: everybody else gets a turn between any two.
      await nextTurn()
    }
    return words
  }

  return {
    async 'words:keep'(session, { documentId, wordsId = newId(), ...said }) {
      const kept = await inRoom(session, documentId, (room, by) =>
        room.decide(({ state }) => {
          const drafts = decideKeepWords(state.words, { wordsId, ...said }, by, now())
          return drafts.ok ? ok({ drafts: drafts.value, value: wordsId }) : drafts
        }),
      )
      return kept.ok ? ok({ wordsId: kept.value.value, seq: kept.value.head.seq }) : kept
    },

    async 'words:list'(session, { documentId }) {
      if (!(await meeting.listedToRead(session, documentId))) return refuse('not-allowed')
      const own = await rooms.use(documentId, async (room) =>
        wordsOf(room.view().state.words, session.personId),
      )
      return inOrder(async () => ok({ words: await readAll(documentId, own) }))
    },

    async 'words:dismiss'(session, { documentId, wordsId }) {
      const dismissed = await inRoom(session, documentId, (room, by) =>
        room.decide(({ state }) => {
          const drafts = decideDismissWords(state.words, wordsId, by, now())
          return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
        }),
      )
      return dismissed.ok ? ok({}) : dismissed
    },
  }
}
