import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Healing } from '../../server/collab/healing'
import { Rounds } from '../../server/collab/rounds'
import { actor } from '../support/record'

const ana = actor('drafter', 'ana')

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A text in which so many repairs are left, and how many were tried. */
function ill(repairs: number) {
  const seen = { tried: 0, isDue: true }
  const heal = () => {
    seen.tried += 1
    return Promise.resolve(seen.tried <= repairs)
  }
  const healing = new Healing({ rounds: new Rounds(), isDue: () => seen.isDue, heal })
  return { healing, seen }
}

const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000)

it('repairs once the text is quiet, and looks once more whether something is left', async () => {
  const { healing, seen } = ill(3)
  healing.saved(ana)
  expect(seen.tried).toBe(0)
  await minutes(1)
  expect(seen.tried).toBe(4)
})

it('waits for a pause in typing, and between two repairs for another, but never for longer than ten seconds', async () => {
  const { healing, seen } = ill(3)
  const typing = async (seconds: number) => {
    for (let i = 0; i < seconds; i += 1) {
      healing.typed()
      await vi.advanceTimersByTimeAsync(1_000)
    }
  }
  healing.saved(ana)
  await typing(9)
  expect(seen.tried).toBe(0)
  await typing(2)
  expect(seen.tried).toBe(1)
  await typing(8)
  expect(seen.tried).toBe(1)
  await typing(3)
  expect(seen.tried).toBe(2)
})

it('ends also when a repair undoes what another one does, until somebody writes again', async () => {
  const { healing, seen } = ill(Infinity)
  healing.saved(ana)
  await minutes(60)
  const { tried } = seen
  expect(tried).toBeGreaterThan(40)
  expect(tried).toBeLessThan(200)
  await minutes(60)
  expect(seen.tried).toBe(tried)
  healing.saved(ana)
  await minutes(1)
  expect(seen.tried).toBeGreaterThan(tried)
})

it('does not go on when the room has closed meanwhile', async () => {
  const { healing, seen } = ill(3)
  healing.saved(ana)
  await vi.advanceTimersByTimeAsync(2_000)
  healing.close()
  await minutes(1)
  expect(seen.tried).toBe(1)
})

it('does not look where there can be nothing to repair', async () => {
  const { healing, seen } = ill(0)
  seen.isDue = false
  healing.saved(ana)
  await minutes(1)
  expect(seen.tried).toBe(0)
  seen.isDue = true
  healing.saved(ana)
  await minutes(1)
  expect(seen.tried).toBe(1)
})
