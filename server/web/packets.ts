import type { Socket } from 'socket.io'
import { hangUp } from '../hang-up'
import type { Log } from '../log'
import type { Session } from '../sessions'
import type { Connected } from './connected'
import { isHeap } from './heap'
import type { Inbound } from './inbound'

/** A page asks a few things at a time. */
const MAX_PACKETS_PER_SECOND = 300

/** The line under a live socket. */
export type Conn = Socket['conn']

interface Needs {
  readonly inbound: Inbound
  readonly connected: Pick<Connected, 'measure' | 'heard'>
  readonly log: Pick<Log, 'warn'>
}

/** Cuts whoever sends faster or more than any page does, or binary data, whatever the packets say. */
export function watchPackets(conn: Conn, session: Session, { inbound, connected, log }: Needs): void {
  let windowStart = 0
  let count = 0
  const { socket } = conn.request
  const cut = (why: string) => cutNoted(conn, session, { log, why })
  connected.measure(socket)
  conn.on('packet', ({ data }: { readonly data?: unknown }) => {
    connected.heard(socket)
    const now = Date.now()
    if (now - windowStart > 1_000) [windowStart, count] = [now, 0]
    if (++count > MAX_PACKETS_PER_SECOND) return cut('too many packets')
    if (data !== undefined && typeof data !== 'string') return cut('binary data')
    if (isHeap(data ?? '')) return cut('a heap of lists and records')
    if (!inbound(session.personId, data?.length ?? 0).ok) cut('too many bytes')
  })
  conn.once('close', (reason: string) => {
    if (UNEXPECTED.includes(reason)) log.warn({ ...whose(session), reason }, 'a live socket failed')
    hangUp(socket)
  })
}

/** Why a line closes that does not speak the protocol. */
const UNEXPECTED: readonly string[] = ['transport error', 'parse error']

/** Cuts a line at once, does not even read what has come, and says so in the log, once. */
export function cutNoted(
  conn: Conn,
  session: Session,
  { log, why }: { readonly log: Pick<Log, 'warn'>; readonly why: string },
): void {
  if (conn.readyState === 'open') log.warn({ ...whose(session), why }, 'a live socket was cut')
  conn.removeAllListeners('data')
  conn.close(true)
  // A farewell would wait for its answer, and read on until then.
  conn.request.socket.destroy()
}

const whose = ({ personId, sessionId }: Session) => ({ personId, sessionId })
