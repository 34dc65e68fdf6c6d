import { expect, it } from 'vitest'
import type { DocumentId, MeetingId, PersonId, SeatId } from '../../shared/ids'
import { isFor, jsonBody } from '../../shared/journal'
import {
  admitted,
  decideChangeRole,
  decideReadmitPerson,
  decideRevokePerson,
  EMPTY_MEETING,
  evolveMeeting,
  listed,
  MAIN_STREAM,
  relisted,
} from '../../shared/meetings'
import { ok } from '../../shared/result'
import { actor, Record } from '../support/record'

const of = { onlyFor: null, meetingId: null }
const facts = { documentId: 'd1' as DocumentId, title: 'Zero draft', language: 'en', ...of } as const
const coordinator = actor('coordinator')
const ana = 'ana' as PersonId

it('lists documents in the order in which they were made', () => {
  const record = new Record(MAIN_STREAM)
  record.write(ok(listed(facts, coordinator, 3)))
  record.write(ok(listed({ ...facts, documentId: 'd2' as DocumentId }, coordinator, 4)))
  const { documents } = record.fold(EMPTY_MEETING, evolveMeeting)
  expect([...documents.values()].map(({ documentId, createdAt }) => [documentId, createdAt])).toEqual([
    ['d1', 3],
    ['d2', 4],
  ])
})

it('reads a list from before documents belonged to meetings', () => {
  const record = new Record(MAIN_STREAM)
  const { documentId, title, language } = facts
  const old = { kind: 'document:listed', actor: coordinator, at: 3, audience: 'everyone' as const }
  record.write(ok([{ ...old, body: jsonBody({ documentId, title, language }) }]))
  const { documents } = record.fold(EMPTY_MEETING, evolveMeeting)
  expect(documents.get(documentId)).toMatchObject({ onlyFor: null, meetingId: null })
})

it('lists a document anew under its title, in its place and with its date', () => {
  const record = new Record(MAIN_STREAM)
  record.write(ok(listed(facts, coordinator, 3)))
  record.write(ok(listed({ ...facts, documentId: 'd2' as DocumentId }, coordinator, 4)))
  const state = () => record.fold(EMPTY_MEETING, evolveMeeting)
  const listing = { ...facts, title: 'First draft', archived: true }
  record.write(ok(relisted(state(), listing, actor('chair'), 5)))
  expect([...state().documents.values()]).toMatchObject([
    { ...listing, createdAt: 3 },
    { documentId: 'd2', archived: false },
  ])
  expect(relisted(state(), listing, coordinator, 6)).toEqual([])
})

it('tells only the doorkeepers who comes and goes, and names nobody in the record', () => {
  const record = new Record(MAIN_STREAM)
  const state = () => record.fold(EMPTY_MEETING, evolveMeeting)
  record.write(ok(admitted(state(), actor('drafter', 'ana'), 1)))
  expect(admitted(state(), actor('drafter', 'ana'), 2)).toEqual([])
  record.write(decideRevokePerson({ personId: ana, seats: [] }, coordinator, 2))
  for (const entry of record.entries) {
    expect(isFor(entry, actor('chair'))).toBe(true)
    expect(isFor(entry, actor('observer', 'eve'))).toBe(false)
  }
})

it('lets nobody show themselves out: the last coordinator would lock the house', () => {
  const own = decideRevokePerson({ personId: coordinator.personId, seats: [] }, coordinator, 1)
  expect(own).toMatchObject({ refusal: { code: 'not-allowed' } })
  const other = decideRevokePerson({ personId: ana, seats: [] }, actor('chair'), 1)
  expect(other).toMatchObject({ refusal: { code: 'not-allowed' } })
})

it('remembers which seats somebody left who was shown out, until they are let in again', () => {
  const record = new Record(MAIN_STREAM)
  const shownOut = () => record.fold(EMPTY_MEETING, evolveMeeting).shownOut.get(ana)
  const seats = [{ meetingId: 'm1' as MeetingId, seatId: 's1' as SeatId }]
  record.write(decideRevokePerson({ personId: ana, seats }, coordinator, 1))
  record.write(decideRevokePerson({ personId: ana, seats: [] }, coordinator, 2))
  expect(shownOut()).toEqual(seats)
  record.write(decideReadmitPerson(ana, coordinator, 3))
  expect(shownOut()).toBeUndefined()
  for (const entry of record.entries) expect(isFor(entry, actor('drafter', 'eve'))).toBe(false)
})

it('reads of somebody who was shown out before the record said which seats they left', () => {
  const record = new Record(MAIN_STREAM)
  const old = { kind: 'person:revoked', actor: coordinator, at: 1, audience: 'everyone' as const }
  record.write(ok([{ ...old, body: jsonBody({ personId: ana }) }]))
  expect(record.fold(EMPTY_MEETING, evolveMeeting).shownOut.get(ana)).toEqual([])
})

it('lets only keepers of the house let somebody in again', () => {
  for (const role of ['coordinator', 'administrator'] as const)
    expect(decideReadmitPerson(ana, actor(role), 1).ok).toBe(true)
  expect(decideReadmitPerson(ana, actor('chair'), 1)).toMatchObject({ refusal: { code: 'not-allowed' } })
})

it('changes the role of others only, and leaves one coordinator', () => {
  const bearer = { personId: ana, role: 'drafter', isLastCoordinator: false } as const
  const codeOf = (decided: ReturnType<typeof decideChangeRole>) =>
    decided.ok ? decided.value.map(({ kind }) => kind) : decided.refusal.code
  expect(codeOf(decideChangeRole(bearer, 'observer', coordinator, 1))).toEqual(['person:roleChanged'])
  expect(codeOf(decideChangeRole(bearer, 'drafter', coordinator, 1))).toEqual([])
  expect(codeOf(decideChangeRole(bearer, 'observer', actor('chair'), 1))).toBe('not-allowed')
  const own = { ...bearer, personId: coordinator.personId }
  expect(codeOf(decideChangeRole(own, 'observer', coordinator, 1))).toBe('own-role')
  const last = { personId: ana, role: 'coordinator', isLastCoordinator: true } as const
  expect(codeOf(decideChangeRole(last, 'drafter', actor('administrator'), 1))).toBe('last-coordinator')
})
