import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pace, type Paced } from '../../server/collab/pace'
import type { PersonId } from '../../shared/ids'

let pace: Pace
beforeEach(() => {
  vi.useFakeTimers()
  pace = new Pace()
})
afterEach(() => {
  pace.close()
  vi.useRealTimers()
})

/** Somebody who has messages of so many milliseconds each, and handles them as far as the pace lets them. */
class Sender implements Paced {
  readonly personId: PersonId
  handled = 0
  readonly #ms: number
  readonly #pauses = new Set<string>()

  #left: number

  constructor(name: string, ms: number, messages = Infinity) {
    this.personId = name as PersonId
    this.#ms = ms
    this.#left = messages
  }

  pauseReading(reason: string): void {
    this.#pauses.add(reason)
  }

  resumeReading(reason: string): void {
    this.#pauses.delete(reason)
    this.send()
  }

  send(): void {
    while (this.#left > 0 && this.#pauses.size === 0 && pace.mayBegin(this)) {
      this.#left -= 1
      this.handled += 1
      pace.spent(this, this.#ms, 100)
    }
  }
}

describe('the pace', () => {
  it('gives those whose messages are dear one slice of a turn together, and each of them a turn', () => {
    const heavy = ['a', 'b', 'c', 'd', 'e'].map((name) => new Sender(name, 20))
    for (const one of heavy) one.send()
    const total = () => heavy.reduce((sum, { handled }) => sum + handled, 0)
    expect(total()).toBe(5)
    for (let turn = 1; turn <= 10; turn += 1) {
      vi.advanceTimersToNextTimer()
      expect(total()).toBe(5 + turn)
    }
    expect(heavy.map(({ handled }) => handled)).toEqual([3, 3, 3, 3, 3])
  })

  it('lets all dear messages together have a fifth of a core, however many send them', () => {
    const dear = ['a', 'b', 'c', 'd', 'e'].map((name) => new Sender(name, 50))
    for (const one of dear) one.send()
    vi.advanceTimersByTime(10_000)
    const spent = dear.reduce((sum, { handled }) => sum + handled * 50, 0)
    expect(spent).toBeGreaterThan(2_000)
    expect(spent).toBeLessThan(3_500)
  })

  it('never lets those who type letters wait for them', () => {
    const heavy = [new Sender('a', 60), new Sender('b', 60)]
    for (const one of heavy) one.send()
    const light = new Sender('c', 0.1)
    expect(pace.mayBegin(light)).toBe(true)
  })

  it('forgets that somebody sent a dear message', () => {
    const [one, other] = [new Sender('a', 60, 1), new Sender('b', 60, 1)]
    one.send()
    other.send()
    vi.advanceTimersByTime(5_000)
    pace.spent(one, 20, 100)
    expect(pace.mayBegin(new Sender('b', 1))).toBe(true)
  })

  it('lets nobody wait long for what others owe, who go on owing it', () => {
    const heavy = [new Sender('a', 2_500, 2), new Sender('b', 2_500, 2)]
    for (const one of heavy) one.send()
    vi.advanceTimersByTime(100)
    const honest = new Sender('c', 9, 2)
    honest.send()
    expect(honest.handled).toBe(1)
    vi.advanceTimersByTime(200)
    expect(honest.handled).toBe(2)
    const day = new Sender('d', 100, 2)
    day.send()
    vi.advanceTimersByTime(1_600)
    expect(day.handled).toBe(2)
    vi.advanceTimersByTime(7_000)
    expect(heavy.map(({ handled }) => handled)).toEqual([1, 1])
    vi.advanceTimersByTime(30_000)
    expect(heavy.map(({ handled }) => handled)).toEqual([2, 2])
  })

  it('gives a crowd of those who go on sending their fifth in equal parts, once they owe what they had before', () => {
    const many = Array.from({ length: 12 }, (_, i) => new Sender(`s${i}`, 100))
    for (const one of many) one.send()
    vi.advanceTimersByTime(120_000)
    const before = many.map(({ handled }) => handled)
    vi.advanceTimersByTime(60_000)
    const counts = many.map(({ handled }, i) => handled - (before[i] ?? 0))
    const spent = counts.reduce((sum, handled) => sum + handled * 100, 0)
    expect(spent).toBeGreaterThan(11_000)
    expect(spent).toBeLessThan(13_500)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(4)
  })
})
