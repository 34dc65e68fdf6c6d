import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Rounds } from '../../server/collab/rounds'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const round = () => vi.advanceTimersByTimeAsync(510)

it('visits all who have joined with one timer, until they leave', async () => {
  const rounds = new Rounds()
  const seen: string[] = []
  const visits = ['one', 'two', 'three'].map((name) => () => seen.push(name) < 0)
  for (const visit of visits) rounds.join(visit)
  expect(vi.getTimerCount()).toBe(1)
  await round()
  expect(seen).toEqual(['one', 'two', 'three'])
  for (const visit of visits.slice(1)) rounds.leave(visit)
  await round()
  expect(seen).toEqual(['one', 'two', 'three', 'one'])
  for (const visit of visits) rounds.leave(visit)
  expect(vi.getTimerCount()).toBe(0)
})

it('gives everybody else a turn after each visit that did something', async () => {
  const rounds = new Rounds()
  const seen: string[] = []
  for (const name of ['one', 'two']) {
    rounds.join(() => {
      seen.push(name)
      setImmediate(() => seen.push(`turn after ${name}`))
      return true
    })
  }
  await round()
  expect(seen).toEqual(['one', 'turn after one', 'two', 'turn after two'])
})

it('does not visit who has left during the round', async () => {
  const rounds = new Rounds()
  const later = vi.fn(() => false)
  rounds.join(() => {
    rounds.leave(later)
    return true
  })
  rounds.join(later)
  await round()
  expect(later).not.toHaveBeenCalled()
})
