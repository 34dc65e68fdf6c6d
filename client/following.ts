import type { EntryRead } from '../shared/protocol'

/** An entry that this person may see. */
export type ShownEntry = Extract<EntryRead, { shown: true }>

/** One listener's place in one stream: what it has had, so that nothing comes twice and nothing is missed. */
export class Following {
  readonly stream: string
  readonly #listener: (entry: ShownEntry) => void
  /** Called when the stream is not, or no longer, open to this person. */
  readonly shut: () => void
  #after: number
  #gapAfter: number | null = null

  /** @param after seq of the last entry that the listener knows already */
  constructor(stream: string, after: number, listener: (entry: ShownEntry) => void, shut = () => {}) {
    this.stream = stream
    this.#after = after
    this.#listener = listener
    this.shut = shut
  }

  /** Seq of the last entry that was heard or skipped. */
  get after(): number {
    return this.#after
  }

  /** The record of the server ends before what was heard, as after a restore: what comes after its end is new. */
  goBackTo(head: number): void {
    if (head >= this.#after) return
    this.#after = head
    this.#gapAfter = null
  }

  /**
   * Hands on what is new.
   *
   * @returns false when entries are missing in between: the stream must be followed again from `after`. The same gap
   *   is reported once; when it comes again the server has nothing to put into it.
   */
  take(entries: readonly EntryRead[]): boolean {
    for (const entry of entries) {
      if (entry.stream !== this.stream || entry.seq <= this.#after) continue
      if (entry.shown && entry.seq !== this.#after + 1 && this.#gapAfter !== this.#after) {
        this.#gapAfter = this.#after
        return false
      }
      this.#after = entry.seq
      if (entry.shown) this.#listener(entry)
    }
    return true
  }
}

/** Where each stream must be resumed so that none of its listeners misses anything. */
export function resumePoints(followings: Iterable<Following>): Map<string, number> {
  const points = new Map<string, number>()
  for (const { stream, after } of followings) {
    points.set(stream, Math.min(after, points.get(stream) ?? after))
  }
  return points
}
