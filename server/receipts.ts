import { createHmac, timingSafeEqual } from 'node:crypto'
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

/** Receipts under one key (RFC 2104, SHA-256). */
export function createReceipts({ key, now }: Needs): Receipts {
  const macOf = (stream: StreamId, { seq, hash, at }: Omit<Receipt, 'mac'>) =>
    createHmac('sha256', key).update(`${stream} ${seq} ${hash} ${at}`)

  return {
    sign(stream, { seq, hash }) {
      const said = { seq, hash, at: now() }
      return { ...said, mac: macOf(stream, said).digest('hex') }
    },
    isGenuine(stream, receipt) {
      const given = Buffer.from(receipt.mac, 'hex')
      const made = macOf(stream, receipt).digest()
      return given.length === made.length && timingSafeEqual(given, made)
    },
  }
}
