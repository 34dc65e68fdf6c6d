import type { PersonId } from '../../shared/ids'
import type { Notice } from '../../shared/sync'
import type { Connection, Who } from './connection'
import type { CommittedText } from './committed'
import { noticeFrame } from './frames'
import { Lanes, type Outgoing } from './lanes'
import { Presence } from './presence'
import { Roster } from './roster'

interface Needs {
  readonly now: () => number
  /** Whether text is on its way to the disk, and then to everybody. */
  readonly isTextComing: () => boolean
}

/** Everybody connected to one room, and the ways to reach them: text by lane, cursors, roster, notices. */
export class Participants {
  readonly #connections = new Set<Connection>()
  readonly #lanes: Lanes<Connection>
  readonly #presence: Presence
  readonly #roster: Roster

  constructor(needs: Needs) {
    this.#presence = new Presence({ ...needs, receivers: (lane) => this.#lanes.in(lane) })
    this.#lanes = new Lanes<Connection>({
      clock: () => performance.now(),
      riders: (lane) => this.#presence.takeFor(lane),
      onMoved: (connection) => this.answerPresence(connection),
    })
    this.#roster = new Roster((notice) => this.notify(notice))
  }

  get size(): number {
    return this.#connections.size
  }

  /** Those whose words a freeze waits for. */
  editors(): Connection[] {
    return [...this.#connections].filter(
      (one) => one.wantsNotices && one.isEditor && one.isOpen && !one.isMuted,
    )
  }

  includes(personId: PersonId): boolean {
    for (const connection of this.#connections) if (connection.personId === personId) return true
    return false
  }

  /** As whom a person is here, once for each of their connections. */
  of(personId: PersonId): Who[] {
    return [...this.#connections].flatMap(({ who }) => (who.personId === personId ? [who] : []))
  }

  /** Notices and the roster reach a connection from here on; text does once it has been answered. */
  join(connection: Connection): void {
    this.#connections.add(connection)
    this.#roster.join(connection.who)
  }

  /** Whether the connection is still one of us. */
  has(connection: Connection): boolean {
    return this.#connections.has(connection)
  }

  leave(connection: Connection): void {
    if (!this.#connections.delete(connection)) return
    this.#lanes.leave(connection)
    this.#presence.leave(connection)
    this.#roster.leave(connection.who)
  }

  /** Brings a joiner up to date, with everybody's cursor, and lets text follow. */
  answer(connection: Connection, frames: readonly Buffer[]): void {
    const cursors = this.#presence.frameFor(connection)
    connection.sendAnswer(cursors ? [...frames, cursors] : frames)
    this.#lanes.leave(connection)
    this.#lanes.join(connection)
  }

  answerPresence(connection: Connection): void {
    const cursors = this.#presence.frameFor(connection)
    if (cursors) connection.sendCursors(cursors)
  }

  hearPresence(connection: Connection, update: Uint8Array): void {
    this.#presence.hear(connection, update)
  }

  typed(connection: Connection): void {
    this.#lanes.typed(connection)
  }

  /** Sends committed text. @param from per text, the connection that alone made it */
  broadcast(texts: readonly CommittedText[], from: readonly (Connection | null)[] = []): void {
    const [first] = texts
    if (!first) return
    const updates = texts.map(({ entry, frame }, index): Outgoing<Connection> => {
      return { update: entry.body, frame, from: from[index] ?? null }
    })
    this.#lanes.broadcast(updates, first.entry.seq - 1)
  }

  notify(notice: Notice): void {
    const frame = noticeFrame(notice)
    for (const connection of this.#connections) if (connection.wantsNotices) connection.send(frame)
  }

  /** Text has been sent, or will not be: cursors need not wait for it any more. */
  textHasGone(): void {
    this.#presence.textHasGone()
  }

  /** Closes the sockets of those who match. */
  disconnect(match: (who: Who) => boolean, code: number): void {
    for (const connection of this.#connections) if (match(connection.who)) connection.close(code)
  }

  close(): void {
    this.#presence.close()
    this.#roster.close()
    this.#lanes.close()
  }
}
