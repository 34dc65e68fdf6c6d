import type { RefusalCode } from '../../../shared/result'
import { badgeOf, type SaveFacts } from '../../collab/badge'
import type { Replica } from '../../collab/replica'

const CALM: SaveFacts = { online: false, unsaved: false, changes: 0, isKept: true, refusal: null }

/** What the badge says: whether the present copy is in touch with the server, what waits, and what was refused. */
export class Badge {
  #facts = $state.raw(CALM)
  /** Why something was refused that the person has not looked at. */
  #standing: RefusalCode | null = null
  /** Why something was refused that is being written again. */
  #retried: RefusalCode | null = null
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
    const { refusal } = this.#facts
    this.#facts = { ...CALM, unsaved: count > 0, changes: count, isKept, refusal }
  }

  /** A copy is being replaced: so many of its changes wait. */
  waits(changes: number): void {
    this.#facts = { ...this.#facts, online: false, unsaved: changes > 0, changes }
  }

  /** Something was refused and is written again: whether it stays refused is known at `settled`. */
  retries(code: RefusalCode): void {
    this.#retried = code
    this.#tellRefusal()
  }

  /** What was refused has been written again. @param code why some of it is not in the text after all, or null */
  settled(code: RefusalCode | null): void {
    this.#retried = null
    this.#standing = code ?? this.#standing
    this.#tellRefusal()
  }

  /** The person has looked at what was refused. */
  forgive(): void {
    this.#retried = this.#standing = null
    this.#tellRefusal()
  }

  #tellRefusal(): void {
    this.#facts = { ...this.#facts, refusal: this.#retried ?? this.#standing }
  }
}
