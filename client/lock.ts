import * as v from 'valibot'
import { PersonId, SessionId } from '../shared/ids'
import { recall, remember } from './remembered'

const Lock = v.object({ name: v.string(), personId: PersonId, sessionId: SessionId })
/** Who has locked this browser, and the session that waits for them. It hides no other session. */
export type Lock = v.InferOutput<typeof Lock>

/** The lock on this browser, or null. */
export function recallLock(): Lock | null {
  try {
    const read = v.safeParse(Lock, JSON.parse(recall('adref.locked') ?? 'null'))
    return read.success ? read.output : null
  } catch {
    return null
  }
}

/** Locks this browser in all its tabs; null takes the lock away. */
export function rememberLock(lock: Lock | null): void {
  remember('adref.locked', lock && JSON.stringify(lock))
}
