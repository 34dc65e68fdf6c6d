import { EMPTY_HEAD, type Entry, type EntryDraft, type Head, type StreamId } from '../shared/journal'
import { ok, type Result } from '../shared/result'
import type { Bus } from './bus/port'
import type { Journal } from './store/port'

interface Needs<State> {
  readonly journal: Journal
  readonly bus: Pick<Bus, 'announce'>
  readonly stream: StreamId
  /** The state before the first entry. */
  readonly start: State
  readonly evolve: (state: State, entry: Entry) => State
}

/** The fold of one stream, always as the journal has it now, whichever node wrote it. */
export class StreamState<State> {
  readonly #needs: Needs<State>
  #state: State
  #head: Head = EMPTY_HEAD
  #turn: Promise<unknown> = Promise.resolve()

  constructor(needs: Needs<State>) {
    this.#needs = needs
    this.#state = needs.start
  }

  /** The state, and the entry up to which it is folded. */
  async read(): Promise<{ readonly state: State; readonly seq: number }> {
    return this.#inTurn(async () => ({ state: await this.#catchUp(), seq: this.#head.seq }))
  }

  /** Decides on the state as it is now, appends and announces. */
  async decide(by: (state: State) => Result<EntryDraft[]>): Promise<Result<readonly Entry[]>> {
    const { journal, bus, stream } = this.#needs
    return this.#inTurn(async () => {
      let state: State = await this.#catchUp()
      for (;;) {
        const decided = by(state)
        if (!decided.ok || decided.value.length === 0) return decided.ok ? ok([]) : decided
        const appended = await journal.append(stream, this.#head, decided.value)
        state = this.#fold(appended.entries)
        if (appended.kind === 'behind') continue
        bus.announce(appended.entries)
        return ok(appended.entries)
      }
    })
  }

  async #catchUp(): Promise<State> {
    const { journal, stream } = this.#needs
    for (;;) {
      const entries = await journal.read(stream, this.#head)
      if (entries.length === 0) return this.#state
      this.#fold(entries)
    }
  }

  #fold(entries: readonly Entry[]): State {
    for (const entry of entries) {
      this.#state = this.#needs.evolve(this.#state, entry)
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
