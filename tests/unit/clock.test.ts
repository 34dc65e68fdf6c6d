import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { post } from '../../client/api'
import { currentTime, serverTime, setByServer } from '../../client/clock'

const NOON = Date.parse('2027-10-12T12:00:00Z')
const SECOND = 1_000
const HOUR = 3_600 * SECOND

/** The server says its time; it is heard at noon by this computer's clock, after a while. */
const heard = (said: number, tookMs = 0) => setByServer(new Date(said).toUTCString(), NOON - tookMs)

beforeEach(() => {
  vi.useFakeTimers({ now: NOON })
  heard(NOON)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it.each([
  ['an hour behind', NOON - HOUR],
  ['an hour ahead', NOON + HOUR],
  ['five seconds behind', NOON - 5 * SECOND],
])('is the server’s, which is %s, and goes on', (_name, said) => {
  heard(said)
  expect(currentTime()).toBe(said)
  vi.advanceTimersByTime(HOUR)
  expect([currentTime(), serverTime()]).toEqual([said + HOUR, said + HOUR])
})

it.each([
  ['at once', NOON + 4 * SECOND, 0],
  ['after twenty seconds, as the question came in', NOON - 20 * SECOND, 20 * SECOND],
  ['after twenty seconds, as the answer went out', NOON, 20 * SECOND],
])('is this computer’s when the server says about the same, %s', (_name, said, tookMs) => {
  heard(said, tookMs)
  expect(serverTime()).toBe(NOON)
})

it('is this computer’s again once that is right', () => {
  heard(NOON - HOUR)
  heard(NOON)
  expect(serverTime()).toBe(NOON)
})

it.each([
  ['ahead', NOON - HOUR],
  ['behind', NOON + HOUR],
])('is this computer’s, which was %s, as soon as that is put right', (_name, said) => {
  heard(said)
  vi.advanceTimersByTime(SECOND)
  vi.setSystemTime(said + SECOND)
  expect(serverTime()).toBe(said + SECOND)
})

it('is the server’s also after this computer has slept', () => {
  heard(NOON - HOUR)
  vi.setSystemTime(NOON + 8 * HOUR)
  expect(serverTime()).toBe(NOON + 7 * HOUR)
})

it.each([[null], [''], ['yesterday']])('stays as it is when an answer says %j', (said) => {
  heard(NOON - HOUR)
  setByServer(said, NOON)
  expect(serverTime()).toBe(NOON - HOUR)
})

it.each([
  ['an answer', 200, '{}'],
  ['a refusal', 401, '{"refusal":{"code":"not-signed-in"}}'],
])('is set by %s of the server', async (_name, status, body) => {
  const date = new Date(NOON + HOUR).toUTCString()
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status, headers: { date } })))
  await post('session:signOut', {})
  expect(serverTime()).toBe(NOON + HOUR)
})
