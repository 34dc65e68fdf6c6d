import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LONGEST_WAIT_MS, Tick } from '../../server/collab/tick'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const REPORTED_AFTER_MS = 2

function started(cost: () => number, saving: (flushes: number) => number = () => 0) {
  const flushes: number[] = []
  const start = performance.now()
  const tick: Tick = new Tick({
    flush: () => {
      flushes.push(performance.now() - start)
      const [sendingMs, savingMs] = [cost(), saving(flushes.length)]
      // as in life: what it cost is known when it has been saved and sent
      setTimeout(() => {
        tick.committed(savingMs)
        tick.spent(sendingMs)
      }, REPORTED_AFTER_MS)
    },
    clock: () => performance.now(),
  })
  return { tick, flushes }
}

describe('the tick', () => {
  it('flushes at once after a pause', () => {
    const { tick, flushes } = started(() => 100)
    tick.mark()
    vi.advanceTimersByTime(1)
    expect(flushes).toHaveLength(1)
    vi.advanceTimersByTime(LONGEST_WAIT_MS)
    tick.mark()
    vi.advanceTimersByTime(1)
    expect(flushes).toHaveLength(2)
  })

  it('flushes once for everything that was marked meanwhile', () => {
    const { tick, flushes } = started(() => 0)
    for (let i = 0; i < 10; i++) tick.mark()
    vi.advanceTimersByTime(5)
    expect(flushes).toHaveLength(1)
  })

  it('spaces flushes so that they take a seventh of the time, and never waits longer than the longest wait', () => {
    const { tick, flushes } = started(() => 1.5)
    for (let ms = 0; ms < 100; ms++) {
      tick.mark()
      vi.advanceTimersByTime(1)
    }
    expect(flushes.length).toBeGreaterThanOrEqual(8)
    expect(flushes.length).toBeLessThanOrEqual(12)
    const slow = started(() => 1_000)
    for (let ms = 0; ms < 100; ms++) {
      slow.tick.mark()
      vi.advanceTimersByTime(1)
    }
    expect(slow.flushes.length).toBeGreaterThanOrEqual(3)
  })

  it('waits for a disk that is slow, and not because it was slow once', () => {
    const marked = ({ tick }: ReturnType<typeof started>) => {
      for (let ms = 0; ms < 60; ms++) {
        tick.mark()
        vi.advanceTimersByTime(1)
      }
    }
    const once = started(
      () => 0,
      (flushes) => (flushes === 10 ? 12 : 0.1),
    )
    marked(once)
    expect(once.flushes.length).toBeGreaterThan(40)
    const always = started(
      () => 0,
      () => 12,
    )
    marked(always)
    expect(always.flushes.length).toBeLessThan(6)
  })

  it('does nothing after it is closed', () => {
    const { tick, flushes } = started(() => 0)
    tick.mark()
    tick.close()
    vi.advanceTimersByTime(100)
    expect(flushes).toEqual([])
  })
})
