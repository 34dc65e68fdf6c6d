import { expect, it } from 'vitest'
import type { ProvisionId } from '../../shared/ids'
import { decideAgree, decideReopen, evolveSettled, type SettledProvisions } from '../../shared/provisions'
import { ROLES } from '../../shared/roles'
import { actor, Record } from '../support/record'

const op1 = 'op1' as ProvisionId
const none: SettledProvisions = new Map()
const seen = { provisionId: op1, seenHash: 'a', currentHash: 'a' }
const chair = actor('chair')
const open = (settled: SettledProvisions) => ({ document: 'open', settled }) as const

const settled = () => {
  const record = new Record()
  record.write(decideAgree(open(none), seen, chair, 7))
  return { record, state: record.fold(none, evolveSettled) }
}

it('settles the text that the chair saw, with its hash, time and person', () => {
  expect(settled().state.get(op1)).toEqual({
    provisionId: op1,
    status: 'agreedAdRef',
    textHash: 'a',
    at: 7,
    by: 'chair',
  })
})

it('lets nobody but a chair use the gavel', () => {
  const { state } = settled()
  for (const role of ROLES.filter((role) => role !== 'chair')) {
    expect(decideAgree(open(none), seen, actor(role), 1)).toMatchObject({ refusal: { code: 'not-allowed' } })
    const reopened = decideReopen(open(state), { provisionId: op1, reason: 'new facts' }, actor(role), 1)
    expect(reopened).toMatchObject({ refusal: { code: 'not-allowed' } })
  }
})

it('does not settle a text that moved on while the gavel fell', () => {
  const moved = decideAgree(open(none), { ...seen, currentHash: 'b' }, chair, 1)
  expect(moved).toMatchObject({ refusal: { code: 'text-moved-on' } })
})

it('does not settle what is not in the text', () => {
  const gone = decideAgree(open(none), { ...seen, currentHash: null }, chair, 1)
  expect(gone).toMatchObject({ refusal: { code: 'provision-unknown' } })
})

it('settles a provision once', () => {
  const again = decideAgree(open(settled().state), seen, chair, 1)
  expect(again).toMatchObject({ refusal: { code: 'provision-settled' } })
})

it('opens a settled provision again and keeps the reason in the record', () => {
  const { record, state } = settled()
  const [reopened] = record.write(
    decideReopen(open(state), { provisionId: op1, reason: 'new facts' }, chair, 9),
  )
  expect(record.fold(none, evolveSettled).has(op1)).toBe(false)
  expect(new TextDecoder().decode(reopened?.body)).toContain('new facts')
})

it('reopens only what is settled', () => {
  const early = decideReopen(open(none), { provisionId: op1, reason: 'new facts' }, chair, 1)
  expect(early).toMatchObject({ refusal: { code: 'not-settled' } })
})

it('leaves the state it was given as it was', () => {
  const { record, state } = settled()
  record.write(decideReopen(open(state), { provisionId: op1, reason: 'new facts' }, chair, 9))
  record.fold(none, evolveSettled)
  expect(none.size).toBe(0)
  expect(state.has(op1)).toBe(true)
})
