import { can, type Role } from '../../../shared/roles'
import type { CopyOf } from '../../collab/offline'
import { takeBack } from '../../collab/recovery'
import type { Replica } from '../../collab/replica'
import { enterPatiently } from '../../collab/reset'
import type { Live } from '../../live'

interface Needs {
  readonly of: CopyOf
  readonly live: Live
  readonly role: Role
  /** The present copy; null before there is one. */
  readonly replica: () => Replica | null
  /** Takes a copy off the line. */
  readonly leave: (replica: Replica) => void
  /** Whether the person has left, or the present copy is being replaced. */
  readonly isBusy: () => boolean
  /** The record goes on from an earlier entry than the last that this page has heard: it is followed from its end. */
  readonly follow: (seq: number) => void
  /** It is over: the text is loaded afresh. */
  readonly startAfresh: () => void
}

/** The server went back in time: this page stays away from it, gives back what it holds, and waits for the end. */
export class Recovering {
  #isUnderWay = $state(false)
  #hasGivenBack = $state<boolean | null>(null)
  readonly #needs: Needs

  constructor(needs: Needs) {
    this.#needs = needs
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay
  }

  /** Whether what this browser holds was given back in this recovery; null while nobody has answered. */
  get hasGivenBack(): boolean | null {
    return this.#hasGivenBack
  }

  /** Stays away from the server from here on. @param replica the copy that was told, which leaves the line */
  async begin(replica: Replica): Promise<void> {
    this.#isUnderWay = true
    this.#hasGivenBack = null
    this.#needs.leave(replica)
    if (can(this.#needs.role, 'takeBackText', { document: 'inRecovery' })) await this.giveBack()
  }

  /** A copy is told on its line that the server went back in time. */
  async told(replica: Replica): Promise<void> {
    if (this.#isUnderWay) return
    await this.begin(replica)
    await this.look()
  }

  /** It is said to be over. */
  ended(): void {
    if (this.#isUnderWay) this.#needs.startAfresh()
  }

  /** Asks whether it is still under way: the end may have come while the present copy was being replaced. */
  async look(): Promise<void> {
    const { replica, isBusy, follow, startAfresh } = this.#needs
    const present = replica()
    const isOver = () => !this.#isUnderWay || isBusy()
    if (!present || isOver()) return
    const entered = await enterPatiently(present, isOver)
    if (isOver() || !entered.ok) return
    if (entered.value.recovering) follow(entered.value.receipt.seq)
    else startAfresh()
  }

  end(): void {
    this.#isUnderWay = false
  }

  /** Gives back what this browser holds. */
  async giveBack(): Promise<void> {
    const { of, live, replica } = this.#needs
    const doc = replica()?.doc
    if (!doc) return
    const answer = await takeBack(live, of, doc)
    this.#hasGivenBack = answer.ok
  }
}
