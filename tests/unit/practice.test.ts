import { expect, it } from 'vitest'
import * as v from 'valibot'
import { decideCreate, EMPTY_DOCUMENT, evolveDocument, type DocumentFacts } from '../../shared/documents'
import { MechanismId, newId, SeatId, type DocumentId, type PersonId } from '../../shared/ids'
import {
  EMPTY_MEETING,
  evolveMeeting,
  listed,
  MAIN_STREAM,
  practiceIn,
  relisted,
} from '../../shared/meetings'
import { decidePutPracticeAside, decideSit } from '../../shared/practice'
import {
  enteringForPractice,
  impliedInPractice,
  PRACTICE_CHAIR,
  PRACTICE_GROUPS,
  PRACTICE_SEATS,
  practiceAcronym,
  practiceSeat,
  practiceSeatOf,
  PRACTISING,
} from '../../shared/practice-seats'
import { messages as english } from '../../shared/locales/later-en'
import reference from '../../shared/reference/mechanisms.json'
import example from '../../shared/reference/example-outcome.json'
import { ok, refuse } from '../../shared/result'
import { can, readsText, ROLES } from '../../shared/roles'
import { actor, Record } from '../support/record'

const real: DocumentFacts = {
  documentId: 'd1' as DocumentId,
  title: 'Zero draft',
  language: 'en',
  onlyFor: null,
  meetingId: null,
}
const practice: DocumentFacts = { ...real, documentId: 'p1' as DocumentId, isPractice: true }
const madeBy = (role: (typeof ROLES)[number]) => decideCreate(practice, actor(role), 1, { right: 'practise' })

const made = (facts: DocumentFacts) => {
  const record = new Record()
  record.write(decideCreate(facts, actor('coordinator'), 1))
  return record
}

const seat = (id: string) => {
  const found = practiceSeat(`practice-${id}`)
  if (!found) throw new Error(`no seat ${id}`)
  return found
}
const folded = (record: Record) => record.fold(EMPTY_DOCUMENT, evolveDocument)

it('has a table of seats with ids that no other seat or mechanism has', () => {
  const ids = PRACTICE_SEATS.map(({ seatId }) => seatId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { seatId, mechanismId, office } of PRACTICE_SEATS) {
    expect(v.is(SeatId, seatId)).toBe(true)
    expect(mechanismId === null).toBe(office === null)
    if (mechanismId === null) continue
    expect(v.is(MechanismId, mechanismId)).toBe(true)
    expect(reference.mechanisms.map(({ id }) => id)).not.toContain(mechanismId)
    // ids made at random are longer
    expect(mechanismId.length).not.toBe(newId().length)
    expect(example.mechanisms).toContainEqual(
      expect.objectContaining({ acronym: practiceAcronym(mechanismId), invented: true }),
    )
  }
  expect(practiceAcronym('smd' as MechanismId)).toBeNull()
})

it('has each seat in one group, that of its mechanism, which has a name in full as the example has it', () => {
  expect(PRACTICE_GROUPS.flatMap(({ seats }) => seats)).toEqual(PRACTICE_SEATS)
  expect(PRACTICE_GROUPS.map(({ mechanism }) => mechanism)).toEqual([null, 'smd', 'hdm', 'ocm'])
  for (const { mechanism, seats } of PRACTICE_GROUPS) {
    expect(new Set(seats.map(({ mechanismId }) => mechanismId)).size).toBe(1)
    if (mechanism === null) continue
    const [acronym, name] = [PRACTISING[mechanism], english[`practice.mechanism.${mechanism}`]]
    expect(example.mechanisms).toContainEqual(expect.objectContaining({ acronym, name, invented: true }))
  }
})

it('lets each seat do what it is for: type, confirm, bring down the gavel, or only read', () => {
  const may = (role: (typeof ROLES)[number]) => PRACTICE_SEATS.filter((one) => one.role === role)
  expect(may('chair')).toEqual([PRACTICE_CHAIR])
  expect(can(PRACTICE_CHAIR.role, 'gavel')).toBe(true)
  expect(can(seat('observer').role, 'editText')).toBe(false)
  const confirming = PRACTICE_SEATS.filter(({ role, office }) => can(role, 'confirmWords', { office }))
  expect(confirming).toEqual([seat('smd-chair'), seat('hdm-chair')])
})

it('has the words of a secretariat wait for the chair of its mechanism, where it has one', () => {
  const { seatId, mechanismId } = seat('smd-chair')
  expect(impliedInPractice(seat('smd-secretariat'))).toEqual({ seatId, label: seatId, mechanismId })
  expect(impliedInPractice(seat('ocm-secretariat'))).toBeNull()
  expect(enteringForPractice(seat('ocm-secretariat')).mechanismId).toBeNull()
  for (const other of ['smd-chair', 'hdm-delegate', 'chair', 'observer'])
    expect(impliedInPractice(seat(other))).toBeNull()
})

it('seats everybody where they like, as the chair of the meeting before they choose', () => {
  const record = made(practice)
  const olga = actor('observer')
  expect(practiceSeatOf(folded(record).practising, olga.personId)).toBe(PRACTICE_CHAIR)
  for (const { seatId } of PRACTICE_SEATS) {
    record.write(decideSit(folded(record), seatId, olga, 2))
    record.write(decideSit(folded(record), seatId, actor('drafter'), 2))
    expect(practiceSeatOf(folded(record).practising, olga.personId).seatId).toBe(seatId)
  }
  expect(decideSit(folded(record), seat('ocm-secretariat').seatId, olga, 3)).toEqual(ok([]))
  expect(folded(record).practising.size).toBe(2)
})

it('refuses seats that are not at the table, and every seat where nobody practises or nothing may change', () => {
  const { seatId } = PRACTICE_CHAIR
  const unknown = 'practice-abc' as SeatId
  expect(decideSit(folded(made(practice)), unknown, actor('chair'), 2)).toEqual(refuse('seat-unknown'))
  expect(decideSit(folded(made(real)), seatId, actor('coordinator'), 2)).toEqual(refuse('not-allowed'))
  const aside = made(practice)
  aside.write(decidePutPracticeAside(folded(aside), actor('observer'), 2))
  expect(decideSit(folded(aside), seatId, actor('chair'), 3)).toEqual(refuse('document-archived'))
  const lost = { ...folded(made(practice)), recovery: { since: 1, lostSeq: 9, open: true } }
  expect(decideSit(lost, seatId, actor('chair'), 3)).toEqual(refuse('in-recovery'))
})

it('folds a seat that is no longer at the table as if nobody had chosen', () => {
  const practising = new Map([['p' as PersonId, 'practice-abc' as SeatId]])
  expect(practiceSeatOf(practising, 'p' as PersonId)).toBe(PRACTICE_CHAIR)
})

it('may be made by everybody who reads, unlike a document that counts', () => {
  for (const role of ROLES) expect(madeBy(role).ok).toBe(readsText(role))
  expect(decideCreate(real, actor('observer'), 1)).toEqual(refuse('not-allowed'))
})

it('is known to the house as the practice in use in its language, until another takes its place', () => {
  const record = new Record(MAIN_STREAM)
  const house = () => record.fold(EMPTY_MEETING, evolveMeeting)
  record.write(ok(listed(real, actor('coordinator'), 1)))
  expect(practiceIn(house(), 'en')).toBeNull()
  record.write(ok(listed(practice, actor('observer'), 2)))
  record.write(ok(listed({ ...practice, documentId: 'p2' as DocumentId }, actor('drafter'), 3)))
  expect(practiceIn(house(), 'en')?.documentId).toBe('p2')
  expect(practiceIn(house(), 'ar')).toBeNull()
  record.write(ok(listed({ ...practice, documentId: 'p3' as DocumentId, language: 'ar' }, actor('chair'), 4)))
  expect(practiceIn(house(), 'en')?.documentId).toBe('p2')
  expect(practiceIn(house(), 'ar')?.documentId).toBe('p3')
  expect(house().documents.size).toBe(4)
})

it('is in use no longer once it is put aside, and keeps its place in the list of the house', () => {
  const record = new Record(MAIN_STREAM)
  const house = () => record.fold(EMPTY_MEETING, evolveMeeting)
  record.write(ok(listed(practice, actor('observer'), 1)))
  record.write(ok(relisted(house(), { ...practice, archived: true }, actor('drafter'), 2)))
  expect(practiceIn(house(), 'en')).toBeNull()
  expect([...house().documents.keys()]).toEqual(['p1'])
})

it('is put aside by everybody, once; a document that counts is not', () => {
  const record = made(practice)
  const state = () => record.fold(EMPTY_DOCUMENT, evolveDocument)
  record.write(decidePutPracticeAside(state(), actor('observer'), 2))
  expect(state().archived).toBe(true)
  expect(decidePutPracticeAside(state(), actor('observer'), 3)).toEqual(ok([]))
  const counting = made(real).fold(EMPTY_DOCUMENT, evolveDocument)
  for (const role of ROLES)
    expect(decidePutPracticeAside(counting, actor(role), 2)).toEqual(refuse('not-allowed'))
})
