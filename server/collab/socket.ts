import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { DocumentId, MeetingId } from '../../shared/ids'
import { CLOSE, MAX_FRAME_BYTES, SCHEMA_VERSION, SYNC_QUERY } from '../../shared/sync'
import type { Bus, Reseated, Revoked } from '../bus/port'
import type { Clients } from '../store/port'
import type { ObservedSockets } from '../observers'
import { socketComesBack } from '../reseated'
import { Connection, type Who } from './connection'
import { heartbeat, HEARTBEAT_MS, SILENCE_LIMIT_MS, type Beat } from './heartbeat'
import { Pace } from './pace'
import { Rooms, type RoomsNeeds } from './rooms'
import { INTERNAL_FAULT, Visit } from './visit'

/** Options of the `WebSocketServer` that makes the sockets: frames are built here, so nothing may change them. */
export const SYNC_SOCKETS = {
  noServer: true,
  perMessageDeflate: false,
  maxPayload: MAX_FRAME_BYTES + 1_024,
} as const

/** How long a farewell to all may take when the server stops, in milliseconds. */
const FAREWELL_MS = 300
export interface CollabNeeds extends RoomsNeeds {
  readonly bus: Bus
  /** Other times than the usual ones, for tests. */
  readonly beat?: Beat
}

/** The sync sockets and the rooms behind them. */
export interface Collab extends ObservedSockets {
  readonly rooms: Rooms
  /** ClientIDs of all documents; commands hand out new ones through this, so that open rooms know them at once. */
  readonly clients: Clients
  /**
   * Takes over a socket that the upgrade gate has let in.
   *
   * @param socket the stream under `ws`, to which frames are written as they are
   * @param query of the sync path, see `SYNC_QUERY`
   */
  accept(ws: WebSocket, socket: Duplex, session: Who, documentId: DocumentId, query: URLSearchParams): void
  /** Everybody who has a document open, once for each socket. */
  inRooms(): Iterable<{ readonly who: Who; readonly documentId: DocumentId }>
  /** Closes the sockets so that clients come back, saves what is unsaved, and lets go. */
  close(): Promise<void>
}

/** Opens the collaboration of this node; close it before the store. */
export function createCollab(needs: CollabNeeds): Collab {
  return new SyncSockets(needs)
}

class SyncSockets implements Collab {
  readonly rooms: Rooms
  readonly #needs: CollabNeeds
  readonly #pace = new Pace()
  readonly #connections = new Set<Connection>()
  readonly #stops: readonly (() => void)[]
  #isClosing = false

  constructor(needs: CollabNeeds) {
    this.#needs = needs
    this.rooms = new Rooms(needs)
    const beat = needs.beat ?? { everyMs: HEARTBEAT_MS, silenceMs: SILENCE_LIMIT_MS }
    this.#stops = [
      heartbeat(this.#connections, beat),
      needs.bus.onRevoked((revoked) => this.#cut(revoked)),
      needs.bus.onReseated((reseated) => this.#sendBack(reseated)),
    ]
  }

  get clients(): Clients {
    return this.rooms.clients
  }

  accept(ws: WebSocket, socket: Duplex, session: Who, documentId: DocumentId, query: URLSearchParams): void {
    const wantsNotices = query.get(SYNC_QUERY.notices) === '1'
    const wantsCursors = query.get(SYNC_QUERY.cursors) !== '0'
    const wishes = { wantsNotices, wantsCursors }
    const { log } = this.#needs
    const connection = new Connection({ documentId, ws, socket, who: session, ...wishes, log })
    const visit = new Visit(connection, this.#pace)
    this.#connections.add(connection)
    ws.on('message', (data: Buffer, isBinary: boolean) => visit.hear(data, isBinary))
    ws.on('error', (fault) => connection.note('a sync socket failed', { err: fault }))
    ws.on('close', () => {
      this.#connections.delete(connection)
      visit.leave()
    })
    if (this.#isClosing) return connection.close(CLOSE.restart)
    if (!speaksOurSchema(query)) return connection.close(CLOSE.schemaVersion)
    void this.#enter(visit, connection, documentId)
  }

  *inRooms(): Iterable<{ readonly who: Who; readonly documentId: DocumentId }> {
    for (const { who, documentId } of this.#connections) yield { who, documentId }
  }

  *observed(): Iterable<MeetingId> {
    for (const { who } of this.#connections) if (who.observes) yield who.observes
  }

  putOut(closed: ReadonlySet<MeetingId>): void {
    for (const connection of this.#connections) {
      const { observes } = connection.who
      if (observes && closed.has(observes)) connection.close(CLOSE.withoutObservers)
    }
  }

  /** Everything in order: what waits is acknowledged, clients are sent away to come back, then rooms close. */
  async close(): Promise<void> {
    this.#isClosing = true
    for (const stop of this.#stops) stop()
    await this.rooms.flushAll()
    for (const connection of this.#connections) connection.close(CLOSE.restart)
    await allGone(this.#connections)
    this.#pace.close()
    await this.rooms.closeAll()
  }

  /** The socket is not read before its room is open. */
  async #enter(visit: Visit, connection: Connection, documentId: DocumentId): Promise<void> {
    connection.pauseReading('opening')
    try {
      await this.rooms.use(documentId, (room) => {
        if (!room.exists) return connection.close(CLOSE.notAllowed)
        if (this.rooms.isTooMuchFor(connection.personId, room)) return connection.close(CLOSE.tooSlow)
        if (!room.owners.knows(connection.personId)) room.owners.refreshSoon()
        visit.enter(room)
      })
    } catch (fault) {
      connection.note('a document could not be opened', { err: fault, documentId })
      connection.close(this.#isClosing ? CLOSE.restart : INTERNAL_FAULT)
    } finally {
      connection.resumeReading('opening')
    }
  }

  /** Rights stand on the socket, so that whoever acts for another seat comes back on a new one. */
  #sendBack(reseated: Reseated): void {
    for (const connection of this.#connections)
      if (socketComesBack(reseated, connection.who, connection.documentId)) connection.close(CLOSE.reseated)
  }

  #cut({ sessionIds }: Revoked): void {
    for (const connection of this.#connections) {
      if (sessionIds.includes(connection.who.sessionId)) connection.close(CLOSE.sessionRevoked)
    }
  }
}

/** A client that names no version is a stock one, which keeps the rules or is refused by the gate. */
function speaksOurSchema(query: URLSearchParams): boolean {
  const schema = query.get(SYNC_QUERY.schema)
  return schema === null || schema === String(SCHEMA_VERSION)
}

async function allGone(connections: ReadonlySet<Connection>): Promise<void> {
  const deadline = performance.now() + FAREWELL_MS
  while (connections.size > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  for (const connection of [...connections]) connection.drop()
}
