import { beforeEach, describe, expect, it } from 'vitest'
import type { DocumentId, LinkId, MechanismId } from '../../shared/ids'
import { documentStream, mechanismStream, meetingStream } from '../../shared/journal'
import { MAIN_STREAM } from '../../shared/meetings'
import { SYNC_PATH } from '../../shared/sync'
import { hiddenFromOthers } from '../support/hidden'
import { say, upgradeRequest } from '../support/request'
import { mechanismSeat, personIdOf, Table } from '../support/seats'
import type { Caller } from '../support/typist'
import { until } from '../support/until'
import { linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()
const SECRET = 'zanzibarite'
const OCM = 'ocm' as MechanismId
const KEEPER = { ...mechanismSeat('OCM', 'administrator'), label: 'Keeper' }

let venue: Venue
let coordinator: Caller
/** A meeting with a seat to type from, one to look on from, and one to look after it from; and another one. */
let eighth: Table
let ninth: Table
/** An administrator by their own role. */
let ada: Caller

beforeEach(async () => {
  venue = await open.venue()
  ;({ coordinator } = venue)
  eighth = await Table.open(coordinator, [mechanismSeat('OCM'), mechanismSeat('SMD', 'observer'), KEEPER])
  ninth = await Table.open(coordinator, [mechanismSeat('OCM'), KEEPER])
  ada = await coordinator.invite('administrator', 'Ada')
})

/** Administrators of all kinds: by their own role, from a seat here, and from one elsewhere while they hold one here. */
async function administrators(): Promise<Caller[]> {
  const here = await eighth.seatNew('Keeper', 'Kim')
  const elsewhere = await eighth.seatNew('SMD', 'Eli')
  await elsewhere.ask('seat:take', { token: (await ninth.slip('Keeper')).code })
  return [ada, here, elsewhere]
}

/** Those who look after the meeting from a seat, and act for none. */
async function actingForNone(): Promise<Caller> {
  const caller = await eighth.seatNew('Keeper', 'Ira')
  await caller.ask('session:actFor', { seatId: null })
  return caller
}

/** Those who look after the meeting from a seat, and act in roles that read: for a seat of another one, and by a link. */
async function readingElsewhere(): Promise<Caller[]> {
  const { meetingId, coordinator } = eighth
  const { seatIds } = await coordinator.ask('seat:make', { meetingId, seats: [{ ...KEEPER, label: 'More' }] })
  const { slips } = await coordinator.ask('slip:make', { meetingId, seatIds, perSeat: 2 })
  const sit = async (caller: Caller, index: number) => {
    await caller.ask('seat:take', { token: slips[index]?.code ?? '' })
    return caller
  }
  const there = await sit(await ninth.seatNew('OCM', 'Eva'), 0)
  await there.ask('session:actFor', { seatId: ninth.seat('OCM') })
  const observer = await sit(await coordinator.invite('observer', 'Oda'), 1)
  await observer.ask('session:actFor', { seatId: null })
  return [there, observer]
}

/** Makes and changes a document as its secret suite wants it. */
function stirring(documentId: DocumentId) {
  return async () => {
    await type(await open.typist(coordinator, documentId), SECRET)
    for (const title of ['Copy', 'Another copy'])
      await coordinator.ask('document:duplicate', { documentId, title: `${title} ${SECRET}` })
    await coordinator.ask('document:rename', { documentId, title: `More ${SECRET}` })
    await coordinator.ask('document:archive', { documentId })
  }
}

async function create(meetingId: Table['meetingId'] | null): Promise<DocumentId> {
  const said = { title: `Lines ${SECRET}`, language: 'en', from: 'blank', meetingId } as const
  return (await coordinator.ask('document:create', said)).documentId
}

describe('to an administrator a document of the house', () => {
  let documentId: DocumentId
  beforeEach(async () => (documentId = await create(null)))

  hiddenFromOthers(open, () => ({
    ...{ venue, documentId, secret: SECRET, lists: [], leavesGaps: true, untold: [documentId] },
    outsiders: async () => [...(await administrators()), await actingForNone()],
    ...{ stir: stirring(documentId), insider: coordinator },
  }))
})

describe('to an administrator a document of a meeting', () => {
  let documentId: DocumentId
  beforeEach(async () => (documentId = await create(eighth.meetingId)))

  hiddenFromOthers(open, () => ({
    ...{ venue, documentId, secret: SECRET, lists: [], untold: [documentId] },
    outsiders: async () => [
      ...(await administrators()),
      await actingForNone(),
      ...(await readingElsewhere()),
    ],
    ...{ beside: meetingStream(eighth.meetingId), stir: stirring(documentId), insider: coordinator },
  }))

  it('is not in the stream of the meeting, which says who comes and goes', async () => {
    const stream = meetingStream(eighth.meetingId)
    for (const caller of await administrators()) {
      const live = await open.live(caller)
      const { head } = await live.follow(stream)
      await coordinator.ask('document:rename', { documentId, title: `Even more ${SECRET} ${head}` })
      const { meetingId } = eighth
      await coordinator.ask('seat:make', { meetingId, seats: [mechanismSeat('GFM')] })
      await live.reached(head + 2)
      expect(live.entries.at(-1)).toMatchObject({ kind: 'seat:made' })
      const read = await caller.ask('journal:read', { stream, after: 0 })
      expect(JSON.stringify([live.entries, read])).not.toMatch(/zanzibarite|document:/)
    }
  })

  it('says who made slips to those who look after this meeting, and not to those of another', async () => {
    const stream = meetingStream(eighth.meetingId)
    const reads = (await administrators()).map((by) => by.ask('journal:read', { stream, after: 0 }))
    const told = (await Promise.all(reads)).map((read) => JSON.stringify(read).includes('"slip:made"'))
    expect(told).toEqual([true, true, false])
  })
})

describe('an administrator', () => {
  it('looks after people, links, meetings, seats, slips and the registry', async () => {
    const { meetingId } = await Table.open(ada, [mechanismSeat('OCM')])
    const { seats } = await ada.ask('meeting:read', { meetingId })
    const seatIds = seats.map(({ seatId }) => seatId)
    const { slips } = await ada.ask('slip:make', { meetingId, seatIds, perSeat: 1 })
    expect(slips).toHaveLength(1)
    const omar = await ada.invite('drafter', 'Omar')
    const { people } = await ada.ask('people:list', {})
    expect(people.map(({ name, role }) => `${name}: ${role}`)).toContain('Ada: administrator')
    await ada.ask('people:revoke', { personId: await personIdOf(omar) })
    await expect(omar.ask('session:read', {})).rejects.toThrow()
  })

  it('is told that people come and go and links are handed out, but for links to documents; who did is in the lists', async () => {
    const { documentId } = venue
    await linkFor(venue, 'drafter', documentId)
    await ada.invite('drafter', 'Omar')
    const { entries } = await ada.ask('journal:read', { stream: MAIN_STREAM, after: 0 })
    const shown = entries.flatMap((entry) => (entry.shown ? `${entry.kind} by ${entry.by}` : []))
    expect(shown.slice(-2)).toEqual(['link:made by null', 'person:admitted by null'])
    expect(JSON.stringify(entries)).not.toContain(documentId)
    const { links } = await ada.ask('link:list', {})
    expect(links.map(({ onlyDocumentId }) => onlyDocumentId)).toEqual(links.map(() => null))
    const seen = await coordinator.ask('link:list', {})
    expect(seen.links.find(({ usedBy }) => usedBy === 'Omar')?.madeBy?.name).toBe('Ada')
  })

  it('is told neither how many links to documents there are nor that one was withdrawn', async () => {
    const dora = await coordinator.invite('coordinator', 'Dora')
    const said = { role: 'drafter', label: '' } as const
    await dora.ask('link:create', { ...said, onlyDocumentId: null })
    const onlyDocumentId = venue.documentId
    const withdrawn = await dora.ask('link:create', { ...said, onlyDocumentId })
    await dora.ask('link:create', { ...said, onlyDocumentId })
    const countFor = async (by: Caller) =>
      (await by.ask('people:list', {})).people.find(({ name }) => name === 'Dora')?.openLinks
    expect([await countFor(ada), await countFor(coordinator)]).toEqual([1, 3])
    await dora.ask('link:revoke', { linkId: withdrawn.linkId })
    await coordinator.ask('people:revoke', { personId: await personIdOf(dora) })
    const revokedFor = async (by: Caller) => {
      const { entries } = await by.ask('journal:read', { stream: MAIN_STREAM, after: 0 })
      return entries.filter((entry) => entry.shown && entry.kind === 'link:revoked').length
    }
    expect([await revokedFor(ada), await revokedFor(coordinator)]).toEqual([1, 3])
  })

  it('who acts for a seat that reads is not told of links to the documents of another meeting', async () => {
    const there = await create(ninth.meetingId)
    const office = { ...mechanismSeat('OCM', 'coordinator'), label: 'Office' }
    const { meetingId } = eighth
    const { seatIds } = await coordinator.ask('seat:make', { meetingId, seats: [office] })
    const { slips } = await coordinator.ask('slip:make', { meetingId, seatIds, perSeat: 1 })
    await ada.ask('seat:take', { token: slips[0]?.code ?? '' })
    expect(await ada.ask('session:read', {})).toMatchObject({ role: 'coordinator' })
    const link = await linkFor(venue, 'observer', there)
    const live = await open.live(ada)
    await live.follow(MAIN_STREAM)
    await coordinator.ask('link:revoke', { linkId: link.linkId as LinkId })
    await linkFor(venue, 'observer', there)
    await linkFor(venue, 'observer')
    await until(() => live.entries.some((entry) => entry.shown))
    const read = await ada.ask('journal:read', { stream: MAIN_STREAM, after: 0 })
    const told = JSON.stringify([...live.entries, ...read.entries])
    expect(told).not.toContain(there)
    expect(told).not.toContain(link.linkId)
    const seen = await coordinator.ask('journal:read', { stream: MAIN_STREAM, after: 0 })
    expect(JSON.stringify(seen)).toContain(there)
  })

  it('is not told to which document alone somebody was admitted', async () => {
    await (await linkFor(venue, 'drafter', venue.documentId)).signIn('Gus')
    const onlyOf = async (by: Caller) =>
      (await by.ask('people:list', {})).people.find(({ name }) => name === 'Gus')?.onlyDocumentId
    expect(await onlyOf(coordinator)).toBe(venue.documentId)
    expect(await onlyOf(ada)).toBeNull()
  })

  it('is known as one to the chair, also from a seat', async () => {
    await administrators()
    const { people } = await (await coordinator.invite('chair', 'Chair')).ask('people:list', {})
    const administering = people.flatMap(({ administers, name }) => (administers ? [name] : []))
    expect(administering.sort()).toEqual(['Ada', 'Eli', 'Kim'])
  })

  it('reads nothing for no seat, nor after losing the one for which they were let in, until given one that reads', async () => {
    const documentId = await create(null)
    const { meetingId } = eighth
    const kim = await actingForNone()
    const kimId = await personIdOf(kim)
    const stream = MAIN_STREAM
    const readsNothing = async () => {
      await expect(kim.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
      await expect(kim.ask('practice:open', { language: 'en' })).rejects.toThrow(/^not-allowed$/)
      const { entries } = await kim.ask('journal:read', { stream, after: 0 })
      expect(JSON.stringify(entries)).not.toContain(documentId)
    }
    await readsNothing()
    await coordinator.ask('seat:vacate', { meetingId, seatId: eighth.seat('Keeper'), personId: kimId })
    await readsNothing()
    const seatId = eighth.seat('SMD')
    await coordinator.ask('seat:handOver', { meetingId, seatId, from: null, to: kimId })
    await kim.ask('session:actFor', { seatId: null })
    expect((await kim.ask('document:read', { documentId })).document.documentId).toBe(documentId)
  })

  it('practises nowhere, and makes no document, archive or private room', async () => {
    const of = { title: 'x', language: 'en' } as const
    const tries = [
      ada.ask('practice:read', {}),
      ada.ask('practice:open', { language: 'en' }),
      ada.ask('document:create', { ...of, from: 'blank' }),
      ada.ask('document:create', { ...of, from: 'blank', meetingId: eighth.meetingId }),
      ada.ask('room:open', { ...of, mechanismId: OCM }),
    ]
    const told = await Promise.all(tries.map((one) => one.catch((error: Error) => error.message)))
    expect(told).toEqual(told.map(() => 'not-allowed'))
  })

  it('loses the text, on open sockets too, at the moment that a seat becomes that of one', async () => {
    const documentId = await create(eighth.meetingId)
    const ana = await eighth.seatNew('OCM', 'Ana')
    const typist = await open.typist(ana, documentId)
    const live = await open.live(ana)
    await live.follow(documentStream(documentId))
    const { meetingId } = eighth
    const terms = mechanismSeat('OCM', 'administrator')
    await coordinator.ask('seat:change', { meetingId, seatId: eighth.seat('OCM'), terms })
    await until(() => !typist.connected && !live.isOpen, { what: 'the sockets to close' })
    const { cookie, url } = ana
    expect(await say(url, upgradeRequest(url, `${SYNC_PATH}${documentId}`, { cookie }), 2_000)).toMatch(
      / 403 /,
    )
    const stream = mechanismStream(OCM)
    await expect(ana.ask('journal:read', { stream, after: 0 })).rejects.toThrow(/^not-allowed$/)
    await expect(ana.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
  })

  it('who is given a seat that reads acts in one of both roles, and reads that meeting only', async () => {
    const [here, there] = [await create(eighth.meetingId), await create(ninth.meetingId)]
    const { meetingId } = eighth
    const to = await personIdOf(ada)
    await coordinator.ask('seat:handOver', { meetingId, seatId: eighth.seat('OCM'), from: null, to })
    const idsFor = async () => (await ada.ask('document:list', {})).documents.map((card) => card.documentId)
    expect(await idsFor()).toEqual([venue.documentId, here])
    await expect(ada.ask('document:read', { documentId: there })).rejects.toThrow(/^not-allowed$/)
    await expect(ada.ask('people:list', {})).rejects.toThrow(/^not-allowed$/)
    await ada.ask('session:actFor', { seatId: null })
    expect(await idsFor()).toEqual([])
  })
})
