import { updateFrame } from './frames'
import { mergeUpdates } from './merge'
import type { Lane } from './presence'

/** Who typed within this time, in milliseconds, sees others' words as fast as they come. */
export const TYPING_MS = 15_000
/** Viewers see them a little later, in fewer and larger frames: the write call per receiver is what fan-out costs. */
const VIEWERS_EVERY_MS = { least: 66, most: 100 } as const
/** Up to this many connections everybody is in the fast lane: there is nothing to save. */
export const SMALL_ROOM = 16
/** Who has stopped typing is looked for this often, in milliseconds. */
const LOOK_EVERY_MS = 5_000
/** Share of one core that viewers' flushes may take before they are spaced out. */
const SHARE = 0.08

/** One committed update on its way to everybody else. */
export interface Outgoing<Member> {
  readonly update: Uint8Array
  /** The same update as one frame. */
  readonly frame: Buffer
  /** The connection that alone made it, which need not hear it again; null when several did. */
  readonly from: Member | null
}

/** A connection as the lanes see it. */
export interface LaneMember {
  /** Sends text that follows the journal's row `after`; a reader that does not keep up catches up from there. */
  sendText(frame: Buffer, after: number): void
}

/** Frames that travel with the viewers' text, in the same write. */
export interface Riders<Member> {
  /** What most members get. */
  readonly shared: Buffer
  /** What one member gets: `shared`, another frame, or null for nothing. */
  frameFor(member: Member): Buffer | null
}

/**
 * Two lanes: those who type, and those who only watch. The lanes overlap for a moment when somebody changes over; an
 * update that arrives twice changes nothing.
 */
export class Lanes<Member extends LaneMember> {
  readonly #clock: () => number
  readonly #riders: () => Riders<Member> | null
  readonly #members = { fast: new Set<Member>(), slow: new Set<Member>() }
  readonly #typedAt = new Map<Member, number>()
  #waiting: Outgoing<Member>[] = []
  #waitingAfter = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #everyMs: number = VIEWERS_EVERY_MS.least
  #sentAt = -Infinity
  #lookedAt = -Infinity

  /** @param riders called before the viewers get text: what else is there for them */
  constructor(clock: () => number, riders: () => Riders<Member> | null = () => null) {
    this.#clock = clock
    this.#riders = riders
  }

  get size(): number {
    return this.#members.fast.size + this.#members.slow.size
  }

  in(lane: Lane): ReadonlySet<Member> {
    return this.#members[lane]
  }

  join(member: Member): void {
    this.#members[this.size < SMALL_ROOM ? 'fast' : 'slow'].add(member)
  }

  leave(member: Member): void {
    this.#members.fast.delete(member)
    this.#members.slow.delete(member)
    this.#typedAt.delete(member)
  }

  /** Puts a member who typed into the fast lane, with what waits for the viewers. */
  typed(member: Member): void {
    this.#typedAt.set(member, this.#clock())
    if (!this.#members.slow.delete(member)) return
    this.#members.fast.add(member)
    if (this.#waiting.length > 0) member.sendText(this.#merged(), this.#waitingAfter)
  }

  /** Sends updates to all but their author; they follow the journal's row `after`. */
  broadcast(updates: readonly Outgoing<Member>[], after: number): void {
    this.#look()
    const whole = joined(updates)
    const authors = new Set(updates.map(({ from }) => from))
    for (const member of this.#members.fast) {
      const frame = authors.has(member) ? joined(updates.filter(({ from }) => from !== member)) : whole
      if (frame.length > 0) member.sendText(frame, after)
    }
    if (this.#members.slow.size > 0) this.#queue(updates, after)
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #queue(updates: readonly Outgoing<Member>[], after: number): void {
    if (this.#waiting.length === 0) this.#waitingAfter = after
    this.#waiting.push(...updates)
    const wait = this.#everyMs - (this.#clock() - this.#sentAt)
    this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, wait))
  }

  #flush(): void {
    this.#timer = null
    this.#sentAt = this.#clock()
    const text = this.#merged()
    this.#waiting = []
    this.#sendToViewers(text, this.#riders())
    const { least, most } = VIEWERS_EVERY_MS
    this.#everyMs = Math.min(most, Math.max(least, (this.#clock() - this.#sentAt) / SHARE))
  }

  #sendToViewers(text: Buffer, riders: Riders<Member> | null): void {
    const whole = riders ? Buffer.concat([text, riders.shared]) : text
    for (const member of this.#members.slow) {
      const rider = riders?.frameFor(member)
      const isUsual = !riders || rider === riders.shared
      const frame = isUsual ? whole : rider ? Buffer.concat([text, rider]) : text
      member.sendText(frame, this.#waitingAfter)
    }
  }

  #merged(): Buffer {
    const [only] = this.#waiting
    if (only && this.#waiting.length === 1) return only.frame
    return updateFrame(mergeUpdates(this.#waiting.map(({ update }) => update)))
  }

  /** Moves those who stopped typing to the viewers; a room that became small has no viewers' lane. */
  #look(): void {
    const now = this.#clock()
    if (now - this.#lookedAt < LOOK_EVERY_MS) return
    this.#lookedAt = now
    if (this.size <= SMALL_ROOM) return this.#mergeLanes()
    for (const member of this.#members.fast) {
      if (now - (this.#typedAt.get(member) ?? -Infinity) <= TYPING_MS) continue
      this.#members.fast.delete(member)
      this.#members.slow.add(member)
    }
  }

  #mergeLanes(): void {
    if (this.#waiting.length > 0) {
      if (this.#timer) clearTimeout(this.#timer)
      this.#flush()
    }
    for (const member of this.#members.slow) this.#members.fast.add(member)
    this.#members.slow.clear()
  }
}

function joined(updates: readonly { readonly frame: Buffer }[]): Buffer {
  const [only] = updates
  return only && updates.length === 1 ? only.frame : Buffer.concat(updates.map(({ frame }) => frame))
}
