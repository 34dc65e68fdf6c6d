import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { isId, type DocumentId } from '../../shared/ids'
import { LIVE_PATH } from '../../shared/protocol'
import { SYNC_PATH } from '../../shared/sync'
import type { Who } from '../collab/connection'
import type { Session } from '../sessions'
import type { Connected } from './connected'
import type { Limits } from './limits'
import type { OriginCheck } from './origin'
import { statusOf } from './refusals'

/** Longest address of an upgrade: a path, an identifier and a few words of query. */
const MAX_URL_LENGTH = 512

/** A request for a WebSocket, before anything has been answered. */
export interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** Where an upgrade wants to go. */
export type Target =
  | { readonly to: 'live' }
  | { readonly to: 'sync'; readonly documentId: DocumentId; readonly query: URLSearchParams }

/** Who comes into a document, or the code with which they are turned away. */
export type Entrant = { readonly who: Who } | { readonly turnedAway: number }

interface Needs {
  readonly isStopping: () => boolean
  readonly mayCome: OriginCheck
  readonly sessionOf: (cookies: string | undefined) => Promise<Session | null>
  /** Who comes into a document, or null when the session may not read it. */
  readonly enter: (
    session: Session,
    documentId: DocumentId,
    query: URLSearchParams,
  ) => Promise<Entrant | null>
  readonly limits: Limits
  readonly connected: Connected
  readonly toLive: (upgrade: Upgrade, session: Session) => void
  readonly toSync: (
    upgrade: Upgrade,
    entrant: Entrant,
    documentId: DocumentId,
    query: URLSearchParams,
  ) => void
  /** An upgrade that another listener answers, as the development server's own. */
  readonly isForeign: (request: IncomingMessage) => boolean
  readonly onRefused: (status: number, request: IncomingMessage) => void
  readonly onFault: (error: unknown) => void
}

/**
 * The one gate for both sockets: stopping, origin, session, path, right to read, in this order. Unknown documents and
 * forbidden ones are refused alike, after the same look-ups.
 */
export function createUpgradeGate(needs: Needs) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (needs.isForeign(request)) return
    socket.on('error', () => socket.destroy())
    void admit(needs, { request, socket, head }).catch((error: unknown) => {
      needs.onFault(error)
      refuseUpgrade(socket, 500)
    })
  }
}

async function admit(needs: Needs, upgrade: Upgrade): Promise<void> {
  const { request, socket } = upgrade
  const no = (status: number): void => {
    needs.onRefused(status, request)
    refuseUpgrade(socket, status)
  }
  if (needs.isStopping()) return no(503)
  if (!needs.mayCome(request.headers.origin, request.headers.host)) return no(403)
  const moves = needs.connected.moves
  const session = await needs.sessionOf(request.headers.cookie)
  if (!session) return no(401)
  const target = targetOf(request.url ?? '')
  if (target === 'unknown') return no(404)
  if (target === 'forbidden') return no(403)
  const entrant = target.to === 'sync' ? await needs.enter(session, target.documentId, target.query) : null
  if (target.to === 'sync' && !entrant) return no(403)
  const limited = await needs.limits('socketsByPerson', session.personId)
  if (!limited.ok) return no(statusOf(limited.refusal.code))
  if (needs.isStopping()) return no(503)
  if (needs.connected.hasMovedSince(session.personId, moves)) return admit(needs, upgrade)
  const admitted = needs.connected.admit(session, socket)
  if (!admitted.ok) return no(statusOf(admitted.refusal.code))
  if (target.to === 'live') needs.toLive(upgrade, session)
  else if (entrant) needs.toSync(upgrade, entrant, target.documentId, target.query)
}

/**
 * Reads the address of an upgrade strictly: what is percent-encoded, climbs or repeats slashes is no path of ours. An
 * odd document name is `forbidden` like every other that nobody may read.
 */
export function targetOf(url: string): Target | 'unknown' | 'forbidden' {
  const [path = '', query = '', ...rest] = url.split('?')
  if (url.length > MAX_URL_LENGTH || rest.length > 0)
    return path.startsWith(SYNC_PATH) ? 'forbidden' : 'unknown'
  if (path === LIVE_PATH || path === `${LIVE_PATH}/`) return { to: 'live' }
  if (!path.startsWith(SYNC_PATH)) return 'unknown'
  const documentId = path.slice(SYNC_PATH.length)
  if (!isId(documentId)) return 'forbidden'
  return { to: 'sync', documentId: documentId as DocumentId, query: new URLSearchParams(query) }
}

const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

function refuseUpgrade(socket: Duplex, status: number): void {
  if (!socket.writable) return void socket.destroy()
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  )
}
