import { expect, it } from 'vitest'
import type { DocumentId, PersonId } from '../../shared/ids'
import { isFor, jsonBody } from '../../shared/journal'
import {
  admitted,
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
  record.write(decideRevokePerson('ana' as PersonId, coordinator, 2))
  for (const entry of record.entries) {
    expect(isFor(entry, actor('chair'))).toBe(true)
    expect(isFor(entry, actor('observer', 'eve'))).toBe(false)
  }
})

it('lets nobody show themselves out: the last coordinator would lock the house', () => {
  const own = decideRevokePerson(coordinator.personId, coordinator, 1)
  expect(own).toMatchObject({ refusal: { code: 'not-allowed' } })
  const other = decideRevokePerson('ana' as PersonId, actor('chair'), 1)
  expect(other).toMatchObject({ refusal: { code: 'not-allowed' } })
})
