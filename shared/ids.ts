import * as v from 'valibot'

/**
 * Identifiers are opaque strings of 1 to 64 letters, digits, `_` and `-`. The characters `=`, `~` and `:` never
 * occur in one: the flat text and stream names use them as separators.
 */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/

const id = <Name extends string>(name: Name) => v.pipe(v.string(), v.regex(ID_PATTERN), v.brand(name))

export const PersonId = id('PersonId')
export type PersonId = v.InferOutput<typeof PersonId>
export const SeatId = id('SeatId')
export type SeatId = v.InferOutput<typeof SeatId>
export const DocumentId = id('DocumentId')
export type DocumentId = v.InferOutput<typeof DocumentId>
export const MeetingId = id('MeetingId')
export type MeetingId = v.InferOutput<typeof MeetingId>
/** Made once, never reused; also the value of the boundary at which the provision begins. */
export const ProvisionId = id('ProvisionId')
export type ProvisionId = v.InferOutput<typeof ProvisionId>
/** Public name of a session; the token itself is known to the browser only. */
export const SessionId = id('SessionId')
export type SessionId = v.InferOutput<typeof SessionId>
export const LinkId = id('LinkId')
export type LinkId = v.InferOutput<typeof LinkId>
/** One time that an administrator opened a meeting in emergency. */
export const EmergencyId = id('EmergencyId')
export type EmergencyId = v.InferOutput<typeof EmergencyId>
/** A mechanism of the registry. The ids of the reference data are the registry's own. */
export const MechanismId = id('MechanismId')
export type MechanismId = v.InferOutput<typeof MechanismId>
/** A partner body of the registry. */
export const PartnerId = id('PartnerId')
export type PartnerId = v.InferOutput<typeof PartnerId>

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_'

/**
 * A new random identifier of 20 characters (120 bits). Works on pages served without TLS too, where
 * `crypto.randomUUID` does not exist.
 */
export function newId<Id extends string = string>(): Id {
  return randomLetters(20) as Id
}

/** A secret that a page makes for itself: 43 letters of base64url (258 bits). */
export function newAttempt(): string {
  return randomLetters(43)
}

function randomLetters(count: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(count))
  let letters = ''
  for (const byte of bytes) letters += ALPHABET[byte & 63]
  return letters
}

/** Whether a value read from outside is a well-formed identifier. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_PATTERN.test(value)
}
