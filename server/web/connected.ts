import type { Duplex } from 'node:stream'
import type { SessionId } from '../../shared/ids'
import { ok, refuse, type Result } from '../../shared/result'
import type { Revoked } from '../bus/port'
import type { Session } from '../sessions'

/** Ended sessions are looked for this often, so that no socket outlives its session by more than 5 s. */
const LOOK_EVERY_MS = 2_000
/** Open sockets keep their session alive; that is written down this often. */
const KEEP_ALIVE_EVERY_MS = 60_000
/** A closing frame gets this long to reach the browser before the line is cut. */
const FAREWELL_MS = 1_000
/** A person's browser tabs have two sockets each; more than this is no person. */
const MAX_SOCKETS_PER_SESSION = 64

interface Needs {
  /** Ends a session on all nodes: its time is up. */
  readonly endSession: (revoked: Revoked) => void
  readonly keepAlive: (sessionId: SessionId) => Promise<void>
  readonly onFault: (error: unknown) => void
  readonly now: () => number
}

interface Line {
  readonly session: Session
  readonly socket: Duplex
}

/** Every upgraded socket of this node with its session: what must be cut when the session ends. */
export class Connected {
  readonly #needs: Needs
  readonly #lines = new Map<SessionId, Set<Line>>()
  readonly #ended = new Set<SessionId>()
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
    const line = { session, socket }
    this.#lines.set(sessionId, lines.add(line))
    socket.once('close', () => {
      lines.delete(line)
      if (lines.size === 0) this.#lines.delete(sessionId)
    })
    return ok(undefined)
  }

  /** Cuts every socket of ended sessions, after a moment in which others may say why. */
  cut({ sessionIds }: Revoked): void {
    for (const sessionId of sessionIds) {
      this.#ended.add(sessionId)
      const lines = [...(this.#lines.get(sessionId) ?? [])]
      if (lines.length > 0) setTimeout(() => lines.forEach(({ socket }) => socket.destroy()), FAREWELL_MS)
    }
  }

  /** Cuts everything that is still open. */
  close(): void {
    this.#timers.forEach(clearInterval)
    for (const lines of this.#lines.values()) for (const { socket } of lines) socket.destroy()
  }

  #look(): void {
    const now = this.#needs.now()
    for (const [sessionId, lines] of this.#lines) {
      const [first] = lines
      if (!first || this.#ended.has(sessionId) || first.session.expiresAt > now) continue
      this.#needs.endSession({ sessionIds: [sessionId], personId: first.session.personId })
    }
  }

  async #keepAlive(): Promise<void> {
    try {
      for (const sessionId of [...this.#lines.keys()]) await this.#needs.keepAlive(sessionId)
    } catch (error) {
      this.#needs.onFault(error)
    }
  }
}
