import { createSubscriber } from 'svelte/reactivity'

/** What depends on the time of day follows it this closely, in milliseconds. */
const TICK_MS = 5_000

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, TICK_MS)
  return () => clearInterval(timer)
})

/** The time by the person's own clock, in milliseconds since 1970. Reactive: it goes on by itself. */
export function currentTime(): number {
  subscribe()
  return Date.now()
}
