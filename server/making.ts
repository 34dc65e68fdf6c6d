import * as Y from 'yjs'
import {
  decideCreate,
  isPrivate,
  TEXT_KINDS,
  type DocumentOrigin,
  type DocumentSettings,
  type Making as Right,
} from '../shared/documents'
import { noteCopied, type Waiting } from '../shared/entered'
import { newId, type DocumentId, type MechanismId, type MeetingId } from '../shared/ids'
import { documentStream, EMPTY_HEAD, type EntryDraft } from '../shared/journal'
import type { Language } from '../shared/languages'
import { listed, type MeetingState } from '../shared/meetings'
import type { DocumentCard } from '../shared/protocol'
import { ok, refuse, type Result } from '../shared/result'
import { compose, type ProvisionSource } from '../shared/text/compose'
import { openText } from '../shared/text/flat'
import type { Bus } from './bus/port'
import type { Rooms } from './collab/rooms'
import type { Copying } from './copying'
import { exampleSources } from './example'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import type { Seatings } from './seatings'
import { actingAt, actorOf, whyMayNot, type Session } from './sessions'
import type { Journal } from './store/port'
import { templateSources } from './template'

interface Needs {
  readonly journal: Journal
  readonly bus: Pick<Bus, 'announce'>
  readonly meeting: Meeting
  readonly seatings: Pick<Seatings, 'readable' | 'seatingOf'>
  readonly rooms: Pick<Rooms, 'use'>
  readonly copying: Copying
  readonly now: () => number
}

/** A document that is about to be made. */
export interface Planned {
  readonly title: string
  readonly language: Language
  readonly sources: readonly ProvisionSource[]
  /** Where words wait for a confirmation from the beginning. */
  readonly waiting?: readonly Waiting[]
  readonly settings?: DocumentSettings
  readonly origin?: DocumentOrigin
  /** The mechanism whose private room it becomes; for all when left out. */
  readonly onlyFor?: MechanismId | null
  /** The meeting to which it belongs; to the whole house when left out. */
  readonly meetingId?: MeetingId | null
  readonly right?: Right
  readonly documentId?: DocumentId
  readonly isPractice?: true
  /** Asked when it is listed: another may have been first. What is no longer wanted stays unlisted. */
  readonly isWanted?: (house: MeetingState) => boolean
}

export interface Making extends Handlers<'document:create' | 'document:duplicate'> {
  /** Makes a document with any text and lists it, in the name of a session. @returns its card, or `not-allowed` */
  make(session: Session, planned: Planned): Promise<Result<DocumentCard>>
}

/** Makes documents: blank, from the example or the outline, or with the text of another. */
export function createMaking(needs: Needs): Making {
  const { meeting, seatings, rooms, copying } = needs
  return {
    make: (session, planned) => make(needs, session, planned),

    async 'document:create'(session, { title, language, from, meetingId = null }) {
      if (meetingId !== null) {
        const found = await seatings.readable(session, meetingId)
        if (!found.ok) return found
      }
      const refused = whyMayNot(actingAt(session, meetingId), 'createDocument')
      if (refused) return refuse(refused)
      return make(needs, session, { title, language, meetingId, sources: SOURCES[from](title, language) })
    },

    async 'document:duplicate'(session, { documentId, title }) {
      const found = await meeting.readable(session, documentId)
      if (!found.ok) return found
      const card = found.value
      const right = isPrivate(card) ? 'openPrivateRoom' : 'createDocument'
      const refused = whyMayNot(actingAt(session, card.meetingId), right)
      if (refused) return refuse(refused)
      const read = await rooms.use(documentId, (room) =>
        room.decide((view) => {
          const copied = copying.copy(session, view)
          return copied.ok ? ok({ drafts: [], value: copied.value }) : copied
        }),
      )
      if (!read.ok) return read
      const { head, value } = read.value
      const origin = { documentId, seq: head.seq }
      const { language, onlyFor, meetingId } = card
      return make(needs, session, { title, language, onlyFor, meetingId, right, origin, ...value })
    },
  }
}

const SOURCES: Readonly<
  Record<'blank' | 'example' | 'template', (title: string, language: Language) => ProvisionSource[]>
> = {
  blank: blankSources,
  example: (_title, language) => exampleSources(language),
  template: templateSources,
}

/** Writes the first entries of a new document, all or nothing, then lists it: nobody meets half a document. */
async function make(
  { journal, bus, meeting, seatings, now }: Needs,
  session: Session,
  planned: Planned,
): Promise<Result<DocumentCard>> {
  const by = actorOf(session)
  const { title, language, sources, origin, documentId = newId() } = planned
  const { onlyFor = null, meetingId = null } = planned
  const { isPractice, isWanted = () => true, waiting = [] } = planned
  const facts = { documentId, title, language, onlyFor, meetingId, ...(isPractice ? { isPractice } : {}) }
  const created = decideCreate(origin ? { ...facts, origin } : facts, by, now(), planned)
  if (!created.ok) return created
  if (meetingId !== null && (await seatings.seatingOf(meetingId)).isArchived)
    return refuse('meeting-archived')
  const drafts = [...created.value, firstText(sources, session, now()), ...noteCopied(waiting, by, now())]
  const appended = await journal.append(documentStream(documentId), EMPTY_HEAD, drafts)
  if (appended.kind === 'behind') throw new Error('a new document has a journal already')
  bus.announce(appended.entries)
  const entries = await meeting.decide((house) => ok(isWanted(house) ? listed(facts, by, now()) : []), facts)
  if (!entries.ok) return entries
  return ok({ ...facts, createdAt: entries.value[0]?.at ?? now(), archived: false })
}

function firstText(sources: readonly ProvisionSource[], session: Session, at: number): EntryDraft {
  const doc = new Y.Doc()
  compose(openText(doc), sources)
  const body = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return { kind: TEXT_KINDS.updated, actor: actorOf(session), at, audience: 'everyone', body }
}

/** A title, and a first paragraph to type in. */
export function blankSources(title: string): ProvisionSource[] {
  return [
    { id: newId(), kind: 'title', runs: [title] },
    { id: newId(), kind: 'operative', runs: [] },
  ]
}
