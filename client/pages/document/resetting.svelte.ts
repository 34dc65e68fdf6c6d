import type { RefusalCode } from '../../../shared/result'
import type { RefusedUpdate } from '../../collab/connection'
import type { CopyOf } from '../../collab/offline'
import { lostWords, notKeptYet } from '../../collab/lost'
import { refusalIn, type Outcome } from '../../collab/rebase'
import { Replica, type Entered } from '../../collab/replica'
import { rewriteOn, settleEarlier, type ResetReason } from '../../collab/reset'
import type { Lock } from '../../collab/settled'
import type { Live } from '../../live'
import type { Badge } from './badge.svelte'
import type { KeptWordsList } from './kept-words.svelte'

/** Two resets within this time, and the third tries nothing again: it could go on for ever. */
const RESETS_WITHIN_MS = 20_000
const MAX_RESETS = 2

interface Needs {
  readonly of: CopyOf
  readonly live: Live
  readonly badge: Badge
  readonly kept: KeptWordsList
  /** Whether the person has left the document. */
  readonly isOver: () => boolean
  /** Why a provision cannot be changed at this moment. */
  readonly lockOf: (provisionId: string) => Lock | null
  /**
   * Opens the line of a fresh copy.
   *
   * @param entered what the server has answered already; it is asked when left out
   * @returns whether the copy comes in step with the server
   */
  readonly letIn: (fresh: Replica, entered?: Entered) => Promise<boolean>
  /** From here on the fresh copy is the present one. */
  readonly takeOver: (fresh: Replica, outcomes: readonly Outcome[]) => void
  /** The server refused something of a copy before this was over. */
  readonly refused: (replica: Replica, refused: RefusedUpdate) => void
  /** It is over, one way or the other, and the person is still here. */
  readonly done: () => void
  readonly failed: (fault: unknown) => void
}

/** Drops a copy of the text and opens a fresh one; what waited is written again where the rules allow it, else kept. */
export class Resetting {
  #isUnderWay = $state(false)
  #begun: number[] = []
  #whenInStep: ((isInStep: boolean) => void)[] = []
  #meanwhile: { replica: Replica; refused: RefusedUpdate }[] = []
  readonly #needs: Needs

  constructor(needs: Needs) {
    this.#needs = needs
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay
  }

  /** The server has refused a change of the copy. */
  refused(old: Replica, { code, provisionId, count }: RefusedUpdate): void {
    this.#needs.badge.retries(code)
    const now = performance.now()
    this.#begun = [...this.#begun.filter((at) => now - at < RESETS_WITHIN_MS), now]
    const reason = { code, provisionId, again: this.#begun.length > MAX_RESETS }
    this.#isUnderWay = true
    void settleEarlier(old, count).then(() => this.#reset(old, reason))
  }

  /** Something of the fresh copy is refused before it has taken over: it is dealt with as soon as it has. */
  refusedMeanwhile(replica: Replica, refused: RefusedUpdate): void {
    this.#meanwhile.push({ replica, refused })
  }

  /** Nothing was refused, and the copy is loaded afresh all the same. @param entered as for `letIn` */
  startAfresh(old: Replica, code: RefusalCode, entered?: Entered): Promise<void> {
    this.#isUnderWay = true
    return this.#reset(old, { code, provisionId: null, again: false }, entered)
  }

  /** A copy is in step with the server. */
  inStep(): void {
    for (const go of this.#whenInStep.splice(0)) go(true)
  }

  /** The fresh copy will not come in step any more: its line is closed for good. */
  lineLost(): void {
    for (const go of this.#whenInStep.splice(0)) go(false)
  }

  async #reset(old: Replica, reason: ResetReason, entered?: Entered): Promise<void> {
    const { of, live, badge, letIn, isOver, done, failed } = this.#needs
    try {
      const { alone } = old
      const changes = (alone ?? old.unsaved).changes()
      old.disconnect()
      this.#meanwhile = []
      badge.waits(changes.length)
      const fresh = await Replica.open(of, live)
      const inStep = new Promise<boolean>((resolve) => this.#whenInStep.push(resolve))
      // what proves that the server went back in time must not go with the old copy
      if (old.stored.receipt) fresh.stored.saveReceipt(old.stored.receipt)
      if (entered) fresh.admit(entered)
      if (!(await letIn(fresh, entered)) || !(await inStep)) return await fresh.close()
      // whoever left the document meanwhile has closed the old copy, and knows of no other
      if (isOver() || old.doc.isDestroyed) return await fresh.close()
      alone?.handOver(fresh)
      const lost = lostWords(old.text, fresh.text, changes)
      const outcomes = rewriteOn(fresh, changes, reason, this.#needs.lockOf)
      badge.settled(refusalIn([...lost, ...outcomes]))
      await this.#replace(old, fresh, [...outcomes, ...notKeptYet(lost, outcomes)])
    } catch (fault) {
      failed(fault)
    } finally {
      this.#isUnderWay = false
      for (const { replica, refused } of this.#meanwhile.splice(0)) this.#needs.refused(replica, refused)
      if (!isOver()) done()
    }
  }

  /** Without a pause in which the person could leave one copy and the other stay behind. */
  async #replace(old: Replica, fresh: Replica, outcomes: readonly Outcome[]): Promise<void> {
    const { kept, takeOver } = this.#needs
    // stored with the fresh copy before the old one goes; they are sent when there is time
    kept.keepHere(fresh.stored)
    void kept.keep(outcomes)
    takeOver(fresh, outcomes)
    await old.destroy()
  }
}
