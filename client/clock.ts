import { createSubscriber } from 'svelte/reactivity'

/** What depends on the time of day follows it this closely, in milliseconds. */
const TICK_MS = 2_000
/** Clocks that differ by less count as one: the server says its time in whole seconds, and lines are slow. */
const SAME_MS = 5_000

/** How far the server's clock is ahead of this computer's, in milliseconds, as far as is known. */
let aheadMs = 0
/** What this computer's clock showed, when that became known, beside the one that nobody sets. */
let basis = besideSteady()
let changed = () => {}

const subscribe = createSubscriber((update) => {
  changed = update
  const timer = setInterval(update, TICK_MS)
  return () => {
    changed = () => {}
    clearInterval(timer)
  }
})

/** The time by the server's clock, in milliseconds since 1970: this computer's may be wrong by hours. */
export function serverTime(): number {
  return Date.now() + (isPutRight() ? 0 : aheadMs)
}

/** The same, reactive: it goes on by itself. */
export function currentTime(): number {
  subscribe()
  return serverTime()
}

/**
 * Sets the clock by an answer of the server.
 *
 * @param said its header `Date` (RFC 9110 §6.6.1); what is no date leaves the clock as it is
 * @param askedAt when it was asked, by this computer's clock
 */
export function setByServer(said: string | null, askedAt: number): void {
  const at = Date.parse(said ?? '')
  if (Number.isNaN(at)) return
  aheadMs = aheadBy(at, askedAt, Date.now())
  basis = besideSteady()
  changed()
}

/** Computers set their clocks themselves: one that was moved since by as much as it was wrong is right now. */
function isPutRight(): boolean {
  return aheadMs !== 0 && Math.abs(besideSteady() - basis - aheadMs) < SAME_MS
}

function besideSteady(): number {
  return Date.now() - performance.now()
}

/** It said its time at some moment between the question and the answer. */
function aheadBy(said: number, askedAt: number, answeredAt: number): number {
  const isSame = said > askedAt - SAME_MS && said < answeredAt + SAME_MS
  return isSame ? 0 : said - Math.round((askedAt + answeredAt) / 2)
}
