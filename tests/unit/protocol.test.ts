import * as v from 'valibot'
import { expect, it } from 'vitest'
import { COMMANDS } from '../../shared/protocol'
import { EXAMPLE_MEETING } from '../support/seats'

const takesBack = (update: string) =>
  v.safeParse(COMMANDS['recovery:takeBack'].payload, { documentId: 'd'.repeat(20), update }).success

it('takes back a text as long as it says, and no longer', () => {
  expect(takesBack(Buffer.alloc(4_500_000, 7).toString('base64'))).toBe(true)
  expect(takesBack(Buffer.alloc(4_500_001, 7).toString('base64'))).toBe(false)
})

it.each(['AAAA!', 'AA=A', 'AA===', 'AA\n', '='.repeat(5_999_999), `${'A'.repeat(5_999_999)}!`])(
  'takes back nothing that is no base64 (%#)',
  (update) => {
    expect(takesBack(update)).toBe(false)
  },
)

it('keeps words with half a character, and says where it was', () => {
  const { payload } = COMMANDS['words:keep']
  const said = { documentId: 'd'.repeat(20), provisionId: null, code: 'read-only', text: 'a\ud83d 😁' }
  expect(v.parse(payload, said).text).toBe('a\ufffd 😁')
})

it('opens a meeting on days and at moments that a calendar has', () => {
  const takes = (said: object) =>
    v.safeParse(COMMANDS['meeting:create'].payload, { ...EXAMPLE_MEETING, ...said }).success
  expect(takes({})).toBe(true)
  expect(takes({ startsOn: '2027-02-31', endsOn: '2027-02-31' })).toBe(false)
  expect(takes({ startsOn: '0000-01-01' })).toBe(false)
  expect(takes({ sessions: [{ label: '', startsAt: 0, endsAt: Number.MAX_SAFE_INTEGER }] })).toBe(false)
})
