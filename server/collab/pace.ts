import type { PersonId } from '../../shared/ids'
import { Budgets } from '../budgets'

/** What one person may occupy of a turn of the event loop, in milliseconds, before everybody else has had one. */
const SLICE_MS = 8
/** What judging a person's messages may take at once, in milliseconds of one core: a long offline day that comes back. */
const BURST_MS = 1_000
/** Share of one core that one person may take for longer than that. */
const SHARE = 0.5
/** Share while nobody else sends anything: the machine has nothing better to do. */
const SHARE_ALONE = 0.9
/** How long others must have been silent for that, in milliseconds. */
const ALONE_AFTER_MS = 1_000
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
 * too much of the machine or too many bytes are not read until it is that person's turn again.
 */
export class Pace {
  readonly #spentMs = new Map<PersonId, number>()
  readonly #work = new Budgets<PersonId>({ burst: BURST_MS, perMs: SHARE })
  readonly #bytes = new Budgets<PersonId>({ burst: BURST_BYTES, perMs: BYTES_PER_SECOND / 1_000 })
  #paused = new Set<Paced>()
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #immediate: ReturnType<typeof setImmediate> | null = null
  #last: { readonly personId: PersonId; readonly since: number } | null = null

  /** A message of `bytes` bytes took `ms` to handle. */
  spent(who: Paced, ms: number, bytes: number): void {
    const spent = (this.#spentMs.get(who.personId) ?? 0) + ms
    this.#spentMs.set(who.personId, spent)
    this.#immediate ??= setImmediate(() => this.#nextTurn())
    if (spent > SLICE_MS) this.#pause(who)
    this.#waitOff(who, this.#isAlone(who.personId) ? (ms * SHARE) / SHARE_ALONE : ms, bytes)
  }

  /** A connection comes: what its person owes is waited for on this one too. */
  come(who: Paced): void {
    this.#waitOff(who, 0, 0)
  }

  close(): void {
    if (this.#immediate) clearImmediate(this.#immediate)
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  /** Whether nobody else has sent anything for a while. */
  #isAlone(personId: PersonId): boolean {
    const now = performance.now()
    if (this.#last?.personId !== personId) this.#last = { personId, since: now }
    return now - this.#last.since > ALONE_AFTER_MS
  }

  #pause(who: Paced): void {
    this.#paused.add(who)
    who.pauseReading('slice')
  }

  #nextTurn(): void {
    this.#immediate = null
    this.#spentMs.clear()
    const paused = this.#paused
    this.#paused = new Set()
    for (const who of paused) who.resumeReading('slice')
  }

  #waitOff(who: Paced, ms: number, bytes: number): void {
    const owed = Math.max(this.#work.spend(who.personId, ms), this.#bytes.spend(who.personId, bytes))
    if (owed > 0) this.#pauseFor(who, owed)
  }

  #pauseFor(who: Paced, ms: number): void {
    who.pauseReading('debt')
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      who.resumeReading('debt')
    }, ms)
    timer.unref()
    this.#timers.add(timer)
  }
}
