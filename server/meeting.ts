import type { DocumentId } from '../shared/ids'
import type { Entry, EntryDraft } from '../shared/journal'
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

/** What concerns the whole house, always as the journal has it now, whichever node wrote it. */
export class Meeting {
  readonly #state: StreamState<MeetingState>

  constructor({ journal, bus }: Needs) {
    const fold = { start: EMPTY_MEETING, evolve: evolveMeeting }
    this.#state = new StreamState({ journal, bus, stream: MAIN_STREAM, ...fold })
  }

  /** The state of the meeting. */
  async read(): Promise<MeetingState> {
    return (await this.#state.read()).state
  }

  /** The card of a document, or null when there is none or the session may not read it: nobody can tell which. */
  async readable(session: Session, documentId: DocumentId): Promise<DocumentCard | null> {
    const card = (await this.read()).documents.get(documentId) ?? null
    const isAdmitted = session.onlyDocumentId === null || session.onlyDocumentId === documentId
    return isAdmitted ? card : null
  }

  /** Decides on the state as it is now, appends and announces. */
  async decide(by: (state: MeetingState) => Result<EntryDraft[]>): Promise<Result<readonly Entry[]>> {
    return this.#state.decide(by)
  }
}
