import { expect, it } from 'vitest'
import { savanna } from '../support/registry'
import { mechanismSeat, officeSeat, personIdOf, Table } from '../support/seats'
import { venues } from '../support/venue'

const open = venues()

it('the term of a chair stands on the seat and in the registry, for those who read the meeting, and passes on with the seat', async () => {
  const { coordinator } = await open.venue()
  const { id } = await coordinator.ask('registry:add', { draft: savanna })
  const terms = { ...officeSeat(id, 'chair', 'SMD'), term: { from: '2026-01-01', to: null } }
  const table = await Table.open(coordinator, [terms, mechanismSeat('OCM')])
  const elsewhere = await Table.open(coordinator, [mechanismSeat('OCM')])
  const { meetingId } = table
  const seatId = table.seat('SMD')
  const from = await personIdOf(await table.seatNew('SMD', 'Ana'))
  const to = await personIdOf(await coordinator.invite('observer', 'Ben'))
  const chairs = async () => (await coordinator.ask('seat:chairs', {})).chairs
  expect(await chairs()).toMatchObject([
    { mechanismId: id, persons: ['Ana'], term: { from: '2026-01-01', to: null } },
  ])
  await coordinator.ask('seat:handOver', { meetingId, seatId, from, to, on: '2027-03-01' })
  const { seats } = await coordinator.ask('meeting:read', { meetingId })
  expect(seats.find((seat) => seat.seatId === seatId)).toMatchObject({
    persons: [{ name: 'Ben' }],
    term: { from: '2027-03-01', to: null },
    formerTerms: [{ name: 'Ana', from: '2026-01-01', to: '2027-02-28' }],
  })
  expect(await chairs()).toMatchObject([{ persons: ['Ben'], term: { from: '2027-03-01' } }])
  const stranger = await elsewhere.seatNew('OCM', 'Sam')
  expect((await stranger.ask('seat:chairs', {})).chairs).toEqual([])
  await coordinator.ask('meeting:archive', { meetingId })
  expect(await chairs()).toEqual([])
})

it('a day that no calendar has is refused, and all meetings stay readable', async () => {
  const { coordinator } = await open.venue()
  const { id } = await coordinator.ask('registry:add', { draft: savanna })
  const table = await Table.open(coordinator, [officeSeat(id, 'chair', 'SMD')])
  const { meetingId } = table
  const from = await personIdOf(await table.seatNew('SMD', 'Ana'))
  const to = await personIdOf(await coordinator.invite('observer', 'Ben'))
  const handOver = (on: string) =>
    coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('SMD'), from, to, on })
  for (const on of ['0000-01-01', '2027-02-31']) await expect(handOver(on)).rejects.toThrow(/^malformed$/)
  await handOver('1900-01-01')
  const { meetings } = await coordinator.ask('meeting:list', {})
  expect(meetings.map((meeting) => meeting.meetingId)).toContain(meetingId)
  expect((await coordinator.ask('meeting:read', { meetingId })).seats).toMatchObject([
    { persons: [{ name: 'Ben' }], term: { from: '1900-01-01' }, formerTerms: [{ name: 'Ana', to: null }] },
  ])
})

it('who is given the second place on the seat of a chair leaves the term as it is', async () => {
  const { coordinator } = await open.venue()
  const { id } = await coordinator.ask('registry:add', { draft: savanna })
  const term = { from: '2026-01-01', to: '2026-12-31' }
  const table = await Table.open(coordinator, [{ ...officeSeat(id, 'chair', 'SMD'), term }])
  await table.seatNew('SMD', 'Ana')
  const { meetingId } = table
  const place = { meetingId, seatId: table.seat('SMD'), from: null }
  const to = await personIdOf(await coordinator.invite('observer', 'Ben'))
  await coordinator.ask('seat:handOver', { ...place, to, on: '2026-12-01' })
  expect((await coordinator.ask('meeting:read', { meetingId })).seats).toMatchObject([
    { persons: [{ name: 'Ana' }, { name: 'Ben' }], term, formerTerms: [] },
  ])
})
