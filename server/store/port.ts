import type { DocumentId, LinkId, MeetingId, PersonId, SeatId, SessionId } from '../../shared/ids'
import type { ChainFault, Entry, EntryDraft, Head, StreamId } from '../../shared/journal'
import type { LinksLost } from '../../shared/keys'
import type { Role } from '../../shared/roles'

/**
 * The store keeps everything that must outlive the process. Its implementations pass one contract suite. A fault
 * (full disk, locked or lost database) is thrown as `StoreFault`; nothing is half done then.
 */
export interface Store {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly credentials: Credentials
  readonly clients: Clients
  readonly checkpoints: Checkpoints
  /** A consistent copy of everything into a new file, made while others read and write. */
  backup(file: string): Promise<void>
  /** Resolves when something trivial has been committed to the disk; throws `StoreFault` otherwise. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Why the store cannot do what it was asked. `retryable` faults (full, locked, busy) may pass by themselves. */
export class StoreFault extends Error {
  readonly reason: 'full' | 'locked' | 'damaged' | 'unavailable'
  readonly retryable: boolean
  constructor(reason: StoreFault['reason'], options?: { cause?: unknown }) {
    super(`the store is ${reason}`, options)
    this.name = 'StoreFault'
    this.reason = reason
    this.retryable = reason !== 'damaged'
  }
}

/** Whether a fault means that what is stored is broken, so that trying again is of no use. */
export function isDamage(fault: unknown): boolean {
  return fault instanceof JournalDamaged || (fault instanceof StoreFault && !fault.retryable)
}

/** A stream whose rows do not chain, named by row. */
export class JournalDamaged extends Error {
  readonly stream: StreamId
  readonly seq: number
  readonly fault: ChainFault | 'truncated' | 'unreadable'
  constructor(stream: StreamId, seq: number, fault: JournalDamaged['fault']) {
    super(`journal ${stream} is damaged at row ${seq}: ${fault}`)
    this.name = 'JournalDamaged'
    this.stream = stream
    this.seq = seq
    this.fault = fault
  }
}

/** Answer of `append`: written, or somebody else wrote first and `entries` are what the caller has not seen. */
export type Appended =
  | { readonly kind: 'written'; readonly entries: readonly Entry[] }
  | { readonly kind: 'behind'; readonly entries: readonly Entry[] }

export interface Journal {
  /** Last entry of a stream; `EMPTY_HEAD` when there is none. */
  head(stream: StreamId): Promise<Head>
  /**
   * Compare-and-append: writes `drafts` behind `expected` or answers `behind`. All appends of one turn of the event
   * loop, over all streams, share one transaction that is synced to the disk before any of them resolves.
   */
  append(stream: StreamId, expected: Head, drafts: readonly EntryDraft[]): Promise<Appended>
  /**
   * Entries after a seq, in order, at most `limit` (default 1,000). Their chain is checked: `JournalDamaged`.
   *
   * @param maxBytes what their bodies take together, unless the first alone takes more
   */
  read(stream: StreamId, after: Head | number, limit?: number, maxBytes?: number): Promise<readonly Entry[]>
  /** One entry, or null. */
  entryAt(stream: StreamId, seq: number): Promise<Entry | null>
  streams(): Promise<readonly StreamId[]>
  /**
   * Walks a whole stream and checks every row, and that the last row is the one last written. Throws nothing: the
   * first fault is the answer, null when all is well.
   */
  verify(stream: StreamId): Promise<JournalDamaged | null>
}

/** Folded state at a seq, so that opening is fast. Deleting all of them loses nothing. */
export interface Checkpoint {
  readonly head: Head
  /** Yjs state (V1) of the text. */
  readonly text: Uint8Array
  /** JSON of the folded non-text state. */
  readonly state: string
}

export interface Checkpoints {
  load(stream: StreamId): Promise<Checkpoint | null>
  /** Keeps the newest; an older head than the stored one is ignored. */
  save(stream: StreamId, checkpoint: Checkpoint): Promise<void>
  clear(): Promise<void>
}

export interface PersonRow {
  readonly personId: PersonId
  readonly name: string
  readonly role: Role
  readonly onlyDocumentId: DocumentId | null
  readonly createdAt: number
  readonly revokedAt: number | null
}

/** What somebody was called until their name was corrected, in milliseconds since 1970. */
export interface FormerNameRow {
  readonly personId: PersonId
  readonly name: string
  readonly until: number
}

/** A seat by the meeting that it is in. Both are null where there is none. */
export interface SeatRow {
  readonly meetingId: MeetingId | null
  readonly seatId: SeatId | null
}

/** A single-use link. One that is bound to a seat is a slip. */
export interface LinkRow extends SeatRow {
  readonly linkId: LinkId
  /** SHA-256 of the token, base64url. Tokens themselves are never stored. */
  readonly tokenHash: string
  /** As `tokenHash`, of the code that opens a slip as well; null for other links. */
  readonly codeHash: string | null
  readonly role: Role
  readonly label: string
  readonly onlyDocumentId: DocumentId | null
  /** Null for the first-run link. */
  readonly createdBy: PersonId | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedAt: number | null
  readonly usedBy: PersonId | null
  readonly revokedAt: number | null
}

/** A person's phone, laptops and those of the secretariat, each for some days; more than this is no person. */
export const SESSIONS_PER_PERSON = 32

/** A session, and the seat that its person acts for in it. */
export interface SessionRow extends SeatRow {
  readonly sessionId: SessionId
  readonly tokenHash: string
  readonly personId: PersonId
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
  readonly browser: string
  readonly revokedAt: number | null
  /** Since when it waits for its person to come back to a shared computer; null when it does not. */
  readonly lockedAt: number | null
}

/** Which links and slips somebody loses, and when; see `linksLost`. */
export interface Withdrawal {
  readonly links: LinksLost
  readonly now: number
}

export interface Accounts {
  /** Whether nobody has ever signed in. */
  isEmpty(): Promise<boolean>
  /**
   * Makes the first-run link under a lock, so that of several nodes starting on an empty store one does. An older
   * unused first-run link stops working. @returns false when people exist already or another node just made one
   */
  addFirstRunLink(link: LinkRow): Promise<boolean>
  /** @returns false when whoever made it has been shown out meanwhile: it is not added then */
  addLink(link: LinkRow): Promise<boolean>
  /** The link that a key opens, by the hash of its token or of its code. */
  linkByKey(keyHash: string): Promise<LinkRow | null>
  link(linkId: LinkId): Promise<LinkRow | null>
  /** The links that are no slips, the oldest first. */
  links(): Promise<readonly LinkRow[]>
  /** The links and slips that would still let somebody in. */
  openLinks(now: number): Promise<readonly LinkRow[]>
  revokeLink(linkId: LinkId, now: number): Promise<boolean>
  /**
   * Uses a link up and adds its person and session, all or nothing; of two concurrent calls one wins.
   * @returns false when the link is used, revoked, expired or unknown
   */
  redeem(tokenHash: string, person: PersonRow, session: SessionRow, now: number): Promise<boolean>
  /** Uses a link up for somebody who has signed in before. @returns false when it was used, revoked or has expired */
  spend(tokenHash: string, personId: PersonId, now: number): Promise<boolean>
  /** The links and slips that somebody has used, the oldest first: by the first of them they came in. */
  linksUsedBy(personId: PersonId): Promise<readonly LinkRow[]>
  /**
   * Adds slips; all older unused slips of the same seats stop working with it, and those that had stopped before are
   * forgotten.
   *
   * @returns false when whoever made them has been shown out meanwhile: the older ones stop, and none is added
   */
  renewSlips(slips: readonly LinkRow[], now: number): Promise<boolean>
  /** The slips of a meeting, the oldest first. */
  slipsOf(meetingId: MeetingId): Promise<readonly LinkRow[]>
  /** All unused slips of a seat stop working. @returns those that did */
  revokeSlipsOf(seatId: SeatId, now: number): Promise<readonly LinkRow[]>
  person(personId: PersonId): Promise<PersonRow | null>
  /**
   * Adds a session of somebody who has been here before. Of their live ones `SESSIONS_PER_PERSON` stay: those that were
   * seen the longest ago end. Those that ended before are forgotten.
   *
   * @returns the sessions that ended with it
   */
  addSession(session: SessionRow): Promise<readonly SessionId[]>
  people(): Promise<readonly (PersonRow & { readonly lastSeenAt: number | null })[]>
  /** Gives a person another name, and keeps the one before. @returns false when they have that name, or are unknown */
  renamePerson(personId: PersonId, name: string, now: number): Promise<boolean>
  /** What anybody was called before, the oldest first. */
  formerNames(): Promise<readonly FormerNameRow[]>
  /**
   * Marks the person, all sessions and every unused link or slip that the person made revoked.
   * @returns the sessions that were live, and the links that were withdrawn, the oldest first
   */
  revokePerson(
    personId: PersonId,
    now: number,
  ): Promise<{ readonly sessionIds: readonly SessionId[]; readonly links: readonly LinkRow[] }>
  /** Refuses a person no longer who was revoked; sessions and links stay as they are. @returns false when they were not */
  readmitPerson(personId: PersonId): Promise<boolean>
  /**
   * Gives a person another role, unless nobody else who is let in would be a coordinator of the whole house. The unused
   * links and slips that go with the old one are revoked.
   *
   * @returns the links that were withdrawn, the oldest first; null when the role is not given: that one would be the
   *   last, or the person is unknown
   */
  changeRole(personId: PersonId, role: Role, withdrawal: Withdrawal): Promise<readonly LinkRow[] | null>
  /** The session of a token, locked or not, with its person; null when revoked, expired or unknown. */
  sessionByToken(
    tokenHash: string,
    now: number,
  ): Promise<{ readonly session: SessionRow; readonly person: PersonRow } | null>
  /** A session as it stands, live or not; null when it is unknown, or forgotten. */
  session(sessionId: SessionId): Promise<SessionRow | null>
  /** The live sessions of a person, locked ones included, the oldest first. */
  sessionsOf(personId: PersonId, now: number): Promise<readonly SessionRow[]>
  /** Has a session act for a seat, or for none. */
  seatSession(sessionId: SessionId, seat: SeatRow): Promise<void>
  /** Has all live sessions of a person act for a seat. */
  seatSessionsOf(personId: PersonId, seat: SeatRow): Promise<void>
  touchSession(sessionId: SessionId, now: number): Promise<void>
  revokeSession(sessionId: SessionId, now: number): Promise<boolean>
  lockSession(sessionId: SessionId, now: number): Promise<void>
  /** A secret of this installation, made once by `make` and the same ever after. */
  secret(name: string, make: () => Uint8Array): Promise<Uint8Array>
}

/** A passkey (W3C Web Authentication): a key pair of which the secret half never leaves its owner's device. */
export interface PasskeyRow {
  /** Credential ID, base64url. */
  readonly passkeyId: string
  readonly personId: PersonId
  /** COSE public key. */
  readonly publicKey: Uint8Array
  /** How often it was used, as its device counts; 0 for those that do not count. */
  readonly counter: number
  /** JSON list of the ways to reach the device, for the browser. */
  readonly transports: string
  /** The browser that it was made with. */
  readonly browser: string
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

/** Who a person is to an identity provider (OpenID Connect Core §2). */
export interface IdentityRow {
  readonly issuer: string
  readonly subject: string
  readonly personId: PersonId
  readonly createdAt: number
}

/** What people prove themselves with when they come back. */
export interface Credentials {
  /** @returns false when the passkey is there already, whoever has it */
  addPasskey(passkey: PasskeyRow): Promise<boolean>
  passkey(passkeyId: string): Promise<PasskeyRow | null>
  /** The passkeys of a person, the oldest first. */
  passkeysOf(personId: PersonId): Promise<readonly PasskeyRow[]>
  usePasskey(passkeyId: string, counter: number, now: number): Promise<void>
  /** @returns false when the person has no such passkey */
  removePasskey(personId: PersonId, passkeyId: string): Promise<boolean>
  /** @returns false when the identity is somebody's already */
  addIdentity(identity: IdentityRow): Promise<boolean>
  identity(issuer: string, subject: string): Promise<IdentityRow | null>
  identitiesOf(personId: PersonId): Promise<readonly IdentityRow[]>
  /** Takes all identities away that a person has with an issuer. @returns false when there was none */
  removeIdentities(personId: PersonId, issuer: string): Promise<boolean>
}

/** ClientIDs of the text: issued by the server, one writer each, never in two hands. */
export interface Clients {
  /**
   * A clientID for a person in a document: one that was released since this start at exactly the clock the text has
   * now, else a new random one of 32 bits that the document has never had.
   *
   * @param clockOf the clock that the text holds for a clientID, 0 when none
   */
  issue(documentId: DocumentId, personId: PersonId, clockOf: (clientId: number) => number): Promise<number>
  /** As `issue`, but only one that was released; null when there is none. */
  reissue(
    documentId: DocumentId,
    personId: PersonId,
    clockOf: (clientId: number) => number,
  ): Promise<number | null>
  /** Gives a clientID back; ignored when it is not the person's. */
  release(documentId: DocumentId, personId: PersonId, clientId: number, clock: number): Promise<void>
  /** All clientIDs of a document with their persons. */
  owners(documentId: DocumentId): Promise<ReadonlyMap<number, PersonId>>
}
