import { expect, it } from 'vitest'
import type { MechanismId } from '../../shared/ids'
import { documentStream, meetingStream } from '../../shared/journal'
import { savanna } from '../support/registry'
import { CHAIR_SEAT, EXAMPLE_MEETING, mechanismSeat, officeSeat, personIdOf, Table } from '../support/seats'
import { Caller } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, type, venues } from '../support/venue'

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
  const before = await open.typist(ana, documentId)
  await coordinator.ask('meeting:archive', { meetingId })
  await until(() => !before.connected)
  const typist = await open.typist(ana, documentId)
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
  const { venue, coordinator, table, meetingId, documentId, olderId } = await testMeeting()
  const slip = await table.slip('OCM')
  const live = await open.live(coordinator)
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

it('a seat of a meeting that is put aside gives nothing outside it, until the meeting is brought back', async () => {
  const venue = await open.venue()
  const { coordinator, documentId } = venue
  const smd = (await coordinator.ask('registry:add', { draft: savanna })).id as MechanismId
  const office = { ...mechanismSeat('OCM', 'coordinator'), label: 'Office' }
  const table = await Table.open(coordinator, [CHAIR_SEAT, officeSeat(smd, 'chair', 'SMD'), office])
  const { meetingId } = table
  const [carl, former, trainee] = await Promise.all([
    table.seatNew('Chair', 'Carl'),
    table.seatNew('SMD', 'Former'),
    table.seatNew('Office', 'Trainee'),
  ])
  const [live, typist] = [await open.live(former), await open.typist(former, documentId)]
  await coordinator.ask('meeting:archive', { meetingId })
  await until(() => !live.isOpen && !typist.connected)
  const next = await Table.open(coordinator, [officeSeat(smd, 'secretariat', 'Secretariat')])
  const kofi = await next.seatNew('Secretariat', 'Kofi')
  const made = { mechanismId: smd, title: 'Red lines', language: 'en' } as const
  const { documentId: room } = await kofi.ask('room:open', made)
  expect((await kofi.ask('room:readers', { documentId: room })).readers).toEqual(['Kofi'])
  await type(await open.typist(kofi, documentId), 'Welcomes')
  const { id: provisionId, textHash } = await lastProvision(carl, documentId)
  const provisions = [{ provisionId, textHash }]
  const asked = [
    carl.ask('provision:agree', { documentId, provisionId, textHash }),
    former.ask('provision:confirm', { documentId, provisions }),
    trainee.ask('document:create', { title: 'New', language: 'en', from: 'blank' }),
    trainee.ask('document:archive', { documentId }),
    former.ask('document:read', { documentId: room }),
    former.ask('room:open', made),
    trainee.ask('link:create', { role: 'drafter', label: '', onlyDocumentId: null }),
    trainee.ask('people:list', {}),
    trainee.ask('registry:add', { draft: savanna }),
  ]
  const elsewhere = Array.from({ length: 4 }, () => 'other-meeting')
  const forbidden = Array.from({ length: 5 }, () => 'not-allowed')
  expect(await Promise.all(asked.map(told))).toEqual([...elsewhere, ...forbidden])
  expect(await trainee.ask('session:read', {})).toMatchObject({
    role: 'observer',
    seats: [{ isArchived: true }],
  })
  // its own coordinator brings it back, and all is as it was
  expect(await told(trainee.ask('meeting:bringBack', { meetingId }))).toBe('yes')
  expect((await trainee.ask('session:read', {})).role).toBe('coordinator')
  expect(await told(former.ask('document:read', { documentId: room }))).toBe('yes')
  expect(await told(former.ask('provision:confirm', { documentId, provisions }))).toBe('yes')
})

it('of a meeting that is put aside places are freed and seats taken away', async () => {
  const { coordinator, table, meetingId, ana } = await testMeeting()
  await coordinator.ask('meeting:archive', { meetingId })
  const personId = await personIdOf(ana)
  const vacate = { meetingId, seatId: table.seat('SMD'), personId }
  expect(await told(ana.ask('seat:vacate', vacate))).toBe('not-allowed')
  expect(await told(coordinator.ask('seat:vacate', vacate))).toBe('yes')
  expect(await table.namesOn('SMD')).toEqual([])
  expect((await ana.ask('session:read', {})).seatId).toBeNull()
  expect(await told(coordinator.ask('seat:remove', { meetingId, seatId: table.seat('OCM') }))).toBe('yes')
})
