import * as Y from 'yjs'
import { stateOf, type DocumentFacts } from '../shared/documents'
import type { DocumentId, PersonId } from '../shared/ids'
import { documentStream } from '../shared/journal'
import type { Answer, DocumentCard, ListedDocument } from '../shared/protocol'
import type { SettledProvisions } from '../shared/provisions'
import { isRecovering } from '../shared/recovery'
import { ok, refuse, type Result } from '../shared/result'
import { can } from '../shared/roles'
import { SCHEMA_VERSION } from '../shared/sync'
import { groupsOf, headersOf } from '../shared/text/build'
import { contentHashOf, plainTextOf, textHashOfProvision } from '../shared/text/canonical'
import { provisionsOf } from '../shared/text/provisions'
import type { ActingIn } from './acting'
import { Budgets } from './budgets'
import type { Room, RoomView } from './collab/room'
import type { Rooms } from './collab/rooms'
import type { Handlers } from './handlers'
import type { Meeting } from './meeting'
import type { NameOf } from './names'
import type { EnteringDesk } from './entering'
import type { Receipts } from './receipts'
import type { RecoveryHandlers } from './recovery'
import type { Session } from './sessions'
import type { Clients, Journal } from './store/port'

interface Needs {
  readonly journal: Journal
  readonly clients: Clients
  readonly meeting: Meeting
  readonly rooms: Pick<Rooms, 'use' | 'isTooMuchFor'>
  readonly receipts: Receipts
  readonly nameOf: NameOf
  readonly recovery: Pick<RecoveryHandlers, 'compare' | 'hasLost'>
  readonly entering: Pick<EnteringDesk, 'implied'>
  readonly actingIn: ActingIn
  readonly now: () => number
}

/**
 * ClientIDs of one person in one document, beyond which new ones come slowly: every one of them makes every keystroke
 * slower for everybody. Pages give theirs back and get it again, so only lost pages and refusals use them up. Nobody
 * can know that a lost page will not come back with words, so an id that was not given back is never issued again.
 */
const MANY_CLIENT_IDS = 1_000
/** What a person with that many may still have: one a minute. */
const NEW_CLIENT_IDS = { burst: 1, perMs: 1 / 60_000 } as const

/** Commands about documents as a whole. */
export type DocumentCommand =
  'document:list' | 'document:enter' | 'document:leave' | 'document:read' | 'document:compare'

/** The documents of the house: which there are, how one is entered, left and read. */
export function createDocuments(needs: Needs): Handlers<DocumentCommand> {
  const { journal, clients, meeting, rooms, recovery, actingIn } = needs
  const clientIdFor = clientIds(clients)

  return {
    async 'document:list'(session) {
      const readable = (await meeting.listedToReadBy(session)).filter(({ isPractice }) => !isPractice)
      const documents = await Promise.all(readable.map(async (card) => withLastChange(journal, card)))
      return ok({ documents })
    },

    async 'document:enter'(session, { documentId, receipt }) {
      const found = await meeting.openToReading(session, documentId)
      if (!found.ok) {
        const isUnknown = found.refusal.code === 'not-allowed'
        return isUnknown && (await recovery.hasLost(documentId, receipt)) ? refuse('document-lost') : found
      }
      const document = found.value
      const compared = await recovery.compare(session, documentId, receipt)
      if (!compared.ok) return compared
      return rooms.use(documentId, async (room) => {
        if (rooms.isTooMuchFor(session.personId, room)) return refuse('too-much-open')
        const issued = await clientIdFor(documentId, session.personId, room)
        if (!issued.ok) return issued
        const entered = await entrance(needs, await actingIn(document, session), room.view())
        return ok({
          ...entered,
          document: { ...document, ...entered.document },
          clientId: issued.value,
          saving: room.saving,
        })
      })
    },

    async 'document:leave'(session, { documentId, clientId, clock }) {
      // who has to leave gives back what the page wrote under
      if (!(await meeting.listedToRead(session, documentId))) return refuse('not-allowed')
      await clients.release(documentId, session.personId, clientId, clock)
      return ok({})
    },

    async 'document:read'(session, { documentId }) {
      const found = await meeting.openToReading(session, documentId)
      if (!found.ok) return found
      const document = found.value
      const read = await rooms.use(documentId, (room) =>
        room.decide((view) => ok({ drafts: [], value: readOnce(room, view) })),
      )
      return read.ok ? ok({ document, seq: read.value.head.seq, ...read.value.value }) : read
    },

    async 'document:compare'(session, { documentId, ...shown }) {
      const found = await meeting.openToReading(session, documentId)
      if (!found.ok) return found
      return ok({ verdict: await rooms.use(documentId, (room) => room.compare(shown)) })
    },
  }
}

/** A document of the list, and when the last thing happened in it. */
async function withLastChange(journal: Journal, card: DocumentCard): Promise<ListedDocument> {
  const stream = documentStream(card.documentId)
  const { seq } = await journal.head(stream)
  const last = await journal.entryAt(stream, seq)
  return { ...card, changedAt: last?.at ?? card.createdAt }
}

/** ClientIDs for pages. Whoever has many gets one that was given back, or a new one now and then: `too-many-attempts`. */
function clientIds(clients: Clients) {
  const newOnes = new Budgets<string>(NEW_CLIENT_IDS)
  return async (documentId: DocumentId, personId: PersonId, room: Room): Promise<Result<number>> => {
    const clock = (id: number) => clockOf(room.view().text, id)
    if (room.owners.countOf(personId) < MANY_CLIENT_IDS)
      return ok(await clients.issue(documentId, personId, clock))
    const again = await clients.reissue(documentId, personId, clock)
    if (again !== null) return ok(again)
    const waitMs = newOnes.trySpend(`${documentId} ${personId}`, 1)
    if (waitMs > 0) return refuse('too-many-attempts', { seconds: Math.ceil(waitMs / 1_000) })
    return ok(await clients.issue(documentId, personId, clock))
  }
}

function clockOf(text: Y.Text, clientId: number): number {
  if (!text.doc) throw new Error('the text belongs to no document')
  return Y.getState(text.doc.store, clientId)
}

type Entrance = Omit<Answer<'document:enter'>, 'document' | 'clientId' | 'saving'> & {
  /** What the document's own journal says: the list may be a moment behind. */
  readonly document: DocumentFacts & { readonly archived: boolean }
}

async function entrance(
  { receipts, nameOf, entering }: Needs,
  session: Session,
  { state, head }: RoomView,
): Promise<Entrance> {
  const { card, settings, archived, plenary, settled, entered, recovery, practising } = state
  if (!card) throw new Error('a document begins with its first entry')
  const receipt = receipts.sign(documentStream(card.documentId), head, recovery?.since)
  const statuses = await Promise.all(
    [...settled.values()].map(async (one) => ({ ...one, by: await nameOf(one.by) })),
  )
  const words = [...entered].flatMap(([provisionId, some]) => some.map((one) => ({ provisionId, ...one })))
  const named = words.map(async ({ enteredBy, ...one }) => {
    return { ...one, personId: enteredBy, by: await nameOf(enteredBy) }
  })
  const recovering = isRecovering(recovery)
  const at = stateOf(state, session.personId)
  const mayEdit = can(session.role, 'editText', at)
  const mayGavel = can(session.role, 'gavel', at)
  const document = { ...card, archived }
  return {
    document,
    settings,
    schemaVersion: SCHEMA_VERSION,
    receipt,
    statuses,
    entered: await Promise.all(named),
    plenary: plenary && { ...plenary, holder: await nameOf(plenary.holderId) },
    entering: await entering.implied(session),
    practiceSeatId: practising.get(session.personId) ?? null,
    recovering,
    mayEdit,
    mayGavel,
  }
}

/** What was read of a room last, and at which entry: many may ask, and hashing a long text takes a while. */
const lastReads = new WeakMap<Room, { readonly at: string; readonly read: ReturnType<typeof textRead> }>()

function readOnce(room: Room, { state, head, text }: RoomView): ReturnType<typeof textRead> {
  const last = lastReads.get(room)
  if (last?.at === head.hash) return last.read
  const read = textRead(state.settled, text)
  lastReads.set(room, { at: head.hash, read })
  return read
}

type ProvisionRead = Answer<'document:read'>['provisions'][number]

function textRead(settled: SettledProvisions, text: Y.Text) {
  const shown = groupsOf(provisionsOf(text)).flatMap(({ table, members }) => {
    const headers = table === null ? 0 : headersOf(members)
    return members.map((provision, at) => ({ provision, isHeader: at < headers }))
  })
  const named = shown.filter(({ provision }) => !provision.isHead)
  const provisions = named.map(({ provision, isHeader }): ProvisionRead => ({
    id: provision.shownId,
    kind: provision.kind,
    level: provision.level,
    isHeader,
    text: plainTextOf(provision),
    textHash: textHashOfProvision(provision),
    status: isSettled(settled, provision.shownId) ? 'agreedAdRef' : 'open',
  }))
  return { provisions, contentHash: contentHashOf(text) }
}

const isSettled = (settled: SettledProvisions, id: string): boolean =>
  (settled as ReadonlyMap<string, unknown>).has(id)
