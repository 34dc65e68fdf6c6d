import { beforeEach, describe, expect, it } from 'vitest'
import { newId, type DocumentId, type MeetingId, type SeatId } from '../../shared/ids'
import { meetingStream } from '../../shared/journal'
import { actingStanding } from '../../client/roles'
import { hiddenFromOthers } from '../support/hidden'
import { post } from '../support/request'
import { CHAIR_SEAT, EXAMPLE_MEETING, mechanismSeat, personIdOf, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()
const SECRET = 'zanzibarite'
const COORDINATOR_SEAT = { ...CHAIR_SEAT, label: 'Coordinator', role: 'coordinator' } as const

let venue: Venue
/** The meeting whose document it is, and another one. */
let eighth: Table
let ninth: Table
/** Two who sit in the meeting, one of them to look on; and one who sits in the other, as its chair. */
let ana: Caller
let omar: Caller
let sam: Caller
let documentId: DocumentId

beforeEach(async () => {
  venue = await open.venue()
  const { coordinator } = venue
  eighth = await Table.open(coordinator, [
    ...[mechanismSeat('OCM'), mechanismSeat('SMD', 'observer')],
    ...[{ ...CHAIR_SEAT, label: `Plate ${SECRET}` }],
  ])
  const { meetingId } = eighth
  const terms = { ...EXAMPLE_MEETING, theme: `Theme ${SECRET}` }
  await coordinator.ask('meeting:change', { meetingId, terms })
  ninth = await Table.open(coordinator, [CHAIR_SEAT, COORDINATOR_SEAT, mechanismSeat('OCM')])
  ana = await eighth.seatNew('OCM', 'Ana')
  omar = await eighth.seatNew('SMD', 'Omar')
  sam = await ninth.seatNew('Chair', 'Sam')
  documentId = await create(coordinator, meetingId)
})

async function create(by: Caller, meetingId: MeetingId | null): Promise<DocumentId> {
  const said = { title: `Lines ${SECRET}`, language: 'en', from: 'blank' } as const
  return (await by.ask('document:create', { ...said, meetingId })).documentId
}

/** Everybody who does not take part and is not of the house. */
async function outsiders(): Promise<Caller[]> {
  const office = await ninth.seatNew('Coordinator', 'Olga')
  const sameMechanism = await ninth.seatNew('OCM', 'Ola')
  const observer = await venue.coordinator.invite('observer', 'Observer')
  const guest = await (await linkFor(venue, 'coordinator', venue.documentId)).signIn('Guest')
  return [sam, office, sameMechanism, observer, guest]
}

/** Has somebody who sits in the other meeting sit in this one too; they act for the seat that they took last. */
async function sitInBoth(): Promise<Caller> {
  const both = await eighth.seatNew('OCM', 'Bo')
  await both.ask('seat:take', { token: (await ninth.slip('Chair')).code })
  return both
}

describe('a document of a meeting', () => {
  it('is read from every seat of it, whatever the seat gives, and written from those that write', async () => {
    const typist = await open.typist(ana, documentId)
    await type(typist, 'Welcomes the report')
    expect((await lastProvision(omar, documentId)).text).toBe('Welcomes the report')
    const { documents } = await omar.ask('document:list', {})
    const { meetingId } = eighth
    expect(documents.map((card) => card.meetingId)).toEqual([null, meetingId])
    const { found } = await omar.ask('document:search', { query: SECRET })
    expect(found.map(({ document }) => document.documentId)).toEqual([documentId])
  })

  it('is read by those of the house, who do more in it than look on', async () => {
    for (const role of ['coordinator', 'chair', 'drafter', 'suggester'] as const) {
      const caller = await venue.coordinator.invite(role, role)
      expect((await caller.ask('document:read', { documentId })).document.meetingId).toBe(eighth.meetingId)
      expect((await caller.ask('meeting:list', {})).meetings).toHaveLength(2)
    }
  })

  it('is read by whoever has a link for it, and nothing else of the meeting is', async () => {
    const guest = await (await linkFor(venue, 'drafter', documentId)).signIn('Guest')
    const typist = await open.typist(guest, documentId)
    await type(typist, 'From afar')
    expect((await guest.ask('document:list', {})).documents.map((card) => card.documentId)).toEqual([
      documentId,
    ])
    expect((await guest.ask('meeting:list', {})).meetings).toEqual([])
    const other = await create(venue.coordinator, eighth.meetingId)
    await expect(guest.ask('document:read', { documentId: other })).rejects.toThrow('not-allowed')
    await expect(guest.ask('meeting:read', { meetingId: eighth.meetingId })).rejects.toThrow('not-allowed')
  })

  it('stays open to whoever has a link for it on a seat elsewhere, who is of the house no more than before', async () => {
    const guest = await (await linkFor(venue, 'drafter', documentId)).signIn('Gil')
    await guest.ask('seat:take', { token: (await ninth.slip('OCM')).code })
    const other = await create(venue.coordinator, eighth.meetingId)
    const { documents } = await guest.ask('document:list', {})
    expect(documents.map((card) => card.documentId)).toEqual([venue.documentId, documentId])
    expect((await guest.ask('document:read', { documentId })).document.documentId).toBe(documentId)
    await expect(guest.ask('document:read', { documentId: other })).rejects.toThrow('not-allowed')
    expect((await guest.ask('meeting:list', {})).meetings).toHaveLength(1)
    await expect(guest.ask('meeting:read', { meetingId: eighth.meetingId })).rejects.toThrow('not-allowed')
  })

  it('is made for a meeting that one may read, and by nobody from a seat of another', async () => {
    const office = await ninth.seatNew('Coordinator', 'Olga')
    const refused = { title: 'Trap', language: 'en', from: 'blank' } as const
    for (const meetingId of [eighth.meetingId, newId<MeetingId>()])
      await expect(office.ask('document:create', { ...refused, meetingId })).rejects.toThrow(/^not-allowed$/)
    const own = await create(office, ninth.meetingId)
    expect((await sam.ask('document:read', { documentId: own })).document.meetingId).toBe(ninth.meetingId)
    await expect(ana.ask('document:read', { documentId: own })).rejects.toThrow('not-allowed')
  })

  it('stays with it in a copy, under another title, and when it was put aside', async () => {
    const { coordinator } = venue
    const copy = await coordinator.ask('document:duplicate', { documentId, title: 'Second thoughts' })
    expect(copy.meetingId).toBe(eighth.meetingId)
    await coordinator.ask('document:rename', { documentId, title: 'Renamed' })
    await coordinator.ask('document:archive', { documentId })
    const { documents } = await ana.ask('document:list', {})
    expect(documents.slice(1)).toMatchObject([
      { title: 'Renamed', archived: true, meetingId: eighth.meetingId },
      { documentId: copy.documentId },
    ])
    await expect(sam.ask('document:read', { documentId: copy.documentId })).rejects.toThrow('not-allowed')
  })

  it('is what is taken out of a private room, for the meeting from whose seat it is taken out', async () => {
    const said = { mechanismId: 'ocm' as never, title: 'Lines', language: 'en' } as const
    const room = await ana.ask('room:open', said)
    const out = await ana.ask('room:release', { documentId: room.documentId, title: 'Offer' })
    expect((await omar.ask('document:read', out)).document.title).toBe('Offer')
    await expect(sam.ask('document:read', out)).rejects.toThrow('not-allowed')
  })

  it('is still there after a restart, and so is who reads it', async () => {
    const server = await open.server({ dataDir: venue.server.dataDir })
    const read = (by: Caller, id: DocumentId) =>
      post(server.url, 'document:read', { documentId: id }, { cookie: by.cookie })
    expect(await read(omar, documentId)).toMatchObject({ status: 200 })
    expect(await read(omar, venue.documentId)).toMatchObject({ status: 200 })
    expect(await read(sam, documentId)).toMatchObject({ status: 403 })
  })
})

describe('to everybody else a document of a meeting', () => {
  hiddenFromOthers(open, () => ({
    ...{ venue, documentId, secret: SECRET, outsiders, insider: ana },
    lists: [meetingStream(eighth.meetingId), meetingStream('nowhere' as MeetingId)],
    untold: ['Ana', 'Omar', eighth.meetingId, ...eighth.seats.values()],
    async stir() {
      await type(await open.typist(ana, documentId), SECRET)
      const { coordinator } = venue
      await coordinator.ask('document:rename', { documentId, title: `More ${SECRET}` })
      await coordinator.ask('document:duplicate', { documentId, title: `Copy ${SECRET}` })
      await create(coordinator, eighth.meetingId)
      await coordinator.ask('document:archive', { documentId })
    },
  }))
})

describe('to everybody else a meeting', () => {
  it('is like one that there is not, whatever is asked of it', async () => {
    const seatId = eighth.seat('OCM')
    const personId = await personIdOf(ana)
    const terms = mechanismSeat('OCM')
    const [slip] = await eighth.slips('SMD')
    const asks = (meetingId: MeetingId) => ({
      'meeting:read': { meetingId },
      'meeting:change': { meetingId, terms: EXAMPLE_MEETING },
      'seat:make': { meetingId, seats: [terms] },
      'seat:change': { meetingId, seatId, terms },
      'seat:remove': { meetingId, seatId },
      'seat:handOver': { meetingId, seatId, from: null, to: personId },
      'seat:vacate': { meetingId, seatId, personId },
      'slip:make': { meetingId, seatIds: [seatId], perSeat: 1 },
      'slip:list': { meetingId },
      'slip:revoke': { meetingId, linkId: slip?.linkId },
    })
    for (const { cookie } of await outsiders()) {
      const unknown = asks(newId<MeetingId>())
      for (const [name, payload] of Object.entries(asks(eighth.meetingId))) {
        const answer = await post(venue.url, name, payload, { cookie })
        const nothing = await post(venue.url, name, unknown[name as 'meeting:read'], { cookie })
        expect(answer).toMatchObject({ status: 403 })
        expect(answer.body).toBe(nothing.body)
      }
    }
    expect(await eighth.namesOn('OCM')).toEqual(['Ana'])
  })

  it('has no seat for which words are entered', async () => {
    const office = await ninth.seatNew('Coordinator', 'Olga')
    for (const seatId of [eighth.seat('OCM'), newId<SeatId>()])
      await expect(office.ask('document:enterFor', { documentId: venue.documentId, seatId })).rejects.toThrow(
        /^seat-unknown$/,
      )
    const { seatId } = await office.ask('document:enterFor', {
      ...{ documentId: venue.documentId, seatId: ninth.seat('OCM') },
    })
    expect(seatId).toBe(ninth.seat('OCM'))
    await expect(
      venue.coordinator.ask('document:enterFor', { documentId, seatId: ninth.seat('OCM') }),
    ).rejects.toThrow(/^seat-unknown$/)
  })

  it('opens no other one to whoever coordinates it from a seat', async () => {
    const office = await ninth.seatNew('Coordinator', 'Olga')
    await expect(office.ask('meeting:create', EXAMPLE_MEETING)).rejects.toThrow('not-allowed')
  })

  it('shows its people to those of the house alone', async () => {
    const namesFor = async (by: Caller) => (await by.ask('people:list', {})).people.map(({ name }) => name)
    expect(await namesFor(venue.coordinator)).toEqual(expect.arrayContaining(['Ana', 'Omar', 'Sam']))
    const seen = await namesFor(sam)
    expect(seen).toEqual(expect.arrayContaining(['Coordinator', 'Sam']))
    expect(seen).not.toContain('Ana')
  })
})

describe('whoever sits in both meetings', () => {
  it('reads each of them from any seat, and does nothing in one from a seat of the other', async () => {
    const both = await sitInBoth()
    expect((await both.ask('session:read', {})).role).toBe('chair')
    const { id: provisionId, textHash } = await lastProvision(both, documentId)
    const gavel = { documentId, provisionId, textHash }
    await expect(both.ask('provision:agree', gavel)).rejects.toThrow(/^other-meeting$/)
    await expect(both.ask('document:rename', { documentId, title: 'Mine' })).rejects.toThrow(
      /^other-meeting$/,
    )
    const entered = await both.ask('document:enter', { documentId, receipt: null })
    expect(entered).toMatchObject({ mayEdit: false, mayGavel: false, entering: null })
    const typist = await open.typist(both, documentId)
    typist.insert(typist.text.length, 'From the other table')
    await until(() => typist.refusal !== null)
    expect(typist.refusal).toBe('other-meeting')
    expect((await lastProvision(ana, documentId)).text).not.toContain('other table')
  })

  it('is not in the roster under the seat of the other', async () => {
    const both = await sitInBoth()
    const reader = await open.typist(both, documentId)
    const personId = await personIdOf(both)
    await until(() => reader.roster.some((one) => one.personId === personId))
    expect(reader.roster.find((one) => one.personId === personId)).toMatchObject({
      ...{ seatId: null, seat: null, role: 'observer' },
    })
  })

  it('writes again once they act for their seat in this one', async () => {
    const both = await sitInBoth()
    await both.ask('session:actFor', { seatId: eighth.seat('OCM') })
    const typist = await open.typist(both, documentId)
    await type(typist, 'From this table')
    expect((await lastProvision(ana, documentId)).text).toBe('From this table')
    const house = await open.typist(both, venue.documentId)
    await type(house, 'For everybody')
  })

  it('has words recorded for the seat from which they were typed, also when they come late', async () => {
    const both = await sitInBoth()
    await both.ask('session:actFor', { seatId: eighth.seat('OCM') })
    const typist = await open.typist(both, documentId)
    const standing = actingStanding(await both.ask('session:read', {}))
    typist.disconnect()
    typist.insert(typist.text.length, 'Late words')
    await both.ask('session:actFor', { seatId: ninth.seat('Chair') })
    typist.typedAs = standing
    typist.connect()
    await until(() => typist.synced && typist.waiting === 0)
    expect(typist.refusal).toBeNull()
    expect((await lastProvision(ana, documentId)).text).toBe('Late words')
  })

  it('is told nothing in one that is for the role of a seat in the other', async () => {
    const both = await sitInBoth()
    await eighth.slips('SMD')
    const stream = meetingStream(eighth.meetingId)
    const read = async (by: Caller) => (await by.ask('journal:read', { stream, after: 0 })).entries
    const kinds = (await read(both)).flatMap((entry) => (entry.shown ? entry.kind : []))
    expect(kinds).not.toContain('slip:made')
    const house = (await read(venue.coordinator)).flatMap((entry) => (entry.shown ? entry.kind : []))
    expect(house).toContain('slip:made')
    const live = await open.live(both)
    const { head } = await live.follow(stream)
    await live.reached(head)
    expect(JSON.stringify(live.entries)).not.toContain('slip:made')
  })
})

describe('when the last seat in a meeting is lost, it', () => {
  it('shuts at once, on open sockets too, whichever seat one acts for', async () => {
    const both = await sitInBoth()
    const typist = await open.typist(both, documentId)
    const live = await open.live(both)
    await live.follow(meetingStream(eighth.meetingId))
    const { meetingId, coordinator } = eighth
    const personId = await personIdOf(both)
    await coordinator.ask('seat:vacate', { meetingId, seatId: eighth.seat('OCM'), personId })
    await until(() => !typist.connected && !live.isOpen, { what: 'the sockets to close' })
    await expect(both.ask('document:read', { documentId })).rejects.toThrow('not-allowed')
    await expect(both.ask('meeting:read', { meetingId })).rejects.toThrow('not-allowed')
    expect((await both.ask('meeting:list', {})).meetings.map((one) => one.meetingId)).toEqual([
      ninth.meetingId,
    ])
  })

  it('opens at once to whoever has the seat now', async () => {
    const { meetingId, coordinator } = eighth
    const [from, to] = [await personIdOf(ana), await personIdOf(sam)]
    await coordinator.ask('seat:handOver', { meetingId, seatId: eighth.seat('OCM'), from, to })
    expect((await sam.ask('document:read', { documentId })).document.documentId).toBe(documentId)
    await expect(ana.ask('document:read', { documentId })).rejects.toThrow('not-allowed')
  })
})

describe('a coordinator’s seat', () => {
  it('lets others into its own meeting, and nobody into the house', async () => {
    const office = await ninth.seatNew('Coordinator', 'Olga')
    const link = (role: 'coordinator' | 'drafter' | 'observer', onlyDocumentId: DocumentId | null) =>
      office.ask('link:create', { role, label: '', onlyDocumentId })
    await expect(link('coordinator', null)).rejects.toThrow('not-allowed')
    await expect(link('observer', null)).rejects.toThrow('not-allowed')
    await expect(link('drafter', venue.documentId)).rejects.toThrow('not-allowed')
    await expect(link('drafter', documentId)).rejects.toThrow('not-allowed')
    await link('observer', venue.documentId)
    await link('drafter', await create(office, ninth.meetingId))
  })

  it('neither lists nor withdraws the links of others, and shows nobody out', async () => {
    const office = await ninth.seatNew('Coordinator', 'Olga')
    for (const onlyDocumentId of [null, documentId]) {
      const said = { role: 'drafter', label: '', onlyDocumentId } as const
      const { linkId } = await venue.coordinator.ask('link:create', said)
      expect((await office.ask('link:list', {})).links).toEqual([])
      await expect(office.ask('link:revoke', { linkId })).rejects.toThrow('link-spent')
    }
    const personId = await personIdOf(ana)
    await expect(office.ask('people:revoke', { personId })).rejects.toThrow('not-allowed')
    const guest = await (await linkFor(venue, 'drafter', documentId)).signIn('Gil')
    const known = (await office.ask('people:list', {})).people.map((person) => person.personId)
    expect(known).not.toContain(personId)
    expect(known).not.toContain(await personIdOf(guest))
  })
})
