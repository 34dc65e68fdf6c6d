import type { DocumentId, MechanismId, MeetingId } from '../../shared/ids'
import type { Me } from '../../shared/protocol/seats'
import { readsText } from '../../shared/roles'
import { readsEveryMeeting } from '../../shared/readers'
import { actingMechanism } from '../roles'

/** What one person typed in one document, and no server has acknowledged: it is in this browser only. */
export interface WordsHere {
  readonly documentId: DocumentId
  /** The title as this browser knew it last; null when it never heard one. */
  readonly title: string | null
  /** The mechanism whose private room it is, or null. */
  readonly onlyFor: MechanismId | null
  /** The meeting whose participants read it, or null. */
  readonly meetingId: MeetingId | null
  /** How many provisions are changed. */
  readonly count: number
  /** What those provisions say, without those that say nothing any more. */
  readonly texts: readonly string[]
}

type Seated = Pick<Me, 'seats' | 'seatId' | 'role' | 'ownRole' | 'onlyDocumentId' | 'linkedDocumentId'> &
  Partial<Pick<Me, 'emergencies'>>
/** A document, as far as it decides who may read it. */
type Placed = Pick<WordsHere, 'documentId' | 'meetingId' | 'onlyFor'>

/** How many changes there are. */
export const countOf = (words: readonly WordsHere[]): number =>
  words.reduce((sum, { count }) => sum + count, 0)

/** Adds what is on a page only: of a document whose words are not stored, what is stored is no longer true. */
export function withUnstored(stored: readonly WordsHere[], unstored: readonly WordsHere[]): WordsHere[] {
  const documents = new Set(unstored.map(({ documentId }) => documentId))
  return [...stored.filter(({ documentId }) => !documents.has(documentId)), ...unstored]
}

/**
 * What must be saved before somebody acts for another seat, because it would be recorded for that one. What was typed
 * in a private room that is closed to the present seat, or in a meeting that is closed to the person, cannot be saved
 * from it, and is recorded for no other. Nor can anything be saved while somebody acts in a role that reads no text.
 */
export function toBeSavedFirst(words: readonly WordsHere[], me: Seated): readonly WordsHere[] {
  if (!readsText(me.role)) return []
  return words.filter(
    (one) => isMeetingOpen(one, me) && (one.onlyFor === null || one.onlyFor === actingMechanism(me)),
  )
}

/** What is saved once somebody acts for a mechanism again: they left it in its private rooms. */
export function waitingFor(words: readonly WordsHere[], mechanismId: MechanismId | null, me: Seated) {
  if (mechanismId === null || mechanismId === actingMechanism(me)) return []
  return words.filter(({ onlyFor }) => onlyFor === mechanismId)
}

/** What nothing can save any more: it is in documents that are closed to the person now. */
export function leftBehind(words: readonly WordsHere[], me: Seated): readonly WordsHere[] {
  return words.filter((one) => isClosed(one, me))
}

/** Whether a document is closed to somebody: of a meeting or a private room for which they hold no seat. */
export function isClosed(one: Placed, me: Seated): boolean {
  if (!isMeetingOpen(one, me)) return true
  const isOpen = ({ mechanismId, isArchived }: Me['seats'][number]) =>
    mechanismId === one.onlyFor && !isArchived
  return one.onlyFor !== null && !me.seats.some(isOpen)
}

/** Whether somebody had opened a meeting in emergency that is closed to them now. */
export function hasClosedSince(before: Pick<Me, 'emergencies'>, now: Pick<Me, 'emergencies'>): boolean {
  const open = new Set(now.emergencies.map(({ meetingId }) => meetingId))
  return before.emergencies.some(({ meetingId }) => !open.has(meetingId))
}

/** Whether somebody may still read the meeting of a document, or the document belongs to none. */
function isMeetingOpen({ documentId, meetingId }: Placed, me: Seated): boolean {
  if (meetingId === null || documentId === me.linkedDocumentId || readsEveryMeeting(me)) return true
  if (me.emergencies?.some((opened) => opened.meetingId === meetingId)) return true
  return me.seats.some((seat) => seat.meetingId === meetingId && readsText(seat.role))
}
