import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as v from 'valibot'
import type { DocumentId } from './ids'
import { ProvisionId, SeatId } from './ids'
import { REFUSAL_CODES } from './result'
import { Office } from './roles'

/** Version of the text schema. A client with another one must reload before it may write. */
export const SCHEMA_VERSION = 1

/** Name of the one root `Y.Text` of every document. */
export const TEXT_ROOT = 'text'

/** Path of the sync socket: `/sync/<documentId>`. */
export const SYNC_PATH = '/sync/'

/**
 * Query of the sync socket. `notices=1` asks for frames of type `notice`, which a stock y-websocket client does not
 * know. `schema` is the client's `SCHEMA_VERSION`. `cursors=0` asks for nobody's cursor: the line is slow. `for` names the
 * seat for which words are entered on this socket, see `document:enterFor`. `as` says under which standing the words of
 * this socket were typed, see `standingOf`, or on which seat in a practice document; without it the one of the session.
 * `proof` is the last receipt that the browser holds, see `proofOf`: it is compared before any text is taken in.
 * `person` names the person who types: when another is signed in by now, the socket is closed by `sessionRevoked`.
 */
export const SYNC_QUERY = {
  notices: 'notices',
  schema: 'schema',
  cursors: 'cursors',
  enterFor: 'for',
  typedAs: 'as',
  proof: 'proof',
  person: 'person',
} as const

/** First number of a frame. The first two are y-websocket's own. */
export const FRAME = { sync: 0, awareness: 1, queryAwareness: 3, notice: 100 } as const

/** Second number of a frame of type `sync`, as in y-protocols. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** Close codes. 4400-4499 stop a stock client's reconnecting: only for what stays so. */
export const CLOSE = {
  /** The session was revoked or has expired, or is that of another person than the one who types. */
  sessionRevoked: 4401,
  /** Unknown or forbidden document. */
  notAllowed: 4403,
  /** The server was restored to a state before the document was made, or open to the person: nothing of it is here. */
  documentLost: 4404,
  /** The seat for which words were to be entered is not there any more, or not open to the person. */
  seatGone: 4409,
  /** The words of the socket were typed for a seat that is not the person's any more, or is another one now. */
  otherSeat: 4410,
  /** A session runs to which the meeting admits no observers: come back when it is over, or when a command lets one in. */
  withoutObservers: 4411,
  /** The client speaks another schema version: reload. */
  schemaVersion: 4426,
  /** The person acts for another seat from now on: come back under its rights. */
  reseated: 4300,
  /** A reader that does not keep up, or a flood: come back and resync. */
  tooSlow: 1013,
  /** Frames that make no sense. */
  malformed: 1007,
  tooLarge: 1009,
  /** The server restarts: come back. */
  restart: 1012,
} as const

/** Longest sync frame from a client, in bytes: a long offline day of typing, not more. */
export const MAX_FRAME_BYTES = 4 << 20

/** Longest frame of type `notice` from a client, in bytes: an answer is a word and a nonce. */
export const MAX_ANSWER_BYTES = 1_024

/** Largest cursor that presence carries, in bytes of JSON. */
export const MAX_CURSOR_BYTES = 1_024

const Receipt = v.object({ seq: v.number(), hash: v.string(), at: v.number(), mac: v.string() })

/** What the server tells a client that asked for notices. */
export const Notice = v.variant('type', [
  /**
   * The first `count` frames of type sync update or sync step 2 that arrived on this socket are committed.
   * `count` is cumulative; `receipt` proves the state of the journal that holds them.
   */
  v.object({ type: v.literal('ack'), count: v.number(), receipt: Receipt }),
  /** Proves the state of the journal, text of others included: sent to everybody now and then while text is saved. */
  v.object({ type: v.literal('receipt'), receipt: Receipt }),
  /**
   * The update with number `count` on this socket was refused. The server reads no further updates from this
   * socket: keep the words, drop the replica, enter again with a new clientID.
   */
  v.object({
    type: v.literal('refused'),
    count: v.number(),
    code: v.picklist(REFUSAL_CODES),
    provisionId: v.optional(ProvisionId),
  }),
  /** The provision freezes now, before a gavel: send what is typed, accept no more, answer with `frozen`. */
  v.object({ type: v.literal('freeze'), provisionId: ProvisionId, nonce: v.string() }),
  /** The freeze is over; `settled` says whether the gavel fell. */
  v.object({ type: v.literal('thaw'), provisionId: ProvisionId, settled: v.boolean() }),
  /** Whether the server can save at this moment. While false nothing is acknowledged, and nothing is lost. */
  v.object({ type: v.literal('saving'), saving: v.boolean() }),
  /** The record of the document is damaged: it can be read, and nothing more is taken in. Comes after `saving: false`. */
  v.object({ type: v.literal('damaged') }),
  /** The document went into recovery or came out of it. */
  v.object({ type: v.literal('recovery'), recovering: v.boolean() }),
  /** Everybody who is here: presence refers to them by `personId`. `colour` is an index into the caret colours. */
  v.object({
    type: v.literal('roster'),
    people: v.array(
      v.object({
        personId: v.string(),
        name: v.string(),
        role: v.string(),
        /** Label of the seat that the person acts for, in a practice document the id of the practice seat; or null. */
        seat: v.nullable(v.string()),
        seatId: v.nullable(SeatId),
        /** Short name of the mechanism that the seat is held for, and in which office one sits on it; or null. */
        mechanism: v.nullable(v.string()),
        office: v.nullable(Office),
        colour: v.number(),
      }),
    ),
  }),
])
export type Notice = v.InferOutput<typeof Notice>

/** What a client that asked for notices answers in a frame of type `notice`. */
export const NoticeAnswer = v.object({ type: v.literal('frozen'), nonce: v.string() })
export type NoticeAnswer = v.InferOutput<typeof NoticeAnswer>

/** State that presence carries per clientID. The server writes `personId`; the client may only say `cursor`. */
export const PresenceState = v.object({
  personId: v.string(),
  /** JSON of two Yjs relative positions, or null while the person's caret is elsewhere. */
  cursor: v.nullable(v.object({ anchor: v.unknown(), head: v.unknown() })),
})
export type PresenceState = v.InferOutput<typeof PresenceState>

/** Bytes of a frame of type `notice` (no WebSocket header). */
export function encodeNotice(notice: Notice | NoticeAnswer): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, FRAME.notice)
  encoding.writeVarString(encoder, JSON.stringify(notice))
  return encoding.toUint8Array(encoder)
}

/** Reads the rest of a frame of type `notice` as plain data; the caller validates with `Notice` or `NoticeAnswer`. */
export function decodeNotice(decoder: decoding.Decoder): unknown {
  return JSON.parse(decoding.readVarString(decoder)) as unknown
}

/** Path with query on which a client opens the sync socket. */
export function syncPathOf(documentId: DocumentId): string {
  return `${SYNC_PATH}${documentId}?${SYNC_QUERY.notices}=1&${SYNC_QUERY.schema}=${SCHEMA_VERSION}`
}
