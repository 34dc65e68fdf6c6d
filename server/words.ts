import * as v from 'valibot'
import type { DocumentId } from '../shared/ids'
import { readJsonBody } from '../shared/journal'
import { ok, refuse, type Result } from '../shared/result'
import { decideDismissWords, decideKeepWords, wordsOf } from '../shared/words'
import type { Room } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import { actorOf, type Session } from './sessions'

interface Needs {
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'open'>
  readonly now: () => number
}

/** Words that were refused stay with their author, in the record. */
export function createWords({
  meeting,
  rooms,
  now,
}: Needs): Handlers<'words:keep' | 'words:list' | 'words:dismiss'> {
  async function roomOf(session: Session, documentId: DocumentId): Promise<Result<Room>> {
    const card = await meeting.readable(session, documentId)
    return card ? ok(await rooms.open(documentId)) : refuse('not-allowed')
  }

  return {
    async 'words:keep'(session, { documentId, ...said }) {
      const room = await roomOf(session, documentId)
      if (!room.ok) return room
      const kept = await room.value.decide(({ state }) => {
        const drafts = decideKeepWords(state.words, said, actorOf(session), now())
        return drafts.ok ? ok({ drafts: drafts.value, value: wordsIdIn(drafts.value[0]?.body) }) : drafts
      })
      return kept.ok ? ok({ wordsId: kept.value.value, seq: kept.value.head.seq }) : kept
    },

    async 'words:list'(session, { documentId }) {
      const room = await roomOf(session, documentId)
      if (!room.ok) return room
      const own = wordsOf(room.value.view().state.words, session.personId)
      return ok({ words: own.map(({ author: _, ...kept }) => kept) })
    },

    async 'words:dismiss'(session, { documentId, wordsId }) {
      const room = await roomOf(session, documentId)
      if (!room.ok) return room
      const dismissed = await room.value.decide(({ state }) => {
        const drafts = decideDismissWords(state.words, wordsId, actorOf(session), now())
        return drafts.ok ? ok({ drafts: drafts.value, value: undefined }) : drafts
      })
      return dismissed.ok ? ok({}) : dismissed
    },
  }
}

const WithWordsId = v.object({ wordsId: v.string() })

/** The id that the rule gave to the words. */
function wordsIdIn(body: Uint8Array | undefined): string {
  if (!body) throw new Error('keeping words makes an entry')
  return v.parse(WithWordsId, readJsonBody(body)).wordsId
}
