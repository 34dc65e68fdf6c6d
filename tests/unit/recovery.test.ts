import { expect, it } from 'vitest'
import type { Receipt } from '../../shared/journal'
import { decideEndRecovery, decideRecovery, evolveRecovery, isRecovering } from '../../shared/recovery'
import { actor, Record } from '../support/record'

const reader = actor('observer')
const IN_RECOVERY = { document: 'inRecovery' } as const
const coordinator = actor('coordinator')
const receipt = (seq: number, at: number): Receipt => ({ seq, hash: 'lost', at, mac: '' })
const start = () => null as ReturnType<typeof evolveRecovery>

const begun = (seq = 10, at = 100) => {
  const record = new Record()
  record.write(decideRecovery(null, { receipt: receipt(seq, 50), heldHash: null }, reader, at))
  return { record, recovery: record.fold(start(), evolveRecovery) }
}

it('finds nothing wrong with a receipt for an entry that the journal has', () => {
  expect(decideRecovery(null, { receipt: receipt(10, 50), heldHash: 'lost' }, reader, 1)).toEqual({
    ok: true,
    value: [],
  })
})

it('begins when the journal lacks what somebody can prove', () => {
  expect(isRecovering(begun().recovery)).toBe(true)
})

it('begins when the journal has another entry in its place', () => {
  const decided = decideRecovery(null, { receipt: receipt(10, 50), heldHash: 'other' }, reader, 1)
  expect(decided).toMatchObject({ value: [{ kind: 'recovery:began' }] })
})

it('does not begin again while it is under way', () => {
  const { recovery } = begun()
  expect(decideRecovery(recovery, { receipt: receipt(9, 60), heldHash: null }, reader, 101)).toMatchObject({
    value: [],
  })
})

it('remembers the last entry that was lost', () => {
  const { record, recovery } = begun(10)
  record.write(decideRecovery(recovery, { receipt: receipt(14, 60), heldHash: null }, reader, 120))
  expect(record.fold(start(), evolveRecovery)).toMatchObject({ lostSeq: 14, since: 100, open: true })
})

it('is ended by a coordinator only, and only once', () => {
  const { record } = begun()
  expect(decideEndRecovery(IN_RECOVERY, actor('chair'), 1)).toMatchObject({
    refusal: { code: 'not-allowed' },
  })
  record.write(decideEndRecovery(IN_RECOVERY, coordinator, 200))
  const ended = record.fold(start(), evolveRecovery)
  expect(isRecovering(ended)).toBe(false)
  expect(decideEndRecovery({}, coordinator, 1)).toMatchObject({ refusal: { code: 'not-in-recovery' } })
})

it('is not opened again by a receipt of the time that was lost', () => {
  const { record } = begun(10, 100)
  record.write(decideEndRecovery(IN_RECOVERY, coordinator, 200))
  const ended = record.fold(start(), evolveRecovery)
  expect(decideRecovery(ended, { receipt: receipt(10, 50), heldHash: 'new' }, reader, 300)).toMatchObject({
    value: [],
  })
})

it('is not opened again by a receipt of the lost time when the clock was set back as well', () => {
  const record = new Record()
  record.write(decideRecovery(null, { receipt: receipt(10, 5_000), heldHash: null }, reader, 100))
  record.write(decideEndRecovery(IN_RECOVERY, coordinator, 200))
  const ended = record.fold(start(), evolveRecovery)
  const lost = decideRecovery(ended, { receipt: receipt(9, 4_900), heldHash: 'new' }, reader, 300)
  expect(lost).toMatchObject({ value: [] })
  const later = decideRecovery(ended, { receipt: receipt(9, 5_001), heldHash: null }, reader, 300)
  expect(later).toMatchObject({ value: [{ kind: 'recovery:began' }] })
})

it('opens again when the server went back once more', () => {
  const { record } = begun(10, 100)
  record.write(decideEndRecovery(IN_RECOVERY, coordinator, 200))
  const ended = record.fold(start(), evolveRecovery)
  const later = decideRecovery(ended, { receipt: receipt(10, 150), heldHash: null }, reader, 300)
  expect(later).toMatchObject({ value: [{ kind: 'recovery:began' }] })
})
