import canonicalize from 'canonicalize'
import { digest } from 'lib0/hash/sha256'

/**
 * SHA-256 over bytes, as lower-case hexadecimal. The default is plain JavaScript, so it works in browsers without a secure
 * context.
 */
export type Sha256 = (bytes: Uint8Array) => string

export const sha256: Sha256 = (bytes) => hexOf(digest(bytes))

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes as lower-case hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

/** The bytes that `hexOf` has written. */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

const encoder = new TextEncoder()

/** UTF-8 bytes of the canonical JSON (RFC 8785) of plain data. */
export function canonicalBytes(data: unknown): Uint8Array {
  const json = canonicalize(data)
  if (json === undefined) throw new Error('only plain JSON data has a canonical form')
  return encoder.encode(json)
}

/** What JSON writes for half a character, which has no canonical form. */
const MAY_BE_HALF = /\\ud[89a-f]/

/** The same for data whose keys stand in their order and whose numbers are finite: made for what is hashed all the time. */
export function orderedBytes(data: object): Uint8Array {
  const json = JSON.stringify(data)
  return MAY_BE_HALF.test(json) ? canonicalBytes(data) : encoder.encode(json)
}

/** SHA-256 of the canonical JSON of plain data, in hexadecimal. */
export function hashOf(data: unknown, digestBytes: Sha256 = sha256): string {
  return digestBytes(canonicalBytes(data))
}
