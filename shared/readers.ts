import type { DocumentId, PersonId } from './ids'
import { looksOn, readsText, seesHouse, type Role } from './roles'
import { seatsOf, type Seating } from './seats'

/** Somebody who asks, as far as it decides which meetings they may read. */
export interface Reader {
  readonly personId: PersonId
  /** The role that the person has in the house, without a seat. */
  readonly ownRole: Role
  /** The role in which they act; left out where it matters only what they hold. */
  readonly role?: Role
  /** The only document that they may see, or null for all of them. */
  readonly onlyDocumentId: DocumentId | null
}

/** Whether somebody is of the house: by their own role they do more in it than look on, and they read every meeting. */
export function isOfHouse({ ownRole, onlyDocumentId }: Omit<Reader, 'personId'>): boolean {
  return onlyDocumentId === null && !looksOn(ownRole)
}

/**
 * Whether somebody may read a meeting, its seats and its documents: whoever holds a seat in it, and whoever is of the
 * house. To whoever receives what is released, and acts as that, there is no meeting.
 */
export function mayReadMeeting(reader: Reader, seating: Pick<Seating, 'seats'>): boolean {
  if (!mayReadMeetings(reader)) return false
  return isOfHouse(reader) || seatsOf(seating, reader.personId).some(({ role }) => seesHouse(role))
}

/** Whether there are meetings for somebody at all. */
export function mayReadMeetings({ onlyDocumentId, role }: Reader): boolean {
  return onlyDocumentId === null && (role === undefined || seesHouse(role))
}

/** Whether somebody reads the documents of every meeting: they are of the house by a role of their own that reads. */
export function readsEveryMeeting(reader: Omit<Reader, 'personId'>): boolean {
  return isOfHouse(reader) && readsText(reader.ownRole)
}

/**
 * Whether the documents of a meeting are open to somebody who acts in a role that reads: to whoever holds a seat in it
 * that reads. A seat from which one looks after the meeting, and a role like that, open its seats and no document.
 */
export function mayReadTextsOf(reader: Reader, seating: Pick<Seating, 'seats'>): boolean {
  if (reader.onlyDocumentId !== null) return false
  return readsEveryMeeting(reader) || seatsOf(seating, reader.personId).some(({ role }) => readsText(role))
}
