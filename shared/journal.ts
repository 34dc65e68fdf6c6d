import type { DocumentId, MechanismId, MeetingId, PersonId, SeatId } from './ids'
import { canonicalBytes, orderedBytes, sha256, type Sha256 } from './hash'
import type { Role } from './roles'

/** The record of one document, of one meeting, of a mechanism's private rooms, or of the registry. */
export type StreamId = `document:${string}` | `meeting:${string}` | `mechanism:${string}` | 'registry:main'

export const documentStream = (id: DocumentId): StreamId => `document:${id}`
export const mechanismStream = (id: MechanismId): StreamId => `mechanism:${id}`
export const meetingStream = (id: MeetingId): StreamId => `meeting:${id}`

/** Who acted, and for which seat. `seatId` is null while the person acts for no seat. */
export interface Actor {
  readonly personId: PersonId
  readonly seatId: SeatId | null
  readonly role: Role
}

/** Who may read an entry. Everybody else gets a skip marker in its place. */
export type Audience =
  'everyone' | { readonly persons: readonly PersonId[] } | { readonly roles: readonly Role[] }

/**
 * What is about to be recorded. The body is bytes: a Yjs update (V1) for kinds that begin with `text:`, canonical
 * JSON for all others.
 */
export interface EntryDraft {
  readonly kind: string
  readonly actor: Actor
  readonly enteredFor?: SeatId
  readonly audience: Audience
  readonly body: Uint8Array
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number
}

/** One thing that happened, in its place in the chain. Hashes are lower-case hexadecimal SHA-256. */
export interface Entry extends EntryDraft {
  readonly stream: StreamId
  /** 1, 2, 3 … without a gap. */
  readonly seq: number
  /** 16 random bytes: the hash of a short body cannot be guessed from a redacted export. */
  readonly salt: Uint8Array
  readonly prev: string
  readonly hash: string
}

/** The `prev` of the first entry of a stream. */
export const NO_ENTRY = '0'.repeat(64)

/** Last entry of a stream: what an appender expects to follow. `{ seq: 0, hash: NO_ENTRY }` for an empty stream. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

export const EMPTY_HEAD: Head = { seq: 0, hash: NO_ENTRY }

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The body of an entry whose kind is not a text update. */
export function jsonBody(data: unknown): Uint8Array {
  return canonicalBytes(data)
}

/** A draft that everybody in the stream may read, with its body as canonical JSON. */
export const draft = (kind: string, body: unknown, actor: Actor, at: number): EntryDraft => ({
  kind,
  actor,
  at,
  audience: 'everyone',
  body: jsonBody(body),
})

/** Reads a body written by `jsonBody`; the caller validates the shape. */
export function readJsonBody(body: Uint8Array): unknown {
  return JSON.parse(decoder.decode(body)) as unknown
}

/** Hash of a body, salted so that a redacted export gives nothing away. */
export function bodyHashOf({ salt, body }: Pick<Entry, 'salt' | 'body'>, digest: Sha256 = sha256): string {
  const bytes = new Uint8Array(salt.length + body.length)
  bytes.set(salt)
  bytes.set(body, salt.length)
  return digest(bytes)
}

/** Hash of an entry from all that it says, as canonical JSON; the body enters only by its own salted hash. */
export function entryHashOf(entry: Omit<Entry, 'hash'>, digest: Sha256 = sha256): string {
  return entryHashFrom(entry, bodyHashOf(entry, digest), digest)
}

/** The same for an entry of whose body no more than its salted hash is known. */
export function entryHashFrom(
  entry: Omit<Entry, 'hash' | 'salt' | 'body'>,
  bodyHash: string,
  digest: Sha256 = sha256,
): string {
  const { at, audience, enteredFor, kind, prev, seq, stream } = entry
  if (!Number.isFinite(at)) throw new Error('an entry has a time')
  const { personId, role, seatId } = entry.actor
  const actor = { personId, role, seatId }
  return digest(orderedBytes({ actor, at, audience, bodyHash, enteredFor, kind, prev, seq, stream }))
}

/**
 * Puts drafts behind `head`, each chained to the one before.
 *
 * @param salts one salt of 16 random bytes per draft
 */
export function seal(
  stream: StreamId,
  head: Head,
  drafts: readonly EntryDraft[],
  salts: readonly Uint8Array[],
  digest: Sha256 = sha256,
): Entry[] {
  let { seq, hash: prev } = head
  return drafts.map((draft, index) => {
    const salt = salts[index]
    if (!salt) throw new Error('each draft needs a salt')
    seq += 1
    const { kind, actor, enteredFor, audience, body, at } = draft
    // in one literal: this runs for every letter, and spreading costs more than hashing
    const said = { kind, actor, audience, body, at, stream, seq, salt, prev, hash: '' }
    const entry = enteredFor === undefined ? said : { ...said, enteredFor }
    entry.hash = entryHashOf(entry, digest)
    prev = entry.hash
    return entry
  })
}

/** Why a row of a journal cannot be trusted. */
export type ChainFault = 'seq-gap' | 'prev-mismatch' | 'hash-mismatch'

/** Checks that `entry` follows `head` and says what its hash says; null when it does. */
export function chainFaultOf(head: Head, entry: Entry, digest: Sha256 = sha256): ChainFault | null {
  if (entry.seq !== head.seq + 1) return 'seq-gap'
  if (entry.prev !== head.hash) return 'prev-mismatch'
  return entryHashOf(entry, digest) === entry.hash ? null : 'hash-mismatch'
}

/** Whether a reader may see an entry. The author always may. */
export function isFor(
  entry: Pick<Entry, 'audience' | 'actor'>,
  reader: Pick<Actor, 'personId' | 'role'>,
): boolean {
  const { audience } = entry
  if (audience === 'everyone' || entry.actor.personId === reader.personId) return true
  if ('persons' in audience) return audience.persons.includes(reader.personId)
  return audience.roles.includes(reader.role)
}

/**
 * Proof that a server once held an entry: signed by the server, so that nobody can put a document into recovery by
 * inventing one.
 */
export interface Receipt {
  readonly seq: number
  readonly hash: string
  /** When the server signed it, in milliseconds since 1970. */
  readonly at: number
  /** HMAC-SHA-256 of `<stream> <seq> <hash> <at>` under the server's key, hexadecimal. */
  readonly mac: string
}
