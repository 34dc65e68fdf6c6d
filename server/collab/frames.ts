import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeNotice, encodeNotice, FRAME, SYNC, type Notice } from '../../shared/sync'

/**
 * WebSocket frames (RFC 6455 §5.2) are built once and the same bytes are written to every socket: the write call is
 * what fan-out costs, so nothing else may be done per receiver.
 */

/** First byte of a binary message in one frame. */
const BINARY = 0x82
/** An empty ping. */
const PING = Uint8Array.of(0x89, 0)
/** Below this a payload's length fits the second byte. */
const SHORT = 126
/** Below this it fits two further bytes. */
const MEDIUM = 65_536

/** The update that changes nothing: no structs, no deletes. */
export const EMPTY_UPDATE = Uint8Array.of(0, 0)

/** One unmasked binary frame around the parts, as a server sends it. */
export function frameOf(...parts: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const part of parts) length += part.length
  const start = length < SHORT ? 2 : length < MEDIUM ? 4 : 10
  const frame = Buffer.allocUnsafeSlow(start + length)
  frame[0] = BINARY
  if (start === 2) frame[1] = length
  else if (start === 4) frame.writeUInt16BE(length, 2)
  else frame.writeBigUInt64BE(BigInt(length), 2)
  if (start > 2) frame[1] = start === 4 ? SHORT : SHORT + 1
  let at = start
  for (const part of parts) {
    frame.set(part, at)
    at += part.length
  }
  return frame
}

/** Bytes of an unsigned integer of variable length. */
export function varUint(value: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, value)
  return encoding.toUint8Array(encoder)
}

const syncFrame = (type: number, bytes: Uint8Array) =>
  frameOf(Uint8Array.of(FRAME.sync, type), varUint(bytes.length), bytes)

/** A frame with an update (V1). */
export function updateFrame(update: Uint8Array): Buffer {
  return syncFrame(SYNC.update, update)
}

/** The frame that makes a joiner `synced`: everything it lacks must have come by then, this update included. */
export function step2Frame(update: Uint8Array): Buffer {
  return syncFrame(SYNC.step2, update)
}

/** Asks the client for what a state vector lacks. */
export function step1Frame(vector: ReadonlyMap<number, number>): Buffer {
  return syncFrame(SYNC.step1, vectorBytes(vector))
}

/** A state vector as Yjs encodes it. */
export function vectorBytes(vector: ReadonlyMap<number, number>): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, vector.size)
  for (const [client, clock] of vector) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
  }
  return encoding.toUint8Array(encoder)
}

/** An awareness frame of entries that are encoded already. */
export function awarenessFrame(entries: readonly Uint8Array[]): Buffer {
  const count = varUint(entries.length)
  let length = count.length
  for (const entry of entries) length += entry.length
  return frameOf(Uint8Array.of(FRAME.awareness), varUint(length), count, ...entries)
}

/** A notice, for clients that asked for them. */
export function noticeFrame(notice: Notice): Buffer {
  return frameOf(encodeNotice(notice))
}

/**
 * A ping with a sign of life behind it: an empty awareness frame, because a stock client counts messages, not pings,
 * and reconnects after 30 s without one.
 */
export const SIGN_OF_LIFE: Buffer = Buffer.concat([PING, awarenessFrame([])])

/** One message from a client, taken apart. */
export type Incoming =
  | { readonly kind: 'step1'; readonly vector: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'queryAwareness' }
  | { readonly kind: 'notice'; readonly said: unknown }

/** Takes a message apart; throws when it is not one, or when bytes are left over. */
export function readFrame(message: Uint8Array): Incoming {
  const decoder = decoding.createDecoder(message)
  const incoming = readBody(decoder)
  if (decoding.hasContent(decoder)) throw new Error('bytes behind the message')
  return incoming
}

function readBody(decoder: decoding.Decoder): Incoming {
  const type = decoding.readVarUint(decoder)
  if (type === FRAME.sync) return readSync(decoder)
  if (type === FRAME.awareness) return { kind: 'awareness', update: decoding.readVarUint8Array(decoder) }
  if (type === FRAME.queryAwareness) return { kind: 'queryAwareness' }
  if (type === FRAME.notice) return { kind: 'notice', said: decodeNotice(decoder) }
  throw new Error(`no message has the type ${type}`)
}

function readSync(decoder: decoding.Decoder): Incoming {
  const type = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  if (type === SYNC.step1) return { kind: 'step1', vector: bytes }
  if (type === SYNC.step2 || type === SYNC.update) return { kind: 'update', update: bytes }
  throw new Error(`no sync message has the type ${type}`)
}
