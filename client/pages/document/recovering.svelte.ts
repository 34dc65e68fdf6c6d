import type { DocumentId } from '../../../shared/ids'
import { can, type Role } from '../../../shared/roles'
import { takeBack } from '../../collab/recovery'
import type { Replica } from '../../collab/replica'
import type { Live } from '../../live'

interface Needs {
  readonly documentId: DocumentId
  readonly live: Live
  readonly role: Role
  /** The present copy; null before there is one. */
  readonly replica: () => Replica | null
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

  /** Stays away from the server from here on. @param leave takes the present copy off the line */
  async begin(leave: () => void): Promise<void> {
    this.#isUnderWay = true
    this.#hasGivenBack = null
    leave()
    if (can(this.#needs.role, 'takeBackText', { document: 'inRecovery' })) await this.giveBack()
  }

  end(): void {
    this.#isUnderWay = false
  }

  /** Gives back what this browser holds. */
  async giveBack(): Promise<void> {
    const { documentId, live, replica } = this.#needs
    const doc = replica()?.doc
    if (!doc) return
    const answer = await takeBack(live, documentId, doc)
    this.#hasGivenBack = answer.ok
  }
}
