import { expect, it } from 'vitest'
import { isTimeZone, knownZone, localTimeOf, momentOf } from '../../shared/zoned'

it.each([
  ['2027-10-12T09:00', 'Europe/Zurich', '2027-10-12T07:00:00.000Z'],
  ['2027-11-12T09:00', 'Europe/Zurich', '2027-11-12T08:00:00.000Z'],
  ['2027-10-12T09:00', 'Asia/Kathmandu', '2027-10-12T03:15:00.000Z'],
  ['2027-01-01T00:30', 'Pacific/Auckland', '2026-12-31T11:30:00.000Z'],
  ['2027-03-28T03:00', 'Europe/Zurich', '2027-03-28T01:00:00.000Z'],
])('knows which moment %s in %s is, and back', (local, zone, utc) => {
  const moment = momentOf(local, zone)
  expect(new Date(moment ?? 0).toISOString()).toBe(utc)
  expect(localTimeOf(moment ?? 0, zone)).toBe(local)
})

it('reads a time that the clocks skip as an hour later', () => {
  expect(new Date(momentOf('2027-03-28T02:30', 'Europe/Zurich') ?? 0).toISOString()).toBe(
    '2027-03-28T01:30:00.000Z',
  )
})

it('takes what is no time, and no zone, for none', () => {
  expect(momentOf('soon', 'UTC')).toBeNull()
  expect(isTimeZone('Europe/Zurich')).toBe(true)
  expect(isTimeZone('Europe/Nowhere')).toBe(false)
})

it('reads and shows the times of a zone that this machine does not know by UTC', () => {
  const moment = Date.UTC(2027, 9, 12, 9)
  expect(knownZone('Europe/Zurich')).toBe('Europe/Zurich')
  expect(knownZone('Atlantis/Nowhere')).toBe('UTC')
  expect(localTimeOf(moment, 'Atlantis/Nowhere')).toBe('2027-10-12T09:00')
  expect(momentOf('2027-10-12T09:00', 'Atlantis/Nowhere')).toBe(moment)
})
