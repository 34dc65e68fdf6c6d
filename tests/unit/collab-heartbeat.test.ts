import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { heartbeat, type Beating, type Looked } from '../../server/collab/heartbeat'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

class Peer implements Beating {
  looked: Looked
  signs: number[] = []
  isDropped = false
  constructor(looked: Looked) {
    this.looked = looked
  }
  look(): Looked {
    return this.looked
  }
  sendSignOfLife(): void {
    this.signs.push(performance.now())
  }
  drop(): void {
    this.isDropped = true
  }
}

const BEAT = { everyMs: 3_000, silenceMs: 6_000 }

describe('the heartbeat', () => {
  it('sends a sign of life to whoever is quiet, at least once per time', () => {
    const quiet = new Peer({ silentMs: 100, isBusy: false })
    const stop = heartbeat([quiet], BEAT)
    vi.advanceTimersByTime(30_000)
    stop()
    expect(quiet.signs.length).toBeGreaterThanOrEqual(8)
    expect(quiet.signs.length).toBeLessThanOrEqual(11)
    vi.advanceTimersByTime(30_000)
    expect(quiet.signs.length).toBeLessThanOrEqual(11)
  })

  it('leaves those alone who hear and are heard', () => {
    const busy = new Peer({ silentMs: 0, isBusy: true })
    const stop = heartbeat([busy], BEAT)
    vi.advanceTimersByTime(30_000)
    stop()
    expect(busy.signs).toEqual([])
  })

  it('drops whoever has been silent for too long', () => {
    const silent = new Peer({ silentMs: 9_001, isBusy: false })
    const stop = heartbeat([silent], BEAT)
    vi.advanceTimersByTime(6_200)
    stop()
    expect(silent.isDropped).toBe(true)
  })

  it('does not look at a crowd all at once', () => {
    const crowd = Array.from({ length: 300 }, () => new Peer({ silentMs: 0, isBusy: false }))
    const stop = heartbeat(crowd, BEAT)
    vi.advanceTimersByTime(30_000)
    stop()
    const atOnce = new Map<number, number>()
    for (const at of crowd.flatMap(({ signs }) => signs)) atOnce.set(at, (atOnce.get(at) ?? 0) + 1)
    expect(Math.max(...atOnce.values())).toBeLessThan(60)
  })
})
