import * as v from 'valibot'
import { DocumentId, MechanismId, PersonId, SeatId } from '../ids'
import { Role } from '../roles'
import { command, Time } from './parts'

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Entries that one page of the record holds at most. */
export const RECORD_PAGE = 200

const place = { seq: Seq, hash: Hash, prev: Hash }
const said = {
  ...place,
  at: Time,
  kind: v.string(),
  /** The seat for which the actor did it, where it is not their own. */
  enteredFor: v.optional(SeatId),
  /** The body, as JSON; null for text, and as far as it is not told. */
  body: v.nullable(v.record(v.string(), v.unknown())),
  /** Name of whoever holds the pen from this entry on, at the time of reading. */
  holder: v.optional(v.string()),
}
const Actor = v.object({ personId: PersonId, seatId: v.nullable(SeatId), role: Role })
const Audience = v.union([
  v.literal('everyone'),
  v.object({ persons: v.array(PersonId) }),
  v.object({ roles: v.array(Role) }),
])

/**
 * An entry of a document as `record:read` tells it. `whole`: with all that its hash covers, as far as a body is no text
 * and no kept words, and with the salted hash of its body; `part`: what the room needs to know, or that something of its
 * kind happened; `number`: that it is there, and for others; `not`: nothing, from `first` to `seq`.
 */
export const RecordEntry = v.variant('told', [
  v.object({
    told: v.literal('whole'),
    ...said,
    by: v.string(),
    actor: Actor,
    audience: Audience,
    bodyHash: Hash,
    /** Hexadecimal; left out where the body is not told as a whole. */
    salt: v.optional(v.pipe(v.string(), v.regex(/^([0-9a-f]{2})*$/))),
  }),
  v.object({ told: v.literal('part'), ...said, by: v.nullable(v.string()), actor: v.nullable(Actor) }),
  v.object({ told: v.literal('number'), ...place }),
  v.object({ told: v.literal('not'), first: Seq, seq: Seq }),
])
export type RecordEntry = v.InferOutput<typeof RecordEntry>

/** A seat that entries name, as it is called now. */
export const NamedSeat = v.object({
  seatId: SeatId,
  label: v.string(),
  mechanismId: v.nullable(MechanismId),
})
export type NamedSeat = v.InferOutput<typeof NamedSeat>

/** Commands about the record of a document. */
export const RECORD_COMMANDS = {
  'record:read': command(
    'A page of the record of a document, the newest entry first, as far as the caller may read it; ask again before the last `seq` or `first` until 1. For those who may read the record, their own part of it, or check it.',
    v.strictObject({
      documentId: DocumentId,
      /** Seq of the entry before which the page ends; null for the newest. */
      before: v.nullable(v.pipe(Seq, v.minValue(1))),
    }),
    v.object({
      entries: v.array(RecordEntry),
      /** Seq of the newest entry of all. */
      head: Seq,
      /** How much the caller reads: everything, what is their own, or that everything is there. */
      degree: v.picklist(['all', 'own', 'fingerprints']),
      /** The seats that the entries name; those that were removed are missing. */
      seats: v.array(NamedSeat),
    }),
  ),
} as const
