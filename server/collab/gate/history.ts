import * as Y from 'yjs'

/** Below this many bytes a tail is never folded into the base. */
const MIN_TAIL_BYTES = 64 << 10

/** Updates that are applied in one transaction: a transaction costs more than most updates. */
const GROUP = 500

/**
 * The bytes that a replica was made of, and what was applied since, so that it can be made again. Keystrokes are kept
 * in one growing buffer: as objects of their own they would take ten times the memory.
 */
export class History {
  #base: readonly Uint8Array[]
  #baseBytes: number
  #tail = new Uint8Array(1 << 10)
  #used = 0

  constructor(base: Iterable<Uint8Array>) {
    this.#base = [...base]
    this.#baseBytes = this.#base.reduce((bytes, update) => bytes + update.byteLength, 0)
  }

  get bytes(): number {
    return this.#baseBytes + this.#tail.byteLength
  }

  /** Whether the tail has outgrown the base, so that folding it in pays. */
  get isLong(): boolean {
    return this.#used > Math.max(MIN_TAIL_BYTES, this.#baseBytes)
  }

  add(update: Uint8Array): void {
    const needed = this.#used + 4 + update.byteLength
    if (needed > this.#tail.byteLength) {
      const grown = new Uint8Array(Math.max(needed, this.#tail.byteLength * 2))
      grown.set(this.#tail.subarray(0, this.#used))
      this.#tail = grown
    }
    new DataView(this.#tail.buffer).setUint32(this.#used, update.byteLength)
    this.#tail.set(update, this.#used + 4)
    this.#used = needed
  }

  /** Starts again from one state that says the same. */
  fold(state: Uint8Array): void {
    this.#base = [state]
    this.#baseBytes = state.byteLength
    this.#tail = new Uint8Array(1 << 10)
    this.#used = 0
  }

  /** Applies everything, in order. */
  applyTo(doc: Y.Doc): void {
    let group: Uint8Array[] = []
    const flush = (): void => {
      doc.transact(() => group.forEach((update) => Y.applyUpdate(doc, update)))
      group = []
    }
    for (const update of this.#updates()) if (group.push(update) >= GROUP) flush()
    if (group.length > 0) flush()
  }

  *#updates(): Iterable<Uint8Array> {
    yield* this.#base
    const view = new DataView(this.#tail.buffer)
    for (let at = 0; at < this.#used;) {
      const length = view.getUint32(at)
      yield this.#tail.subarray(at + 4, at + 4 + length)
      at += 4 + length
    }
  }
}
