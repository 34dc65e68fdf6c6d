import * as v from 'valibot'
import type * as Y from 'yjs'
import { TEXT_KINDS, type DocumentState } from '../../shared/documents'
import { noteCarried } from '../../shared/entered'
import { ProvisionId, type PersonId } from '../../shared/ids'
import type { Actor, Entry, EntryDraft, Head } from '../../shared/journal'
import { isRecovering } from '../../shared/recovery'
import { ok, refuse, type Refusal, type Result } from '../../shared/result'
import type { NoticeAnswer } from '../../shared/sync'
import type { Owners } from './clients'
import type { Committed } from './committed'
import { Comparing, type Shown, type Verdict } from './comparing'
import type { Connection, Who } from './connection'
import { Freezing } from './freezing'
import { Healing } from './healing'
import { Holding } from './holding'
import { Participants } from './participants'
import type { Written } from './replica'
import type { Rounds } from './rounds'
import { Saver, type SaverNeeds } from './saver'
import { Slices } from './slices'
import { Typing, type Said } from './typing'

/** How long a room tries to save the last words before it is closed without them, in milliseconds. */
const LAST_SAVE_MS = 5_000
/** Whether words are saved that somebody waits for is looked at this often, in milliseconds. */
const LOOK_AGAIN_MS = 100
/** When many join at once, answering them stands in nobody's way for longer than this, in milliseconds. */
const ANSWERS_MS = 4

/** What a decision may look at. In `decide`, all of it is committed. */
export interface RoomView {
  readonly state: DocumentState
  readonly head: Head
  readonly text: Y.Text
}

export interface RoomNeeds extends Omit<SaverNeeds, 'typing' | 'participants' | 'onFlushed'> {
  readonly committed: Committed
  readonly owners: Owners
  /** Asks for a flush with the next tick. */
  readonly mark: (room: Room) => void
  /** Visits all rooms in which something may need repair. */
  readonly rounds: Rounds
}

/**
 * One open document. Updates are judged as they come and wait for the next flush, which appends them, one entry per
 * author, and only then sends and acknowledges them. Decisions take turns; what is typed while one is taken waits
 * until it stands.
 */
export class Room {
  readonly #needs: RoomNeeds
  readonly #committed: Committed
  readonly #typing: Typing
  readonly #participants: Participants
  readonly #saver: Saver
  readonly #comparing: Comparing
  readonly #freezing = new Freezing()
  readonly #answers = new Slices(ANSWERS_MS)
  readonly #holding: Holding
  readonly #healing: Healing
  #lastTurn: Promise<unknown> = Promise.resolve()
  #turns = 0
  #isAlone = false
  #isLookingUp = false
  #usedAt = performance.now()

  constructor(needs: RoomNeeds) {
    this.#needs = needs
    this.#committed = needs.committed
    const isTextComing = () => this.saving && this.#isTextComing
    this.#participants = new Participants({ now: needs.now, isTextComing })
    this.#typing = new Typing(needs.committed, (said, refusal) => this.#refuse(said, refusal))
    this.#holding = new Holding({
      judge: (said) => this.#judge(said),
      mustWait: () => this.#isAlone || this.#isLookingUp,
      isFull: () => this.#typing.isFull,
    })
    const { typing, participants } = { typing: this.#typing, participants: this.#participants }
    this.#saver = new Saver({ ...needs, typing, participants, onFlushed: (by) => this.#flushed(by) })
    this.#healing = new Healing({
      rounds: needs.rounds,
      isDue: () => this.#typing.mayBeIll,
      heal: (by) => this.#heal(by),
    })
    this.#comparing = new Comparing({ committed: needs.committed, typing, log: needs.log })
  }

  /** State, head and text as they stand; the text may be ahead of the journal by what is being saved. */
  view(): RoomView {
    return { state: this.#committed.state, head: this.#committed.head, text: this.#typing.text }
  }

  /** Whether the journal holds a document under this id. */
  get exists(): boolean {
    return this.#committed.state.card !== null
  }

  /** Whether the room can save at this moment. */
  get saving(): boolean {
    return this.#saver.isSaving
  }

  get owners(): Owners {
    return this.#needs.owners
  }

  /** Since when nobody is here and nothing is under way, by `performance.now()`; null while in use. */
  get idleSince(): number | null {
    return this.#participants.size > 0 || this.#isAtWork ? null : this.#usedAt
  }

  /** Somebody has used it just now. */
  touch(): void {
    this.#usedAt = performance.now()
  }

  /** What it takes of the memory, about, in bytes. */
  get bytes(): number {
    return this.#committed.serving.bytes + this.#typing.bytes
  }

  /** Whether the person is connected here. */
  holds(personId: PersonId): boolean {
    return this.#participants.includes(personId)
  }

  /** As whom the person is connected here, once for each connection. */
  presentAs(personId: PersonId): readonly Who[] {
    return this.#participants.of(personId)
  }

  /** Whether a decision is being taken, or anything that was typed is not committed yet. */
  get #isAtWork(): boolean {
    return this.#turns > 0 || this.#isTextComing || !this.#holding.isEmpty
  }

  get #isTextComing(): boolean {
    return this.#saver.isFlushing || !this.#typing.isEmpty
  }

  /** Whether a replica shows what the committed text shows; `elsewhere` also while something waits to be saved. */
  compare(shown: Shown): Verdict {
    return this.#isAtWork ? 'elsewhere' : this.#comparing.compare(shown)
  }

  /**
   * Decides on committed state and appends what was decided. Typed text is saved first; when somebody else wrote
   * first, `by` decides again.
   *
   * @returns the refusal of `by`, or `not-saving` when the store cannot write
   */
  decide<Value>(
    by: (view: RoomView) => Result<{ drafts: EntryDraft[]; value: Value }>,
  ): Promise<Result<{ value: Value; entries: readonly Entry[]; head: Head }>> {
    return this.#alone(async () => {
      for (;;) {
        if (!(await this.#saver.settle())) return refuse('not-saving')
        const decided = by(this.view())
        if (!decided.ok) return decided
        const { drafts, value } = decided.value
        if (drafts.length === 0) return ok({ value, entries: [], head: this.#committed.head })
        const outcome = await this.#saver.append(drafts)
        if (!outcome) return refuse('not-saving')
        if (outcome.isWritten) return ok({ value, entries: outcome.entries, head: this.#committed.head })
      }
    })
  }

  /**
   * Freezes a provision in every editor and waits until all have sent what was typed, at most `limitMs`.
   * @returns what ends the freeze
   */
  async freeze(provisionId: ProvisionId, limitMs: number): Promise<() => void> {
    const frozen = this.#freezing.begin(provisionId, this.#participants.editors(), limitMs)
    await frozen.answered
    await this.#saver.settle()
    return () => {
      frozen.end()
      const settled = this.#committed.state.settled.has(provisionId)
      this.#participants.notify({ type: 'thaw', provisionId, settled })
    }
  }

  /** Takes back text that the server lost and somebody still holds. @returns the gate's refusal, or `not-in-recovery` */
  takeBack(by: Actor, update: Uint8Array): Promise<Result<Head>> {
    return this.#writeAlone(by, TEXT_KINDS.recovered, () => {
      if (!isRecovering(this.#committed.state.recovery)) return refuse('not-in-recovery')
      return this.#typing.takeBack(by, update, (clientId) => this.owners.isIssued(clientId))
    })
  }

  /** Closes the sockets of those who match. */
  disconnect(match: (who: Who) => boolean, code: number): void {
    this.#participants.disconnect(match, code)
  }

  /** Lets a connection in: notices reach it from here on, text once it has asked for it. */
  join(connection: Connection): void {
    connection.owns = (clientId) => this.owners.owns(connection.personId, clientId)
    connection.onCaughtUp = (after) => connection.send(...this.#committed.serving.since(after))
    this.#participants.join(connection)
    for (const notice of this.#freezing.notices()) connection.notify(notice)
    if (!this.saving) connection.notify({ type: 'saving', saving: false })
    if (this.#saver.isDamaged) connection.notify({ type: 'damaged' })
    if (isRecovering(this.#committed.state.recovery))
      connection.notify({ type: 'recovery', recovering: true })
  }

  leave(connection: Connection): void {
    this.#participants.leave(connection)
    this.#freezing.leave(connection)
    this.#holding.forget(connection)
    this.touch()
  }

  hearPresence(connection: Connection, update: Uint8Array): void {
    this.#participants.hearPresence(connection, update)
  }

  answerPresence(connection: Connection): void {
    this.#participants.answerPresence(connection)
  }

  hearNotice(connection: Connection, { nonce }: NoticeAnswer): void {
    this.#freezing.answer(connection, nonce)
  }

  /**
   * Answers a state vector with everything committed, once the batch in flight is. Whoever comes with a fresh copy writes
   * again what was not acknowledged: what of it waits here must be saved first, or it would be in the text twice.
   */
  async answer(connection: Connection, vector: ReadonlyMap<number, number>): Promise<void> {
    const mustBeSaved = () => this.#typing.holdsBeyond(connection.personId, vector)
    if (this.#isTextComing && (this.saving || mustBeSaved())) await this.#saver.flush()
    while (mustBeSaved() && this.#participants.has(connection))
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    this.#answers.add(() => {
      if (!this.#participants.has(connection)) return
      const started = performance.now()
      const { serving } = this.#committed
      this.#participants.answer(connection, [serving.question, ...serving.answer(vector)])
      connection.onDoneLate(performance.now() - started)
    })
  }

  /** Takes in an update; what becomes of it is told by `ack` or `refused`. */
  receive(connection: Connection, update: Uint8Array): void {
    connection.received += 1
    if (connection.isMuted) return
    this.#holding.take({ connection, update, number: connection.received })
  }

  /** Saves what waits; called by the tick. */
  flush(): void {
    if (this.#typing.isEmpty) this.#participants.textHasGone()
    else if (this.saving) void this.#saver.flush()
  }

  /** Saves what waits, at once. */
  async flushNow(): Promise<void> {
    if (this.saving) await this.#saver.settle()
  }

  /** Folds in what another node has appended. */
  async hear(entries: readonly Entry[]): Promise<void> {
    const last = entries.at(-1)
    if (last && last.seq > this.#committed.head.seq) await this.#alone(() => this.#saver.followOthers())
  }

  /** Saves what is unsaved, keeps a checkpoint, and lets go. */
  async close(): Promise<void> {
    this.#healing.close()
    await this.#lastTurn
    this.#holding.goOn(Infinity)
    await this.#saveTheLast()
    this.#saver.close()
    this.#answers.close()
    this.#participants.close()
    this.#typing.close()
    await this.#committed.rest()
  }

  #judge(said: Said): void {
    const { connection } = said
    if (connection.isMuted || this.#saver.isDamaged) return
    const judged = this.#typing.judge(said)
    if (!judged.ok) {
      const isNews = judged.refusal.code === 'foreign-client' && said.isSecondLook !== true
      return isNews ? this.#lookUp(said) : this.#refuse(said, judged.refusal)
    }
    if (judged.value.isEffective) {
      this.#healing.typed()
      this.#participants.typed(connection)
    }
    this.#needs.mark(this)
  }

  /** A clientID that we do not know may have been issued by another node. */
  #lookUp(said: Said): void {
    this.#isLookingUp = true
    this.#holding.holdFirst({ ...said, isSecondLook: true })
    const finish = () => {
      this.#isLookingUp = false
      this.#holding.goOn()
    }
    this.owners.refresh().then(finish, finish)
  }

  /** A refusal ends writing on this socket: what follows would rest on what was refused. */
  #refuse({ connection, number }: Omit<Said, 'update'>, { code, detail }: Refusal): void {
    if (connection.isMuted) return
    connection.isMuted = true
    connection.note('an update was refused', { code, stream: this.#committed.stream, number })
    const provision = v.safeParse(ProvisionId, detail?.provisionId)
    const where = provision.success ? { provisionId: provision.output } : {}
    connection.notify({ type: 'refused', count: number, code, ...where })
  }

  /** Runs a task when all earlier ones have ended; what is typed meanwhile is judged after it. */
  #alone<Value>(task: () => Promise<Value>): Promise<Value> {
    this.#turns += 1
    const run = this.#lastTurn.then(async () => {
      this.#isAlone = true
      try {
        return await task()
      } finally {
        this.#isAlone = false
        this.#turns -= 1
        this.#holding.goOn()
      }
    })
    this.#lastTurn = run.catch(() => {})
    return run
  }

  #writeAlone(by: Actor, kind: string, change: () => Result<Written>): Promise<Result<Head>> {
    return this.#alone(async () => {
      for (;;) {
        if (!(await this.#saver.settle())) return refuse('not-saving')
        const changed = change()
        if (!changed.ok) return changed
        const { effect: body, moved } = changed.value
        if (!body) return ok(this.#committed.head)
        const at = this.#needs.now()
        const draft = { kind, actor: by, at, audience: 'everyone' as const, body }
        const notes = noteCarried(this.#committed.state.entered, moved, by, at)
        const outcome = await this.#saver.append([draft, ...notes])
        if (outcome?.isWritten) return ok(this.#committed.head)
        this.#typing.renew()
        if (!outcome) return refuse('not-saving')
      }
    })
  }

  #flushed(by: Actor | null): void {
    if (this.#typing.isEmpty) this.#participants.textHasGone()
    else this.#needs.mark(this)
    this.#holding.letSendersGoOn()
    if (by) this.#healing.saved(by)
  }

  /** @returns whether anything was repaired */
  async #heal(by: Actor): Promise<boolean> {
    if (!this.saving || isRecovering(this.#committed.state.recovery)) return false
    const settled: ReadonlyMap<string, unknown> = this.#committed.state.settled
    const isSettled = (id: string): boolean => settled.has(id)
    let hasRepaired = false
    try {
      const written = await this.#writeAlone(by, TEXT_KINDS.healed, () => {
        const repaired = this.#typing.replica.heal({ isSettled })
        hasRepaired = repaired.effect !== null
        return ok(repaired)
      })
      return written.ok && hasRepaired
    } catch (fault) {
      this.#needs.log.error({ err: fault, stream: this.#committed.stream }, 'a document could not be healed')
      return false
    }
  }

  async #saveTheLast(): Promise<void> {
    const deadline = performance.now() + LAST_SAVE_MS
    while (!(await this.#saver.settle())) {
      if (performance.now() > deadline) {
        this.#needs.log.error({ stream: this.#committed.stream }, 'closed with words that could not be saved')
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
