import type { DocumentId, MechanismId } from '../shared/ids'
import { mechanismStream, type Entry, type EntryDraft, type StreamId } from '../shared/journal'
import { EMPTY_MEETING, evolveMeeting, MAIN_STREAM, type MeetingState } from '../shared/meetings'
import type { DocumentCard } from '../shared/protocol'
import type { Result } from '../shared/result'
import type { Bus } from './bus/port'
import type { Session } from './sessions'
import type { Journal } from './store/port'
import { StreamState } from './stream-state'

interface Needs {
  readonly journal: Journal
  readonly bus: Pick<Bus, 'announce'>
}

/**
 * Which documents there are, always as the journals have it now, whichever node wrote it. Those for all are listed in
 * the stream of the house; private rooms in that of their mechanism, into which nobody looks who does not act for it.
 */
export class Meeting {
  readonly #needs: Needs
  readonly #main: StreamState<MeetingState>
  readonly #byMechanism = new Map<MechanismId, StreamState<MeetingState>>()

  constructor(needs: Needs) {
    this.#needs = needs
    this.#main = this.#open(MAIN_STREAM)
  }

  /** What concerns the whole house. */
  async read(): Promise<MeetingState> {
    return (await this.#main.read()).state
  }

  /** The documents that a session may read, in the order in which they were listed: private rooms come last. */
  async readableBy({ onlyDocumentId, mechanismId }: Session): Promise<DocumentCard[]> {
    const shared = [...(await this.read()).documents.values()]
    if (onlyDocumentId !== null) return shared.filter(({ documentId }) => documentId === onlyDocumentId)
    return [...shared, ...(await this.#roomsOf(mechanismId)).values()]
  }

  /** The card of a document, or null when there is none or the session may not read it: nobody can tell which. */
  async readable(session: Session, documentId: DocumentId): Promise<DocumentCard | null> {
    const { onlyDocumentId, mechanismId } = session
    if (onlyDocumentId !== null && onlyDocumentId !== documentId) return null
    const shared = (await this.read()).documents.get(documentId)
    return shared ?? (await this.#roomsOf(mechanismId)).get(documentId) ?? null
  }

  /** Decides on the list of the house, or of a mechanism's private rooms, as it is now; appends and announces. */
  async decide(
    by: (state: MeetingState) => Result<EntryDraft[]>,
    onlyFor: MechanismId | null = null,
  ): Promise<Result<readonly Entry[]>> {
    return (onlyFor === null ? this.#main : this.#of(onlyFor)).decide(by)
  }

  async #roomsOf(mechanismId: MechanismId | null): Promise<MeetingState['documents']> {
    if (mechanismId === null) return EMPTY_MEETING.documents
    return (await this.#of(mechanismId).read()).state.documents
  }

  #of(mechanismId: MechanismId): StreamState<MeetingState> {
    const known = this.#byMechanism.get(mechanismId)
    if (known) return known
    const opened = this.#open(mechanismStream(mechanismId))
    this.#byMechanism.set(mechanismId, opened)
    return opened
  }

  #open(stream: StreamId): StreamState<MeetingState> {
    return new StreamState({ ...this.#needs, stream, start: EMPTY_MEETING, evolve: evolveMeeting })
  }
}
