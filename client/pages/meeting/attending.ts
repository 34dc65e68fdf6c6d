import type { MeetingId, PersonId } from '../../../shared/ids'
import { sendLast } from '../../api'
import type { Live } from '../../live'

/** How often a page says that it is open, in milliseconds: the server waits for longer than browsers let a hidden one sleep. */
const ATTEND_EVERY_MS = 20_000

/** Says that the page of a meeting is open until the returned function is called, or the page goes away. */
export function attend(live: Live, meetingId: MeetingId, personId: PersonId): () => void {
  const say = (isHere: boolean) => void live.ask('meeting:attend', { meetingId, isHere }, personId)
  const page = new AbortController()
  addEventListener('pagehide', () => sendLast('meeting:attend', { meetingId, isHere: false }, personId), page)
  // a page that the browser shows again from its memory is open again
  addEventListener('pageshow', ({ persisted }) => persisted && say(true), page)
  say(true)
  const timer = setInterval(() => say(true), ATTEND_EVERY_MS)
  return () => {
    page.abort()
    clearInterval(timer)
    say(false)
  }
}
