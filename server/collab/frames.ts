import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeNotice, FRAME, MAX_ANSWER_BYTES, SYNC, type Notice } from '../../shared/sync'

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

/** Bytes of a message: single ones are given as numbers, for a typed array costs more than what it holds. */
type Part = Uint8Array | readonly number[]

/** One unmasked binary frame around the parts, as a server sends it. */
export function frameOf(...parts: readonly Part[]): Buffer {
  const length = lengthOf(parts)
  const start = length < SHORT ? 2 : length < MEDIUM ? 4 : 10
  const frame = Buffer.allocUnsafeSlow(start + length)
  frame[0] = BINARY
  if (start === 2) frame[1] = length
  else if (start === 4) frame.writeUInt16BE(length, 2)
  else frame.writeBigUInt64BE(BigInt(length), 2)
  if (start > 2) frame[1] = start === 4 ? SHORT : SHORT + 1
  put(parts, frame, start)
  return frame
}

/** The parts as one. */
export function joinedParts(...parts: readonly Part[]): Uint8Array {
  const joined = new Uint8Array(lengthOf(parts))
  put(parts, joined, 0)
  return joined
}

function lengthOf(parts: readonly Part[]): number {
  let length = 0
  for (const part of parts) length += part.length
  return length
}

function put(parts: readonly Part[], into: Uint8Array, from: number): void {
  let at = from
  for (const part of parts) {
    into.set(part, at)
    at += part.length
  }
}

/** Bytes of an unsigned integer of variable length. */
export function varUint(value: number): readonly number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 + (rest % 128))
  bytes.push(rest)
  return bytes
}

const syncFrame = (type: number, bytes: Uint8Array) =>
  frameOf([FRAME.sync, type], varUint(bytes.length), bytes)

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
  return frameOf([FRAME.awareness], varUint(count.length + lengthOf(entries)), count, ...entries)
}

/** A notice, for clients that asked for them. */
export function noticeFrame(notice: Notice): Buffer {
  const said = Buffer.from(JSON.stringify(notice))
  return frameOf([FRAME.notice], varUint(said.length), said)
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
  if (type === FRAME.notice) return { kind: 'notice', said: readAnswer(decoder) }
  throw new Error(`no message has the type ${type}`)
}

/** Megabytes of JSON would take a second of everybody's time to read, so what is too long is not read at all. */
function readAnswer(decoder: decoding.Decoder): unknown {
  if (decoder.arr.length > MAX_ANSWER_BYTES) throw new Error('a notice longer than any answer')
  return decodeNotice(decoder)
}

function readSync(decoder: decoding.Decoder): Incoming {
  const type = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  if (type === SYNC.step1) return { kind: 'step1', vector: bytes }
  if (type === SYNC.step2 || type === SYNC.update) return { kind: 'update', update: bytes }
  throw new Error(`no sync message has the type ${type}`)
}
