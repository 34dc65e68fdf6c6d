import type { DocumentId, PersonId, SeatId } from '../../shared/ids'
import type { StreamId } from '../../shared/journal'
import type { Role } from '../../shared/roles'
import type { FormerNameRow, IdentityRow, LinkRow, PasskeyRow, PersonRow, SessionRow } from './port'

/** One row per entry; the primary key is (stream, seq). `audience` is JSON. */
export interface EntryRow {
  readonly stream: StreamId
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly personId: PersonId
  readonly seatId: SeatId | null
  readonly role: Role
  readonly enteredFor: SeatId | null
  readonly audience: string
  readonly body: Uint8Array
  readonly salt: Uint8Array
  readonly prev: string
  readonly hash: string
}

/** Last entry of a stream, written in the transaction that writes the entry: a lost tail does not pass unseen. */
export interface StreamRow {
  readonly stream: StreamId
  readonly seq: number
  readonly hash: string
}

/** Newest checkpoint of a stream. `digest` is the SHA-256 of text and state, hexadecimal. */
export interface CheckpointRow {
  readonly stream: StreamId
  readonly seq: number
  readonly hash: string
  readonly text: Uint8Array
  readonly state: string
  readonly digest: string
}

/** A clientID in the hands of a person, or given back at `releasedClock`. */
export interface ClientRow {
  readonly documentId: DocumentId
  readonly clientId: number
  readonly personId: PersonId
  readonly releasedClock: number | null
}

/** A secret of this installation. */
export interface SecretRow {
  readonly name: string
  readonly value: Uint8Array
}

/** A link; `firstRun` is 1 for the one that the server prints while nobody has signed in, else 0. */
export interface LinkTableRow extends LinkRow {
  readonly firstRun: number
}

/** All tables. Columns have the names of the port, so rows need no translation. */
export interface Tables {
  readonly entry: EntryRow
  readonly stream: StreamRow
  readonly checkpoint: CheckpointRow
  readonly client: ClientRow
  readonly person: PersonRow
  readonly formerName: FormerNameRow
  readonly link: LinkTableRow
  readonly session: SessionRow
  readonly passkey: PasskeyRow
  readonly identity: IdentityRow
  readonly secret: SecretRow
}
