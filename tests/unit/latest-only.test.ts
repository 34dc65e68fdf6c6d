import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { latestOnly } from '../../client/collab/latest-only'

describe('saving what changes with every key', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('saves the last of the values that come within a pause', async () => {
    const saved: number[] = []
    const save = latestOnly(async (value: number) => saved.push(value), 200)
    save(1)
    save(2)
    await vi.advanceTimersByTimeAsync(200)
    expect(saved).toEqual([2])
  })

  it('tries again what could not be saved, and says so, until a newer value is there', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const saved: number[] = []
    const told: boolean[] = []
    let isFull = true
    const save = latestOnly(
      async (value: number) => {
        if (isFull) throw new Error('no room')
        saved.push(value)
      },
      200,
      (succeeded) => told.push(succeeded),
    )
    save(1, true)
    await vi.advanceTimersByTimeAsync(2_500)
    expect(told).toEqual([false, false])
    save(2)
    isFull = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect(saved).toEqual([2])
    expect(told.at(-1)).toBe(true)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(saved).toEqual([2])
  })
})
