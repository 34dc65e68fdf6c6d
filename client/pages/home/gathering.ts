/** Gathers what happens within a pause after the first of it, and hands it on together, each kind once. */
export class Gathering {
  readonly #kinds = new Set<string>()
  readonly #handOn: (kinds: readonly string[]) => void
  readonly #pauseMs: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(handOn: (kinds: readonly string[]) => void, pauseMs: number) {
    this.#handOn = handOn
    this.#pauseMs = pauseMs
  }

  /** Something of this kind has happened. */
  add(kind: string): void {
    this.#kinds.add(kind)
    this.#timer ??= setTimeout(() => this.#over(), this.#pauseMs)
  }

  /** What was gathered and not handed on is dropped. */
  close(): void {
    clearTimeout(this.#timer)
  }

  #over(): void {
    const kinds = [...this.#kinds]
    this.#kinds.clear()
    this.#timer = undefined
    this.#handOn(kinds)
  }
}
