import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { IDLE_MINUTES, whenIdle } from '../../client/idle'

const LIMIT_MS = IDLE_MINUTES * 60_000
const MINUTE_MS = 60_000

/** Tabs of one browser, as far as they hear each other at once. */
class Tabs {
  static readonly open = new Set<Tabs>()
  onmessage: ((event: { data: unknown }) => void) | null = null
  constructor() {
    Tabs.open.add(this)
  }
  postMessage(data: unknown): void {
    for (const other of Tabs.open) if (other !== this) other.onmessage?.({ data })
  }
  close(): void {
    Tabs.open.delete(this)
  }
}

let page: EventTarget
const touch = (tab = page) => tab.dispatchEvent(new Event('pointermove'))
/** The computer sleeps: time goes on, and no alarm goes off. */
const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms)

/** A tab in which it is watched whether anybody touches the browser. */
function watch() {
  page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  const onIdle = vi.fn()
  return { onIdle, stop: whenIdle(onIdle), tab: page }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('BroadcastChannel', Tabs)
})

afterEach(() => {
  Tabs.open.clear()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it('says once that nobody has touched the browser for ten minutes', () => {
  const { onIdle } = watch()
  vi.advanceTimersByTime(LIMIT_MS - MINUTE_MS)
  expect(onIdle).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2 * MINUTE_MS)
  touch()
  vi.advanceTimersByTime(2 * LIMIT_MS)
  expect(onIdle).toHaveBeenCalledOnce()
})

it('counts from the last touch', () => {
  const { onIdle } = watch()
  vi.advanceTimersByTime(LIMIT_MS - MINUTE_MS)
  touch()
  vi.advanceTimersByTime(LIMIT_MS - MINUTE_MS)
  expect(onIdle).not.toHaveBeenCalled()
})

it('is not put off by the touch that wakes a computer which slept through the time', () => {
  const { onIdle } = watch()
  sleep(LIMIT_MS)
  touch()
  expect(onIdle).toHaveBeenCalledOnce()
})

it('is not put off by a tab that was woken first', () => {
  const first = watch()
  const second = watch()
  sleep(LIMIT_MS)
  touch(second.tab)
  expect(second.onIdle).toHaveBeenCalledOnce()
  touch(first.tab)
  expect(first.onIdle).toHaveBeenCalledOnce()
})

it('is put off by a touch in another tab, however late the message comes', () => {
  const first = watch()
  const second = watch()
  vi.advanceTimersByTime(LIMIT_MS - MINUTE_MS)
  touch(second.tab)
  vi.advanceTimersByTime(LIMIT_MS - MINUTE_MS)
  expect(first.onIdle).not.toHaveBeenCalled()
  const late = [...Tabs.open].map(({ onmessage }) => onmessage)
  const touchedAt = Date.now()
  sleep(LIMIT_MS - MINUTE_MS)
  for (const hear of late) hear?.({ data: touchedAt })
  touch(first.tab)
  expect(first.onIdle).not.toHaveBeenCalled()
})

it('watches no more once it is stopped', () => {
  const { onIdle, stop } = watch()
  stop()
  sleep(LIMIT_MS)
  touch()
  vi.advanceTimersByTime(LIMIT_MS)
  expect(onIdle).not.toHaveBeenCalled()
})
