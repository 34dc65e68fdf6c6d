import { beforeEach, describe, expect, it } from 'vitest'
import type { DocumentId, PersonId, SeatId } from '../../shared/ids'
import { meetingStream } from '../../shared/journal'
import { MAIN_STREAM } from '../../shared/meetings'
import { post } from '../support/request'
import { CHAIR_SEAT, mechanismSeat, personIdOf, Table } from '../support/seats'
import { Caller } from '../support/typist'
import { linkFor, venues, type Venue } from '../support/venue'

const open = venues()
const KEEPER = { ...mechanismSeat('OCM', 'administrator'), label: 'Keeper' }
const NOT_FOR_YOURSELF = /^not-for-yourself$/

let venue: Venue
let coordinator: Caller
/** A meeting with a seat to type from, and one to look after the meeting from. */
let table: Table
let documentId: DocumentId
/** An administrator by their own role, and one from a seat. */
let ada: Caller
let kim: Caller

beforeEach(async () => {
  venue = await open.venue()
  ;({ coordinator } = venue)
  table = await Table.open(coordinator, [mechanismSeat('OCM'), mechanismSeat('SMD', 'observer'), KEEPER])
  const { meetingId } = table
  const said = { title: 'Lines', language: 'en', from: 'blank', meetingId } as const
  documentId = (await coordinator.ask('document:create', said)).documentId
  ada = await coordinator.invite('administrator', 'Ada')
  kim = await table.seatNew('Keeper', 'Kim')
})

/** A slip that somebody makes for a seat. */
async function slipBy(by: Caller, label: string): Promise<string> {
  const { meetingId } = table
  const asked = { meetingId, seatIds: [table.seat(label)], perSeat: 1 }
  const [slip] = (await by.ask('slip:make', asked)).slips
  if (!slip) throw new Error(`${label} has no free place`)
  return slip.code
}

async function readsNothing(by: Caller): Promise<void> {
  await expect(by.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
  expect((await by.ask('document:list', {})).documents).toEqual([])
}

/** Those who look after seats: each of them tries. */
const both = () => [ada, kim]

describe('who looks after seats without reading does not seat themselves', () => {
  it('by their own slip, which stays good for others', async () => {
    for (const by of both()) {
      const token = await slipBy(by, 'OCM')
      await expect(by.ask('seat:take', { token })).rejects.toThrow(NOT_FOR_YOURSELF)
      await readsNothing(by)
      const omar = await Caller.signIn(venue.url, token, 'Omar')
      expect((await omar.ask('document:read', { documentId })).document.documentId).toBe(documentId)
    }
  })

  it('by their own slip in another role, or after they have lost the seat from which they made it', async () => {
    const token = await slipBy(kim, 'OCM')
    await kim.ask('session:actFor', { seatId: null })
    await expect(kim.ask('seat:take', { token })).rejects.toThrow(NOT_FOR_YOURSELF)
    const { meetingId } = table
    const personId = await personIdOf(kim)
    await coordinator.ask('seat:vacate', { meetingId, seatId: table.seat('Keeper'), personId })
    await expect(kim.ask('seat:take', { token })).rejects.toThrow(NOT_FOR_YOURSELF)
    await expect(kim.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
  })

  it('by a slip that they made while they still read', async () => {
    const { meetingId } = table
    const office = { ...CHAIR_SEAT, label: 'Office', role: 'coordinator' } as const
    const { seatIds } = await coordinator.ask('seat:make', { meetingId, seats: [office] })
    const { slips } = await coordinator.ask('slip:make', { meetingId, seatIds, perSeat: 1 })
    const olga = await Caller.signIn(venue.url, slips[0]?.code ?? '', 'Olga')
    const token = await slipBy(olga, 'OCM')
    const seatId = seatIds[0] as SeatId
    const terms = { ...office, role: 'administrator' } as const
    await coordinator.ask('seat:change', { meetingId, seatId, terms })
    const refused = async () => {
      await expect(olga.ask('seat:take', { token })).rejects.toThrow(NOT_FOR_YOURSELF)
      const { cookie } = olga
      const answer = await post(venue.url, 'session:signIn', { token, name: 'Me' }, { cookie })
      expect([answer.status, answer.code]).toEqual([403, 'not-for-yourself'])
    }
    await refused()
    await olga.ask('session:actFor', { seatId: null })
    await refused()
    await coordinator.ask('seat:vacate', { meetingId, seatId, personId: await personIdOf(olga) })
    await refused()
    await Caller.signIn(venue.url, token, 'Omar')
  })

  it('by being handed a place, in anybody’s stead', async () => {
    const { meetingId } = table
    const seatId = table.seat('OCM')
    const from = await personIdOf(await table.seatNew('OCM', 'Omar'))
    for (const by of both()) {
      const to = await personIdOf(by)
      for (const one of [null, from])
        await expect(by.ask('seat:handOver', { meetingId, seatId, from: one, to })).rejects.toThrow(
          NOT_FOR_YOURSELF,
        )
      await readsNothing(by)
    }
    expect(await table.namesOn('OCM')).toEqual(['Omar'])
  })

  it('by changing the seat on which they sit', async () => {
    const { meetingId } = table
    await coordinator.ask('seat:handOver', {
      ...{ meetingId, seatId: table.seat('SMD'), from: null },
      to: await personIdOf(ada),
    })
    await ada.ask('session:actFor', { seatId: null })
    const raised = { meetingId, terms: mechanismSeat('OCM') }
    for (const [by, label] of [
      [ada, 'SMD'],
      [kim, 'Keeper'],
    ] as const) {
      const seatId = table.seat(label)
      await expect(by.ask('seat:change', { ...raised, seatId })).rejects.toThrow(NOT_FOR_YOURSELF)
      await readsNothing(by)
    }
  })

  it('by a slip of somebody else, for a seat that they made or changed before', async () => {
    const { meetingId } = table
    const keeper = await slipBy(coordinator, 'Keeper')
    const terms = { ...mechanismSeat('OCM'), label: 'Keeper' }
    await ada.ask('seat:change', { meetingId, seatId: table.seat('Keeper'), terms })
    await expect(ada.ask('seat:take', { token: keeper })).rejects.toThrow(NOT_FOR_YOURSELF)

    const { seatIds } = await ada.ask('seat:make', { meetingId, seats: [CHAIR_SEAT] })
    const { slips } = await coordinator.ask('slip:make', { meetingId, seatIds, perSeat: 1 })
    await expect(ada.ask('seat:take', { token: slips[0]?.code ?? '' })).rejects.toThrow(NOT_FOR_YOURSELF)
    await readsNothing(ada)
  })

  it('by what they made, in the browser in which they are signed in', async () => {
    const { url } = await ada.ask('link:create', { role: 'drafter', label: '', onlyDocumentId: null })
    const slips = [await slipBy(ada, 'OCM'), await slipBy(kim, 'SMD')]
    for (const [by, token] of [
      [ada, url.split('#')[1] ?? ''],
      [ada, slips[0] ?? ''],
      [kim, slips[1] ?? ''],
    ] as const) {
      const { cookie } = by
      const answer = await post(venue.url, 'session:signIn', { token, name: 'Me' }, { cookie })
      expect([answer.status, answer.code]).toEqual([403, 'not-for-yourself'])
      // it was for somebody else, and still is
      await Caller.signIn(venue.url, token, 'Omar')
    }
  })

  it('but may be given a place by somebody who reads', async () => {
    await slipBy(ada, 'OCM')
    const { meetingId } = table
    const to = await personIdOf(ada)
    await coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('OCM'), from: null, to })
    expect((await ada.ask('document:read', { documentId })).document.documentId).toBe(documentId)
  })
})

describe('who reads every meeting and gives places in it', () => {
  it('sits down by a slip that they made when they looked after it from a seat', async () => {
    await coordinator.ask('seat:take', { token: await slipBy(coordinator, 'Keeper') })
    const token = await slipBy(coordinator, 'OCM')
    await expect(coordinator.ask('seat:take', { token })).rejects.toThrow(NOT_FOR_YOURSELF)
    await coordinator.ask('session:actFor', { seatId: null })
    await coordinator.ask('seat:take', { token })
    expect(await table.namesOn('OCM')).toEqual(['Coordinator'])
  })
})

describe('who looks after the house without reading', () => {
  it('lets nobody into a document, also by its id', async () => {
    for (const by of both())
      for (const onlyDocumentId of [documentId, venue.documentId])
        await expect(by.ask('link:create', { role: 'drafter', label: '', onlyDocumentId })).rejects.toThrow(
          /^not-allowed$/,
        )
  })

  it('hands out no key to the house from a seat, and shows nobody out', async () => {
    const link = { role: 'drafter', label: '', onlyDocumentId: null } as const
    await expect(kim.ask('link:create', link)).rejects.toThrow(/^not-allowed$/)
    const personId: PersonId = await personIdOf(ada)
    await expect(kim.ask('people:revoke', { personId })).rejects.toThrow(/^not-allowed$/)
  })

  it('reads nothing by a link for one document, nor looks after anything by it', async () => {
    const guest = await (await linkFor(venue, 'administrator', venue.documentId)).signIn('Gus')
    await expect(guest.ask('document:read', { documentId: venue.documentId })).rejects.toThrow(
      /^not-allowed$/,
    )
    await expect(guest.ask('people:list', {})).rejects.toThrow(/^not-allowed$/)
    expect((await guest.ask('document:list', {})).documents).toEqual([])
  })

  it('leaves a trace in the record of every key by which they could come back as somebody else', async () => {
    await ada.invite('coordinator', 'Nobody in particular')
    const slip = await slipBy(ada, 'OCM')
    await Caller.signIn(venue.url, slip, 'Somebody else')
    const kindsIn = async (stream: typeof MAIN_STREAM) => {
      const { entries } = await coordinator.ask('journal:read', { stream, after: 0 })
      return entries.flatMap((entry) => (entry.shown ? `${entry.kind} by ${entry.by}` : []))
    }
    const house = await kindsIn(MAIN_STREAM)
    expect(house.slice(-3)).toEqual([
      'link:made by Ada',
      'person:admitted by Nobody in particular',
      'person:admitted by Somebody else',
    ])
    const meeting = await kindsIn(meetingStream(table.meetingId))
    expect(meeting.slice(-2)).toEqual(['slip:made by Ada', 'seat:taken by Somebody else'])
    const { links } = await coordinator.ask('link:list', {})
    expect(links.find(({ usedBy }) => usedBy === 'Nobody in particular')?.madeBy?.name).toBe('Ada')
  })
})
