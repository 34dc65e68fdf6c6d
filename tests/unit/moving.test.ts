import { expect, it } from 'vitest'
import { readersMoved } from '../../client/pages/home/moving'
import type { DocumentId, MeetingId, PersonId } from '../../shared/ids'
import { isFor } from '../../shared/journal'
import {
  arrived,
  EMPTY_MEETING,
  evolveMeeting,
  listed,
  MAIN_STREAM,
  relisted,
  unlisted,
} from '../../shared/meetings'
import type { Person } from '../../shared/protocol'
import { ok } from '../../shared/result'
import type { Role } from '../../shared/roles'
import { actor, Record } from '../support/record'

const documentId = 'd1' as DocumentId
const meetingId = 'm1' as MeetingId
const coordinator = actor('coordinator')
const facts = { documentId, title: 'Zero draft', language: 'en', onlyFor: null, meetingId: null } as const

/** A house and a meeting, and a document that moves between their lists. */
function lists() {
  const [house, meeting] = [new Record(MAIN_STREAM), new Record('meeting:m1')]
  let moves = 1
  const state = (list: Record) => list.fold(EMPTY_MEETING, evolveMeeting)
  return {
    ...{ house, meeting, state },
    leave: (list: Record, to: MeetingId | null) =>
      list.write(
        ok(
          unlisted(
            state(list),
            { ...facts, meetingId: to, archived: false, movedBy: (moves += 1) },
            coordinator,
            5,
          ),
        ),
      ),
    arrive(from: Record, to: Record) {
      const away = state(from).movedAway.get(documentId)
      if (away) to.write(ok(arrived(state(to), away, 6)))
    },
  }
}

it('takes a document that moves from one list to the other, with the day on which it was made, and back', () => {
  const { house, meeting, state, leave, arrive } = lists()
  house.write(ok(listed(facts, coordinator, 3)))
  leave(house, meetingId)
  expect(state(house).documents.size).toBe(0)
  arrive(house, meeting)
  expect([...state(meeting).documents.values()]).toEqual([
    { ...facts, meetingId, archived: false, createdAt: 3 },
  ])
  arrive(house, meeting)
  expect(meeting.entries).toHaveLength(1)
  leave(meeting, null)
  arrive(meeting, house)
  expect(state(house).documents.get(documentId)).toMatchObject({ meetingId: null, createdAt: 3 })
  expect([state(house).movedAway.size, state(meeting).movedAway.size]).toEqual([0, 1])
  arrive(meeting, house)
  expect(state(house).documents.size).toBe(1)
})

it('tells readers of a list that a document is gone, and coordinators alone where it went', () => {
  const { house, leave } = lists()
  house.write(ok(listed(facts, coordinator, 3)))
  const [gone, away] = leave(house, meetingId)
  expect(gone && isFor(gone, actor('observer', 'eve'))).toBe(true)
  expect(away && isFor(away, actor('observer', 'eve'))).toBe(false)
  expect(leave(house, meetingId)).toEqual([])
})

it('lists a document anew when its language has changed', () => {
  const { house, state } = lists()
  house.write(ok(listed(facts, coordinator, 3)))
  const listing = { ...facts, language: 'fr', archived: false } as const
  house.write(ok(relisted(state(house), listing, coordinator, 4)))
  expect(state(house).documents.get(documentId)).toMatchObject({ language: 'fr', createdAt: 3 })
  expect(relisted(state(house), listing, coordinator, 5)).toEqual([])
})

it('knows who begins to read a document that moves, and who no longer does', () => {
  const person = (name: string, role: Role, more: Partial<Person> = {}): Person => ({
    ...{ personId: name as PersonId, name, role, formerNames: [], onlyDocumentId: null, seats: [] },
    ...{ administers: false, openLinks: 0, revoked: false, lastSeenAt: null, ...more },
  })
  const people = [
    ...[person('Amina', 'coordinator'), person('Olga', 'observer'), person('Ada', 'administrator')],
    ...[
      person('Guest', 'observer', { onlyDocumentId: documentId }),
      person('Gone', 'observer', { revoked: true }),
    ],
    ...[person('Ana', 'observer', { seats: ['SMD'] }), person('Sam', 'observer', { seats: ['OCM'] })],
  ]
  const seatOf = (name: string, role: Role = 'drafter') => [
    { role, persons: [{ personId: name as PersonId, name }] },
  ]
  const moved = (from: ReturnType<typeof seatOf> | null, to: ReturnType<typeof seatOf> | null) =>
    readersMoved(documentId, people, { from, to })
  expect(moved(null, seatOf('Ana'))).toEqual({ gain: [], lose: ['Olga', 'Sam'] })
  expect(moved(seatOf('Ana'), seatOf('Sam'))).toEqual({ gain: ['Sam'], lose: ['Ana'] })
  expect(moved(seatOf('Ana'), null)).toEqual({ gain: ['Olga', 'Sam'], lose: [] })
  expect(moved(null, seatOf('Ana', 'administrator'))).toEqual({ gain: [], lose: ['Olga', 'Ana', 'Sam'] })
})
