import canonicalize from 'canonicalize'
import { digest } from 'lib0/hash/sha256'

/** SHA-256 over bytes; the default is plain JavaScript, so it works in browsers without a secure context. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

export const sha256: Sha256 = (bytes) => digest(bytes)

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hexadecimal of bytes. */
export function hexOf(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

const encoder = new TextEncoder()

/** UTF-8 bytes of the canonical JSON (RFC 8785) of plain data. */
export function canonicalBytes(data: unknown): Uint8Array {
  const json = canonicalize(data)
  if (json === undefined) throw new Error('only plain JSON data has a canonical form')
  return encoder.encode(json)
}

/** SHA-256 of the canonical JSON of plain data, in hexadecimal. */
export function hashOf(data: unknown, digestBytes: Sha256 = sha256): string {
  return hexOf(digestBytes(canonicalBytes(data)))
}
