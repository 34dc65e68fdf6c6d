import * as v from 'valibot'
import type { Receipt } from './journal'
import { ReceiptShape } from './protocol'

/** A receipt in one word, as it stands in the query of the sync socket. */
export function proofOf({ seq, hash, at, mac }: Receipt): string {
  return [seq, hash, at, mac].join('.')
}

/** The receipt that such a word says, or null when it says none. */
export function receiptIn(proof: string | null): Receipt | null {
  const [seq, hash, at, mac, ...rest] = (proof ?? '').split('.')
  if (rest.length > 0) return null
  const read = v.safeParse(ReceiptShape, { seq: Number(seq), hash, at: Number(at), mac })
  return read.success ? read.output : null
}
