import { expect, it } from 'vitest'
import * as v from 'valibot'
import { jsonBody } from '../../shared/journal'
import type { LinkId, MechanismId, MeetingId, PersonId, SeatId } from '../../shared/ids'
import { ok } from '../../shared/result'
import { EMPTY_SEATING, evolveSeating, SeatTerms } from '../../shared/seats'
import { decideHandOver, decideTake, decideVacate } from '../../shared/sitting'
import { COMMANDS } from '../../shared/protocol'
import { Day, dayBefore, FIRST_DAY, LAST_DAY, Term, TERM_PASSED } from '../../shared/terms'
import { actor, Record } from '../support/record'

const coordinator = actor('coordinator')
const seatId = 's1' as SeatId
const [ana, ben] = ['ana' as PersonId, 'ben' as PersonId]
const chair: SeatTerms = {
  ...{ label: 'SMD', role: 'drafter', office: 'chair' },
  heldFor: { kind: 'mechanism', mechanismId: 'smd' as MechanismId },
}

/** A meeting in which Ana sits on the seat of a mechanism's chair. */
function seated(terms: SeatTerms = chair) {
  const record = new Record('meeting:m1')
  const made = { kind: 'seat:made', actor: coordinator, at: 1, audience: 'everyone' as const }
  record.write(ok([{ ...made, body: jsonBody({ ...terms, seatId }) }]))
  const seating = () => record.fold({ ...EMPTY_SEATING, meetingId: 'm1' as MeetingId }, evolveSeating)
  record.write(
    decideTake(seating(), { seatId, linkId: 'l1' as LinkId }, { ...coordinator, personId: ana }, 2),
  )
  return { record, seating, seat: () => seating().seats.get(seatId) }
}

it('ends the term of whoever hands the seat of a chair over on the day before, and begins the next', () => {
  const { record, seating, seat } = seated({ ...chair, term: { from: '2026-01-01', to: null } })
  expect(seat()).toMatchObject({ term: { from: '2026-01-01', to: null }, formerTerms: [] })
  record.write(decideHandOver(seating(), { seatId, from: ana, to: ben, on: '2027-03-01' }, coordinator, 3))
  expect(seat()).toMatchObject({
    persons: [ben],
    term: { from: '2027-03-01', to: null },
    formerTerms: [{ personId: ana, from: '2026-01-01', to: '2027-02-28' }],
  })
})

it('ends a term that was to begin later on its first day', () => {
  const { record, seating, seat } = seated({ ...chair, term: { from: '2027-06-01', to: null } })
  record.write(decideHandOver(seating(), { seatId, from: ana, to: ben, on: '2027-03-01' }, coordinator, 3))
  expect(seat()?.formerTerms).toEqual([{ personId: ana, from: '2027-06-01', to: '2027-06-01' }])
})

it('notes no term where none is said, nor on a seat that is no chair’s', () => {
  const { record, seating, seat } = seated()
  record.write(decideHandOver(seating(), { seatId, from: ana, to: ben }, coordinator, 3))
  expect(seat()).toMatchObject({ persons: [ben], formerTerms: [] })
  expect(seat()?.term).toBeUndefined()
  const other = seated({ ...chair, office: 'delegate' })
  const given = decideHandOver(
    other.seating(),
    { seatId, from: ana, to: ben, on: '2027-03-01' },
    coordinator,
    3,
  )
  expect(given.ok && given.value.map(({ kind }) => kind)).toEqual(['seat:left', 'seat:taken'])
})

it('begins a term on a seat where nobody sits, whoever chaired before', () => {
  const { record, seating, seat } = seated()
  record.write(decideVacate(seating(), { seatId, personId: ana }, coordinator, 3))
  record.write(decideHandOver(seating(), { seatId, from: null, to: ben, on: '2027-03-01' }, coordinator, 3))
  expect(seat()).toMatchObject({ term: { from: '2027-03-01', to: null }, formerTerms: [] })
})

it('leaves the term as it is when a second place is given beside the chair', () => {
  const term = { from: '2026-01-01', to: '2026-12-31' }
  const { record, seating, seat } = seated({ ...chair, term })
  record.write(decideHandOver(seating(), { seatId, from: null, to: ben, on: '2026-12-01' }, coordinator, 3))
  expect(seat()).toMatchObject({ persons: [ana, ben], term, formerTerms: [] })
})

it.each([
  '1899-12-31',
  '0000-01-01',
  '2027-02-29',
  '2027-02-31',
  '2027-13-01',
  '-000001-12-31',
  '10000-01-01',
])('takes %s for no day', (day) => {
  expect(v.is(Day, day)).toBe(false)
  const said = { meetingId: 'A'.repeat(20), seatId: 'B'.repeat(20), from: null, to: 'C'.repeat(20) }
  const { payload } = COMMANDS['seat:handOver']
  expect(v.is(payload, { ...said, on: '2027-03-01' })).toBe(true)
  expect(v.is(payload, { ...said, on: day })).toBe(false)
})

const BEGINNINGS = [undefined, null, FIRST_DAY, '2028-02-29', LAST_DAY]
it.each(BEGINNINGS.flatMap((began) => [FIRST_DAY, '2028-03-01', LAST_DAY].map((on) => [began, on] as const)))(
  'a seat whose term began on %s and is handed over on %s stays readable',
  (began, on) => {
    const terms = began === undefined ? chair : { ...chair, term: { from: began, to: null } }
    const { record, seating, seat } = seated(terms)
    record.write(decideHandOver(seating(), { seatId, from: ana, to: ben, on }, coordinator, 3))
    expect(seat()).toMatchObject({ persons: [ben], term: { from: on, to: null } })
    const former = seat()?.formerTerms.map(({ from, to }) => ({ from, to }))
    expect(former).toHaveLength(1)
    expect(v.is(v.array(Term), former)).toBe(true)
  },
)

it('reads days that no calendar has, of which older entries may speak, as not said', () => {
  const { record, seat } = seated({ ...chair, term: { from: '2027-02-31', to: '2027-12-31' } })
  expect(seat()?.term).toEqual({ from: null, to: '2027-12-31' })
  const ended = { personId: ana, from: '2026-01-01', to: '-000001-12' }
  const passed = { kind: TERM_PASSED, actor: coordinator, at: 3, audience: 'everyone' as const }
  record.write(ok([{ ...passed, body: jsonBody({ seatId, from: '0000-01-01', ended }) }]))
  expect(seat()).toMatchObject({
    term: { from: null, to: null },
    formerTerms: [{ personId: ana, from: '2026-01-01', to: null }],
  })
})

it('is said of a chair only, and ends after it begins', () => {
  const isRight = (terms: unknown) => v.is(SeatTerms, terms)
  const term = { from: '2027-03-01', to: '2027-02-01' }
  expect(isRight({ ...chair, term: { ...term, to: null } })).toBe(true)
  expect(isRight({ ...chair, term })).toBe(false)
  expect(isRight({ ...chair, term: { from: 'March', to: null } })).toBe(false)
  expect(isRight({ ...chair, office: 'delegate', term: { from: null, to: null } })).toBe(false)
})

it.each([
  ['2027-03-01', '2027-02-28'],
  ['2028-03-01', '2028-02-29'],
  ['2027-01-01', '2026-12-31'],
])('the day before %s is %s', (day, before) => {
  expect(dayBefore(day)).toBe(before)
})
