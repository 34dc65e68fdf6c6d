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
/** So many viewers get text in one turn of the event loop. */
const VIEWERS_PER_SLICE = 100
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

/** Frames that travel with the text of a lane, in the same write. */
export interface Riders<Member> {
  /** What most members get. */
  readonly shared: Buffer
  /** What one member gets: `shared`, another frame, or null for nothing. */
  frameFor(member: Member): Buffer | null
}

interface Needs<Member> {
  readonly clock: () => number
  /** What else there is for the members of a lane when they get text. */
  readonly riders: (lane: Lane) => Riders<Member> | null
  /** Called when a member has changed lanes: what waited for the one lane is not sent on the other. */
  readonly onMoved: (member: Member) => void
}

/** Text on its way to the viewers, and those who do not have it yet. */
interface Round<Member> {
  readonly text: Buffer
  readonly whole: Buffer
  readonly riders: Riders<Member> | null
  readonly after: number
  readonly left: Set<Member>
  spentMs: number
}

/**
 * Two lanes: those who type, and those who only watch. The lanes overlap for a moment when somebody changes over; an
 * update that arrives twice changes nothing.
 */
export class Lanes<Member extends LaneMember> {
  readonly #needs: Needs<Member>
  readonly #members = { fast: new Set<Member>(), slow: new Set<Member>() }
  readonly #typedAt = new Map<Member, number>()
  #waiting: Outgoing<Member>[] = []
  #waitingAfter = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #round: Round<Member> | null = null
  #nextSlice: ReturnType<typeof setImmediate> | null = null
  #everyMs: number = VIEWERS_EVERY_MS.least
  #sentAt = -Infinity
  #lookedAt = -Infinity

  constructor(needs: Needs<Member>) {
    this.#needs = needs
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
    this.#round?.left.delete(member)
    this.#typedAt.delete(member)
  }

  /** Puts a member who typed into the fast lane, with what waits for the viewers. */
  typed(member: Member): void {
    this.#typedAt.set(member, this.#needs.clock())
    if (!this.#members.slow.has(member)) return
    this.#sendRoundTo(member)
    if (this.#waiting.length > 0) member.sendText(this.#merged(), this.#waitingAfter)
    this.#move(member, 'fast')
  }

  /** Sends updates to all but their author; they follow the journal's row `after`. */
  broadcast(updates: readonly Outgoing<Member>[], after: number): void {
    this.#look()
    this.#sendToTypists(updates, after)
    if (this.#members.slow.size > 0) this.#queue(updates, after)
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#nextSlice) clearImmediate(this.#nextSlice)
    this.#timer = null
    this.#nextSlice = null
  }

  #sendToTypists(updates: readonly Outgoing<Member>[], after: number): void {
    const { fast } = this.#members
    const riders = fast.size > 0 ? this.#needs.riders('fast') : null
    const text = joined(updates)
    const whole = withRider(text, riders?.shared)
    const authors = new Set(updates.map(({ from }) => from))
    for (const member of fast) {
      const isAuthor = authors.has(member)
      const own = isAuthor ? joined(updates.filter(({ from }) => from !== member)) : text
      const frame = isAuthor
        ? withRider(own, riders?.frameFor(member))
        : frameWith(member, own, whole, riders)
      if (frame.length > 0) member.sendText(frame, after)
    }
  }

  #queue(updates: readonly Outgoing<Member>[], after: number): void {
    if (this.#waiting.length === 0) this.#waitingAfter = after
    this.#waiting.push(...updates)
    const wait = this.#everyMs - (this.#needs.clock() - this.#sentAt)
    this.#timer ??= setTimeout(() => this.#sendToViewers(), Math.max(0, wait))
  }

  #sendToViewers(): void {
    this.#timer = null
    this.#finishRound()
    this.#sentAt = this.#needs.clock()
    const text = this.#merged()
    const riders = this.#needs.riders('slow')
    const whole = withRider(text, riders?.shared)
    const left = new Set(this.#members.slow)
    this.#round = { text, whole, riders, after: this.#waitingAfter, left, spentMs: 0 }
    this.#waiting = []
    this.#sendSlice(VIEWERS_PER_SLICE)
  }

  /** Those who type are not kept waiting while hundreds of viewers are served. */
  #sendSlice(most: number): void {
    this.#nextSlice = null
    const round = this.#round
    if (!round) return
    const started = this.#needs.clock()
    let sent = 0
    for (const member of round.left) {
      if (sent >= most) break
      this.#sendRoundTo(member)
      sent += 1
    }
    round.spentMs += this.#needs.clock() - started
    if (round.left.size > 0) this.#nextSlice = setImmediate(() => this.#sendSlice(VIEWERS_PER_SLICE))
    else this.#endRound(round)
  }

  /** @param member gets what it lacks of the round under way, if anything */
  #sendRoundTo(member: Member): void {
    const round = this.#round
    if (!round?.left.delete(member)) return
    member.sendText(frameWith(member, round.text, round.whole, round.riders), round.after)
  }

  #finishRound(): void {
    if (this.#nextSlice) clearImmediate(this.#nextSlice)
    this.#sendSlice(Infinity)
  }

  #endRound({ spentMs }: Round<Member>): void {
    this.#round = null
    const { least, most } = VIEWERS_EVERY_MS
    this.#everyMs = Math.min(most, Math.max(least, spentMs / SHARE))
  }

  #merged(): Buffer {
    const [only] = this.#waiting
    if (only && this.#waiting.length === 1) return only.frame
    return updateFrame(mergeUpdates(this.#waiting.map(({ update }) => update)))
  }

  /** Moves those who stopped typing to the viewers; a room that became small has no viewers' lane. */
  #look(): void {
    const now = this.#needs.clock()
    if (now - this.#lookedAt < LOOK_EVERY_MS) return
    this.#lookedAt = now
    if (this.size <= SMALL_ROOM) return this.#mergeLanes()
    for (const member of this.#members.fast) {
      if (now - (this.#typedAt.get(member) ?? -Infinity) > TYPING_MS) this.#move(member, 'slow')
    }
  }

  #mergeLanes(): void {
    if (this.#timer) {
      clearTimeout(this.#timer)
      this.#sendToViewers()
    }
    this.#finishRound()
    for (const member of this.#members.slow) this.#move(member, 'fast')
  }

  #move(member: Member, to: Lane): void {
    this.#members[to === 'fast' ? 'slow' : 'fast'].delete(member)
    this.#members[to].add(member)
    this.#needs.onMoved(member)
  }
}

function joined(updates: readonly { readonly frame: Buffer }[]): Buffer {
  const [only] = updates
  return only && updates.length === 1 ? only.frame : Buffer.concat(updates.map(({ frame }) => frame))
}

/** @param whole text and what most get with it, joined once for all of them */
function frameWith<Member>(
  member: Member,
  text: Buffer,
  whole: Buffer,
  riders: Riders<Member> | null,
): Buffer {
  const rider = riders?.frameFor(member)
  return rider === riders?.shared ? whole : withRider(text, rider)
}

const withRider = (text: Buffer, rider: Buffer | null | undefined) =>
  rider ? Buffer.concat([text, rider]) : text
