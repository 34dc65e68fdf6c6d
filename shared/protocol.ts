import * as v from 'valibot'
import { wellFormed } from './characters'
import { DocumentSettings } from './documents'
import { DocumentId, LinkId, MeetingId, PersonId, ProvisionId, SeatId } from './ids'
import { Language } from './languages'
import { line } from './lines'
import { EMERGENCY_COMMANDS } from './protocol/emergency'
import { command, Empty, Time } from './protocol/parts'
import { PLENARY_COMMANDS, PlenaryRead } from './protocol/plenary'
import { PRACTICE_COMMANDS } from './protocol/practice'
import { RECORD_COMMANDS } from './protocol/record'
import { ROOM_COMMANDS } from './protocol/rooms'
import { EnteringRead, SEAT_COMMANDS } from './protocol/seats'
import { SHELF_COMMANDS } from './protocol/shelf'
import { SIGN_IN_COMMANDS } from './protocol/sign-in'
import { Mechanism, MechanismId, Partner, PartnerId } from './registry'
import { BodyChange, BodyDraft } from './registry/rules'
import { REFUSAL_CODES } from './result'
import { Role } from './roles'
import { PROVISION_KINDS } from './text/formats'
import { MAX_WORDS_LENGTH, WordsId } from './words'

/**
 * The one table of commands: name → payload and answer. Two transports carry it: `POST /api/<name>` and the live
 * socket's `ask`. What the server knows better than the client (author, time, number) is not in a payload.
 */

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
/** Provisions that one command confirms: more than any document for a meeting has. A longer text takes several. */
export const MAX_CONFIRMED = 1_000
/** Longest line, in UTF-16 units, that says on whose instruction words were entered: an office, a name and a day. */
export const MAX_INSTRUCTION = 200
const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const ClientId = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 32 - 1))
/** Binary data in JSON: standard base64. The library's own pattern runs out of stack on what is this long. */
const Base64 = v.pipe(v.string(), v.maxLength(6_000_000), v.regex(/^[A-Za-z\d+/]*={0,2}$/))

export const ReceiptShape = v.object({ seq: Seq, hash: Hash, at: Time, mac: Hash })

export const DocumentCard = v.object({
  documentId: DocumentId,
  title: v.string(),
  language: Language,
  /** The mechanism whose private room it is, or null. */
  onlyFor: v.optional(v.nullable(MechanismId), null),
  /** The meeting that it belongs to, or null. */
  meetingId: v.optional(v.nullable(MeetingId), null),
  createdAt: Time,
  /** Nothing in it counts. */
  isPractice: v.optional(v.literal(true)),
  /** Put aside: to be read, not to be changed, until it is brought back. */
  archived: v.boolean(),
})
export type DocumentCard = v.InferOutput<typeof DocumentCard>

export const ListedDocument = v.object({
  ...DocumentCard.entries,
  /** When the last thing happened in it. */
  changedAt: Time,
})
export type ListedDocument = v.InferOutput<typeof ListedDocument>

/** Words, and the stretches of them that were looked for, in UTF-16 units; the second of each pair is exclusive. */
export const Marked = v.object({ text: v.string(), marks: v.array(v.tuple([v.number(), v.number()])) })
export type Marked = v.InferOutput<typeof Marked>

export const FoundProvision = v.object({
  provisionId: v.string(),
  kind: v.picklist(PROVISION_KINDS),
  /** Its number, empty when it has none. */
  label: v.string(),
  snippet: Marked,
})
export type FoundProvision = v.InferOutput<typeof FoundProvision>

export const FoundDocument = v.object({
  document: DocumentCard,
  title: Marked,
  provisions: v.array(FoundProvision),
  /** Provisions that say it too and are not shown. */
  more: v.number(),
})
export type FoundDocument = v.InferOutput<typeof FoundDocument>

export const Status = v.object({
  provisionId: ProvisionId,
  status: v.literal('agreedAdRef'),
  /** Hash of the text that the chair saw. */
  textHash: Hash,
  at: Time,
  by: v.string(),
})

/** Words that somebody entered for a mechanism, in a provision where its chair has not confirmed them. */
export const EnteredRead = v.object({
  provisionId: ProvisionId,
  mechanismId: MechanismId,
  /** Who typed them: id, and name at the time of reading. */
  personId: PersonId,
  by: v.string(),
  at: Time,
  /** On whose instruction, in their own words; empty when nothing is said of it. Stored copies are older than it. */
  instruction: v.optional(v.string(), ''),
})
export type EnteredRead = v.InferOutput<typeof EnteredRead>

export const ProvisionRead = v.object({
  id: v.string(),
  kind: v.string(),
  level: v.number(),
  /** Whether it is a row that says what the columns of its table hold. */
  isHeader: v.boolean(),
  text: v.string(),
  textHash: Hash,
  status: v.picklist(['open', 'agreedAdRef']),
})

export const Link = v.object({
  linkId: LinkId,
  role: Role,
  label: v.string(),
  onlyDocumentId: v.nullable(DocumentId),
  createdAt: Time,
  expiresAt: Time,
  state: v.picklist(['open', 'used', 'revoked', 'expired']),
  /** Who made it; null for the link that began the house. */
  madeBy: v.nullable(v.object({ personId: PersonId, name: v.string() })),
  usedBy: v.nullable(v.string()),
})
export type Link = v.InferOutput<typeof Link>

export const Person = v.object({
  personId: PersonId,
  name: v.string(),
  /** What the person was called before, the last few of these, the oldest first. */
  formerNames: v.array(v.string()),
  role: Role,
  /** The document for which alone the person came in; null for the whole house, and where the reader may not know of it. */
  onlyDocumentId: v.nullable(DocumentId),
  /** Labels of the seats that the person holds. */
  seats: v.array(v.string()),
  /** Whether they may act as an administrator, by their own role or from one of these seats. */
  administers: v.boolean(),
  /** How many links and slips that the person made would still let somebody in. */
  openLinks: v.number(),
  revoked: v.boolean(),
  lastSeenAt: v.nullable(Time),
})
export type Person = v.InferOutput<typeof Person>

/**
 * An entry as the live socket and `journal:read` show it. Who did it and the body, as JSON, are null as far as the reader
 * is told no more than what the room needs to know, or no more than that something happened.
 */
export const EntryRead = v.variant('shown', [
  v.object({
    shown: v.literal(true),
    stream: v.string(),
    seq: Seq,
    at: Time,
    kind: v.string(),
    actor: v.nullable(v.object({ personId: PersonId, seatId: v.nullable(v.string()), role: Role })),
    /** The seat for which the actor did it, where it is not their own. */
    enteredFor: v.optional(SeatId),
    /** Name of the person at the time of reading. */
    by: v.nullable(v.string()),
    /** Name of whoever holds the pen from this entry on, at the time of reading. */
    holder: v.optional(v.string()),
    hash: Hash,
    body: v.nullable(v.record(v.string(), v.unknown())),
  }),
  /** Skip marker: text updates (they come on the sync socket) and entries for others. `seq` is the last one skipped. */
  v.object({ shown: v.literal(false), stream: v.string(), seq: Seq }),
])
export type EntryRead = v.InferOutput<typeof EntryRead>

export const KeptWords = v.object({
  wordsId: v.string(),
  provisionId: v.nullable(ProvisionId),
  text: v.string(),
  code: v.picklist(REFUSAL_CODES),
  at: Time,
})
export type KeptWords = v.InferOutput<typeof KeptWords>

export const COMMANDS = {
  ...SIGN_IN_COMMANDS,
  ...SEAT_COMMANDS,
  ...EMERGENCY_COMMANDS,
  ...ROOM_COMMANDS,
  ...PRACTICE_COMMANDS,
  ...PLENARY_COMMANDS,
  ...SHELF_COMMANDS,
  'link:create': command(
    'Make a single-use sign-in link for somebody else.',
    v.strictObject({
      role: Role,
      label: line(0, 200),
      onlyDocumentId: v.nullable(DocumentId),
    }),
    v.object({ linkId: LinkId, url: v.string(), expiresAt: Time }),
  ),
  'link:list': command('The links handed out so far.', Empty, v.object({ links: v.array(Link) })),
  'link:revoke': command('Make a link useless.', v.strictObject({ linkId: LinkId }), Empty),

  'people:list': command('Who has signed in so far.', Empty, v.object({ people: v.array(Person) })),
  'people:rename': command(
    'Correct a name: one’s own, or that of anybody for whoever may. The name before stays with those who see the people.',
    v.strictObject({ personId: PersonId, name: line(1, 200) }),
    Empty,
  ),
  'people:revoke': command(
    'End all sessions of a person, at once, refuse the person from now on, and withdraw every unused link and slip that they made.',
    v.strictObject({ personId: PersonId }),
    Empty,
  ),
  'people:readmit': command(
    'Let a person in again who was shown out: by their passkey or account, on the seats that they left as far as these are free. Sessions and links that ended stay ended.',
    v.strictObject({ personId: PersonId }),
    Empty,
  ),
  'people:changeRole': command(
    'Change the role that a person has without a seat, for whoever may hand out links of both roles; never one’s own. Rights change at once.',
    v.strictObject({ personId: PersonId, role: Role }),
    Empty,
  ),

  'document:list': command(
    'The documents the caller may read.',
    Empty,
    v.object({ documents: v.array(ListedDocument) }),
  ),
  'document:create': command(
    'Make a document: blank, from the example outcome, or from an outline; for a meeting or for the whole house.',
    v.strictObject({
      title: line(1, 500),
      language: Language,
      from: v.picklist(['blank', 'example', 'template']),
      /** The meeting whose participants read it; for the whole house when left out. */
      meetingId: v.optional(v.nullable(MeetingId)),
    }),
    DocumentCard,
  ),
  'document:duplicate': command(
    'Make a document with the committed text of another; its decisions and comments stay where they are.',
    v.strictObject({ documentId: DocumentId, title: line(1, 500) }),
    DocumentCard,
  ),
  'document:search': command(
    'Documents that the caller may read and that say all of the words, in their title or in one provision.',
    v.strictObject({ query: line(1, 200) }),
    v.object({
      found: v.array(FoundDocument),
      /** Whether there was more than one answer holds. */
      isCut: v.boolean(),
    }),
  ),
  'document:enter': command(
    'Before the sync socket: issues a clientID to this page and compares receipts.',
    v.strictObject({
      documentId: DocumentId,
      /** Last receipt this browser holds for the document, if any. */
      receipt: v.nullable(ReceiptShape),
    }),
    v.object({
      document: DocumentCard,
      settings: DocumentSettings,
      clientId: ClientId,
      schemaVersion: v.number(),
      receipt: ReceiptShape,
      statuses: v.array(Status),
      entered: v.array(EnteredRead),
      /** Who alone types, in plenary mode; null while everybody drafts together. */
      plenary: v.nullable(PlenaryRead),
      /** For whom the caller's words are entered without being asked: the chair of the secretariat's mechanism. */
      entering: v.nullable(EnteringRead),
      /** In a practice document the seat on which the caller sits; null before they chose one, and elsewhere. */
      practiceSeatId: v.nullable(SeatId),
      recovering: v.boolean(),
      saving: v.boolean(),
      mayEdit: v.boolean(),
      mayGavel: v.boolean(),
    }),
  ),
  'document:enterFor': command(
    'Whether the caller may enter words in a document for a seat; the sync socket then names it in its query.',
    v.strictObject({ documentId: DocumentId, seatId: SeatId }),
    EnteringRead,
  ),
  'document:leave': command(
    'Give a clientID back when every change under it is acknowledged and the page will not use it again.',
    v.strictObject({ documentId: DocumentId, clientId: ClientId, clock: Seq }),
    Empty,
  ),
  'document:read': command(
    'The committed text, provision by provision.',
    v.strictObject({ documentId: DocumentId }),
    v.object({
      document: DocumentCard,
      seq: Seq,
      provisions: v.array(ProvisionRead),
      /** Hash of the canonical content of the whole text. */
      contentHash: Hash,
    }),
  ),

  'document:compare': command(
    'Whether a replica at rest shows what the server shows at the same state; `elsewhere`: ask again later.',
    v.strictObject({
      documentId: DocumentId,
      /** Hash of the replica's state vector. */
      stateHash: Hash,
      /** Hash of the canonical content of the whole text. */
      contentHash: Hash,
    }),
    v.object({ verdict: v.picklist(['same', 'differs', 'elsewhere']) }),
  ),

  'provision:agree': command(
    'The gavel: agreed ad referendum, on the text that the chair saw.',
    v.strictObject({ documentId: DocumentId, provisionId: ProvisionId, textHash: Hash }),
    v.object({ seq: Seq }),
  ),
  'provision:reopen': command(
    'Reopen a settled provision, with a reason.',
    v.strictObject({ documentId: DocumentId, provisionId: ProvisionId, reason: line(1, 2_000) }),
    v.object({ seq: Seq }),
  ),
  'provision:confirm': command(
    'The chair of a mechanism confirms what was entered for it, on the text that the chair saw: all of it or nothing.',
    v.strictObject({
      documentId: DocumentId,
      provisions: v.pipe(
        v.array(v.strictObject({ provisionId: ProvisionId, textHash: Hash })),
        v.minLength(1),
        v.maxLength(MAX_CONFIRMED),
      ),
    }),
    v.object({ seq: Seq }),
  ),
  'provision:instruct': command(
    'Say on whose instruction one entered the words of one’s own that wait there; an empty note takes it back.',
    v.strictObject({
      documentId: DocumentId,
      provisionIds: v.pipe(v.array(ProvisionId), v.minLength(1), v.maxLength(MAX_CONFIRMED)),
      note: line(0, MAX_INSTRUCTION),
    }),
    v.object({ seq: Seq }),
  ),

  'words:keep': command(
    'Put words that were refused into the record, for their author only. Words of an id that waits are recorded once.',
    v.strictObject({
      documentId: DocumentId,
      /** Made by the caller, so that the command can be sent again when its answer was lost; else the server makes one. */
      wordsId: v.optional(WordsId),
      provisionId: v.nullable(ProvisionId),
      text: v.pipe(v.string(), v.maxLength(MAX_WORDS_LENGTH), v.transform(wellFormed)),
      code: v.picklist(REFUSAL_CODES),
    }),
    v.object({ wordsId: v.string(), seq: Seq }),
  ),
  'words:list': command(
    'The words kept for the caller in a document.',
    v.strictObject({ documentId: DocumentId }),
    v.object({ words: v.array(KeptWords) }),
  ),
  'words:dismiss': command(
    'The author has dealt with kept words; the record keeps them.',
    v.strictObject({ documentId: DocumentId, wordsId: v.string() }),
    Empty,
  ),

  'recovery:takeBack': command(
    'Give back text that the server lost: everything this browser holds, as one Yjs update.',
    v.strictObject({ documentId: DocumentId, update: Base64 }),
    v.object({ seq: Seq, recovered: v.boolean() }),
  ),
  'recovery:end': command(
    'End the recovery of a document: it may be edited again.',
    v.strictObject({ documentId: DocumentId }),
    v.object({ seq: Seq }),
  ),

  'registry:read': command(
    'The mechanisms and partner bodies, as the reference data and everything recorded since has them.',
    Empty,
    v.object({ mechanisms: v.array(Mechanism), partners: v.array(Partner), seq: Seq }),
  ),
  'registry:add': command(
    'Add a mechanism or a partner body to the registry.',
    v.strictObject({ draft: BodyDraft }),
    v.object({ id: v.union([MechanismId, PartnerId]), seq: Seq }),
  ),
  'registry:change': command(
    'Change a mechanism or a partner body; what is left out stays, and a new class keeps the older ones.',
    v.strictObject({ change: BodyChange }),
    v.object({ seq: Seq }),
  ),

  ...RECORD_COMMANDS,

  'journal:read': command(
    'The next entries of a stream after a seq, as far as the caller may see them; ask again up to `head`.',
    v.strictObject({ stream: v.pipe(v.string(), v.maxLength(80)), after: Seq }),
    v.object({ entries: v.array(EntryRead), head: Seq }),
  ),
  'journal:follow': command(
    'Live socket only: announce the entries of a stream from here on, beginning after a seq.',
    v.strictObject({ stream: v.pipe(v.string(), v.maxLength(80)), after: Seq }),
    v.object({ head: Seq }),
  ),
  'journal:unfollow': command(
    'Live socket only: stop announcing a stream.',
    v.strictObject({ stream: v.pipe(v.string(), v.maxLength(80)) }),
    Empty,
  ),
} as const

export type CommandName = keyof typeof COMMANDS
export type Payload<Name extends CommandName> = v.InferOutput<(typeof COMMANDS)[Name]['payload']>
export type Answer<Name extends CommandName> = v.InferOutput<(typeof COMMANDS)[Name]['answer']>

/** Commands that change nothing for others; a page that only looks sends no other. */
export const READS: ReadonlySet<CommandName> = new Set<CommandName>([
  ...(['session:peekLink', 'session:read', 'session:list', 'session:lock'] as const),
  ...(['session:waysIn', 'identity:read', 'passkey:list', 'link:list', 'people:list'] as const),
  ...(['document:list', 'document:search', 'document:enter', 'document:leave', 'document:read'] as const),
  ...(['document:enterFor', 'document:compare', 'words:list', 'registry:read'] as const),
  ...([
    'meeting:list',
    'meeting:read',
    'meeting:present',
    'seat:chairs',
    'meeting:emergencies',
    'slip:list',
    'practice:read',
  ] as const),
  ...(['room:readers', 'record:read', 'journal:read', 'journal:follow', 'journal:unfollow'] as const),
])

/** Whether a string names a command. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name)
}

/** Path of the live socket (socket.io, WebSocket only). One event `ask (name, payload, reply)`, one event `entries`. */
export const LIVE_PATH = '/live'

/**
 * A page says for whom it speaks: in this header, or in this query where it can set none; on the live socket as `person`
 * of the greeting, on the sync socket in `SYNC_QUERY`. Somebody else may have signed in in the same browser since. What
 * says nothing speaks for whoever is signed in.
 */
export const SPEAKER = { header: 'x-person', query: 'person' } as const

/** A refusal as it travels. `message` is in the language the request asked for. */
export const RefusalRead = v.object({
  code: v.picklist(REFUSAL_CODES),
  detail: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
  message: v.optional(v.string()),
  /** Number of a fault, to be found in the server's log. */
  fault: v.optional(v.string()),
})
export type RefusalRead = v.InferOutput<typeof RefusalRead>
