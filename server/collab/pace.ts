import type { PersonId } from '../../shared/ids'

/** What one person may occupy of a turn of the event loop, in milliseconds, before everybody else has had one. */
const SLICE_MS = 8
/** What a person may send at once, in bytes: a long offline day on several documents. */
const BURST_BYTES = 32 << 20
/** What a person may send for hours, in bytes per second: far more than anybody types. */
const BYTES_PER_SECOND = 1 << 20

/** A connection as the pace sees it. */
export interface Paced {
  readonly personId: PersonId
  pauseReading(reason: string): void
  resumeReading(reason: string): void
}

/**
 * Keeps a flood from standing in others' way. It refuses nothing: sockets of a person who has had a slice of the turn,
 * or too many bytes, are not read until it is that person's turn again.
 */
export class Pace {
  readonly #spentMs = new Map<PersonId, number>()
  readonly #bytes = new Map<PersonId, { left: number; at: number }>()
  readonly #paused = new Set<Paced>()
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #immediate: ReturnType<typeof setImmediate> | null = null

  /** A message of `bytes` bytes took `ms` to handle. */
  spent(who: Paced, ms: number, bytes: number): void {
    const spent = (this.#spentMs.get(who.personId) ?? 0) + ms
    this.#spentMs.set(who.personId, spent)
    this.#immediate ??= setImmediate(() => this.#nextTurn())
    if (spent > SLICE_MS) this.#pause(who)
    const owed = this.#owedMs(who.personId, bytes)
    if (owed > 0) this.#pauseFor(who, owed)
  }

  /** Forgets a person without connections. */
  forget(personId: PersonId): void {
    this.#bytes.delete(personId)
  }

  close(): void {
    if (this.#immediate) clearImmediate(this.#immediate)
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #pause(who: Paced): void {
    this.#paused.add(who)
    who.pauseReading('slice')
  }

  #nextTurn(): void {
    this.#immediate = null
    this.#spentMs.clear()
    for (const who of this.#paused) who.resumeReading('slice')
    this.#paused.clear()
  }

  /** How long a person must be silent after `bytes` more, in milliseconds. */
  #owedMs(personId: PersonId, bytes: number): number {
    const now = performance.now()
    const budget = this.#bytes.get(personId) ?? { left: BURST_BYTES, at: now }
    budget.left = Math.min(BURST_BYTES, budget.left + ((now - budget.at) / 1_000) * BYTES_PER_SECOND) - bytes
    budget.at = now
    this.#bytes.set(personId, budget)
    return budget.left < 0 ? (-budget.left / BYTES_PER_SECOND) * 1_000 : 0
  }

  #pauseFor(who: Paced, ms: number): void {
    who.pauseReading('bytes')
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      who.resumeReading('bytes')
    }, ms)
    timer.unref()
    this.#timers.add(timer)
  }
}
