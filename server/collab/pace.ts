import type { PersonId } from '../../shared/ids'
import { Budgets } from '../budgets'
import { DearWork } from './dear-work'

/** What one person may occupy of a turn of the event loop, in milliseconds, before everybody else has had one. */
const SLICE_MS = 8
/** Whoever sent a message that took more than that by itself is looked after for this long, in milliseconds. */
const DEAR_FOR_MS = 1_000
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
  readonly #dearWork = new DearWork()
  readonly #bytes = new Budgets<PersonId>({ burst: BURST_BYTES, perMs: BYTES_PER_SECOND / 1_000 })
  readonly #dearUntil = new Map<PersonId, number>()
  /** What those who send dear messages have had of this turn together, in milliseconds. */
  #dearMs = 0
  /** Who had their slice of this turn, and who must wait for one in the next. */
  #paused = new Set<Paced>()
  #postponed = new Set<Paced>()
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #immediate: ReturnType<typeof setImmediate> | null = null
  #last: { readonly personId: PersonId; readonly since: number } | null = null

  /** Whether a connection's next message may be handled in this turn; else it is not read until the next one. */
  mayBegin(who: Paced): boolean {
    if (this.#dearMs <= SLICE_MS || !this.#sendsDear(who.personId)) return true
    this.#postponed.add(who)
    who.pauseReading('slice')
    return false
  }

  /** A message of `bytes` bytes took `ms` to handle. */
  spent(who: Paced, ms: number, bytes: number): void {
    const { personId } = who
    const spent = (this.#spentMs.get(personId) ?? 0) + ms
    this.#spentMs.set(personId, spent)
    this.#immediate ??= setImmediate(() => this.#nextTurn())
    if (spent > SLICE_MS) this.#pause(who)
    const isDear = ms > SLICE_MS
    if (isDear) this.#dearUntil.set(personId, performance.now() + DEAR_FOR_MS)
    if (this.#sendsDear(personId)) this.#dearMs += ms
    const cost = this.#isAlone(personId) ? (ms * SHARE) / SHARE_ALONE : ms
    this.#waitOff(who, { own: cost, dear: isDear ? cost : 0, bytes })
  }

  /** A connection comes: what its person owes is waited for on this one too. */
  come(who: Paced): void {
    this.#waitOff(who, { own: 0, dear: 0, bytes: 0 })
  }

  close(): void {
    if (this.#immediate) clearImmediate(this.#immediate)
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #sendsDear(personId: PersonId): boolean {
    const until = this.#dearUntil.get(personId)
    if (until === undefined) return false
    if (performance.now() <= until) return true
    this.#dearUntil.delete(personId)
    return false
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
    this.#dearMs = 0
    if (this.#postponed.size === 0 && this.#paused.size === 0) return
    const waiting = [...this.#postponed, ...this.#paused]
    this.#postponed = new Set()
    this.#paused = new Set()
    for (const who of waiting) who.resumeReading('slice')
  }

  #waitOff(who: Paced, used: { own: number; dear: number; bytes: number }): void {
    const owed = Math.max(
      this.#work.spend(who.personId, used.own),
      this.#bytes.spend(who.personId, used.bytes),
      used.dear > 0 ? this.#dearWork.spend(who.personId, used.dear) : 0,
    )
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
