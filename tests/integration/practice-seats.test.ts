import { expect, it } from 'vitest'
import type { DocumentId, MechanismId, SeatId } from '../../shared/ids'
import { documentStream, EMPTY_HEAD, mechanismStream } from '../../shared/journal'
import { PRACTICE_SEATS } from '../../shared/practice-seats'
import { CLOSE } from '../../shared/sync'
import { openStore } from '../../server/store/store'
import { savanna } from '../support/registry'
import { officeSeat, personIdOf, Table } from '../support/seats'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues } from '../support/venue'

const open = venues()

const at = (seat: string) => `practice-${seat}` as SeatId
const SMD = 'practice-smd' as MechanismId

/** A coordinator and an observer in the practice document. */
async function practising() {
  const venue = await open.venue()
  const olga = await venue.coordinator.invite('observer', 'Olga')
  const { documentId } = await olga.ask('practice:open', { language: 'en' })
  const sit = (seat: string, caller: Caller = olga) =>
    caller.ask('practice:sit', { documentId, seatId: at(seat) })
  return { ...venue, real: venue.documentId, documentId, olga, sit }
}

const enter = (caller: Caller, documentId: DocumentId) =>
  caller.ask('document:enter', { documentId, receipt: null })

async function seenBy(caller: Caller, documentId: DocumentId) {
  const { id: provisionId, textHash } = await lastProvision(caller, documentId)
  return { documentId, provisions: [{ provisionId, textHash }] }
}

const agree = async (caller: Caller, documentId: DocumentId) => {
  const { id: provisionId, textHash } = await lastProvision(caller, documentId)
  return caller.ask('provision:agree', { documentId, provisionId, textHash })
}

it('lets one person do everything alone: type as a secretariat, confirm as its chair, bring down the gavel, look on', async () => {
  const { olga, documentId, sit, server } = await practising()
  await sit('smd-secretariat')
  const entered = await enter(olga, documentId)
  expect(entered).toMatchObject({ practiceSeatId: at('smd-secretariat'), mayEdit: true, mayGavel: false })
  expect(entered.entering).toMatchObject({ seatId: at('smd-chair'), mechanismId: SMD })
  await type(await open.typist(olga, documentId), ' Welcomes')
  expect((await enter(olga, documentId)).entered).toMatchObject([{ mechanismId: SMD, by: 'Olga' }])
  const seen = await seenBy(olga, documentId)
  await expect(olga.ask('provision:confirm', seen)).rejects.toThrow('not-its-chair')
  await expect(agree(olga, documentId)).rejects.toThrow('not-allowed')

  await sit('hdm-chair')
  await expect(olga.ask('provision:confirm', seen)).rejects.toThrow('not-its-chair')
  await sit('smd-chair')
  await olga.ask('provision:confirm', seen)
  expect((await enter(olga, documentId)).entered).toEqual([])
  await sit('chair')
  await agree(olga, documentId)
  await sit('observer')
  expect(await enter(olga, documentId)).toMatchObject({ mayEdit: false, mayGavel: false })

  await server.app.close()
  const store = await openStore({ dataDir: server.dataDir })
  const entries = await store.journal.read(documentStream(documentId), EMPTY_HEAD)
  await store.close()
  const acts = entries.filter(({ kind }) => !kind.startsWith('practice:') && !kind.startsWith('document:'))
  expect(acts.map(({ kind, actor, enteredFor }) => [kind, actor.seatId, enteredFor]).slice(1)).toEqual([
    ['text:updated', at('smd-secretariat'), at('smd-chair')],
    ['provision:entered', at('smd-secretariat'), at('smd-chair')],
    ['provision:confirmed', at('smd-chair'), undefined],
    ['provision:agreedAdRef', at('chair'), undefined],
  ])
})

it('has nothing wait for a chair where the mechanism has none', async () => {
  const { olga, documentId, sit } = await practising()
  await sit('ocm-secretariat')
  await type(await open.typist(olga, documentId), ' Welcomes')
  expect(await enter(olga, documentId)).toMatchObject({ entering: null, entered: [] })
})

it('lets the coordinator of the practice enter words for its seats, and for none of the house', async () => {
  const { olga, documentId, sit, coordinator } = await practising()
  const { id } = await coordinator.ask('registry:add', { draft: savanna })
  const table = await Table.open(coordinator, [officeSeat(id, 'chair', 'SMD')])
  const enterFor = (seatId: SeatId, caller = olga) => caller.ask('document:enterFor', { documentId, seatId })
  await expect(enterFor(at('smd-chair'))).rejects.toThrow('not-allowed')
  await expect(enterFor(table.seat('SMD'), coordinator)).rejects.toThrow('not-allowed')
  await sit('coordinator')
  await expect(enterFor(table.seat('SMD'))).rejects.toThrow('seat-unknown')
  expect(await enterFor(at('smd-chair'))).toMatchObject({ mechanismId: SMD })
  const typist = await Typist.enter(olga, documentId)
  typist.enterFor = at('smd-chair')
  typist.connect()
  await until(() => typist.synced)
  await type(typist, ' Welcomes')
  typist.disconnect()
  expect((await enter(olga, documentId)).entered).toMatchObject([{ mechanismId: SMD }])
})

it('takes nothing that an observer types, and says why', async () => {
  const { olga, documentId, sit } = await practising()
  await sit('observer')
  const typist = await open.typist(olga, documentId)
  typist.insert(typist.text.length, ' no')
  await until(() => typist.refusal !== null)
  expect(typist.refusal).toBe('read-only')
  expect((await lastProvision(olga, documentId)).text).not.toMatch(/ no$/)
})

it('sends every open line of the person in it back, and nobody else’s, nor one to another document', async () => {
  const { olga, coordinator, documentId, sit, real } = await practising()
  const [tab, other] = [await open.typist(olga, documentId), await open.typist(olga, documentId)]
  const elsewhere = await open.typist(olga, real)
  const somebody = await open.typist(coordinator, documentId)
  const live = await open.live(olga)
  await live.follow(documentStream(documentId))
  await type(tab, ' before')
  await sit('smd-secretariat')
  await until(() => tab.closedWith === CLOSE.reseated && other.closedWith === CLOSE.reseated)
  for (const typist of [tab, other]) typist.connect()
  await until(() => tab.synced && other.synced)
  await type(other, ' after')
  expect((await enter(olga, documentId)).entered).toHaveLength(1)
  await until(() => somebody.roster.some(({ name }) => name === 'Olga'))
  await until(() => somebody.roster.find(({ name }) => name === 'Olga')?.seat === at('smd-secretariat'))
  await until(() => live.entries.some((entry) => entry.shown && entry.kind === 'practice:seated'))
  expect([elsewhere.closedWith, somebody.closedWith]).toEqual([null, null])
  // sitting where one sits already is nothing new
  await sit('smd-secretariat')
  await type(tab, ' again')
  expect(tab.closedWith).toBe(CLOSE.reseated)
  expect(tab.connected).toBe(true)
})

it('records words that come late for the seat for which they were typed', async () => {
  const { olga, documentId, sit } = await practising()
  await sit('smd-secretariat')
  const typist = await open.typist(olga, documentId)
  typist.disconnect()
  typist.insert(typist.text.length, ' offline')
  await sit('chair')
  typist.typedAs = at('smd-secretariat')
  typist.connect()
  await until(() => typist.synced && typist.waiting === 0)
  await until(async () => (await enter(olga, documentId)).entered.length === 1)
  typist.disconnect()
  typist.typedAs = null
  typist.connect()
  await until(() => typist.synced)
  await type(typist, ' as the chair')
  expect((await enter(olga, documentId)).entered).toHaveLength(1)
})

it('empties the table when it begins anew, and gives no seat in what was put aside', async () => {
  const { olga, coordinator, documentId, sit } = await practising()
  await sit('observer')
  await sit('hdm-delegate', coordinator)
  const { tables } = await olga.ask('practice:read', {})
  expect(tables).toMatchObject([{ documentId, language: 'en' }])
  const seated = tables[0]?.seated ?? []
  const personId = await personIdOf(olga)
  expect(seated).toContainEqual({ personId, name: 'Olga', seatId: at('observer') })
  expect(seated).toHaveLength(2)
  const fresh = await coordinator.ask('practice:reset', { documentId })
  const emptied = { ...fresh, language: 'en', seated: [] }
  expect(await olga.ask('practice:read', {})).toEqual({ tables: [emptied] })
  expect(await enter(olga, fresh.documentId)).toMatchObject({ practiceSeatId: null, mayGavel: true })
  await expect(sit('chair')).rejects.toThrow('document-archived')
})

it('is there again after the server has started anew', async () => {
  const { olga, documentId, sit, server } = await practising()
  await sit('smd-secretariat')
  const typist = await open.typist(olga, documentId)
  // enough rows for a checkpoint when the document closes
  for (let row = 0; row < 25; row += 1) await type(typist, ' word')
  typist.disconnect()
  await server.app.close()
  const again = await open.server({ dataDir: server.dataDir })
  const back = new Caller(again.url, olga.cookie)
  expect(await enter(back, documentId)).toMatchObject({ practiceSeatId: at('smd-secretariat') })
})

it('gives no right anywhere else, by any of its seats', async () => {
  const { olga, coordinator, documentId, real } = await practising()
  const { id } = await coordinator.ask('registry:add', { draft: savanna })
  const table = await Table.open(coordinator, [officeSeat(id, 'secretariat', 'SMD secretariat')])
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  await type(await open.typist(kofi, real), 'Welcomes')
  const said = { title: 'x', language: 'en' } as const
  for (const { seatId, mechanismId } of PRACTICE_SEATS) {
    await olga.ask('practice:sit', { documentId, seatId })
    expect(await enter(olga, real)).toMatchObject({ mayEdit: false, mayGavel: false, entering: null })
    expect((await enter(olga, real)).practiceSeatId).toBeNull()
    await expect(agree(olga, real)).rejects.toThrow('not-allowed')
    await expect(olga.ask('provision:confirm', await seenBy(olga, real))).rejects.toThrow('not-its-chair')
    for (const target of [seatId, table.seat('SMD secretariat')])
      await expect(olga.ask('document:enterFor', { documentId: real, seatId: target })).rejects.toThrow(
        'not-allowed',
      )
    await expect(olga.ask('session:actFor', { seatId })).rejects.toThrow('not-allowed')
    await expect(olga.ask('document:archive', { documentId })).rejects.toThrow('not-allowed')
    await expect(olga.ask('registry:add', { draft: savanna })).rejects.toThrow('not-allowed')
    await expect(olga.ask('practice:sit', { documentId: real, seatId })).rejects.toThrow('not-allowed')
    if (mechanismId === null) continue
    await expect(olga.ask('room:open', { ...said, mechanismId })).rejects.toThrow('not-allowed')
    const stream = mechanismStream(mechanismId)
    await expect(olga.ask('journal:read', { stream, after: 0 })).rejects.toThrow('not-allowed')
  }
})

it('opens no line to another document under a practice seat', async () => {
  const { olga, real, sit } = await practising()
  await sit('chair')
  const typist = await Typist.enter(olga, real)
  typist.typedAs = at('chair')
  typist.connect()
  await until(() => typist.closedWith === CLOSE.otherSeat)
  typist.disconnect()
})

it('leaves what waits for an invented chair behind when its text is copied', async () => {
  const { olga, coordinator, documentId, sit } = await practising()
  await sit('smd-secretariat')
  await type(await open.typist(olga, documentId), ' Welcomes')
  const copy = await coordinator.ask('document:duplicate', { documentId, title: 'Copy' })
  expect(copy.isPractice).toBeUndefined()
  expect((await enter(coordinator, copy.documentId)).entered).toEqual([])
})

it('is closed to whoever is admitted to one document only, and to quick changes without end', async () => {
  const venue = await practising()
  const guest = await (await linkFor(venue, 'chair', venue.real)).signIn('Guest')
  await expect(guest.ask('practice:read', {})).rejects.toThrow('not-allowed')
  await expect(venue.sit('observer', guest)).rejects.toThrow('not-allowed')
  const inside = await (await linkFor(venue, 'chair', venue.documentId)).signIn('Guest inside')
  await expect(venue.sit('observer', inside)).rejects.toThrow('not-allowed')
  const typist = await Typist.enter(inside, venue.documentId)
  typist.typedAs = at('observer')
  typist.connect()
  await until(() => typist.roster.length > 0)
  expect(typist.roster).toMatchObject([{ name: 'Guest inside', seat: null }])
  typist.disconnect()
  for (let times = 0; times < 30; times += 1) await venue.sit(times % 2 ? 'chair' : 'observer')
  await expect(venue.sit('smd-chair')).rejects.toThrow('too-many-attempts')
})
