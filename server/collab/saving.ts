/** Waits between attempts to save, in milliseconds. */
const RETRY_MS = { first: 50, last: 2_000 } as const

interface Needs {
  /** Tries to save again. */
  readonly retry: () => void
  /** Told when saving stops working and when it works again. */
  readonly onChange: (saving: boolean) => void
}

/** Whether a room can save, and when it tries again while it cannot. */
export class Saving {
  readonly #needs: Needs
  #isSaving = true
  #waitMs: number = RETRY_MS.first
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(needs: Needs) {
    this.#needs = needs
  }

  get isSaving(): boolean {
    return this.#isSaving
  }

  succeeded(): void {
    this.#waitMs = RETRY_MS.first
    this.#disarm()
    this.#change(true)
  }

  failed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#needs.retry()
    }, this.#waitMs)
    this.#waitMs = Math.min(RETRY_MS.last, this.#waitMs * 2)
    this.#change(false)
  }

  /** Saving will not work again: it is not tried any more. */
  endForGood(): void {
    this.#disarm()
    this.#change(false)
  }

  close(): void {
    this.#disarm()
  }

  #disarm(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #change(saving: boolean): void {
    if (this.#isSaving === saving) return
    this.#isSaving = saving
    this.#needs.onChange(saving)
  }
}
