import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Proving } from '../../server/collab/proving'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tells once what was saved within a moment', () => {
  const tell = vi.fn()
  const proving = new Proving(tell)
  for (let i = 0; i < 50; i += 1) proving.stir()
  expect(tell).not.toHaveBeenCalled()
  vi.advanceTimersByTime(3_000)
  proving.stir()
  vi.advanceTimersByTime(5_000)
  expect(tell).toHaveBeenCalledTimes(1)
})

it('tells at most every ten seconds however much is saved, and the last of it in any case', () => {
  const tell = vi.fn()
  const proving = new Proving(tell)
  for (let i = 0; i < 60; i += 1) {
    proving.stir()
    vi.advanceTimersByTime(1_000)
  }
  expect(tell.mock.calls.length).toBeLessThanOrEqual(6)
  const before = tell.mock.calls.length
  proving.stir()
  vi.advanceTimersByTime(10_000)
  expect(tell.mock.calls.length).toBe(before + 1)
})

it('says nothing after it was closed', () => {
  const tell = vi.fn()
  const proving = new Proving(tell)
  proving.stir()
  proving.close()
  vi.advanceTimersByTime(60_000)
  expect(tell).not.toHaveBeenCalled()
})
