import { createServer, type IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { WebSocketServer } from 'ws'
import type { MeetingId } from '../../shared/ids'
import { documentStream, type Entry, type StreamId } from '../../shared/journal'
import { LIVE_PATH, type EntryRead, type RefusalRead } from '../../shared/protocol'
import { refuse, type Result } from '../../shared/result'
import type { Bus, Reseated, Revoked } from '../bus/port'
import type { StreamReader } from '../entries'
import type { NameOf } from '../names'
import type { ObservedSockets } from '../observers'
import { createOneAtATime, type OneAtATime } from '../one-at-a-time'
import { comesBack } from '../reseated'
import { speaksForAnother, type Session } from '../sessions'
import type { Journal } from '../store/port'
import type { Streams } from '../streams'
import type { Log } from '../log'
import { readPayload, type Ask } from './commands'
import type { Connected } from './connected'
import type { FaultReporter } from './faults'
import { Follower } from './follower'
import type { Inbound } from './inbound'
import type { Limits } from './limits'
import { cutNoted, watchPackets, type Conn } from './packets'
import { createTurns, type Turns } from './turns'
import type { Upgrade } from './upgrade'

/** The longest words that are kept, in any script. What a lost page gives back is larger and goes over HTTP. */
const MAX_MESSAGE_BYTES = 1 << 20
/** Moving between access points takes seconds; after twice this the line counts as dead. */
const PING_EVERY_MS = 10_000
/** Who has a socket but says nothing is no client of ours. */
const CONNECT_WITHIN_MS = 10_000
/** A page shows a document and the house. */
const MAX_STREAMS = 32
/** Readers who skipped entries are told how far they are. */
const TELL_SKIPPED_EVERY_MS = 1_000

interface FromClient {
  readonly ask: (name: unknown, payload: unknown, reply: unknown) => void
}
interface ToClient {
  readonly entries: (entries: readonly EntryRead[]) => void
}
interface OfSocket {
  readonly session: Session
  readonly followers: Map<StreamId, Follower>
  /** What is followed is told one thing at a time: of what is not read, a socket holds no more. */
  readonly inOrder: OneAtATime
}
type None = Record<never, never>
type LiveSocket = Socket<FromClient, ToClient, None, OfSocket>

interface Needs {
  readonly ask: Ask
  readonly streams: Streams
  readonly journal: Journal
  readonly bus: Pick<Bus, 'onEntries'>
  readonly nameOf: NameOf
  readonly limits: Limits
  readonly inbound: Inbound
  readonly turns: Turns
  readonly connected: Pick<Connected, 'measure' | 'heard' | 'countPings' | 'moves'>
  readonly faults: FaultReporter
  readonly log: Pick<Log, 'warn'>
  readonly now: () => number
}

interface Means extends Needs {
  /** Pages of journals have turns of their own: a socket that is not read holds up no command. */
  readonly pageTurns: Turns
}

/** The live sockets of this node. */
export interface LiveSockets extends ObservedSockets {
  /** Takes over an upgrade that the gate let through. */
  accept(upgrade: Upgrade, session: Session): void
  /** Cuts the sockets of ended sessions. */
  cut(revoked: Revoked): void
  /** Closes the sockets of somebody who acts for another seat, so that they come back under its rights. */
  sendBack(reseated: Reseated): void
  close(): Promise<void>
}

/** What goes back to the page that asked. */
type Reply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: RefusalRead }

/** socket.io over WebSocket only: `ask` carries commands, `entries` announces what was committed. */
export function createLiveSockets(needs: Needs): LiveSockets {
  const sessions = new WeakMap<IncomingMessage, Session>()
  const means: Means = { ...needs, pageTurns: createTurns() }
  // A server that never listens: upgrades come from the gate, and closing waits for nobody else's sockets.
  const inlet = createServer()
  const io = new Server<FromClient, ToClient, None, OfSocket>(inlet, {
    path: LIVE_PATH,
    serveClient: false,
    transports: ['websocket'],
    allowUpgrades: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PING_EVERY_MS,
    connectTimeout: CONNECT_WITHIN_MS,
    wsEngine: countingPings(needs.connected),
  })
  io.engine.on('connection', (conn: Conn) => {
    const session = sessions.get(conn.request)
    if (session) watchPackets(conn, session, needs)
  })
  io.use((socket, next) => {
    const session = sessions.get(socket.request)
    if (!session || speaksForAnother(session, socket.handshake.auth['person']))
      return next(new Error('not-signed-in'))
    socket.data = { session, followers: new Map(), inOrder: createOneAtATime() }
    next()
  })
  io.on('connection', (socket) => attend(socket, means))

  const unfollow = needs.bus.onEntries((entries) => announce(io.sockets.sockets.values(), entries))
  const timer = setInterval(() => tellSkipped(io.sockets.sockets.values()), TELL_SKIPPED_EVERY_MS)

  return {
    accept({ request, socket, head }, session) {
      sessions.set(request, session)
      inlet.emit('upgrade', request, socket, head)
    },
    cut({ sessionIds }) {
      const ended = [...io.sockets.sockets.values()].filter(({ data }) =>
        sessionIds.includes(data.session.sessionId),
      )
      // Whoever ends the own session still gets the answer.
      setImmediate(() => ended.forEach((socket) => socket.disconnect(true)))
    },
    sendBack(reseated) {
      const all = [...io.sockets.sockets.values()]
      const moved = all.filter(({ data }) => comesBack(reseated, data.session) || follows(reseated, data))
      // Whoever moved gets the answer, and asks nothing more under the old rights.
      setImmediate(() => moved.forEach((socket) => socket.disconnect(true)))
    },
    observed: () => [...io.sockets.sockets.values()].flatMap(observedBy),
    putOut(closed) {
      const all = [...io.sockets.sockets.values()]
      const observing = all.filter((socket) => observedBy(socket).some((meetingId) => closed.has(meetingId)))
      observing.forEach((socket) => socket.disconnect(true))
    },
    async close() {
      clearInterval(timer)
      unfollow()
      await io.close()
    },
  }
}

/** Whether a page follows the record of a document that has moved. */
function follows(reseated: Reseated, { followers }: OfSocket): boolean {
  return 'movedDocument' in reseated && followers.has(documentStream(reseated.movedDocument))
}

/** The meetings in whose documents a page follows what happens, as an observer. */
function observedBy({ data: { followers } }: LiveSocket): MeetingId[] {
  return [...followers.values()].flatMap(({ observes }) => observes ?? [])
}

/** WebSockets for the engine under socket.io, which shows nobody the pings that come. */
function countingPings(connected: Pick<Connected, 'countPings'>) {
  return class extends WebSocketServer {
    override handleUpgrade(...[request, socket, head, done]: Parameters<WebSocketServer['handleUpgrade']>) {
      super.handleUpgrade(request, socket, head, (ws, request) => {
        connected.countPings(socket, ws)
        done(ws, request)
      })
    }
  }
}

function attend(socket: LiveSocket, needs: Means): void {
  const { followers } = socket.data
  const cut = () => {
    cutNoted(socket.conn, socket.data.session, { log: needs.log, why: 'no page sends this' })
  }
  socket.use(([event], next) => (event === 'ask' ? next() : cut()))
  socket.on('ask', (name, payload, reply) => {
    if (typeof name !== 'string' || typeof reply !== 'function') return cut()
    void answerInTurn(socket, { name, payload, reply: reply as (reply: Reply) => void }, needs)
  })
  socket.on('disconnect', () => {
    for (const follower of followers.values()) follower.close()
    followers.clear()
  })
}

interface Asked {
  readonly name: string
  readonly payload: unknown
  readonly reply: (reply: Reply) => void
}

/** Answers when it is the person's turn, which ends when the network has taken the answer. */
async function answerInTurn(
  socket: LiveSocket,
  { name, payload, reply }: Asked,
  needs: Means,
): Promise<void> {
  const turn = await needs.turns(socket.data.session.personId)
  if (!turn.ok) return reply(turn)
  const answered = await answer(socket, name, payload, needs)
  reply(answered.reply)
  answered.next?.()
  await drained(socket.conn)
  turn.value()
}

interface Answered {
  readonly reply: Reply
  /** What begins after the reply has been sent. */
  readonly next?: () => void
}

async function answer(socket: LiveSocket, name: string, payload: unknown, needs: Means): Promise<Answered> {
  const { session } = socket.data
  try {
    if (name === 'journal:follow') return await follow(socket, payload, needs)
    if (name === 'journal:unfollow') return { reply: unfollow(socket, payload) }
    return { reply: await needs.ask(name, payload, { session, address: socket.handshake.address }) }
  } catch (error) {
    return { reply: { ok: false, refusal: needs.faults(error, name) } }
  }
}

async function follow(socket: LiveSocket, payload: unknown, needs: Means): Promise<Answered> {
  const { session, followers } = socket.data
  const { moves } = needs.connected
  const read = await admittedFollow(session, payload, needs)
  if (!read.ok) return { reply: read }
  const { stream, reader, observes, after } = read.value
  if (followers.size >= MAX_STREAMS && !followers.has(stream)) return { reply: refuse('too-many-attempts') }
  const { seq: head } = await needs.journal.head(stream)
  // it may have moved to where the person does not read it
  if (needs.connected.moves !== moves) return follow(socket, payload, needs)
  followers.get(stream)?.close()
  const follower = followerOf(socket, { stream, reader, observes, after: Math.min(after, head) }, needs)
  if (socket.connected) followers.set(stream, follower)
  return { reply: { ok: true, value: { head } }, next: () => follower.start() }
}

/** What a page follows from after a seq, and as whom. */
interface Followed {
  readonly stream: StreamId
  readonly reader: StreamReader
  readonly observes: MeetingId | null
  readonly after: number
}

async function admittedFollow(
  session: Session,
  payload: unknown,
  { streams, limits, now }: Needs,
): Promise<Result<Followed>> {
  if (session.expiresAt <= now()) return refuse('session-revoked')
  const limited = await limits('commandsByPerson', session.personId)
  if (!limited.ok) return limited
  const read = readPayload('journal:follow', payload)
  if (!read.ok) return read
  const reading = await streams.readable(session, read.value.stream)
  return reading.ok ? { ok: true, value: { ...reading.value, after: read.value.after } } : reading
}

function followerOf(socket: LiveSocket, followed: Followed, needs: Means): Follower {
  return new Follower({
    ...followed,
    nameOf: needs.nameOf,
    read: (...page) => needs.journal.read(...page),
    send: (entries) => socket.emit('entries', entries),
    drained: () => drained(socket.conn),
    inOrder: socket.data.inOrder,
    inTurn: (tell) => tellInTurn(socket, tell, needs),
    onFault: (error) => {
      needs.faults(error, 'journal:follow')
      socket.disconnect(true)
    },
  })
}

/**
 * Tells a page when it is the person's turn, which ends when the network has taken it: many followers that catch up at
 * once hold up nobody else, and of what they do not read there are few pages. False when too many wait already.
 */
async function tellInTurn(
  { conn, data: { session, inOrder } }: LiveSocket,
  tell: () => Promise<void>,
  { pageTurns, log }: Means,
): Promise<boolean> {
  const turn = await pageTurns(session.personId)
  if (!turn.ok) {
    cutNoted(conn, session, { log, why: 'it follows too much at once' })
    return false
  }
  try {
    await inOrder(tell)
    return true
  } finally {
    turn.value()
  }
}

function unfollow(socket: LiveSocket, payload: unknown): Reply {
  const read = readPayload('journal:unfollow', payload)
  if (!read.ok) return read
  const { followers } = socket.data
  const stream = read.value.stream as StreamId
  followers.get(stream)?.close()
  followers.delete(stream)
  return { ok: true, value: {} }
}

/** Resolves when the network has taken what was sent, or the reader is gone. */
async function drained({ transport }: Socket['conn']): Promise<void> {
  // What was sent may still wait behind what was sent before.
  while (!transport.writable && transport.readyState === 'open') {
    await new Promise<void>((resolve) => {
      const done = () => {
        transport.off('ready', done)
        transport.off('close', done)
        resolve()
      }
      transport.on('ready', done)
      transport.on('close', done)
    })
  }
}

/** What is announced at once is of one stream. */
function announce(sockets: Iterable<LiveSocket>, entries: readonly Entry[]): void {
  const stream = entries[0]?.stream
  if (stream) for (const socket of sockets) socket.data.followers.get(stream)?.announce(entries)
}

/** Who has not taken what was sent before is told later. */
function tellSkipped(sockets: Iterable<LiveSocket>): void {
  for (const { conn, data } of sockets)
    if (conn.transport.writable) for (const follower of data.followers.values()) follower.tellSkipped()
}
