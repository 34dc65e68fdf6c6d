import { hash, timingSafeEqual } from 'node:crypto'
import type { Head, Receipt, StreamId } from '../shared/journal'

/** Length of the key in bytes: as long as the hash that it feeds. */
export const RECEIPT_KEY_BYTES = 32

interface Needs {
  /** `RECEIPT_KEY_BYTES` random bytes, the same for the life of the installation. */
  readonly key: Uint8Array
  readonly now: () => number
}

/** Signs what the journal holds, and knows its own signature again. */
export interface Receipts {
  /**
   * Proof that the journal of a stream once ended, or had an entry, at `head`.
   *
   * @param notBefore what was signed earlier than this is of a time that was lost, whatever the clock says now
   */
  sign(stream: StreamId, head: Head, notBefore?: number): Receipt
  /** Whether this installation signed the receipt, for this stream. Takes the same time for every forgery. */
  isGenuine(stream: StreamId, receipt: Receipt): boolean
}

/** Receipts under one key. */
export function createReceipts({ key, now }: Needs): Receipts {
  const hmac = hmacUnder(key)
  const macOf = (stream: StreamId, seq: number, hash: string, at: number) =>
    hmac(`${stream} ${seq} ${hash} ${at}`)

  return {
    sign(stream, { seq, hash }, notBefore = 0) {
      const at = Math.max(now(), notBefore)
      return { seq, hash, at, mac: macOf(stream, seq, hash, at).toString('hex') }
    },
    isGenuine(stream, { seq, hash, at, mac }) {
      const given = Buffer.from(mac, 'hex')
      const made = macOf(stream, seq, hash, at)
      return given.length === made.length && timingSafeEqual(given, made)
    },
  }
}

/** Bytes that SHA-256 takes in at once. */
const BLOCK_BYTES = 64

/**
 * HMAC-SHA-256 (RFC 2104) under a key of at most one block, by two plain hashes: every letter is acknowledged with one,
 * and making an object for it costs several times as much.
 */
export function hmacUnder(key: Uint8Array): (message: string) => Buffer {
  if (key.length > BLOCK_BYTES) throw new Error('the key is longer than a block')
  const padded = (pad: number) => Uint8Array.from({ length: BLOCK_BYTES }, (_, at) => (key[at] ?? 0) ^ pad)
  const [inner, outer] = [padded(0x36), padded(0x5c)]
  const digest = (...parts: Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer')
  return (message) => digest(outer, digest(inner, Buffer.from(message)))
}
