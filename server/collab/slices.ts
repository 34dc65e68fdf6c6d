/** Runs tasks that can wait a little, in order, in slices: between two slices everybody else gets a turn. */
export class Slices {
  readonly #sliceMs: number
  #tasks: (() => void)[] = []
  #next: ReturnType<typeof setImmediate> | null = null

  /** @param sliceMs after this long no further task of a slice begins */
  constructor(sliceMs: number) {
    this.#sliceMs = sliceMs
  }

  /** @param task must not throw */
  add(task: () => void): void {
    this.#tasks.push(task)
    this.#next ??= setImmediate(() => this.#run())
  }

  /** Drops what has not run yet. */
  close(): void {
    if (this.#next) clearImmediate(this.#next)
    this.#next = null
    this.#tasks = []
  }

  #run(): void {
    const end = performance.now() + this.#sliceMs
    let done = 0
    while (done < this.#tasks.length && performance.now() < end) this.#tasks[done++]?.()
    this.#tasks = this.#tasks.slice(done)
    this.#next = this.#tasks.length > 0 ? setImmediate(() => this.#run()) : null
  }
}
