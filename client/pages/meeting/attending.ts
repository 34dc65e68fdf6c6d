import type { MeetingId } from '../../../shared/ids'
import type { Live } from '../../live'

/** How often a page says that it is open, in milliseconds: the server waits for longer than browsers let a hidden one sleep. */
const ATTEND_EVERY_MS = 20_000

/** Says that the page of a meeting is open until the returned function is called, or the page goes away. */
export function attend(live: Live, meetingId: MeetingId): () => void {
  const say = (isHere: boolean) => void live.ask('meeting:attend', { meetingId, isHere })
  const away = new Blob([JSON.stringify({ meetingId, isHere: false })], { type: 'application/json' })
  const page = new AbortController()
  addEventListener('pagehide', () => navigator.sendBeacon('/api/meeting:attend', away), page)
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
