import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newId, type DocumentId, type MechanismId } from '../../shared/ids'
import { documentStream, EMPTY_HEAD, meetingStream } from '../../shared/journal'
import { EMPTY_MEETING, evolveMeeting, MAIN_STREAM, unlisted } from '../../shared/meetings'
import { openStore } from '../../server/store/store'
import { actor } from '../support/record'
import { CHAIR_SEAT, mechanismSeat, Table } from '../support/seats'
import { startServer } from '../support/server'
import type { Caller } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues } from '../support/venue'

const open = venues()
const SOON = { timeoutMs: 5_000 }

/** What somebody is told who asks. */
const told = (asked: Promise<unknown>) =>
  asked.then(
    () => 'yes',
    (refused: Error) => refused.message,
  )
const reads = (caller: Caller, documentId: DocumentId) => told(caller.ask('document:read', { documentId }))

describe('a document that is given to a meeting', () => {
  it('is read by its participants at once, and by nobody else who only looks on, who are cut within five seconds', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const table = await Table.open(coordinator, [mechanismSeat('SMD')])
    const elsewhere = await Table.open(coordinator, [CHAIR_SEAT])
    const [ana, sam] = [await table.seatNew('SMD', 'Ana'), await elsewhere.seatNew('Chair', 'Sam')]
    const olga = await coordinator.invite('observer', 'Olga')
    const guest = await (await linkFor(venue, 'drafter', documentId)).signIn('Guest')
    const lives = [await open.live(olga), await open.live(sam)]
    for (const live of lives) await live.follow(documentStream(documentId))
    const typists = [await open.typist(olga, documentId), await open.typist(sam, documentId)]
    const other = await open.live(olga)
    await other.follow(MAIN_STREAM)
    const { meetingId } = table
    const { seq } = await coordinator.ask('document:move', { documentId, meetingId })
    await until(
      () => [...lives.map((live) => live.isOpen), ...typists.map((one) => one.connected)].every((is) => !is),
      SOON,
    )
    for (const caller of [olga, sam]) {
      expect(await reads(caller, documentId)).toBe('not-allowed')
      expect((await caller.ask('document:list', {})).documents).toEqual([])
      expect(await told((await open.live(caller)).follow(documentStream(documentId)))).toBe('not-allowed')
    }
    expect(other.isOpen).toBe(true)
    for (const caller of [ana, coordinator, guest]) expect(await reads(caller, documentId)).toBe('yes')
    const { documents } = await ana.ask('document:list', {})
    expect(documents).toMatchObject([{ documentId, meetingId }])
    const { entries } = await ana.ask('journal:read', { stream: documentStream(documentId), after: seq - 1 })
    expect(entries).toMatchObject([{ kind: 'document:moved', body: { meetingId } }])
    const typist = await open.typist(ana, documentId)
    await type(typist, 'Welcomes the report')
    expect((await lastProvision(guest, documentId)).text).toContain('Welcomes')
  })

  it('goes from one meeting to another, keeps its day, and comes back for everybody', async () => {
    const { coordinator, documentId } = await open.venue()
    const [eighth, ninth] = [
      await Table.open(coordinator, [mechanismSeat('SMD')]),
      await Table.open(coordinator, [CHAIR_SEAT]),
    ]
    const [ana, sam] = [await eighth.seatNew('SMD', 'Ana'), await ninth.seatNew('Chair', 'Sam')]
    const cardOf = async () => (await coordinator.ask('document:list', {})).documents[0]
    const before = await cardOf()
    for (const { meetingId } of [eighth, ninth])
      await coordinator.ask('document:move', { documentId, meetingId })
    expect([await reads(ana, documentId), await reads(sam, documentId)]).toEqual(['not-allowed', 'yes'])
    expect(await cardOf()).toMatchObject({ meetingId: ninth.meetingId, createdAt: before?.createdAt })
    const stream = meetingStream(eighth.meetingId)
    const { entries } = await ana.ask('journal:read', { stream, after: 0 })
    expect(JSON.stringify(entries)).not.toContain(ninth.meetingId)
    await coordinator.ask('document:move', { documentId, meetingId: null })
    for (const caller of [ana, sam]) expect(await reads(caller, documentId)).toBe('yes')
    expect((await coordinator.ask('document:list', {})).documents).toHaveLength(1)
  })

  it('goes to a meeting of which those who only hold a seat where it was are not told', async () => {
    const { coordinator } = await open.venue()
    const [here, there] = [
      await Table.open(coordinator, [mechanismSeat('SMD', 'coordinator')]),
      await Table.open(coordinator, [CHAIR_SEAT]),
    ]
    const seated = await here.seatNew('SMD', 'Ana')
    const { meetingId } = here
    const made = { title: 'Annex', language: 'en', from: 'template', meetingId } as const
    const { documentId } = await coordinator.ask('document:create', made)
    await coordinator.ask('document:move', { documentId, meetingId: there.meetingId })
    const kindsTo = async (caller: Caller) => {
      const { entries } = await caller.ask('journal:read', { stream: meetingStream(meetingId), after: 0 })
      return entries.flatMap((entry) => (entry.shown ? entry.kind : []))
    }
    expect(await kindsTo(coordinator)).toContain('document:movedAway')
    const kinds = await kindsTo(seated)
    expect(kinds).toContain('document:unlisted')
    expect(kinds).not.toContain('document:movedAway')
  })

  it('is moved by whoever runs the house, from no seat of another meeting, and never from a private room or practice', async () => {
    const { coordinator, documentId } = await open.venue()
    const office = { ...CHAIR_SEAT, label: 'Office', role: 'coordinator' } as const
    const table = await Table.open(coordinator, [office, mechanismSeat('OCM')])
    const { meetingId } = table
    const seated = await table.seatNew('Office', 'Seated')
    expect(await told(seated.ask('document:move', { documentId, meetingId }))).toBe('not-allowed')
    expect(await told(coordinator.ask('document:move', { documentId, meetingId: newId() }))).toBe(
      'not-allowed',
    )
    await seated.ask('session:actFor', { seatId: null })
    const mechanismId = 'ocm' as MechanismId
    const room = await coordinator.ask('room:open', { mechanismId, title: 'Private', language: 'en' })
    const member = await table.seatNew('OCM', 'Member')
    expect(await told(member.ask('document:move', { ...room, meetingId }))).toBe('not-allowed')
    expect(await told(coordinator.ask('document:move', { ...room, meetingId }))).toBe('not-allowed')
    const practice = await coordinator.ask('practice:open', { language: 'en' })
    expect(await told(coordinator.ask('document:move', { ...practice, meetingId }))).toBe('practice-stays')
    const again = { ...practice, language: 'fr' } as const
    expect(await told(coordinator.ask('document:changeLanguage', again))).toBe('practice-stays')
  })

  it('is listed where it went when the server died on the way', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'adref-moving-'))
    const first = await startServer({ dataDir })
    const coordinator = await first.signInFirst()
    const { meetingId } = await Table.open(coordinator, [CHAIR_SEAT])
    const said = { title: 'Zero draft', language: 'en', from: 'blank' } as const
    const { documentId } = await coordinator.ask('document:create', said)
    await first.close()
    const store = await openStore({ dataDir })
    const entries = await store.journal.read(MAIN_STREAM, EMPTY_HEAD)
    const house = entries.reduce(evolveMeeting, EMPTY_MEETING)
    const facts = { documentId, title: 'Zero draft', language: 'en', onlyFor: null, meetingId } as const
    const drafts = unlisted(house, { ...facts, archived: false, movedBy: 4 }, actor('coordinator'), 9)
    await store.journal.append(MAIN_STREAM, await store.journal.head(MAIN_STREAM), drafts)
    await store.close()
    const second = await startServer({ dataDir })
    const back = Object.assign(Object.create(Object.getPrototypeOf(coordinator) as object), coordinator, {
      url: second.url,
    }) as Caller
    expect((await back.ask('document:list', {})).documents).toMatchObject([{ documentId, meetingId }])
    await second.close()
    await rm(dataDir, { recursive: true, force: true })
  })
})

it('a document says in which language it is, on every page that is open and in the list', async () => {
  const { coordinator, documentId } = await open.venue()
  const chair = await coordinator.invite('chair', 'Chair')
  const drafter = await coordinator.invite('drafter', 'Drafter')
  const live = await open.live(drafter)
  await live.follow(documentStream(documentId))
  const typist = await open.typist(drafter, documentId)
  const { seq } = await chair.ask('document:changeLanguage', { documentId, language: 'ar' })
  await live.reached(seq)
  expect(live.entries.at(-1)).toMatchObject({ kind: 'document:languageChanged', body: { language: 'ar' } })
  expect([live.isOpen, typist.connected]).toEqual([true, true])
  const { document } = await drafter.ask('document:enter', { documentId, receipt: null })
  const { documents } = await drafter.ask('document:list', {})
  expect([document.language, documents[0]?.language]).toEqual(['ar', 'ar'])
  const again = await chair.ask('document:changeLanguage', { documentId, language: 'ar' })
  expect(again.seq).toBe(seq)
  expect(await told(drafter.ask('document:changeLanguage', { documentId, language: 'en' }))).toBe(
    'not-allowed',
  )
})
