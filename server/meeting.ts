import { IN_HOUSE, isPrivate, type Place } from '../shared/documents'
import type { DocumentId, MechanismId, MeetingId } from '../shared/ids'
import { mechanismStream, meetingStream, type Entry, type EntryDraft, type StreamId } from '../shared/journal'
import { arrived, EMPTY_MEETING, evolveMeeting, MAIN_STREAM, type MeetingState } from '../shared/meetings'
import type { DocumentCard } from '../shared/protocol'
import { checkObservers } from '../shared/programme'
import { ok, refuse, type Result } from '../shared/result'
import { leavesClosedSession } from '../shared/roles'
import type { Bus } from './bus/port'
import type { Seatings } from './seatings'
import { actingAt, may, openedInEmergency, type Session } from './sessions'
import type { Journal } from './store/port'
import { StreamState } from './stream-state'

type Documents = MeetingState['documents']

interface StreamNeeds {
  readonly journal: Journal
  readonly bus: Pick<Bus, 'announce'>
}

/** What concerns the whole house, always as its journal has it now. */
export type House = StreamState<MeetingState>

interface Needs extends StreamNeeds {
  readonly house: House
  readonly seatings: Pick<Seatings, 'textsReadableBy' | 'seatingOf'>
  readonly now: () => number
}

/** The stream of the house. */
export function openHouse(needs: StreamNeeds): House {
  return openList(needs, MAIN_STREAM)
}

/**
 * Which documents there are, always as the journals have it now, whichever node wrote it. Those for all are listed in
 * the stream of the house, those of a meeting in its own, and private rooms in that of their mechanism: a list into
 * which somebody may not look is not looked at, so nobody can tell what it has from what there is not. For whoever acts
 * in a role that reads no text no list is looked at.
 */
export class Meeting {
  readonly #needs: Needs
  readonly #lists = new Map<StreamId, StreamState<MeetingState>>()

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** What concerns the whole house. */
  async read(): Promise<MeetingState> {
    return (await this.#needs.house.read()).state
  }

  /**
   * The documents that a session knows of, in the order in which they were made: private rooms come last. Those of a
   * meeting stay listed while a session runs to which it admits no observers, see `readable`.
   */
  async listedFor(session: Session): Promise<DocumentCard[]> {
    const { onlyDocumentId, mechanismId } = session
    if (!may(session, 'readText')) return []
    if (onlyDocumentId !== null) {
      const only = await this.listed(session, onlyDocumentId)
      return only ? [only] : []
    }
    const lists = await this.#listsOf(await this.#needs.seatings.textsReadableBy(session))
    const all = [(await this.read()).documents, ...lists].flatMap((documents) => [...documents.values()])
    const { linkedDocumentId: linked } = session
    const isMissing = linked !== null && !all.some(({ documentId }) => documentId === linked)
    const only = isMissing ? await this.listed(session, linked) : null
    const shared = only ? [...all, only] : all
    const rooms = (await this.#roomsOf(mechanismId)).values()
    return [...shared.sort((one, other) => one.createdAt - other.createdAt), ...rooms]
  }

  /**
   * The card of a document that a session may read at this moment.
   *
   * @returns `not-allowed` when there is none or the session may not read it, and nobody can tell which; or
   *   `session-without-observers` as `checkObservers` says it, to whoever observes
   */
  async readable(session: Session, documentId: DocumentId): Promise<Result<DocumentCard>> {
    return this.#checked(session, await this.listed(session, documentId))
  }

  async #checked(session: Session, card: DocumentCard | null): Promise<Result<DocumentCard>> {
    if (!card) return refuse('not-allowed')
    const open = await this.checkOpen(session, card)
    return open.ok ? ok(card) : open
  }

  /** Whether a document that a session knows of can be read at this moment. @returns as `checkObservers` */
  async checkOpen(
    session: Session,
    card: Pick<DocumentCard, 'meetingId' | 'onlyFor'>,
  ): Promise<Result<void>> {
    const meetingId = observedIn(session, card)
    if (meetingId === null) return ok(undefined)
    const { terms } = await this.#needs.seatings.seatingOf(meetingId)
    return terms ? checkObservers(terms, this.#needs.now()) : ok(undefined)
  }

  /** The card of a document that a session knows of, or null, whether or not it can be read at this moment. */
  async listed(session: Session, documentId: DocumentId): Promise<DocumentCard | null> {
    const { onlyDocumentId, linkedDocumentId, mechanismId } = session
    if (!may(session, 'readText')) return null
    if (onlyDocumentId !== null && onlyDocumentId !== documentId) return null
    const { documents, meetings } = await this.read()
    const shared = documents.get(documentId)
    if (shared) return shared
    // whoever is admitted to one document of a meeting reads nothing else of it
    const isLinked = linkedDocumentId === documentId
    const open = isLinked ? [...meetings] : await this.#needs.seatings.textsReadableBy(session)
    const lists = [...(await this.#listsOf(open)), await this.#roomsOf(mechanismId)]
    return lists.find((list) => list.has(documentId))?.get(documentId) ?? null
  }

  /** As `listedFor`, and what emergency access opens: to be read, and for nothing else. */
  async listedToReadBy(session: Session): Promise<DocumentCard[]> {
    const lists = await this.#openedInEmergency(session)
    return [...(await this.listedFor(session)), ...lists.flatMap((documents) => [...documents.values()])]
  }

  /** As `readable`, and what emergency access opens: to be read, and for nothing else. */
  async openToReading(session: Session, documentId: DocumentId): Promise<Result<DocumentCard>> {
    return this.#checked(session, await this.listedToRead(session, documentId))
  }

  /** As `listed`, and what emergency access opens. */
  async listedToRead(session: Session, documentId: DocumentId): Promise<DocumentCard | null> {
    const card = await this.listed(session, documentId)
    if (card) return card
    const lists = await this.#openedInEmergency(session)
    return lists.find((list) => list.has(documentId))?.get(documentId) ?? null
  }

  #openedInEmergency(session: Session): Promise<Documents[]> {
    return this.#listsOf(openedInEmergency(session, this.#needs.now()))
  }

  /** Decides on the list of the house, of a meeting or of a mechanism's private rooms, as it is now; appends and announces. */
  async decide(
    by: (state: MeetingState) => Result<EntryDraft[]>,
    { onlyFor, meetingId }: Place = IN_HOUSE,
  ): Promise<Result<readonly Entry[]>> {
    if (onlyFor !== null) return this.#of(mechanismStream(onlyFor)).decide(by)
    return this.#listFor(meetingId).decide(by)
  }

  /** The documents of a meeting, whoever asks. */
  async documentsOf(meetingId: MeetingId): Promise<readonly DocumentCard[]> {
    return [...(await this.#documentsIn(meetingStream(meetingId))).values()]
  }

  /** Lists where they went all documents that have left a list: that of a meeting or, with null, of the house. */
  async finishMoves(from: MeetingId | null, now: number): Promise<void> {
    const { movedAway } = (await this.#listFor(from).read()).state
    for (const away of movedAway.values())
      await this.decide((list) => ok(arrived(list, away, now)), away.listing)
  }

  /** As `finishMoves`, for every list: the server died when a document was between two of them. */
  async finishAllMoves(now: number): Promise<void> {
    for (const from of [null, ...(await this.read()).meetings]) await this.finishMoves(from, now)
  }

  #listFor(meetingId: MeetingId | null): StreamState<MeetingState> {
    return meetingId === null ? this.#needs.house : this.#of(meetingStream(meetingId))
  }

  #listsOf(meetingIds: readonly MeetingId[]): Promise<Documents[]> {
    return Promise.all(meetingIds.map((meetingId) => this.#documentsIn(meetingStream(meetingId))))
  }

  async #roomsOf(mechanismId: MechanismId | null): Promise<Documents> {
    return mechanismId === null ? EMPTY_MEETING.documents : this.#documentsIn(mechanismStream(mechanismId))
  }

  async #documentsIn(stream: StreamId): Promise<Documents> {
    return (await this.#of(stream).read()).state.documents
  }

  #of(stream: StreamId): StreamState<MeetingState> {
    const known = this.#lists.get(stream)
    if (known) return known
    const opened = openList(this.#needs, stream)
    this.#lists.set(stream, opened)
    return opened
  }
}

/**
 * The meeting in a text of which a session observes, and leaves it while a session runs to which the meeting admits no
 * observers. Null for who takes part, for private rooms, and for documents of the whole house.
 */
export function observedIn(
  session: Session,
  card: Pick<DocumentCard, 'meetingId' | 'onlyFor'>,
): MeetingId | null {
  if (card.meetingId === null || isPrivate(card)) return null
  const { role, isElsewhere = false } = actingAt(session, card.meetingId)
  return leavesClosedSession(role, { isElsewhere }) ? card.meetingId : null
}

function openList({ journal, bus }: StreamNeeds, stream: StreamId): StreamState<MeetingState> {
  return new StreamState({ journal, bus, stream, start: EMPTY_MEETING, evolve: evolveMeeting })
}
