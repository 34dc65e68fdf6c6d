import type { RefusalCode } from '../../../shared/result'
import { badgeOf, type SaveFacts } from '../../collab/badge'
import type { Replica } from '../../collab/replica'

const CALM: SaveFacts = { online: false, unsaved: false, changes: 0, isKept: true, refusal: null }

/** What the badge says: whether the present copy is in touch with the server, what waits, and what was refused. */
export class Badge {
  #facts = $state.raw(CALM)
  readonly shown = $derived(badgeOf(this.#facts))

  get isOnline(): boolean {
    return this.#facts.online
  }

  /** Changes that wait for the server. */
  get changes(): number {
    return this.#facts.changes
  }

  /** Whether this browser keeps what is typed. */
  get isKept(): boolean {
    return this.#facts.isKept
  }

  read({ online, unsaved, stored: { isKeeping: isKept } }: Replica): void {
    const { refusal } = this.#facts
    const facts = { online, unsaved: unsaved.waiting, changes: unsaved.count, isKept, refusal }
    const same = (Object.keys(facts) as (keyof SaveFacts)[]).every((key) => facts[key] === this.#facts[key])
    if (!same) this.#facts = facts
  }

  /** As long as nobody has let this page in, only what is known to wait counts. */
  readAlone({ unsaved: { count }, stored: { isKeeping: isKept } }: Replica): void {
    this.#facts = { ...CALM, unsaved: count > 0, changes: count, isKept }
  }

  /** A copy is being replaced: so many of its changes wait. */
  waits(changes: number): void {
    this.#facts = { ...this.#facts, online: false, unsaved: changes > 0, changes }
  }

  refused(refusal: RefusalCode): void {
    this.#facts = { ...this.#facts, refusal }
  }

  /** The refusal has been dealt with. */
  forgive(): void {
    this.#facts = { ...this.#facts, refusal: null }
  }
}
