import { once } from 'node:events'
import { expect, it } from 'vitest'
import WebSocket from 'ws'
import { CLOSE, syncPathOf } from '../../shared/sync'
import { mechanismSeat, personIdOf, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, venues } from '../support/venue'

const open = venues()

it('are corrected by oneself or by the coordinator; the one before stays with those who see the people', async () => {
  const venue = await open.venue()
  const { coordinator } = venue
  const ana = await (await linkFor(venue, 'drafter')).signIn('Anna')
  const ben = await (await linkFor(venue, 'drafter')).signIn('Ben')
  const personId = await personIdOf(ana)
  await ana.ask('people:rename', { personId, name: '  Ana ' })
  expect(await ana.ask('session:read', {})).toMatchObject({ name: 'Ana' })
  await coordinator.ask('people:rename', { personId, name: 'Ana Ruiz' })
  await coordinator.ask('people:rename', { personId, name: 'Ana Ruiz' })
  await expect(ben.ask('people:rename', { personId, name: 'Nobody' })).rejects.toThrow('not-allowed')
  await expect(ana.ask('people:rename', { personId, name: '\u200f ' })).rejects.toThrow('malformed')
  const { people } = await coordinator.ask('people:list', {})
  expect(people.find((person) => person.personId === personId)).toMatchObject({
    name: 'Ana Ruiz',
    formerNames: ['Anna', 'Ana'],
  })
})

it('are neither their own nor those of who reads and corrects names to who reads no text', async () => {
  const venue = await open.venue()
  const { coordinator } = venue
  const keeper = { ...mechanismSeat('OCM', 'administrator'), label: 'Keeper' }
  const table = await Table.open(coordinator, [keeper, { ...mechanismSeat('SMD'), role: 'coordinator' }])
  const ada = await coordinator.invite('administrator', 'Ada')
  const kim = await table.seatNew('Keeper', 'Kim')
  const ana = await coordinator.invite('drafter', 'Anna')
  const olga = await table.seatNew('SMD', 'Olga')
  const rename = async (by: Caller, whose: Caller, name = 'Coordinator ') =>
    by.ask('people:rename', { personId: await personIdOf(whose), name })
  await expect(rename(ada, ada)).rejects.toThrow(/^not-allowed$/)
  await expect(rename(ada, coordinator, 'Nobody')).rejects.toThrow(/^not-allowed$/)
  await expect(rename(ada, olga, 'Nobody')).rejects.toThrow(/^not-allowed$/)
  await rename(ada, ana, 'Ana')
  await expect(rename(kim, kim)).rejects.toThrow(/^not-allowed$/)
  await kim.ask('session:actFor', { seatId: null })
  await expect(rename(kim, kim)).rejects.toThrow(/^not-allowed$/)
  await rename(coordinator, ada, 'Ada L.')
  await coordinator.ask('seat:take', { token: (await table.slip('Keeper')).code })
  await coordinator.ask('session:actFor', { seatId: null })
  await rename(coordinator, coordinator, 'House')
})

it('are corrected six times a minute, and the last five before stay in the list of people', async () => {
  const venue = await open.venue()
  const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
  const personId = await personIdOf(ana)
  for (const name of '123456') await ana.ask('people:rename', { personId, name })
  await expect(ana.ask('people:rename', { personId, name: '7' })).rejects.toThrow('too-many-attempts')
  const { people } = await venue.coordinator.ask('people:list', {})
  const { formerNames } = people.find((person) => person.personId === personId) ?? {}
  expect(formerNames).toEqual(['1', '2', '3', '4', '5'])
})

it('stay out of the record, which says who corrected whose', async () => {
  const venue = await open.venue()
  const ana = await (await linkFor(venue, 'drafter')).signIn('Anna')
  const personId = await personIdOf(ana)
  await venue.coordinator.ask('people:rename', { personId, name: 'Ana' })
  const read = { stream: 'meeting:main', after: 0 }
  const entries = (await venue.coordinator.ask('journal:read', read)).entries.filter(
    (entry) => entry.shown && entry.kind === 'person:renamed',
  )
  expect(entries).toMatchObject([{ by: 'Coordinator', body: { personId } }])
  expect(JSON.stringify(entries)).not.toContain('Ana')
  const seen = (await ana.ask('journal:read', read)).entries
  expect(seen.some((entry) => entry.shown && entry.kind === 'person:renamed')).toBe(false)
})

it('change at once wherever they stand: in open documents, on seats, and on what was decided before', async () => {
  const venue = await open.venue()
  const { coordinator, documentId } = venue
  const chair = await (await linkFor(venue, 'chair')).signIn('Ngosi')
  const table = await Table.open(coordinator, [mechanismSeat('SMD')])
  await chair.ask('seat:take', { token: (await table.slip('SMD')).code })
  await chair.ask('session:actFor', { seatId: null })
  const { id: provisionId, textHash } = await lastProvision(chair, documentId)
  await chair.ask('provision:agree', { documentId, provisionId, textHash })
  const decidedBy = async () =>
    (await coordinator.ask('document:enter', { documentId, receipt: null })).statuses[0]?.by
  expect(await decidedBy()).toBe('Ngosi')
  const live = await open.live(chair)
  const headers = { origin: venue.url, cookie: chair.cookie }
  const socket = new WebSocket(venue.url.replace('http', 'ws') + syncPathOf(documentId), { headers })
  const closed = once(socket, 'close') as Promise<[number]>
  await once(socket, 'open')

  await coordinator.ask('people:rename', { personId: await personIdOf(chair), name: 'Ngozi' })
  await until(() => !live.isOpen)
  const [code] = await closed
  expect(code).toBe(CLOSE.reseated)
  expect(await decidedBy()).toBe('Ngozi')
  const { seats } = await coordinator.ask('meeting:read', { meetingId: table.meetingId })
  expect(seats.flatMap(({ persons }) => persons.map(({ name }) => name))).toEqual(['Ngozi'])
})
