/** A map while it changes. What it began as stays as it is: it is copied once, at the first change. */
export class Changing<Key, Value> {
  #now: ReadonlyMap<Key, Value>
  #own: Map<Key, Value> | null = null

  constructor(from: ReadonlyMap<Key, Value>) {
    this.#now = from
  }

  /** What it has become; the very map that it began as when nothing changed. Valid until the next change. */
  get now(): ReadonlyMap<Key, Value> {
    return this.#now
  }

  get(key: Key): Value | undefined {
    return this.#now.get(key)
  }

  set(key: Key, value: Value): void {
    this.#copy().set(key, value)
  }

  delete(key: Key): void {
    if (this.#now.has(key)) this.#copy().delete(key)
  }

  #copy(): Map<Key, Value> {
    this.#own ??= new Map(this.#now)
    this.#now = this.#own
    return this.#own
  }
}
