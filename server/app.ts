import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { PersonId, SeatId } from '../shared/ids'
import { receiptIn } from '../shared/proof'
import { ok } from '../shared/result'
import { CLOSE, SYNC_QUERY } from '../shared/sync'
import { createAccess } from './access'
import { createActing } from './acting'
import { handOutAddressOf } from './address'
import { createLocalBus } from './bus/local'
import type { Bus } from './bus/port'
import { createCollab, SYNC_SOCKETS } from './collab/socket'
import { addressOf, type Config } from './config'
import { createDocuments } from './documents'
import { createEmergencies } from './emergencies'
import { createEntered } from './entered'
import { createEntering } from './entering'
import { createGavel } from './gavel'
import { hangUp } from './hang-up'
import { createLinks } from './links'
import { createLog, type Log } from './log'
import { createChairs } from './chairs'
import { createCopying } from './copying'
import { createMaking } from './making'
import { createMe } from './me'
import { Meeting, observedIn, openHouse } from './meeting'
import { createMeetingArchive } from './meeting-archive'
import { createMeetings } from './meetings'
import { openMoving } from './moving'
import { createNames } from './names'
import { watchObservers } from './observers'
import { createPeople } from './people'
import { createPlenary } from './plenary'
import { createPractice } from './practice'
import { createPresent } from './present'
import { createPrivateRooms } from './private-rooms'
import { createReceipts, RECEIPT_KEY_BYTES } from './receipts'
import { createRecord } from './record'
import { createRecovery } from './recovery'
import { createRegistry } from './registry'
import { Seatings } from './seatings'
import { createSeats } from './seats'
import { createSessions, speaksForAnother } from './sessions'
import { createSearch } from './search'
import { createShelf } from './shelf'
import { createSlips } from './slips'
import type { Store } from './store/port'
import { openStore } from './store/store'
import { createStreams } from './streams'
import { createWaysIn } from './ways-in'
import { createAttempts } from './web/attempts'
import { serveBuiltClient, serveDevelopmentClient } from './web/client'
import { createCommands } from './web/commands'
import { Connected } from './web/connected'
import { readToken } from './web/cookie'
import { createFaultReporter } from './web/faults'
import { createHttp, finish } from './web/http'
import { createInbound } from './web/inbound'
import { createLimits, type Limits } from './web/limits'
import { createListener, listen, stopListening } from './web/listener'
import { createOriginCheck, type OriginCheck } from './web/origin'
import { createLiveSockets } from './web/sockets'
import { CALLBACK_PATH } from './web/provider-door'
import { createTurns } from './web/turns'
import { createUpgradeGate } from './web/upgrade'
import { createWords } from './words'

/** A running server. */
export interface App {
  /** Address that people open, without a slash at the end. */
  readonly url: string
  /** Single-use sign-in link while nobody has ever signed in, else null. */
  readonly firstRunLink: string | null
  /** What the program that runs the server may do in it, besides what comes over the network. */
  readonly house: House
  /** Saves what is under way and lets go of everything; the process then ends by itself. */
  close(): Promise<void>
}

/** The house from inside. Everything goes the same way as for a browser: by a session, and by the same commands. */
export type House = Pick<Features, 'handlers' | 'people' | 'sessions' | 'making'>

export interface AppOptions {
  readonly log?: Log
  /** Serves the client from source, with hot reload. */
  readonly isDevelopment?: boolean
  /** Milliseconds since 1970; the system's clock when left out. */
  readonly now?: () => number
}

interface Foundation {
  readonly config: Config
  readonly log: Log
  readonly isDevelopment: boolean
  readonly now: () => number
  readonly store: Store
  readonly bus: Bus
  readonly mayCome: OriginCheck
  readonly limits: Limits
  /** What becomes known and changes while the server runs. */
  readonly state: { port: number; isStopping: boolean }
}

/** Ways to close what was opened, in the order of opening. */
type Closers = (() => Promise<void> | void)[]

/**
 * Puts the whole server together and starts to listen. Throws `StoreFault`, or an error with code `EADDRINUSE` when
 * another program has the port; nothing stays open then.
 */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const closers: Closers = []
  try {
    return await open(config, options, closers)
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

async function open(config: Config, options: AppOptions, closers: Closers): Promise<App> {
  const { log = createLog(config.logLevel), isDevelopment = false, now = Date.now } = options
  const state = { port: config.port, isStopping: false }
  const store = await openStore(config)
  closers.push(() => store.close())
  const bus = createLocalBus({ onFault: (err) => log.error({ err }, 'a listener of the bus failed') })
  const mayCome = createOriginCheck(config.publicUrl, config.host)
  const limits = createLimits()
  const foundation = { config, log, isDevelopment, now, store, bus, mayCome, limits, state }

  const features = await openFeatures(foundation)
  closers.push(() => features.collab.close())
  const server = await openWeb(foundation, features, closers)
  state.port = await listen(server, config.host, config.port)
  const firstRunLink = await features.links.firstRun()
  let closing: Promise<void> | null = null
  return {
    url: addressOf(config, state.port),
    firstRunLink,
    house: features,
    close() {
      state.isStopping = true
      closing ??= closeAll(closers)
      return closing
    },
  }
}

/** Opens what the server does, each feature with just what it needs. */
async function openFeatures({ config, log, now, store, bus, mayCome, limits, state }: Foundation) {
  const { accounts, journal } = store
  const key = await accounts.secret('receipts', () => randomBytes(RECEIPT_KEY_BYTES))
  const receipts = createReceipts({ key, now })
  const collab = createCollab({ store, bus, receipts, log, now })
  const { rooms, clients } = collab
  const nameOf = createNames({ accounts, bus })
  const house = openHouse({ journal, bus })
  const seatings = new Seatings({ journal, bus, house, now })
  const meeting = new Meeting({ journal, bus, house, seatings, now })
  const registry = createRegistry({ journal, bus, now })
  const entering = createEntering({ seatings, registry })
  const meOf = createMe({ seatings, entering })
  const sessions = createSessions({ accounts, seatings, bus, now })
  const publicUrl = () => handOutAddressOf(config, state.port)
  const links = createLinks({ accounts, meeting, seatings, publicUrl, now })
  const isOurs = (origin: string) => URL.canParse(origin) && mayCome(origin, new URL(origin).host)
  const callbackUrl = () => addressOf(config, state.port) + CALLBACK_PATH
  const mayComeIn = (personId: PersonId) => limits('comingsInByPerson', personId)
  const waysIn = await createWaysIn({
    ...{ store, seatings, sessions, meOf, mayComeIn, callbackUrl, isOurs, log, now },
    provider: config.provider,
  })
  const people = createPeople({ accounts, meeting, seatings, meOf, sessions, bus, now })
  const access = createAccess({ accounts, meeting, seatings, bus, now })
  const recovery = createRecovery({ journal, meeting, receipts, rooms, now })
  const { actingIn, actingNow, typingIn } = createActing({ meeting, rooms, sessions })
  const documents = createDocuments({
    ...{ journal, clients, meeting, rooms, receipts, nameOf, recovery, entering, actingIn, now },
  })
  const copying = createCopying()
  const making = createMaking({ journal, bus, meeting, seatings, rooms, copying, now })
  const search = createSearch({ journal, meeting, rooms })
  const shelf = createShelf({ meeting, seatings, rooms, now })
  const moving = await openMoving({ meeting, seatings, rooms, bus, log, now })
  const practice = createPractice({ meeting, making, shelf, rooms, bus, actingIn, nameOf, now })
  const streams = createStreams({ journal, meeting, seatings, nameOf, now })
  const record = createRecord({ journal, streams, seatings, nameOf })
  const plenary = createPlenary({ meeting, rooms, actingNow, now })
  const gavel = createGavel({ meeting, rooms, actingIn, actingNow, now })
  const words = createWords({ journal, meeting, rooms, now })
  const entered = createEntered({ meeting, rooms, entering, actingNow, now })
  const emergencies = createEmergencies({ seatings, nameOf, bus, now })
  const meetings = createMeetings({ meeting, seatings, emergencies, nameOf, now })
  const seats = createSeats({ accounts, seatings, registry, sessions, meOf, bus, now })
  const slips = createSlips({ accounts, seatings, nameOf, publicUrl, now })
  const { make } = making
  const privateRooms = createPrivateRooms({ meeting, rooms, seatings, make, copying, nameOf, now })
  const texts = { ...documents, ...making, ...privateRooms, ...practice, ...search, ...shelf, ...moving }
  const { compare, hasLost, ...recovering } = recovery
  const desk = { ...texts, ...gavel, ...plenary, ...words, ...entered, ...recovering }
  const aside = createMeetingArchive({ meeting, seatings, rooms, shelf, bus, now })
  const chairs = createChairs({ seatings, nameOf })
  const present = createPresent({ meeting, seatings, registry, collab, bus, now })
  const table = { ...meetings, ...present, ...chairs, ...aside, ...seats, ...slips, ...emergencies.handlers }
  const ways = { ...people, ...access, ...waysIn.handlers, ...links }
  const handlers = { ...ways, ...desk, ...table, ...registry, ...streams, ...record }
  const desks = { meeting, seatings, registry, entering, typingIn, making, recovery: { compare, hasLost } }
  return { collab, nameOf, ...desks, handlers, sessions, links, waysIn, people, streams }
}

type Features = Awaited<ReturnType<typeof openFeatures>>

/** Opens the doors: HTTP, the live sockets, the sync sockets, and the gate before both. */
async function openWeb(foundation: Foundation, features: Features, closers: Closers): Promise<Server> {
  const { config, log, isDevelopment, now, store, bus, mayCome, limits, state } = foundation
  const { sessions, waysIn, people, links, streams, handlers, nameOf } = features
  const faults = createFaultReporter({ log })
  const tryLink = createAttempts(links.peek, limits)
  const inbound = createInbound()
  const turns = createTurns()
  const { passkeys, provider, unlock } = waysIn
  const open = { challengePasskey: passkeys.challenge, providerName: provider?.name ?? null }
  const ask = createCommands({ handlers, sessions, tryLink, ...open, limits, faults, log, now })
  const isSecure = config.publicUrl?.startsWith('https:') ?? false
  const http = createHttp({
    ...{ ask, signIn: people.signIn, signInByPasskey: passkeys.signIn, unlock, provider, sessions },
    ...{ tryLink, limits, inbound, turns, faults, log, mayCome, isSecure, isDevelopment, now },
    isBehindProxy: config.publicUrl !== null,
    isStopping: () => state.isStopping,
    pingStore: () => store.ping(),
  })
  const server = createListener()
  if (isDevelopment) closers.push(await serveDevelopmentClient(http, server))
  else serveBuiltClient(http)
  finish(http, faults)
  server.on('request', http)

  const connected = new Connected({
    endSession: (revoked) => bus.announceRevoked(revoked),
    sendBack: (moved) => bus.announceReseated(moved),
    keepAlive: (sessionId) => sessions.keepAlive(sessionId),
    onFault: (error) => void faults(error, 'keeping sessions alive'),
    onOverrun: ({ personId, sessionId }, why) =>
      log.warn({ personId, sessionId }, `a socket was cut: ${OVERRUNS[why]}`),
    now,
  })
  const live = createLiveSockets({
    ...{ ask, streams, journal: store.journal, bus, nameOf, limits, inbound, turns },
    ...{ connected, faults, log, now },
  })
  bus.onRevoked((revoked) => {
    live.cut(revoked)
    connected.cut(revoked)
  })
  bus.onReseated((reseated) => {
    live.sendBack(reseated)
    connected.sendBack(reseated)
  })
  closers.push(
    watchObservers({
      ...{ seatings: features.seatings, bus, sockets: [live, features.collab], now },
      onFault: (error) => void faults(error, 'looking for observers'),
    }),
  )
  const sockets = { mayCome, isSecure, faults, limits, connected, live }
  server.on('upgrade', openGate(foundation, features, sockets))
  // The way out: upgraded sockets end first, or the server that they came from would wait for them for ever.
  closers.push(async () => {
    const stopped = stopListening(server)
    await Promise.all([live.close(), features.collab.close()])
    connected.close()
    await stopped
  })
  return server
}

const OVERRUNS = {
  unfinished: 'too much of what came was never finished',
  pings: 'too many pings came',
} as const

interface Doors {
  readonly mayCome: ReturnType<typeof createOriginCheck>
  readonly isSecure: boolean
  readonly faults: ReturnType<typeof createFaultReporter>
  readonly limits: Limits
  readonly connected: Connected
  readonly live: ReturnType<typeof createLiveSockets>
}

function openGate({ log, isDevelopment, state }: Foundation, features: Features, doors: Doors) {
  const { collab, sessions, meeting, registry, entering, typingIn, recovery } = features
  const { mayCome, isSecure, faults, limits, connected, live } = doors
  const frames = new WebSocketServer({ ...SYNC_SOCKETS, clientTracking: false })
  return createUpgradeGate({
    isStopping: () => state.isStopping,
    mayCome,
    sessionOf: (cookies) => sessions.read(readToken(cookies, isSecure)),
    enter: async (session, documentId, query) => {
      if (speaksForAnother(session, query.get(SYNC_QUERY.person))) return { turnedAway: CLOSE.sessionRevoked }
      const found = await meeting.openToReading(session, documentId)
      const proof = receiptIn(query.get(SYNC_QUERY.proof))
      if (!found.ok) {
        if (found.refusal.code !== 'not-allowed') return { turnedAway: CLOSE.withoutObservers }
        return (await recovery.hasLost(documentId, proof)) ? { turnedAway: CLOSE.documentLost } : null
      }
      const card = found.value
      // a store that cannot write now may do so in a moment
      if (!(await recovery.compare(session, documentId, proof)).ok) return { turnedAway: CLOSE.restart }
      const typing = await typingIn(card, session, query.get(SYNC_QUERY.typedAs))
      if (!typing) return { turnedAway: CLOSE.otherSeat }
      const asked = query.get(SYNC_QUERY.enterFor)
      const words =
        asked === null
          ? ok(await entering.implied(typing))
          : await entering.asked(typing, { seatId: asked as SeatId, meetingId: card.meetingId })
      if (!words.ok) return { turnedAway: CLOSE.seatGone }
      const mechanism = await registry.acronymOf(typing.mechanismId)
      const observes = observedIn(typing, card)
      return { who: { ...typing, mechanism, observes, entering: words.value } }
    },
    limits,
    connected,
    toLive: (upgrade, session) => live.accept(upgrade, session),
    toSync: ({ request, socket, head }, entrant, documentId, query) =>
      frames.handleUpgrade(request, socket, head, (ws) => {
        if ('turnedAway' in entrant) return turnAway(ws, socket, entrant.turnedAway)
        ws.on('message', () => connected.heard(socket))
        connected.measure(socket)
        connected.countPings(socket, ws)
        collab.accept(ws, socket, entrant.who, documentId, query)
      }),
    isForeign: ({ headers }) =>
      isDevelopment && (headers['sec-websocket-protocol'] ?? '').startsWith('vite-'),
    onRefused: (status, { url, socket }) =>
      log.warn({ status, url: url?.slice(0, 200), from: socket.remoteAddress }, 'upgrade refused'),
    onFault: (error) => void faults(error, 'upgrade'),
  })
}

/** Says farewell on a socket that nobody will listen to: what still comes on it, sense or not, is not read. */
function turnAway(ws: WebSocket, socket: Duplex, code: number): void {
  ws.on('error', () => socket.destroy())
  ws.close(code)
  hangUp(socket)
}

/** Closes in reverse order of opening; what fails to close keeps nothing else open. */
async function closeAll(closers: Closers): Promise<void> {
  const faults: unknown[] = []
  for (let close = closers.pop(); close; close = closers.pop()) {
    try {
      await close()
    } catch (fault) {
      faults.push(fault)
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, 'the server did not close well')
}
