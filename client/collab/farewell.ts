import type { PersonId } from '../../shared/ids'
import type { Payload } from '../../shared/protocol'
import { sendLast } from '../api'

/**
 * Gives a clientID back while the page goes away, when nothing else gets out of it any more: every one that is in use
 * makes every key slower for everybody.
 */
export function sayFarewell(leave: Payload<'document:leave'>, personId: PersonId): void {
  sendLast('document:leave', leave, personId)
  // a page that the browser shows again from its memory must enter anew
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload(), { once: true })
}
