import { beforeEach, describe, expect, it } from 'vitest'
import type { DocumentId, MechanismId } from '../../shared/ids'
import { documentStream, mechanismStream } from '../../shared/journal'
import { FOR_NOBODY, standingOf } from '../../shared/standing'
import { CLOSE, SYNC_PATH } from '../../shared/sync'
import { hiddenFromOthers } from '../support/hidden'
import { say, upgradeRequest } from '../support/request'
import { mechanismSeat, personIdOf, Table } from '../support/seats'
import { Typist, type Caller } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()
const [OCM, SMD] = ['ocm', 'smd'] as [MechanismId, MechanismId]
const SECRET = 'zanzibarite'

let venue: Venue
let table: Table
/** Two who hold seats of the mechanism, and one from another mechanism. */
let ana: Caller
let omar: Caller
let sam: Caller
let room: DocumentId

beforeEach(async () => {
  venue = await open.venue()
  const seats = ['OCM', 'SMD'].map((label) => mechanismSeat(label))
  const secretariat = { ...mechanismSeat('OCM'), label: 'OCM secretariat' }
  table = await Table.open(venue.coordinator, [...seats, secretariat])
  ana = await table.seatNew('OCM', 'Ana')
  omar = await table.seatNew('OCM secretariat', 'Omar')
  sam = await table.seatNew('SMD', 'Sam')
  const said = { mechanismId: OCM, title: `Lines ${SECRET}`, language: 'en' } as const
  room = (await ana.ask('room:open', said)).documentId
})

/** Everybody who is not of the mechanism, up to those who run the house. */
async function outsiders(): Promise<Caller[]> {
  const { coordinator } = venue
  const invited = await Promise.all(
    (['chair', 'drafter', 'observer', 'administrator'] as const).map((role) =>
      coordinator.invite(role, role),
    ),
  )
  const guest = await (await linkFor(venue, 'coordinator', venue.documentId)).signIn('Guest')
  const office = { ...mechanismSeat('OCM', 'administrator'), label: 'OCM office' }
  const keeper = await (await Table.open(coordinator, [office])).seatNew('OCM office', 'Kit')
  return [coordinator, sam, guest, keeper, ...invited]
}

describe('a private room', () => {
  it('is written in and read from every seat of its mechanism, and says who can read it', async () => {
    const typist = await open.typist(ana, room)
    await type(typist, 'Welcomes the report')
    expect((await lastProvision(omar, room)).text).toBe('Welcomes the report')
    const { documents } = await omar.ask('document:list', {})
    expect(documents.find(({ documentId }) => documentId === room)).toMatchObject({ onlyFor: OCM })
    const { readers } = await omar.ask('room:readers', { documentId: room })
    expect([...readers].sort()).toEqual(['Ana', 'Omar'])
  })

  it('is opened by the coordinator for a mechanism, who then cannot read it', async () => {
    const { coordinator } = venue
    const said = { mechanismId: OCM, title: 'Prepared', language: 'en' } as const
    const { documentId } = await coordinator.ask('room:open', said)
    await expect(coordinator.ask('document:read', { documentId })).rejects.toThrow('not-allowed')
    expect((await ana.ask('document:read', { documentId })).document.title).toBe('Prepared')
  })

  it('is opened by nobody else for a mechanism that is not their own', async () => {
    const chair = await venue.coordinator.invite('chair', 'Chair')
    for (const by of [sam, chair])
      await expect(by.ask('room:open', { mechanismId: OCM, title: 'Trap', language: 'en' })).rejects.toThrow(
        'not-allowed',
      )
  })

  it('is renamed, archived and brought back by those who write in it', async () => {
    await omar.ask('document:rename', { documentId: room, title: 'Red lines' })
    await ana.ask('document:archive', { documentId: room })
    const { documents } = await ana.ask('document:list', {})
    expect(documents.at(-1)).toMatchObject({ title: 'Red lines', archived: true })
    await ana.ask('document:bringBack', { documentId: room })
  })

  it('gives no link to anybody, for it is entered from a seat', async () => {
    const terms = { ...mechanismSeat('OCM', 'coordinator'), label: 'OCM office' }
    const office = await (await Table.open(venue.coordinator, [terms])).seatNew('OCM office', 'Olga')
    const link = { role: 'drafter', label: '', onlyDocumentId: room } as const
    await expect(office.ask('link:create', link)).rejects.toThrow('not-allowed')
  })
})

describe('words in a private room', () => {
  const seatOf = (label: string) =>
    ({ seatId: table.seat(label), mechanismId: OCM, office: 'delegate' }) as const

  /** Ana, who sits on a seat of another mechanism and on a second one of this too, types under a standing. */
  async function typedAs(standing: string): Promise<Typist> {
    const { meetingId, coordinator } = table
    const to = await personIdOf(ana)
    for (const label of ['SMD', 'OCM secretariat'])
      await coordinator.ask('seat:handOver', { meetingId, seatId: table.seat(label), from: null, to })
    await ana.ask('session:actFor', { seatId: table.seat('OCM') })
    const typist = await Typist.enter(ana, room)
    typist.typedAs = standing
    typist.connect()
    await until(() => typist.synced || typist.closedWith !== null)
    return typist
  }

  it.each([
    ['for a seat of another mechanism', () => standingOf({ ...seatOf('SMD'), mechanismId: SMD })],
    ['for no seat', () => FOR_NOBODY],
  ])('are not taken when they were typed %s, whichever seat reads it', async (_as, standing) => {
    const typist = await typedAs(standing())
    expect([typist.synced, typist.closedWith]).toEqual([false, CLOSE.otherSeat])
  })

  it('are taken when they were typed for another seat of the mechanism', async () => {
    const typist = await typedAs(standingOf(seatOf('OCM secretariat')))
    await type(typist, 'Late words')
    expect((await lastProvision(omar, room)).text).toBe('Late words')
    typist.disconnect()
  })
})

describe('to everybody else a private room', () => {
  hiddenFromOthers(open, () => ({
    ...{ venue, documentId: room, secret: SECRET, outsiders, insider: ana },
    lists: [mechanismStream(OCM), mechanismStream('nowhere' as MechanismId)],
    async stir() {
      await type(await open.typist(omar, room), SECRET)
      await ana.ask('document:rename', { documentId: room, title: `More ${SECRET}` })
      await ana.ask('document:duplicate', { documentId: room, title: `Copy ${SECRET}` })
      await ana.ask('room:open', { mechanismId: OCM, title: SECRET, language: 'en' })
      await ana.ask('document:archive', { documentId: room })
    },
  }))
})

describe('when a seat is lost, its rooms', () => {
  it('shut at once, on open sockets too', async () => {
    const typist = await open.typist(ana, room)
    const live = await open.live(ana)
    await live.follow(documentStream(room))
    const { meetingId, coordinator } = table
    const personId = await personIdOf(ana)
    await coordinator.ask('seat:vacate', { meetingId, seatId: table.seat('OCM'), personId })
    await expect(ana.ask('document:read', { documentId: room })).rejects.toThrow('not-allowed')
    await until(() => !typist.connected && !live.isOpen, { what: 'the sockets to close' })
    await expect(ana.ask('document:enter', { documentId: room, receipt: null })).rejects.toThrow(
      'not-allowed',
    )
    const { cookie, url } = ana
    expect(await say(url, upgradeRequest(url, `${SYNC_PATH}${room}`, { cookie }), 2_000)).toMatch(/ 403 /)
    expect((await ana.ask('document:list', {})).documents.map(({ onlyFor }) => onlyFor)).toEqual([null])
  })

  it('open at once to whoever has it now', async () => {
    const { meetingId, coordinator } = table
    const [from, to] = [await personIdOf(ana), await personIdOf(sam)]
    await coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('OCM'), from, to })
    expect((await sam.ask('document:read', { documentId: room })).document.documentId).toBe(room)
    await expect(ana.ask('document:read', { documentId: room })).rejects.toThrow('not-allowed')
  })

  it('are shut while one acts for another seat, or for none', async () => {
    await ana.ask('session:actFor', { seatId: null })
    await expect(ana.ask('document:read', { documentId: room })).rejects.toThrow('not-allowed')
    await ana.ask('session:actFor', { seatId: table.seat('OCM') })
    expect((await ana.ask('document:read', { documentId: room })).document.documentId).toBe(room)
  })
})

describe('text leaves a private room', () => {
  it('only when somebody takes it out, and the copy says nothing of the room', async () => {
    const typist = await open.typist(ana, room)
    await type(typist, 'Our offer')
    const said = { documentId: room, title: 'Offer of OCM' }
    const { documentId } = await ana.ask('room:release', said)
    expect((await lastProvision(sam, documentId)).text).toBe('Our offer')
    const { entries } = await sam.ask('journal:read', { stream: documentStream(documentId), after: 0 })
    expect(JSON.stringify(entries)).not.toContain(room)
    const own = await ana.ask('journal:read', { stream: documentStream(room), after: 0 })
    expect(own.entries.at(-1)).toMatchObject({ kind: 'document:released', body: { copyId: documentId } })
  })

  it('not by a copy, which stays in the room’s mechanism', async () => {
    const copy = await ana.ask('document:duplicate', { documentId: room, title: 'Second thoughts' })
    expect(copy.onlyFor).toBe(OCM)
    await expect(sam.ask('document:read', { documentId: copy.documentId })).rejects.toThrow('not-allowed')
  })

  it('not by the hand of somebody who only reads it', async () => {
    const terms = { ...mechanismSeat('OCM', 'observer'), label: 'OCM guest' }
    const guest = await (await Table.open(venue.coordinator, [terms])).seatNew('OCM guest', 'Gus')
    await expect(guest.ask('room:release', { documentId: room, title: 'Out' })).rejects.toThrow('not-allowed')
  })

  it('not for a meeting that is put aside, and the record of the room says nothing of it', async () => {
    const table = await Table.open(venue.coordinator, [{ ...mechanismSeat('OCM'), label: 'OCM then' }])
    const olga = await table.seatNew('OCM then', 'Olga')
    const { documentId } = await olga.ask('room:open', { mechanismId: OCM, title: 'Lines', language: 'en' })
    await venue.coordinator.ask('meeting:archive', { meetingId: table.meetingId })
    await expect(olga.ask('room:release', { documentId, title: 'Out' })).rejects.toThrow('not-allowed')
    const { entries } = await ana.ask('journal:read', { stream: documentStream(documentId), after: 0 })
    expect(entries.flatMap((entry) => (entry.shown ? entry.kind : []))).not.toContain('document:released')
  })
})
