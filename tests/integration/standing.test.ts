import { afterEach, expect, it } from 'vitest'
import type { MechanismId } from '../../shared/ids'
import { FOR_NOBODY, standingOf } from '../../shared/standing'
import { CLOSE } from '../../shared/sync'
import { oasis, savanna } from '../support/registry'
import { officeSeat, personIdOf, Table } from '../support/seats'
import { type Caller, Typist } from '../support/typist'
import { until } from '../support/until'
import { type, venues } from '../support/venue'

const open = venues()
const typists: Typist[] = []

afterEach(() => typists.splice(0).forEach((typist) => typist.disconnect()))

/** Two mechanisms with a seat for the chair and for the secretariat of one, and a delegate's of the other. */
async function seated() {
  const venue = await open.venue()
  const add = async (draft: typeof savanna) =>
    (await venue.coordinator.ask('registry:add', { draft })).id as MechanismId
  const [smd, ocm] = [await add(savanna), await add(oasis)]
  const table = await Table.open(venue.coordinator, [
    officeSeat(smd, 'chair', 'SMD'),
    officeSeat(smd, 'secretariat', 'SMD secretariat'),
    officeSeat(ocm, 'delegate', 'OCM'),
  ])
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const as = {
    secretariat: standing(table, 'SMD secretariat', smd, 'secretariat'),
    chair: standing(table, 'SMD', smd, 'chair'),
    ocm: standing(table, 'OCM', ocm, 'delegate'),
  }
  return { ...venue, smd, ocm, table, kofi, as }
}

type Venue = Awaited<ReturnType<typeof seated>>

const standing = (
  table: Table,
  label: string,
  mechanismId: MechanismId,
  office: 'chair' | 'secretariat' | 'delegate',
): string => standingOf({ seatId: table.seat(label), mechanismId, office })

/** Somebody typed, and the words did not leave; the line comes back later, and says as whom they were typed. */
async function withWordsTyped({ documentId }: Venue, caller: Caller, typedAs: string): Promise<Typist> {
  const typist = await Typist.enter(caller, documentId)
  typists.push(typist)
  typist.typedAs = typedAs
  typist.connect()
  await until(() => typist.synced)
  typist.disconnect()
  typist.insert(typist.text.length, ' typed before')
  return typist
}

const lastOf = async ({ coordinator, documentId }: Venue) => {
  const stream = `document:${documentId}`
  const { head } = await coordinator.ask('journal:read', { stream, after: 0 })
  return { stream, head }
}

const enteredIn = async ({ coordinator, documentId }: Venue) =>
  (await coordinator.ask('document:enter', { documentId, receipt: null })).entered

const handOver = async ({ table, coordinator }: Venue, label: string, to: Caller) =>
  coordinator.ask('seat:handOver', {
    ...{ meetingId: table.meetingId, seatId: table.seat(label), from: null, to: await personIdOf(to) },
  })

it('records late words of a secretariat as its own, though the person sits on the chair’s seat by then', async () => {
  const venue = await seated()
  const typist = await withWordsTyped(venue, venue.kofi, venue.as.secretariat)
  await handOver(venue, 'SMD', venue.kofi)
  expect((await venue.kofi.ask('session:read', {})).seatId).toBe(venue.table.seat('SMD'))
  typist.connect()
  await until(() => typist.synced && typist.waiting === 0)
  await until(async () => (await enteredIn(venue)).length === 1)
  // from here on it is the chair who speaks
  typist.disconnect()
  typist.typedAs = venue.as.chair
  typist.connect()
  await until(() => typist.synced)
  await type(typist, ' as the chair')
  expect(await enteredIn(venue)).toHaveLength(1)
})

it('takes no words that were typed for a seat which the person has lost, and says so', async () => {
  const venue = await seated()
  const typist = await withWordsTyped(venue, venue.kofi, venue.as.secretariat)
  const { meetingId } = venue.table
  await handOver(venue, 'OCM', venue.kofi)
  const seatId = venue.table.seat('SMD secretariat')
  await venue.coordinator.ask('seat:vacate', { meetingId, seatId, personId: await personIdOf(venue.kofi) })
  const { head } = await lastOf(venue)
  typist.connect()
  await until(() => typist.closedWith === CLOSE.otherSeat)
  typist.typedAs = 'no-seat..'
  typist.connect()
  await until(() => typist.closedWith === CLOSE.otherSeat)
  expect((await lastOf(venue)).head).toBe(head)
})

it('takes none that were typed in another office of the same seat', async () => {
  const venue = await seated()
  const { table, coordinator, smd } = venue
  const typist = await withWordsTyped(venue, venue.kofi, venue.as.secretariat)
  await coordinator.ask('seat:change', {
    ...{ meetingId: table.meetingId, seatId: table.seat('SMD secretariat') },
    terms: officeSeat(smd, 'delegate', 'SMD secretariat'),
  })
  typist.connect()
  await until(() => typist.closedWith === CLOSE.otherSeat)
})

it('takes what a coordinator typed for no seat, while acting for one, and only with the rights of then', async () => {
  const venue = await seated()
  const { coordinator, table } = venue
  const typist = await withWordsTyped(venue, coordinator, FOR_NOBODY)
  await handOver(venue, 'OCM', coordinator)
  typist.connect()
  await until(() => typist.synced && typist.waiting === 0)
  const observer = await withWordsTyped(venue, venue.kofi, FOR_NOBODY)
  observer.connect()
  // who came by a slip may by themselves only read
  await until(() => observer.refusal !== null)
  expect(observer.refusal).toBe('read-only')
  expect(table.seat('OCM')).toBe((await coordinator.ask('session:read', {})).seatId)
})

it('asks anew for whom a secretariat types when its mechanism is found to have no chair', async () => {
  const venue = await seated()
  const typist = await open.typist(venue.kofi, venue.documentId)
  expect((await venue.kofi.ask('session:read', {})).entersFor).toMatchObject({ mechanismId: venue.smd })
  await type(typist, ' waits')
  expect(await enteredIn(venue)).toHaveLength(1)
  const chair = { kind: 'none', note: null } as const
  await venue.coordinator.ask('registry:change', {
    change: { body: 'mechanism', id: venue.smd, chair },
  })
  await until(() => typist.closedWith === CLOSE.reseated)
  expect((await venue.kofi.ask('session:read', {})).entersFor).toBeNull()
})

it('lets nobody go on entering words for a seat that is gone', async () => {
  const venue = await seated()
  const { coordinator, table, documentId } = venue
  const typist = await Typist.enter(coordinator, documentId)
  typists.push(typist)
  typist.enterFor = table.seat('SMD')
  typist.connect()
  await until(() => typist.synced)
  await type(typist, ' for the chair')
  await coordinator.ask('seat:remove', { meetingId: table.meetingId, seatId: table.seat('SMD') })
  await until(() => typist.closedWith === CLOSE.reseated)
  typist.connect()
  await until(() => typist.closedWith === CLOSE.seatGone)
})
