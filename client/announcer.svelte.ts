import { nextAnnouncement, pauseBefore, SILENCE, withAnnouncement, type Announcements } from './announcements'

/** Words, or how to say them when their turn comes: others may have come or gone until then. Empty says nothing. */
type Said = string | (() => string)

let heard = $state.raw<{ readonly text: string }>({ text: '' })
let announcements: Announcements<Said> = SILENCE
let timer: ReturnType<typeof setTimeout> | undefined

/** The last thing announced; a new object each time, so that the same words are read out again. Reactive. */
export function lastAnnounced(): { readonly text: string } {
  return heard
}

/**
 * Tells people who listen to the screen what happened, after what they are hearing now: one thing in a few seconds.
 *
 * @param matter of the same matter only the newest word is told
 */
export function announce(said: Said, matter: string | null = null): void {
  announcements = withAnnouncement(announcements, said, matter)
  wait()
}

/** Whoever comes next hears nothing that was meant for somebody else. */
export function silence(): void {
  clearTimeout(timer)
  announcements = SILENCE
  heard = { text: '' }
}

function wait(): void {
  clearTimeout(timer)
  const pause = pauseBefore(announcements, Date.now())
  if (pause !== null) timer = setTimeout(readOut, pause)
}

function readOut(): void {
  const next = nextAnnouncement(announcements, Date.now())
  if (next) {
    const text = typeof next.said === 'string' ? next.said : next.said()
    // what has come to nothing meanwhile takes no time from the next
    announcements = text === '' ? { ...next.rest, lastAt: announcements.lastAt } : next.rest
    if (text !== '') heard = { text }
  }
  wait()
}
