import { describe, expect, it } from 'vitest'
import { meetingStream, type StreamId } from '../../shared/journal'
import { MAIN_STREAM } from '../../shared/meetings'
import type { Role } from '../../shared/roles'
import { CHAIR_SEAT, mechanismSeat, personIdOf, Table } from '../support/seats'
import { Live } from '../support/live'
import { Caller } from '../support/typist'
import { until } from '../support/until'
import { linkFor, venues } from '../support/venue'

const open = venues()
const SOON = { timeoutMs: 5_000 }

/** What somebody is told who asks. */
const told = (asked: Promise<unknown>) =>
  asked.then(
    () => 'yes',
    (refused: Error) => refused.message,
  )

describe('somebody who is let in again', () => {
  it('is no longer refused, sits where they sat, and no session, link or slip of theirs lives again', async () => {
    const { coordinator, server } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD'), mechanismSeat('OCM')])
    const keeper = await coordinator.invite('coordinator', 'Keeper')
    const ana = await table.seatNew('SMD', 'Ana')
    const personId = await personIdOf(ana)
    const keeperId = await personIdOf(keeper)
    const link = await keeper.ask('link:create', { role: 'drafter', label: '', onlyDocumentId: null })
    for (const one of [personId, keeperId]) await coordinator.ask('people:revoke', { personId: one })
    expect(await table.namesOn('SMD')).toEqual([])
    for (const one of [personId, keeperId]) await coordinator.ask('people:readmit', { personId: one })
    expect(await table.namesOn('SMD')).toEqual(['Ana'])
    const { people } = await coordinator.ask('people:list', {})
    expect(people.filter(({ revoked }) => revoked)).toEqual([])
    expect(await told(ana.ask('session:read', {}))).toBe('not-signed-in')
    await expect(Live.open(ana)).rejects.toThrow()
    const token = link.url.split('#')[1] ?? ''
    expect(await told(Caller.signIn(server.url, token, 'Eve'))).toContain('link-spent')
    const { entries } = await coordinator.ask('journal:read', { stream: MAIN_STREAM, after: 0 })
    expect(entries.flatMap((entry) => (entry.shown ? entry.kind : []))).toContain('person:readmitted')
  })

  it('has no seat that others have taken meanwhile', async () => {
    const { coordinator } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD')])
    const personId = await personIdOf(await table.seatNew('SMD', 'Ana'))
    await coordinator.ask('people:revoke', { personId })
    for (const name of ['Ben', 'Cem']) await table.seatNew('SMD', name)
    await coordinator.ask('people:readmit', { personId })
    expect(await table.namesOn('SMD')).toEqual(['Ben', 'Cem'])
    const stream = meetingStream(table.meetingId)
    const { entries } = await coordinator.ask('journal:read', { stream, after: 0 })
    expect(entries.at(-1)).toMatchObject({ kind: 'seat:taken' })
  })

  it('has no seat that is another by now: held for another mechanism, in another office, or with another role', async () => {
    const { coordinator } = await open.venue()
    const seats = ['SMD', 'GTR', 'WRF', 'HDM'] as const
    const table = await Table.open(
      coordinator,
      seats.map((name) => mechanismSeat(name)),
    )
    const { meetingId } = table
    const people = await Promise.all(seats.map(async (name) => personIdOf(await table.seatNew(name, name))))
    for (const personId of people) await coordinator.ask('people:revoke', { personId })
    const terms = {
      SMD: mechanismSeat('OCM'),
      GTR: CHAIR_SEAT,
      WRF: mechanismSeat('WRF', 'observer'),
      HDM: { ...mechanismSeat('HDM'), label: 'HDM (Dakar)' },
    }
    for (const name of seats)
      await coordinator.ask('seat:change', { meetingId, seatId: table.seat(name), terms: terms[name] })
    for (const personId of people) await coordinator.ask('people:readmit', { personId })
    const { seats: now } = await coordinator.ask('meeting:read', { meetingId })
    expect(now.map(({ persons }) => persons.map(({ name }) => name))).toEqual([[], [], [], ['HDM']])
  })

  it('sits no more in a meeting that is put aside, where nothing changes', async () => {
    const { coordinator } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD')])
    const { meetingId } = table
    const personId = await personIdOf(await table.seatNew('SMD', 'Ana'))
    await coordinator.ask('people:revoke', { personId })
    await coordinator.ask('meeting:archive', { meetingId })
    await coordinator.ask('people:readmit', { personId })
    expect(await table.namesOn('SMD')).toEqual([])
    const { entries } = await coordinator.ask('journal:read', { stream: meetingStream(meetingId), after: 0 })
    expect(entries.at(-1)).toMatchObject({ kind: 'meeting:archived' })
  })

  it('is let in once, and nobody who is inside is let in again', async () => {
    const { coordinator } = await open.venue()
    const personId = await personIdOf(await coordinator.invite('drafter', 'Ana'))
    const head = async () => (await coordinator.ask('journal:read', { stream: MAIN_STREAM, after: 0 })).head
    const before = await head()
    await coordinator.ask('people:readmit', { personId })
    expect(await head()).toBe(before)
    const unknown = { personId: 'nobody' as typeof personId }
    expect(await told(coordinator.ask('people:readmit', unknown))).not.toBe('yes')
  })
})

describe('a role that is changed', () => {
  it('counts at once, on open sockets within five seconds', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const ana = await coordinator.invite('drafter', 'Ana')
    const [live, typist] = [await open.live(ana), await open.typist(ana, documentId)]
    const personId = await personIdOf(ana)
    await coordinator.ask('people:changeRole', { personId, role: 'observer' })
    await until(() => !live.isOpen && !typist.connected, SOON)
    expect((await ana.ask('session:read', {})).role).toBe('observer')
    const { mayEdit } = await ana.ask('document:enter', { documentId, receipt: null })
    expect(mayEdit).toBe(false)
    await coordinator.ask('people:changeRole', { personId, role: 'administrator' })
    expect(await told(ana.ask('document:read', { documentId }))).toBe('not-allowed')
  })

  it('is never one’s own, and leaves one coordinator', async () => {
    const { coordinator } = await open.venue()
    const ada = await coordinator.invite('administrator', 'Ada')
    const [ownId, adaId] = [await personIdOf(coordinator), await personIdOf(ada)]
    const to = (role: Role, personId = ownId) => ({ personId, role })
    expect(await told(coordinator.ask('people:changeRole', to('drafter')))).toBe('own-role')
    expect(await told(ada.ask('people:changeRole', to('coordinator', adaId)))).toBe('own-role')
    expect(await told(ada.ask('people:changeRole', to('drafter')))).toBe('last-coordinator')
    await coordinator.invite('coordinator', 'Ben')
    expect(await told(ada.ask('people:changeRole', to('drafter')))).toBe('yes')
    expect((await coordinator.ask('session:read', {})).role).toBe('drafter')
  })

  it('is not the end of the house: the only coordinator is not shown out, and of two who show each other out one stays', async () => {
    const { coordinator } = await open.venue()
    const ada = await coordinator.invite('administrator', 'Ada')
    const ownId = await personIdOf(coordinator)
    expect(await told(ada.ask('people:revoke', { personId: ownId }))).toBe('last-coordinator')
    const ben = await coordinator.invite('coordinator', 'Ben')
    const bensId = await personIdOf(ben)
    const both = [
      told(ben.ask('people:revoke', { personId: ownId })),
      told(coordinator.ask('people:changeRole', { personId: bensId, role: 'drafter' })),
    ]
    expect((await Promise.all(both)).filter((one) => one === 'yes')).toHaveLength(1)
  })

  it('takes with it what could open the door to the old one again: links and slips made in it', async () => {
    const { coordinator, server } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD', 'coordinator')])
    const bea = await coordinator.invite('coordinator', 'Bea')
    const personId = await personIdOf(bea)
    const link = { role: 'coordinator', label: '', onlyDocumentId: null } as const
    const { url } = await bea.ask('link:create', link)
    const made = { meetingId: table.meetingId, seatIds: [table.seat('SMD')], perSeat: 1 }
    const { slips } = await bea.ask('slip:make', made)
    await coordinator.ask('people:changeRole', { personId, role: 'observer' })
    for (const key of [url.split('#')[1] ?? '', slips[0]?.code ?? ''])
      expect(await told(Caller.signIn(server.url, key, 'Bea again'))).toContain('link-spent')
    const kindsOf = async (stream: StreamId) => {
      const { entries } = await coordinator.ask('journal:read', { stream, after: 0 })
      return entries.flatMap((entry) => (entry.shown ? entry.kind : []))
    }
    expect((await kindsOf(MAIN_STREAM)).slice(-2)).toEqual(['person:roleChanged', 'link:revoked'])
    expect((await kindsOf(meetingStream(table.meetingId))).at(-1)).toBe('slip:revoked')
  })

  it('leaves to who looks after the house what they could still hand out: all but links to documents', async () => {
    const { coordinator, documentId } = await open.venue()
    const bea = await coordinator.invite('coordinator', 'Bea')
    const personId = await personIdOf(bea)
    for (const onlyDocumentId of [null, documentId])
      await bea.ask('link:create', { role: 'observer', label: 'by Bea', onlyDocumentId })
    await coordinator.ask('people:changeRole', { personId, role: 'administrator' })
    const { links } = await coordinator.ask('link:list', {})
    const made = links.filter(({ label }) => label === 'by Bea')
    expect(made.map(({ onlyDocumentId, state }) => [onlyDocumentId, state])).toEqual([
      [null, 'open'],
      [documentId, 'revoked'],
    ])
  })

  it('is one for which a link might be handed out, before and after', async () => {
    const venue = await open.venue()
    const { coordinator, documentId } = venue
    const table = await Table.open(coordinator, [mechanismSeat('OCM', 'coordinator')])
    const seated = await table.seatNew('OCM', 'Seated')
    const ada = await coordinator.invite('administrator', 'Ada')
    const personId = await personIdOf(await (await linkFor(venue, 'observer', documentId)).signIn('Ana'))
    const freeId = await personIdOf(await coordinator.invite('observer', 'Free'))
    // of a document of the house participants let others in to look on only; who reads no text, nobody
    expect(await told(seated.ask('people:changeRole', { personId, role: 'translator' }))).toBe('yes')
    expect(await told(seated.ask('people:changeRole', { personId, role: 'drafter' }))).toBe('not-allowed')
    expect(await told(seated.ask('people:changeRole', { personId: freeId, role: 'translator' }))).toBe(
      'not-allowed',
    )
    expect(await told(ada.ask('people:changeRole', { personId, role: 'drafter' }))).toBe('not-allowed')
    expect(await told(ada.ask('people:changeRole', { personId: freeId, role: 'drafter' }))).toBe('yes')
    expect(await told(coordinator.ask('people:changeRole', { personId, role: 'drafter' }))).toBe('yes')
    expect(await told(seated.ask('people:changeRole', { personId, role: 'observer' }))).toBe('not-allowed')
  })
})
