import { expect, it } from 'vitest'
import { documentStream, meetingStream } from '../../shared/journal'
import { EXAMPLE_MEETING, mechanismSeat, personIdOf, Table } from '../support/seats'
import { Caller } from '../support/typist'
import { until } from '../support/until'
import { venues } from '../support/venue'

const open = venues()

/** What somebody is told who asks. */
const told = (asked: Promise<unknown>) =>
  asked.then(
    () => 'yes',
    (refused: Error) => refused.message.replace(/^sign-in: .*"code":"([\w-]+)".*$/, '$1'),
  )

/** A meeting with two documents, one of which had been put aside before. */
async function testMeeting() {
  const venue = await open.venue()
  const { coordinator } = venue
  const table = await Table.open(coordinator, [mechanismSeat('SMD'), mechanismSeat('OCM')])
  const { meetingId } = table
  const made = { title: 'Lines', language: 'en', from: 'blank', meetingId } as const
  const { documentId } = await coordinator.ask('document:create', made)
  const { documentId: olderId } = await coordinator.ask('document:create', { ...made, title: 'Older' })
  await coordinator.ask('document:archive', { documentId: olderId })
  const ana = await table.seatNew('SMD', 'Ana')
  return { venue, coordinator, table, meetingId, documentId, olderId, ana }
}

it('a meeting that is put aside is read with its documents, nothing in it changes, and its slips seat nobody', async () => {
  const { venue, coordinator, table, meetingId, documentId, ana } = await testMeeting()
  const slip = await table.slip('OCM')
  const typist = await open.typist(ana, documentId)
  await coordinator.ask('meeting:archive', { meetingId })
  typist.insert(typist.text.length, ' late')
  await until(() => typist.refusal !== null, { what: 'the refusal' })
  expect(typist.refusal).toBe('document-archived')
  const { meetings } = await ana.ask('meeting:list', {})
  expect(meetings).toMatchObject([{ meetingId, isArchived: true }])
  const { documents } = await ana.ask('document:list', {})
  expect(documents.filter((card) => card.meetingId === meetingId).map(({ archived }) => archived)).toEqual([
    true,
    true,
  ])
  expect(await told(ana.ask('document:read', { documentId }))).toBe('yes')

  expect(await told(Caller.signIn(venue.url, slip.code, 'Omar'))).toContain('link-spent')
  expect(await told(coordinator.ask('seat:take', { token: slip.code }))).toBe('link-spent')
  const peeked = await ana.ask('session:peekLink', { token: slip.code })
  expect(peeked.state).toBe('revoked')
  const seatId = table.seat('OCM')
  const to = await personIdOf(ana)
  for (const asked of [
    coordinator.ask('meeting:change', { meetingId, terms: EXAMPLE_MEETING }),
    coordinator.ask('seat:make', { meetingId, seats: [mechanismSeat('WRF')] }),
    coordinator.ask('seat:change', { meetingId, seatId, terms: mechanismSeat('OCM', 'observer') }),
    coordinator.ask('seat:remove', { meetingId, seatId }),
    coordinator.ask('seat:handOver', { meetingId, seatId, from: null, to }),
    coordinator.ask('slip:make', { meetingId, seatIds: [seatId], perSeat: 1 }),
    coordinator.ask('document:create', { title: 'New', language: 'en', from: 'blank', meetingId }),
    coordinator.ask('document:duplicate', { documentId, title: 'Copy' }),
    coordinator.ask('document:bringBack', { documentId }),
    coordinator.ask('document:move', { documentId: venue.documentId, meetingId }),
  ])
    expect(await told(asked)).toBe('meeting-archived')
})

it('comes back with the documents that were put aside with it, and its slips open again', async () => {
  const { venue, coordinator, table, meetingId, documentId, olderId, ana } = await testMeeting()
  const slip = await table.slip('OCM')
  const live = await open.live(ana)
  await live.follow(meetingStream(meetingId))
  for (let times = 0; times < 2; times += 1) await coordinator.ask('meeting:archive', { meetingId })
  for (let times = 0; times < 2; times += 1) await coordinator.ask('meeting:bringBack', { meetingId })
  const kinds = () => live.entries.flatMap((entry) => (entry.shown ? entry.kind : []))
  await until(() => kinds().includes('meeting:broughtBack'))
  expect(
    kinds()
      .filter((kind) => kind.startsWith('meeting:'))
      .slice(-2),
  ).toEqual(['meeting:archived', 'meeting:broughtBack'])
  const { documents } = await coordinator.ask('document:list', {})
  const archived = new Map(documents.map((card) => [card.documentId, card.archived]))
  expect([archived.get(documentId), archived.get(olderId)]).toEqual([false, true])
  const omar = await Caller.signIn(venue.url, slip.code, 'Omar')
  expect((await omar.ask('document:enter', { documentId, receipt: null })).mayEdit).toBe(true)
  const { entries } = await coordinator.ask('journal:read', { stream: documentStream(documentId), after: 0 })
  const own = entries.flatMap((entry) => (entry.shown ? [[entry.kind, entry.body]] : []))
  expect(own.slice(-2)).toEqual([
    ['document:archived', { withMeeting: true }],
    ['document:broughtBack', {}],
  ])
})

it('is put aside by coordinators only, also from a seat of its own, and not from one of another meeting', async () => {
  const { coordinator, meetingId } = await testMeeting()
  const ada = await coordinator.invite('administrator', 'Ada')
  expect(await told(ada.ask('meeting:archive', { meetingId }))).toBe('not-allowed')
  const office = { ...mechanismSeat('OCM', 'coordinator'), label: 'Office' } as const
  const table = await Table.open(coordinator, [office])
  const seated = await table.seatNew('Office', 'Seated')
  expect(await told(seated.ask('meeting:archive', { meetingId }))).toBe('not-allowed')
  expect(await told(seated.ask('meeting:archive', { meetingId: table.meetingId }))).toBe('yes')
  expect(await told(seated.ask('meeting:bringBack', { meetingId: table.meetingId }))).toBe('yes')
})

it('whoever is shown out leaves their seats in an archived meeting too', async () => {
  const { coordinator, table, meetingId, ana } = await testMeeting()
  await coordinator.ask('meeting:archive', { meetingId })
  await coordinator.ask('people:revoke', { personId: await personIdOf(ana) })
  expect(await table.namesOn('SMD')).toEqual([])
})
