import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import type { MechanismId, MeetingId, PersonId, SeatId } from '../../shared/ids'
import { meetingStream } from '../../shared/journal'
import type { Result } from '../../shared/result'
import {
  decideChangeMeeting,
  decideChangeSeat,
  decideHandOver,
  decideMakeSeats,
  decideOpenMeeting,
  decideRemoveSeat,
  decideTake,
  decideVacate,
  EMPTY_SEATING,
  evolveSeating,
  MAX_SEATS,
  MeetingTerms,
  seatsOf,
  vacanciesOf,
} from '../../shared/seats'
import { actor, Record } from '../support/record'

const MEETING = 'm1' as MeetingId
const coordinator = actor('coordinator')
const SMD = 'smd' as SeatId
const CHAIR = 'chair' as SeatId

const terms: MeetingTerms = {
  ...{ number: 8, theme: 'From regional practice to global review', host: '', place: 'Geneva' },
  ...{ startsOn: '2027-10-12', endsOn: '2027-10-14', timeZone: 'Europe/Zurich', sessions: [] },
}
const seats = [
  {
    ...{ seatId: SMD, label: 'SMD', role: 'drafter' as const },
    heldFor: { kind: 'mechanism' as const, mechanismId: 'smd' as MechanismId },
  },
  {
    ...{ seatId: CHAIR, label: 'Chair', role: 'chair' as const },
    heldFor: { kind: 'function' as const, name: 'chair' as const },
  },
]

/** A meeting with two seats. */
function opened() {
  const record = new Record(meetingStream(MEETING))
  record.write(decideOpenMeeting(MEETING, terms, coordinator, 1))
  const state = () => record.fold(EMPTY_SEATING, evolveSeating)
  record.write(decideMakeSeats(state(), seats, coordinator, 2))
  const sit = (name: string, seatId = SMD) =>
    record.write(decideTake(state(), seatId, actor('drafter', name), 3))
  return { record, state, sit, personsOn: (seatId = SMD) => state().seats.get(seatId)?.persons }
}

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code)

describe('a meeting', () => {
  it('is what its coordinator says of it, and can be changed', () => {
    const { record, state } = opened()
    expect(state()).toMatchObject({ meetingId: MEETING, terms })
    record.write(decideChangeMeeting({ ...terms, place: 'Nairobi' }, coordinator, 4))
    expect(state().terms?.place).toBe('Nairobi')
    expect(state().seats.size).toBe(2)
  })

  it.each([
    ['ends before it begins', { endsOn: '2027-10-11' }],
    ['is nowhere in time', { timeZone: 'Europe/Nowhere' }],
    ['has no theme', { theme: ' \n ' }],
    ['has a session that ends before it begins', { sessions: [{ label: '', startsAt: 2, endsAt: 1 }] }],
  ])('is refused when it %s', (_, change) => {
    expect(v.safeParse(MeetingTerms, { ...terms, ...change }).success).toBe(false)
    expect(v.safeParse(MeetingTerms, terms).success).toBe(true)
  })
})

describe('a seat', () => {
  it('is vacant until somebody sits down, and holds two', () => {
    const { sit, state, personsOn } = opened()
    const vacancies = () => [...state().seats.values()].map(vacanciesOf)
    expect(vacancies()).toEqual([2, 2])
    sit('ana')
    sit('ben')
    expect(personsOn()).toEqual(['ana', 'ben'])
    expect(vacancies()).toEqual([0, 2])
  })

  it('refuses a third with a clear code, also when the coordinator brings them', () => {
    const { sit, state } = opened()
    sit('ana')
    sit('ben')
    expect(codeOf(decideTake(state(), SMD, actor('drafter', 'eve'), 4))).toBe('seat-full')
    const place = { seatId: SMD, from: null, to: 'eve' as PersonId }
    expect(codeOf(decideHandOver(state(), place, coordinator, 4))).toBe('seat-full')
  })

  it('is taken once by the same person', () => {
    const { sit, personsOn } = opened()
    sit('ana')
    expect(sit('ana')).toEqual([])
    expect(personsOn()).toEqual(['ana'])
  })

  it('may be one of several that a person holds', () => {
    const { sit, state } = opened()
    sit('ana')
    sit('ana', CHAIR)
    expect(seatsOf(state(), 'ana' as PersonId).map(({ label }) => label)).toEqual(['SMD', 'Chair'])
  })

  it('is handed over: one leaves and the other sits down in one act, and what was done keeps its author', () => {
    const { record, sit, state, personsOn } = opened()
    sit('ana', CHAIR)
    sit('ben', CHAIR)
    const before = [...record.entries]
    const place = { seatId: CHAIR, from: 'ana' as PersonId, to: 'eve' as PersonId }
    const written = record.write(decideHandOver(state(), place, coordinator, 4))
    expect(written.map(({ kind }) => kind)).toEqual(['seat:left', 'seat:taken'])
    expect(personsOn(CHAIR)).toEqual(['ben', 'eve'])
    expect(record.entries.slice(0, before.length)).toEqual(before)
  })

  it('cannot be handed over by somebody who does not sit there', () => {
    const { state } = opened()
    const place = { seatId: CHAIR, from: 'ana' as PersonId, to: 'eve' as PersonId }
    expect(codeOf(decideHandOver(state(), place, coordinator, 4))).toBe('seat-unknown')
  })

  it('keeps those who sit there when it is changed, and nobody when it is taken away', () => {
    const { record, sit, state, personsOn } = opened()
    sit('ana')
    const changed = { ...seats[0]!, label: 'SMD secretariat', role: 'observer' as const }
    record.write(decideChangeSeat(state(), changed, coordinator, 4))
    expect(state().seats.get(SMD)).toMatchObject({ label: 'SMD secretariat', role: 'observer' })
    expect(personsOn()).toEqual(['ana'])
    record.write(decideRemoveSeat(state(), SMD, coordinator, 5))
    expect(state().seats.has(SMD)).toBe(false)
    expect(codeOf(decideTake(state(), SMD, actor('drafter', 'ben'), 6))).toBe('seat-unknown')
  })

  it('is free again when somebody leaves', () => {
    const { record, sit, state, personsOn } = opened()
    sit('ana')
    const place = { seatId: SMD, personId: 'ana' as PersonId }
    record.write(decideVacate(state(), place, coordinator, 4))
    expect(personsOn()).toEqual([])
    expect(codeOf(decideVacate(state(), place, coordinator, 5))).toBe('seat-unknown')
  })

  it('comes in no greater number than a meeting can have', () => {
    const { state } = opened()
    const many = Array.from({ length: MAX_SEATS }, (_, i) => ({ ...seats[0]!, seatId: `s${i}` as SeatId }))
    expect(codeOf(decideMakeSeats(state(), many, coordinator, 3))).toBe('too-large')
  })
})

it('lets nobody but the coordinator run meetings and manage seats', () => {
  const { sit, state } = opened()
  sit('ana')
  const chair = actor('chair')
  const ana = 'ana' as PersonId
  const tries = [
    decideOpenMeeting(MEETING, terms, chair, 3),
    decideChangeMeeting(terms, chair, 3),
    decideMakeSeats(state(), seats, chair, 3),
    decideChangeSeat(state(), seats[0]!, chair, 3),
    decideRemoveSeat(state(), SMD, chair, 3),
    decideHandOver(state(), { seatId: SMD, from: ana, to: 'eve' as PersonId }, chair, 3),
    decideVacate(state(), { seatId: SMD, personId: ana }, chair, 3),
  ]
  expect(tries.map(codeOf)).toEqual(tries.map(() => 'not-allowed'))
})
