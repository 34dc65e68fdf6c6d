import type { DocumentId } from '../shared/ids'
import { EMPTY_HEAD, type Entry, type EntryDraft, type Head } from '../shared/journal'
import { EMPTY_MEETING, evolveMeeting, MAIN_STREAM, type MeetingState } from '../shared/meetings'
import type { DocumentCard } from '../shared/protocol'
import { ok, type Result } from '../shared/result'
import type { Bus } from './bus/port'
import type { Session } from './sessions'
import type { Journal } from './store/port'

interface Needs {
  readonly journal: Journal
  readonly bus: Pick<Bus, 'announce'>
}

/** What concerns the whole house, always as the journal has it now, whichever node wrote it. */
export class Meeting {
  readonly #journal: Journal
  readonly #bus: Needs['bus']
  #state: MeetingState = EMPTY_MEETING
  #head: Head = EMPTY_HEAD
  #turn: Promise<unknown> = Promise.resolve()

  constructor({ journal, bus }: Needs) {
    this.#journal = journal
    this.#bus = bus
  }

  /** The state of the meeting. */
  async read(): Promise<MeetingState> {
    return this.#inTurn(() => this.#catchUp())
  }

  /** The card of a document, or null when there is none or the session may not read it: nobody can tell which. */
  async readable(session: Session, documentId: DocumentId): Promise<DocumentCard | null> {
    const card = (await this.read()).documents.get(documentId) ?? null
    const isAdmitted = session.onlyDocumentId === null || session.onlyDocumentId === documentId
    return isAdmitted ? card : null
  }

  /** Decides on the state as it is now, appends and announces. */
  async decide(by: (state: MeetingState) => Result<EntryDraft[]>): Promise<Result<readonly Entry[]>> {
    return this.#inTurn(async () => {
      let state = await this.#catchUp()
      for (;;) {
        const decided = by(state)
        if (!decided.ok || decided.value.length === 0) return decided.ok ? ok([]) : decided
        const appended = await this.#journal.append(MAIN_STREAM, this.#head, decided.value)
        state = this.#fold(appended.entries)
        if (appended.kind === 'behind') continue
        this.#bus.announce(appended.entries)
        return ok(appended.entries)
      }
    })
  }

  async #catchUp(): Promise<MeetingState> {
    for (;;) {
      const entries = await this.#journal.read(MAIN_STREAM, this.#head)
      if (entries.length === 0) return this.#state
      this.#fold(entries)
    }
  }

  #fold(entries: readonly Entry[]): MeetingState {
    for (const entry of entries) {
      this.#state = evolveMeeting(this.#state, entry)
      this.#head = { seq: entry.seq, hash: entry.hash }
    }
    return this.#state
  }

  /** One reader at a time moves the head. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }
}
