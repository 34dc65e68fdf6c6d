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
  /** Proof that the journal of a stream once ended, or had an entry, at `head`. */
  sign(stream: StreamId, head: Head): Receipt
  /** Whether this installation signed the receipt, for this stream. Takes the same time for every forgery. */
  isGenuine(stream: StreamId, receipt: Receipt): boolean
}

/** Receipts under one key. */
export function createReceipts({ key, now }: Needs): Receipts {
  const hmac = hmacUnder(key)
  const macOf = (stream: StreamId, { seq, hash, at }: Omit<Receipt, 'mac'>) =>
    hmac(`${stream} ${seq} ${hash} ${at}`)

  return {
    sign(stream, { seq, hash }) {
      const said = { seq, hash, at: now() }
      return { seq, hash, at: said.at, mac: macOf(stream, said).toString('hex') }
    },
    isGenuine(stream, receipt) {
      const given = Buffer.from(receipt.mac, 'hex')
      const made = macOf(stream, receipt)
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
  const padded = (pad: number) =>
    Buffer.alloc(BLOCK_BYTES)
      .fill(key, 0, key.length)
      .map((byte) => byte ^ pad)
  const [inner, outer] = [Buffer.from(padded(0x36)), Buffer.from(padded(0x5c))]
  return (message) => {
    const within = hash('sha256', Buffer.concat([inner, Buffer.from(message)]), 'buffer')
    return hash('sha256', Buffer.concat([outer, within]), 'buffer')
  }
}
