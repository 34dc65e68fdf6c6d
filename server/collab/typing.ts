import * as Y from 'yjs'
import { stateOf } from '../../shared/documents'
import type { PersonId } from '../../shared/ids'
import type { Actor } from '../../shared/journal'
import { ok, refuse, type Refusal, type Result } from '../../shared/result'
import { can, RIGHTS, whyNot } from '../../shared/roles'
import type { Judged } from './batch'
import type { Committed } from './committed'
import type { Connection } from './connection'
import { withoutDeletesOfHeld } from './gate/held'
import { Replica, type Policy, type Sender, type Written } from './replica'
import { covers } from './serving'
import { Waiting } from './waiting'

/** More uncommitted words than this, in bytes, and their senders are not read until they are committed. */
const MAX_PENDING_BYTES = 8 << 20
/** What an uncommitted update costs beside its own bytes. */
const BYTES_PER_UPDATE = 200

/** What whoever edits a settled provision is told, as the table of rights says. */
const SETTLED_CODE = RIGHTS.editText.provision?.agreedAdRef ?? null

/** An update as it came from a connection. */
export interface Said {
  readonly connection: Connection
  readonly update: Uint8Array
  /** Which of the connection's updates it is, counted from 1. */
  readonly number: number
  /** Whether it was looked up already whose clientIDs it uses. */
  readonly isSecondLook?: boolean
}

/**
 * The judged side of a room: the replica, which is ahead of the journal by what is not committed yet, and those
 * updates in the order in which they came.
 */
export class Typing {
  readonly #committed: Committed
  readonly #onRefused: (said: Omit<Said, 'update'>, refusal: Refusal) => void
  #replica: Replica | null = null
  #pending: Judged[] = []
  readonly #waiting: Waiting
  #bytes = 0

  constructor(committed: Committed, onRefused: (said: Omit<Said, 'update'>, refusal: Refusal) => void) {
    this.#committed = committed
    this.#onRefused = onRefused
    this.#waiting = new Waiting(
      () => committed.state.entered,
      () => this.#pending,
    )
  }

  /** Built when it is first needed: a joiner is served from bytes and need not wait for it. */
  get replica(): Replica {
    this.#replica ??= Replica.from(this.#committed.serving.updates())
    return this.#replica
  }

  get text(): Y.Text {
    return this.replica.text
  }

  /** What it takes of the memory, about, in bytes. */
  get bytes(): number {
    return this.#bytes + (this.#replica?.bytes ?? 0)
  }

  /** Whether the text may need repair; as long as nobody has looked, it may. */
  get mayBeIll(): boolean {
    return this.#replica?.mayBeIll ?? true
  }

  /** Whether everything that was let in has been taken for saving. */
  get isEmpty(): boolean {
    return this.#pending.length === 0
  }

  /** Whether so much waits that senders must wait too. */
  get isFull(): boolean {
    return this.#bytes > MAX_PENDING_BYTES
  }

  /** Whether words of a person wait here that a copy with this state vector has not. */
  holdsBeyond(personId: PersonId, vector: ReadonlyMap<number, number>): boolean {
    const own = this.#pending.filter(({ actor }) => actor.personId === personId)
    return own.some(({ effect }) => effect !== null && !covers(vector, Y.parseUpdateMeta(effect).to))
  }

  /** Judges an update and keeps what it did for the next flush. */
  judge({ connection, update, number }: Said): Result<{ readonly isEffective: boolean }> {
    const judged = this.#submit(connection, update)
    if (!judged.ok) return judged
    const { effect, touched, moved } = judged.value
    this.#put({ connection, actor: connection.actor, number, effect, touched, moved })
    return ok({ isEffective: effect !== null })
  }

  /** Takes everything that waits, for saving. */
  take(): Judged[] {
    const batch = this.#pending
    this.#pending = []
    this.#bytes = 0
    return batch
  }

  /** Puts a batch back that could not be saved, before what has come since. */
  putBack(batch: readonly Judged[]): void {
    const since = this.take()
    for (const judged of [...batch, ...since]) this.#put(judged)
  }

  /** Starts again from committed text, without what waits. */
  startOver(): void {
    this.take()
    this.close()
  }

  /** Starts again from committed text, and judges what waits as if it came now: others have written meanwhile. */
  renew(): void {
    this.close()
    for (const { connection, number, effect, actor } of this.take()) {
      const judged = effect
        ? this.#submit(connection, effect)
        : ok({ effect: null, touched: null, moved: [] })
      if (judged.ok) this.#put({ ...judged.value, connection, number, actor })
      else this.#onRefused({ connection, number }, judged.refusal)
    }
  }

  /**
   * Judges text that somebody gives back after the server lost it; the words may be others'. Whoever does not edit text
   * brings words back and takes none away: what a copy lacks of the text that the journal holds stays, for an editor to
   * delete again.
   *
   * @param isIssued whether a clientID was issued to anybody
   * @returns what it did
   */
  takeBack(
    { personId, role }: Actor,
    update: Uint8Array,
    isIssued: (clientId: number) => boolean,
  ): Result<Written> {
    const policy = { ...this.#policyFor(true), takingBack: true }
    const brought = can(role, 'editText') ? update : withoutDeletesOfHeld(update, this.replica.doc)
    return this.replica.submit(brought, { personId, role, owns: isIssued }, policy)
  }

  close(): void {
    this.#replica?.close()
    this.#replica = null
  }

  #submit(connection: Connection, update: Uint8Array): Result<Pick<Judged, 'effect' | 'touched' | 'moved'>> {
    const { personId, role } = connection.actor
    const isElsewhere = connection.who.isElsewhere ?? false
    const refused = whyNot(role, 'editText', stateOf(this.#committed.state, personId, isElsewhere))
    const sender: Sender = { personId, role, owns: connection.owns }
    const mechanismId = connection.who.entering?.mechanismId ?? null
    const policy = this.#policyFor(refused === null, ({ touched, moved }, lives) =>
      this.#waiting.judge({ mechanismId, touched, moved }, personId, lives),
    )
    const judged = this.replica.submit(update, sender, policy)
    if (judged.ok) {
      const { effect, touched, moved } = judged.value
      return ok({ effect, touched: connection.who.entering ? touched : null, moved })
    }
    return refused && judged.refusal.code === 'read-only' ? refuse(refused) : judged
  }

  #policyFor(mayEdit: boolean, judgeReach: Policy['judgeReach'] = null): Policy {
    const settled: ReadonlyMap<string, unknown> = this.#committed.state.settled
    const lockOf = (id: string) => (settled.has(id) ? SETTLED_CODE : null)
    return { mayEdit, takingBack: false, lockOf, judgeReach }
  }

  #put(judged: Judged): void {
    this.#pending.push(judged)
    this.#bytes += BYTES_PER_UPDATE + (judged.effect?.length ?? 0)
  }
}
