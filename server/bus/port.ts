import type { DocumentId, MechanismId, PersonId, SeatId, SessionId } from '../../shared/ids'
import type { Entry } from '../../shared/journal'

/** Sessions that ended before their time. `sessionIds` are all of them; `personId` says whose they were. */
export interface Revoked {
  readonly sessionIds: readonly SessionId[]
  readonly personId: PersonId
}

/** Whose sockets come back, because they act under other rights than before, or for somebody else. */
export type Reseated = Moved | ChairChanged | SeatChanged | DocumentMoved

/**
 * Somebody acts for another seat than before, in one session or, where it is null, in all of them. Where a document is
 * named it is a practice one, and only what is open in it comes back.
 */
export interface Moved {
  readonly personId: PersonId
  readonly sessionId: SessionId | null
  readonly documentId?: DocumentId
}

/** A mechanism has a chair now and had none, or the other way round: it is another matter what its secretariat types. */
export interface ChairChanged {
  readonly secretariatOf: MechanismId
}

/** A seat is gone or held for somebody else: whoever enters words for it asks again whether they may. */
export interface SeatChanged {
  readonly enteredFor: SeatId
}

/** A document belongs to another meeting now: whoever has it open asks again whether they may, and in which role. */
export interface DocumentMoved {
  readonly movedDocument: DocumentId
}

/**
 * The bus tells every part of every node what has been committed. It speaks after the store has written, and it may
 * lose everything at any time: the journal is the record, and listeners catch up from it by seq.
 */
export interface Bus {
  /** Tells all listeners of committed entries, in the order in which they stand in their stream. */
  announce(entries: readonly Entry[]): void
  /** Listens until the returned function is called. A listener that throws does not keep others from hearing. */
  onEntries(listener: (entries: readonly Entry[]) => void): () => void
  /** Tells all nodes to cut the sockets of ended sessions. */
  announceRevoked(revoked: Revoked): void
  onRevoked(listener: (revoked: Revoked) => void): () => void
  /** Tells all nodes which sockets must come back. */
  announceReseated(reseated: Reseated): void
  onReseated(listener: (reseated: Reseated) => void): () => void
}
