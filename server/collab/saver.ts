import type { Actor, EntryDraft, Head, Receipt, StreamId } from '../../shared/journal'
import { isTextKind } from '../../shared/documents'
import { isRecovering } from '../../shared/recovery'
import type { Bus } from '../bus/port'
import { isDamage, StoreFault } from '../store/port'
import { authoredOf, countsOf, type Judged } from './batch'
import type { Committed, Outcome } from './committed'
import type { Connection, Log } from './connection'
import { notesOf } from './noting'
import type { Participants } from './participants'
import { Proving } from './proving'
import { Saving } from './saving'
import type { Tick } from './tick'
import type { Typing } from './typing'

export interface SaverNeeds {
  readonly committed: Committed
  readonly typing: Typing
  readonly participants: Participants
  readonly bus: Pick<Bus, 'announce'>
  readonly store: { ping(): Promise<void> }
  readonly sign: (stream: StreamId, head: Head, notBefore?: number) => Receipt
  readonly log: Log
  readonly now: () => number
  /** What a flush costs decides when the next one may come. */
  readonly tick: Pick<Tick, 'spent' | 'committed'>
  /** Called after each flush, with the last author whose text it saved. */
  readonly onFlushed: (by: Actor | null) => void
}

/** The one order in which things happen: append, then send, then acknowledge, then announce. */
export class Saver {
  readonly #needs: SaverNeeds
  readonly #saving: Saving
  readonly #proving = new Proving(() => this.#prove())
  #flushing: Promise<boolean> | null = null
  #isDamaged = false

  constructor(needs: SaverNeeds) {
    this.#needs = needs
    this.#saving = new Saving({
      retry: () => void this.#retry(),
      onChange: (saving) => {
        needs.participants.notify({ type: 'saving', saving })
        needs.participants.textHasGone()
      },
    })
  }

  /** Whether the store can write, as far as we know. */
  get isSaving(): boolean {
    return this.#saving.isSaving
  }

  /** Whether the record of this document is damaged: then it can only be read, for as long as it is open. */
  get isDamaged(): boolean {
    return this.#isDamaged
  }

  /** Whether a batch is on its way to the disk. */
  get isFlushing(): boolean {
    return this.#flushing !== null
  }

  /** Saves what waits; one flush at a time. @returns false when the store could not write */
  flush(): Promise<boolean> {
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = null))
    return this.#flushing
  }

  /** Saves until nothing waits. @returns false when the store could not write */
  async settle(): Promise<boolean> {
    while (this.#flushing || !this.#needs.typing.isEmpty) {
      if (!(await this.flush())) return false
    }
    return true
  }

  /**
   * Appends what was decided, and tells everybody. When others wrote first, their entries are folded in and the
   * drafts are not written. @returns null when the store could not write
   */
  async append(drafts: readonly EntryDraft[]): Promise<Outcome | null> {
    if (this.#isDamaged) return null
    const outcome = await this.#tryAppend(drafts)
    if (!outcome) return null
    if (outcome.isWritten) this.#tell(outcome, [])
    else this.#follow(outcome)
    return outcome
  }

  /** Folds in what others have appended; while the store cannot write, the next append will find out. */
  async followOthers(): Promise<void> {
    if (!(await this.settle())) return
    const wasRecovering = this.#isRecovering
    this.#follow({ ...(await this.#needs.committed.catchUp()), wasRecovering })
  }

  close(): void {
    this.#saving.close()
    this.#proving.close()
  }

  async #flush(): Promise<boolean> {
    const { typing } = this.#needs
    for (;;) {
      const batch = typing.take()
      if (batch.length === 0) return true
      const authored = authoredOf(batch, this.#needs.now())
      const outcome = await this.#save(batch, [
        ...authored.map(({ draft }) => draft),
        ...notesOf(batch, authored, this.#needs.committed.state.entered),
      ])
      if (!outcome) return false
      if (outcome.isWritten) {
        this.#finish(
          batch,
          outcome,
          authored.map(({ from }) => from),
        )
        return true
      }
    }
  }

  /** A batch that could not be written waits again; one that came too late is judged again on what others wrote. */
  async #save(batch: readonly Judged[], drafts: readonly EntryDraft[]): Promise<Appended | null> {
    if (drafts.length === 0)
      return { isWritten: true, entries: [], texts: [], wasRecovering: this.#isRecovering }
    const started = performance.now()
    const outcome = await this.#tryAppend(drafts)
    this.#needs.tick.committed(performance.now() - started)
    if (outcome?.isWritten) return outcome
    if (!this.#isDamaged) this.#needs.typing.putBack(batch)
    if (outcome) this.#follow(outcome)
    return outcome
  }

  async #tryAppend(drafts: readonly EntryDraft[]): Promise<Appended | null> {
    const wasRecovering = this.#isRecovering
    try {
      const { isWritten, entries, texts } = await this.#needs.committed.append(drafts)
      this.#saving.succeeded()
      return { isWritten, entries, texts, wasRecovering }
    } catch (fault) {
      this.#cannotSave(fault)
      return null
    }
  }

  get #isRecovering(): boolean {
    return isRecovering(this.#needs.committed.state.recovery)
  }

  #finish(batch: readonly Judged[], outcome: Appended, from: readonly (Connection | null)[]): void {
    const started = performance.now()
    this.#tell(outcome, from)
    this.#acknowledge(batch)
    this.#needs.tick.spent(performance.now() - started)
    this.#needs.onFlushed(outcome.entries.at(-1)?.actor ?? null)
  }

  get #receipt(): Receipt {
    const { committed, sign } = this.#needs
    return sign(committed.stream, committed.head, committed.state.recovery?.since)
  }

  /** In recovery browsers hold better proof than the journal can give. */
  #prove(): void {
    const { participants } = this.#needs
    if (participants.size > 0 && !this.#isRecovering)
      participants.notify({ type: 'receipt', receipt: this.#receipt })
  }

  #acknowledge(batch: readonly Judged[]): void {
    const receipt = this.#receipt
    for (const [connection, count] of countsOf(batch)) connection.notify({ type: 'ack', count, receipt })
  }

  /** Sends what is new to everybody, and tells the other parts of this node and the other nodes. */
  #tell({ entries, texts, wasRecovering }: Appended, from: readonly (Connection | null)[]): void {
    this.#needs.participants.broadcast(texts, from)
    this.#tellRecovery(wasRecovering)
    if (entries.length === 0) return
    this.#proving.stir()
    this.#needs.bus.announce(entries)
  }

  /** Others wrote; their own node has announced it. */
  #follow({ entries, texts, wasRecovering }: Omit<Appended, 'isWritten'>): void {
    this.#needs.participants.broadcast(texts)
    this.#tellRecovery(wasRecovering)
    this.#proving.stir()
    if (entries.some(({ kind }) => isTextKind(kind)) || !this.#needs.typing.isEmpty)
      this.#needs.typing.renew()
  }

  #tellRecovery(wasRecovering: boolean): void {
    const recovering = this.#isRecovering
    if (recovering !== wasRecovering) this.#needs.participants.notify({ type: 'recovery', recovering })
  }

  #cannotSave(fault: unknown): void {
    const reason = isDamage(fault) ? 'damaged' : fault instanceof StoreFault ? fault.reason : 'fault'
    if (this.#saving.isSaving || isDamage(fault)) {
      this.#needs.log.error(
        { err: fault, stream: this.#needs.committed.stream, reason },
        'a document cannot be saved',
      )
    }
    if (isDamage(fault)) this.#endForGood()
    else this.#saving.failed()
  }

  /** What was not acknowledged is in the browsers of its authors; here only what is committed may be seen. */
  #endForGood(): void {
    const { typing, participants } = this.#needs
    this.#isDamaged = true
    typing.startOver()
    this.#saving.endForGood()
    participants.notify({ type: 'damaged' })
  }

  async #retry(): Promise<void> {
    if (!this.#needs.typing.isEmpty) {
      await this.flush()
      return
    }
    try {
      await this.#needs.store.ping()
      this.#saving.succeeded()
    } catch (fault) {
      this.#cannotSave(fault)
    }
  }
}

/** An outcome, and whether the document was in recovery before it. */
interface Appended extends Outcome {
  readonly wasRecovering: boolean
}
