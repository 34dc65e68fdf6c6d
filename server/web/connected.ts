import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { PersonId, SessionId } from '../../shared/ids'
import { ok, refuse, type Result } from '../../shared/result'
import type { Moved, Reseated, Revoked } from '../bus/port'
import { comesBack } from '../reseated'
import type { Session } from '../sessions'

/** Ended sessions are looked for this often, so that no socket outlives its session by more than 5 s. */
const LOOK_EVERY_MS = 2_000
/** Open sockets keep their session alive; that is written down this often. */
const KEEP_ALIVE_EVERY_MS = 60_000
/** A closing frame gets this long to reach the browser before the line is cut. */
const FAREWELL_MS = 1_000
/** A person's browser tabs have two sockets each; more than this is no person. */
const MAX_SOCKETS_PER_SESSION = 64
/** What all sockets of a session may have sent of messages that are not finished, in bytes: a few of the largest. */
const MAX_UNFINISHED_BYTES = 24 << 20
/** Browsers send no pings; other clients send one now and then, and answer ours. Each costs a write, or a turn. */
const MAX_PINGS_PER_SECOND = 30
/** Below this a socket is not worth a sum over all of its session. */
const SMALL_BYTES = 128 << 10

interface Needs {
  /** Ends a session on all nodes: its time is up. */
  readonly endSession: (revoked: Revoked) => void
  /** Has a session come back on all nodes: what it might for a time is over. */
  readonly sendBack: (moved: Moved) => void
  readonly keepAlive: (sessionId: SessionId) => Promise<void>
  readonly onFault: (error: unknown) => void
  /** A socket was cut because of what its session sends too much of. */
  readonly onOverrun: (session: Session, why: 'unfinished' | 'pings') => void
  readonly now: () => number
}

interface Line {
  readonly session: Session
  readonly socket: Duplex
  /** Whether it has been said that it comes back: it is destroyed in a moment. */
  isCut: boolean
  /** Bytes that came since the last whole message. */
  unfinished: number
  /** Pings and pongs that came since `pingsAt`. */
  pings: number
  pingsAt: number
}

/** Every upgraded socket of this node with its session: what must be cut when the session ends. */
export class Connected {
  readonly #needs: Needs
  readonly #lines = new Map<SessionId, Set<Line>>()
  readonly #bySocket = new WeakMap<Duplex, Line>()
  readonly #ended = new Set<SessionId>()
  /** When somebody last came to act for another seat, counted in moves. */
  readonly #movedAt = new Map<PersonId, number>()
  /** When somebody who is not known by name last did, in moves. */
  #someMovedAt = 0
  #moves = 0
  readonly #timers: NodeJS.Timeout[]

  constructor(needs: Needs) {
    this.#needs = needs
    this.#timers = [
      setInterval(() => this.#look(), LOOK_EVERY_MS),
      setInterval(() => void this.#keepAlive(), KEEP_ALIVE_EVERY_MS),
    ]
  }

  /**
   * Remembers a socket until it closes.
   *
   * @returns `session-revoked` when the session has ended meanwhile, `too-many-attempts` when it has too many sockets
   */
  admit(session: Session, socket: Duplex): Result<void> {
    const { sessionId } = session
    const lines = this.#lines.get(sessionId) ?? new Set<Line>()
    if (this.#ended.has(sessionId) || socket.destroyed) return refuse('session-revoked')
    if (lines.size >= MAX_SOCKETS_PER_SESSION) return refuse('too-many-attempts')
    const line = { session, socket, isCut: false, unfinished: 0, pings: 0, pingsAt: 0 }
    this.#lines.set(sessionId, lines.add(line))
    this.#bySocket.set(socket, line)
    socket.once('close', () => {
      lines.delete(line)
      if (lines.size === 0) this.#lines.delete(sessionId)
    })
    return ok(undefined)
  }

  /**
   * Begins to count what a socket brings. Called when its messages are read: a listener makes the data flow.
   * Frames of a message are kept until it is whole, so a session that finishes none is cut before they fill the memory.
   */
  measure(socket: Duplex): void {
    const line = this.#bySocket.get(socket)
    if (line) socket.on('data', (chunk: Buffer) => this.#count(line, chunk.length))
  }

  /** Cuts a socket on which pings or pongs come faster than any client sends them. */
  countPings(socket: Duplex, ws: Pick<WebSocket, 'on'>): void {
    const line = this.#bySocket.get(socket)
    if (!line) return
    for (const kind of ['ping', 'pong'] as const) ws.on(kind, () => this.#countPing(line))
  }

  /** A whole message came. */
  heard(socket: Duplex): void {
    const line = this.#bySocket.get(socket)
    if (line) line.unfinished = 0
  }

  /** Cuts every socket of ended sessions, after a moment in which others may say why. */
  cut({ sessionIds }: Revoked): void {
    for (const sessionId of sessionIds) {
      this.#ended.add(sessionId)
      const lines = [...(this.#lines.get(sessionId) ?? [])]
      if (lines.length > 0) setTimeout(() => lines.forEach(({ socket }) => socket.destroy()), FAREWELL_MS)
    }
  }

  /** How many moves from seat to seat there have been so far. */
  get moves(): number {
    return this.#moves
  }

  /** Whether somebody has come to act for another seat after so many moves: a session that was read before is old. */
  hasMovedSince(personId: PersonId, moves: number): boolean {
    return Math.max(this.#someMovedAt, this.#movedAt.get(personId) ?? 0) > moves
  }

  /** Cuts what somebody who acts for another seat has open, after a moment in which others may say why. */
  sendBack(reseated: Reseated): void {
    this.#moves += 1
    if ('personId' in reseated) this.#movedAt.set(reseated.personId, this.#moves)
    else this.#someMovedAt = this.#moves
    const moved = [...this.#lines.values()]
      .flatMap((lines) => [...lines])
      .filter(({ session }) => comesBack(reseated, session))
    for (const line of moved) line.isCut = true
    if (moved.length > 0) setTimeout(() => moved.forEach(({ socket }) => socket.destroy()), FAREWELL_MS)
  }

  /** Cuts everything that is still open. */
  close(): void {
    this.#timers.forEach(clearInterval)
    for (const lines of this.#lines.values()) for (const { socket } of lines) socket.destroy()
  }

  #count(line: Line, bytes: number): void {
    line.unfinished += bytes
    if (line.unfinished < SMALL_BYTES) return
    let sum = 0
    for (const { unfinished } of this.#lines.get(line.session.sessionId) ?? []) sum += unfinished
    if (sum > MAX_UNFINISHED_BYTES) this.#overrun(line, 'unfinished')
  }

  #countPing(line: Line): void {
    const now = performance.now()
    if (now - line.pingsAt > 1_000) [line.pings, line.pingsAt] = [0, now]
    line.pings += 1
    if (line.pings > MAX_PINGS_PER_SECOND) this.#overrun(line, 'pings')
  }

  #overrun({ session, socket }: Line, why: 'unfinished' | 'pings'): void {
    if (!socket.destroyed) this.#needs.onOverrun(session, why)
    socket.destroy()
  }

  #look(): void {
    const now = this.#needs.now()
    for (const [sessionId, lines] of this.#lines) {
      const [first] = lines
      if (!first || this.#ended.has(sessionId)) continue
      const { personId, expiresAt } = first.session
      if (expiresAt <= now) this.#needs.endSession({ sessionIds: [sessionId], personId })
      else if ([...lines].some((line) => this.#isOver(line, now)))
        this.#needs.sendBack({ personId, sessionId })
    }
  }

  /** Whether a socket was opened under emergency access that has come to its end, and is not cut yet. */
  #isOver({ session, isCut }: Line, now: number): boolean {
    return !isCut && (session.emergencies ?? []).some(({ until }) => until <= now)
  }

  async #keepAlive(): Promise<void> {
    try {
      for (const sessionId of [...this.#lines.keys()]) await this.#needs.keepAlive(sessionId)
    } catch (error) {
      this.#needs.onFault(error)
    }
  }
}
