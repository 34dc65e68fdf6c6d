import type { Known } from '../../collab/offline'

interface Needs {
  /** Whether words wait here: until they are saved the page writes under the standing under which they were typed. */
  readonly holdsWords: () => boolean
  /** Told when the page writes under another standing. */
  readonly moved: () => void
}

/**
 * Under which standing this page writes, see `standingOf`. It is the person's own, but for a moment: words that were
 * typed for another seat, before they came to act for this one, are saved for that one first.
 */
export class WritingAs {
  #as = $state<string>('')
  readonly #own: string
  readonly #needs: Needs

  constructor(own: string, needs: Needs) {
    this.#as = this.#own = own
    this.#needs = needs
  }

  /** What the line says. Reactive. */
  get as(): string {
    return this.#as
  }

  /** Whether words of another standing have to be saved first. Reactive. */
  get isMoving(): boolean {
    return this.#as !== this.#own
  }

  /** Takes over what this browser stored. @param holdsWords whether words of it wait to be saved */
  resume(known: Known | null, holdsWords: boolean): void {
    if (holdsWords && known?.typedAs) this.#as = known.typedAs
  }

  /** Writes under the person's own standing as soon as nothing waits any more. */
  settle(): void {
    if (!this.isMoving || this.#needs.holdsWords()) return
    this.giveUp()
    this.#needs.moved()
  }

  /** What waits was typed for a seat that is not the person's any more: it is theirs to say again, under their own. */
  giveUp(): void {
    this.#as = this.#own
  }
}
