import type { RefusalCode } from '../../shared/result'

/** What is known about this person's changes and the way to the server. */
export interface SaveFacts {
  /** Whether the replica is connected and in step with the server. */
  readonly online: boolean
  /** Whether any local change, deletions included, waits for its acknowledgement. */
  readonly unsaved: boolean
  /** Provisions that hold such changes: the lines that the report will have. */
  readonly changes: number
  /** Whether this browser keeps what waits, so that it outlives the page. */
  readonly isKept: boolean
  /** Why the server refused a change that this person has not looked at yet. */
  readonly refusal: RefusalCode | null
}

/** The four things that the badge can say, and no others. */
export type Badge =
  | { readonly state: 'saved' }
  | { readonly state: 'sending' }
  /** `changes` is the number of changed provisions that wait here; 0 when everything was acknowledged before. */
  | { readonly state: 'offline'; readonly changes: number; readonly isKept: boolean }
  | { readonly state: 'refused'; readonly code: RefusalCode }

/**
 * What the badge says. `saved` only when every change of this person was acknowledged and the line is up; a
 * refusal stays until the person has seen it.
 */
export function badgeOf({ online, unsaved, changes, isKept, refusal }: SaveFacts): Badge {
  if (refusal) return { state: 'refused', code: refusal }
  if (!online) return { state: 'offline', changes: unsaved ? Math.max(1, changes) : 0, isKept }
  return unsaved ? { state: 'sending' } : { state: 'saved' }
}
