import { draft, type Actor, type EntryDraft } from './journal'
import { ok, refuse, type Result } from './result'
import { can } from './roles'

/**
 * A meeting can be put aside, as one that was for a test: it is read, its documents too, nothing in it changes and its
 * slips seat nobody, until it is brought back.
 */
export interface Shelvable {
  readonly isArchived: boolean
}

/** Kinds of entries that put a meeting aside and bring it back. */
export const MEETING_ARCHIVED = 'meeting:archived'
export const MEETING_BROUGHT_BACK = 'meeting:broughtBack'

/**
 * Decides on putting a meeting aside, or on bringing it back. Its documents follow by entries of their own.
 *
 * @returns the entry to append, none when it is so already; or `not-allowed`
 */
export function decideArchiveMeeting(
  { isArchived }: Shelvable,
  aside: boolean,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'archiveMeeting')) return refuse('not-allowed')
  if (isArchived === aside) return ok([])
  return ok([draft(aside ? MEETING_ARCHIVED : MEETING_BROUGHT_BACK, {}, by, now)])
}
