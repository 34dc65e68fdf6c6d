import { expect, it } from 'vitest'
import type { MechanismId, MeetingId } from '../../shared/ids'
import { savanna } from '../support/registry'
import { CHAIR_SEAT, mechanismSeat, officeSeat, personIdOf, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { until } from '../support/until'
import { venues } from '../support/venue'

const open = venues()

/** Who is at a meeting, as somebody is told: by mechanism and name. */
const presentFor = async (caller: Caller, meetingId: MeetingId) => {
  const { people } = await caller.ask('meeting:present', { meetingId })
  return people.map(({ mechanism, name }) => `${mechanism ?? '–'}: ${name}`).sort()
}

it('shows chairs and coordinators who has the page of the meeting or one of its documents open, once each', async () => {
  const { coordinator, documentId: ofHouse } = await open.venue()
  const { id } = await coordinator.ask('registry:add', { draft: savanna })
  const table = await Table.open(coordinator, [officeSeat(id, 'delegate', 'SMD'), CHAIR_SEAT])
  const { meetingId } = table
  const said = { title: 'Lines', language: 'en', from: 'blank', meetingId } as const
  const { documentId } = await coordinator.ask('document:create', said)
  const [ana, chair] = [await table.seatNew('SMD', 'Ana'), await table.seatNew('Chair', 'Chair')]
  expect(await presentFor(chair, meetingId)).toEqual([])
  const elsewhere = await open.typist(ana, ofHouse)
  expect(await presentFor(chair, meetingId)).toEqual([])
  const typist = await open.typist(ana, documentId)
  await ana.ask('meeting:attend', { meetingId, isHere: true })
  await chair.ask('meeting:attend', { meetingId, isHere: true })
  const both = ['SMD: Ana', '–: Chair']
  expect(await presentFor(chair, meetingId)).toEqual(both)
  expect(await presentFor(coordinator, meetingId)).toEqual(both)
  const answer = await coordinator.ask('meeting:present', { meetingId })
  expect(JSON.stringify(answer)).not.toContain(documentId)
  await ana.ask('meeting:attend', { meetingId, isHere: false })
  typist.disconnect()
  await until(async () => (await presentFor(chair, meetingId)).length === 1)
  elsewhere.disconnect()
  await coordinator.ask('people:revoke', { personId: await personIdOf(chair) })
  expect(await presentFor(coordinator, meetingId)).toEqual([])
})

it('says nothing of who is in a private room, and nothing to those who do not lead the meeting or do not read it', async () => {
  const { coordinator } = await open.venue()
  const table = await Table.open(coordinator, [mechanismSeat('OCM'), CHAIR_SEAT])
  const other = await Table.open(coordinator, [CHAIR_SEAT])
  const { meetingId } = table
  const member = await table.seatNew('OCM', 'Member')
  const said = { mechanismId: 'ocm' as MechanismId, title: 'Private', language: 'en' } as const
  const { documentId } = await coordinator.ask('room:open', said)
  await open.typist(member, documentId)
  expect(await presentFor(coordinator, meetingId)).toEqual([])
  const told = (caller: Caller) => presentFor(caller, meetingId).catch((refused: Error) => refused.message)
  expect(await told(member)).toBe('not-allowed')
  expect(await told(await coordinator.invite('administrator', 'Ada'))).toBe('not-allowed')
  const stranger = await other.seatNew('Chair', 'Sam')
  expect(await told(stranger)).toBe('not-allowed')
  await expect(stranger.ask('meeting:attend', { meetingId, isHere: true })).rejects.toThrow('not-allowed')
})
