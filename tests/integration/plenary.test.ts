import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DocumentId } from '../../shared/ids'
import { documentStream } from '../../shared/journal'
import { practiceSeat } from '../../shared/practice-seats'
import { Rooms } from '../../server/collab/rooms'
import { holdUp } from '../support/held-up'
import { CHAIR_SEAT, mechanismSeat, personIdOf, Table } from '../support/seats'
import { Caller, type Typist } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, linkFor, type, venues } from '../support/venue'

const open = venues()
afterEach(() => vi.restoreAllMocks())

/** A document with a chair, a pen-holder and a delegate in its room. */
async function room() {
  const venue = await open.venue()
  const { coordinator, documentId } = venue
  const [chair, pen, delegate] = await Promise.all([
    coordinator.invite('chair', 'Chair'),
    coordinator.invite('pen', 'Penda'),
    coordinator.invite('drafter', 'Delegate'),
  ])
  const typist = (caller: Caller) => open.typist(caller, documentId)
  return { ...venue, chair, pen, delegate, typist, penId: await personIdOf(pen) }
}

/** What becomes of words at the end of the text. */
async function told(typist: Typist, words = ' warmly'): Promise<string> {
  typist.insert(typist.text.length, words)
  await until(() => typist.waiting === 0 || typist.refusal !== null)
  return typist.refusal ?? 'saved'
}

const textFor = async (caller: Caller, documentId: DocumentId) =>
  (await lastProvision(caller, documentId)).text

const plenaryFor = async (caller: Caller, documentId: DocumentId) => {
  const { plenary, mayEdit } = await caller.ask('document:enter', { documentId, receipt: null })
  return { holder: plenary?.holder ?? null, mayEdit }
}

describe('in plenary mode', () => {
  it('types only who holds the pen, until it has ended', async () => {
    const { chair, pen, delegate, documentId, typist, penId } = await room()
    const [penda, drafting] = [await typist(pen), await typist(delegate)]
    await type(drafting, 'Welcomes')
    await chair.ask('plenary:begin', { documentId, holderId: penId })
    expect(await told(penda)).toBe('saved')
    expect(await told(drafting, ' greatly')).toBe('pen-elsewhere')
    expect(await told(await typist(chair), ' gladly')).toBe('pen-elsewhere')
    expect(await textFor(chair, documentId)).toBe('Welcomes warmly')

    await chair.ask('plenary:end', { documentId })
    expect(await told(await typist(delegate), ' greatly')).toBe('saved')
    expect(await textFor(chair, documentId)).toBe('Welcomes warmly greatly')
  })

  it('nobody is by a chair who is shown out while the room opens', async () => {
    const { chair, coordinator, documentId } = await room()
    const personId = await personIdOf(chair)
    const gate = holdUp(Rooms, 'use')
    const refused = expect(chair.ask('plenary:begin', { documentId })).rejects.toThrow('session-revoked')
    await until(() => gate.isReached)
    await coordinator.ask('people:revoke', { personId })
    gate.open()
    await refused
    expect(await plenaryFor(coordinator, documentId)).toEqual({ holder: null, mayEdit: true })
  })

  it('everybody is told who holds the pen: on the page at once, and when they come', async () => {
    const { chair, coordinator, pen, delegate, documentId, typist, penId } = await room()
    await typist(pen)
    const live = await open.live(delegate)
    await live.follow(documentStream(documentId))
    expect(await plenaryFor(delegate, documentId)).toEqual({ holder: null, mayEdit: true })
    await chair.ask('plenary:begin', { documentId })
    expect(await plenaryFor(chair, documentId)).toEqual({ holder: 'Chair', mayEdit: true })
    const { seq } = await coordinator.ask('plenary:pass', { documentId, holderId: penId })
    await live.reached(seq)
    expect(live.entries.slice(-2)).toMatchObject([
      {
        kind: 'document:plenaryBegun',
        body: { holderId: await personIdOf(chair) },
        holder: 'Chair',
      },
      { kind: 'document:penPassed', body: { holderId: penId }, holder: 'Penda' },
    ])
    const { entries } = await delegate.ask('journal:read', { stream: documentStream(documentId), after: 0 })
    expect(entries.at(-1)).toMatchObject({ kind: 'document:penPassed', holder: 'Penda' })
    expect(await plenaryFor(delegate, documentId)).toEqual({ holder: 'Penda', mayEdit: false })
    expect(await plenaryFor(pen, documentId)).toEqual({ holder: 'Penda', mayEdit: true })
  })

  it('words typed before and saved stay, and those that come later are refused and can be kept', async () => {
    const { chair, delegate, documentId, typist } = await room()
    const drafting = await typist(delegate)
    await type(drafting, 'Welcomes')
    drafting.disconnect()
    drafting.insert(drafting.text.length, ' late')
    await chair.ask('plenary:begin', { documentId })
    drafting.connect()
    await until(() => drafting.refusal !== null)
    expect(drafting.refusal).toBe('pen-elsewhere')
    expect(await textFor(chair, documentId)).toBe('Welcomes')
    const words = { documentId, provisionId: null, text: ' late', code: 'pen-elsewhere' } as const
    await delegate.ask('words:keep', words)
    const { words: kept } = await delegate.ask('words:list', { documentId })
    expect(kept).toMatchObject([{ text: ' late', code: 'pen-elsewhere' }])
  })

  it('words on their way when it begins are saved or refused, never both', async () => {
    const { chair, delegate, documentId, typist } = await room()
    const drafting = await typist(delegate)
    await type(drafting, 'Welcomes')
    drafting.insert(drafting.text.length, ' quickly')
    await chair.ask('plenary:begin', { documentId })
    await until(() => drafting.waiting === 0 || drafting.refusal !== null)
    const text = await textFor(chair, documentId)
    expect(text).toBe(drafting.refusal === null ? 'Welcomes quickly' : 'Welcomes')
    expect(await told(drafting)).toBe('pen-elsewhere')
  })

  it('the pen goes to somebody else while its holder types, and what comes after it is refused', async () => {
    const { chair, pen, documentId, typist, penId } = await room()
    const penda = await typist(pen)
    await chair.ask('plenary:begin', { documentId, holderId: penId })
    await type(penda, 'Welcomes')
    await chair.ask('plenary:pass', { documentId, holderId: await personIdOf(chair) })
    expect(await told(penda)).toBe('pen-elsewhere')
    expect(await told(await typist(chair), ' gladly')).toBe('saved')
    expect(await textFor(chair, documentId)).toBe('Welcomes gladly')
  })
})

describe('the pen', () => {
  it('is passed on by its holder to somebody who may hold it and is in the room', async () => {
    const { coordinator, chair, pen, delegate, documentId, typist, penId } = await room()
    const second = await coordinator.invite('pen', 'Second')
    const secondId = await personIdOf(second)
    await typist(pen)
    await chair.ask('plenary:begin', { documentId, holderId: penId })
    const pass = (by: Caller, holderId = secondId) => by.ask('plenary:pass', { documentId, holderId })
    await expect(pass(pen)).rejects.toThrow('holder-absent')
    const here = await typist(second)
    await expect(pass(delegate)).rejects.toThrow('not-allowed')
    await expect(pass(second)).rejects.toThrow('not-allowed')
    await pass(pen)
    expect(await told(here)).toBe('saved')
    await expect(pass(pen, penId)).rejects.toThrow('not-allowed')
    here.disconnect()
    await until(async () => {
      await pass(chair, penId)
      return pass(chair).then(
        () => false,
        (refused: Error) => refused.message === 'holder-absent',
      )
    })
  })

  it('is given to nobody whose role does not hold it, nor for whoever acts elsewhere', async () => {
    const { chair, coordinator, delegate, documentId, typist } = await room()
    await typist(delegate)
    const begin = { documentId, holderId: await personIdOf(delegate) }
    await expect(chair.ask('plenary:begin', begin)).rejects.toThrow('holder-not-entitled')
    const [here, there] = [
      await Table.open(coordinator, [mechanismSeat('OCM', 'observer')]),
      await Table.open(coordinator, [CHAIR_SEAT]),
    ]
    const { meetingId } = here
    const said = { title: 'Of the meeting', language: 'en', from: 'blank', meetingId } as const
    const own = await coordinator.ask('document:create', said)
    const guest = await here.seatNew('OCM', 'Guest')
    await guest.ask('seat:take', { token: (await there.slip('Chair')).code })
    await open.typist(guest, own.documentId)
    await coordinator.ask('plenary:begin', { documentId: own.documentId })
    const holderId = await personIdOf(guest)
    const given = coordinator.ask('plenary:pass', { documentId: own.documentId, holderId })
    await expect(given).rejects.toThrow('holder-not-entitled')
    const taken = guest.ask('plenary:pass', { documentId: own.documentId, holderId })
    await expect(taken).rejects.toThrow('other-meeting')
  })

  it('writes for nobody when its holder has lost the role, until it is taken', async () => {
    const { coordinator, chair, documentId, typist } = await room()
    const table = await Table.open(coordinator, [
      { ...CHAIR_SEAT, label: 'Pen', role: 'pen', heldFor: { kind: 'function', name: 'pen' } },
      mechanismSeat('OCM'),
    ])
    const penda = await table.seatNew('Pen', 'Penda')
    await penda.ask('seat:take', { token: (await table.slip('OCM')).code })
    await penda.ask('session:actFor', { seatId: table.seat('Pen') })
    const holderId = await personIdOf(penda)
    expect(await told(await typist(penda), 'Welcomes')).toBe('saved')
    await chair.ask('plenary:begin', { documentId, holderId })
    await penda.ask('session:actFor', { seatId: table.seat('OCM') })
    expect(await told(await typist(penda))).toBe('pen-elsewhere')
    await expect(
      penda.ask('plenary:pass', { documentId, holderId: await personIdOf(chair) }),
    ).rejects.toThrow('not-allowed')
    expect(await told(await typist(chair))).toBe('pen-elsewhere')
    await chair.ask('plenary:pass', { documentId, holderId: await personIdOf(chair) })
    expect(await told(await typist(chair))).toBe('saved')
  })

  it('writes for nobody when the access of its holder has ended', async () => {
    const { coordinator, chair, pen, documentId, typist, penId } = await room()
    const penda = await typist(pen)
    await chair.ask('plenary:begin', { documentId, holderId: penId })
    await coordinator.ask('people:revoke', { personId: penId })
    await until(() => penda.closedWith !== null)
    expect(await told(await typist(chair))).toBe('pen-elsewhere')
    expect((await plenaryFor(chair, documentId)).holder).toBe('Penda')
    await chair.ask('plenary:pass', { documentId, holderId: await personIdOf(chair) })
    expect(await told(await typist(chair))).toBe('saved')
  })
})

it('begins once, whoever begins it at the same moment, and ends once', async () => {
  const { chair, coordinator, documentId } = await room()
  const live = await open.live(chair)
  await live.follow(documentStream(documentId))
  const begun = await Promise.all([chair, coordinator].map((by) => by.ask('plenary:begin', { documentId })))
  const holders = new Set(begun.map(({ holderId }) => holderId))
  expect(holders.size).toBe(1)
  expect([await personIdOf(chair), await personIdOf(coordinator)]).toContain([...holders][0])
  const ended = await Promise.all([chair, coordinator].map((by) => by.ask('plenary:end', { documentId })))
  expect(ended.map(({ holderId }) => holderId)).toEqual([null, null])
  await live.reached(Math.max(...[...begun, ...ended].map(({ seq }) => seq)))
  const kinds = live.entries.flatMap((entry) => (entry.shown ? [entry.kind] : []))
  expect(kinds.filter((kind) => kind.startsWith('document:plenary'))).toEqual([
    'document:plenaryBegun',
    'document:plenaryEnded',
  ])
})

it.each([0, 25])('is there again after the server has started anew, with %i rows of text', async (rows) => {
  const { server, chair, pen, documentId, typist, penId } = await room()
  const penda = await typist(pen)
  await chair.ask('plenary:begin', { documentId, holderId: penId })
  // enough rows for a checkpoint when the document closes
  for (let row = 0; row < rows; row += 1) await type(penda, ' word')
  penda.disconnect()
  await server.app.close()
  const again = await open.server({ dataDir: server.dataDir })
  const back = (caller: Caller) => new Caller(again.url, caller.cookie)
  expect(await plenaryFor(back(chair), documentId)).toEqual({ holder: 'Penda', mayEdit: false })
  expect(await told(await open.typist(back(chair), documentId))).toBe('pen-elsewhere')
  expect(await told(await open.typist(back(pen), documentId))).toBe('saved')
})

it('is led by a chair who is admitted to this document only', async () => {
  const venue = await open.venue()
  const { coordinator, documentId } = venue
  const chair = await (await linkFor(venue, 'chair', documentId)).signIn('Chair')
  await chair.ask('plenary:begin', { documentId })
  expect(await told(await open.typist(chair, documentId))).toBe('saved')
  expect(await told(await open.typist(coordinator, documentId))).toBe('pen-elsewhere')
})

it('is unknown to those who may not read the document, and to private rooms', async () => {
  const { coordinator, documentId } = await open.venue()
  const other = await coordinator.ask('document:create', { title: 'Other', language: 'en', from: 'blank' })
  const guest = await (
    await linkFor({ coordinator, url: coordinator.url }, 'chair', other.documentId)
  ).signIn('G')
  await expect(guest.ask('plenary:begin', { documentId })).rejects.toThrow('not-allowed')
  const table = await Table.open(coordinator, [mechanismSeat('OCM', 'chair')])
  const seated = await table.seatNew('OCM', 'Seated')
  const mechanismId = 'ocm' as never
  const room = await seated.ask('room:open', { mechanismId, title: 'Ours', language: 'en' })
  await expect(seated.ask('plenary:begin', { documentId: room.documentId })).rejects.toThrow('not-allowed')
})

it('is practised on the seats of the practice meeting', async () => {
  const { coordinator } = await open.venue()
  const [olga, kofi] = [
    await coordinator.invite('observer', 'Olga'),
    await coordinator.invite('observer', 'Kofi'),
  ]
  const { documentId } = await olga.ask('practice:open', { language: 'en' })
  const seatId = practiceSeat('practice-smd-chair')?.seatId
  if (!seatId) throw new Error('no such seat')
  await kofi.ask('practice:sit', { documentId, seatId })
  await olga.ask('plenary:begin', { documentId })
  await expect(kofi.ask('plenary:end', { documentId })).rejects.toThrow('not-allowed')
  expect(await told(await open.typist(kofi, documentId))).toBe('pen-elsewhere')
  expect(await told(await open.typist(olga, documentId))).toBe('saved')
})
