import { afterEach, expect, it, vi } from 'vitest'
import { newId, type DocumentId, type MechanismId, type ProvisionId } from '../../shared/ids'
import { documentStream, EMPTY_HEAD } from '../../shared/journal'
import { CLOSE } from '../../shared/sync'
import { Rooms } from '../../server/collab/rooms'
import { openStore } from '../../server/store/store'
import { readable } from '../support/desk'
import { holdUp } from '../support/held-up'
import { oasis, savanna } from '../support/registry'
import { CHAIR_SEAT, officeSeat, personIdOf, Table } from '../support/seats'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, type, venues } from '../support/venue'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'

const open = venues()
afterEach(() => vi.restoreAllMocks())

/** A meeting in which a mechanism with a chair and one without sit, each with its secretariat. */
async function seated() {
  const venue = await open.venue()
  const { coordinator } = venue
  const add = async (draft: typeof oasis) =>
    (await coordinator.ask('registry:add', { draft })).id as MechanismId
  const [smd, ocm] = [await add(savanna), await add(oasis)]
  const table = await Table.open(coordinator, [
    officeSeat(smd, 'chair', 'SMD'),
    officeSeat(smd, 'secretariat', 'SMD secretariat'),
    officeSeat(ocm, 'secretariat', 'OCM'),
    CHAIR_SEAT,
  ])
  return { ...venue, smd, ocm, table }
}

/** What the chair sees of the last provision. */
async function seenBy(caller: Caller, documentId: DocumentId) {
  const { id: provisionId, textHash } = await lastProvision(caller, documentId)
  return { documentId, provisions: [{ provisionId, textHash }] }
}

const enteredIn = async (caller: Caller, documentId: DocumentId) =>
  (await caller.ask('document:enter', { documentId, receipt: null })).entered

/** Begins a provision at an offset of the flat text, as Enter does there. @returns its id */
async function split(typist: Typist, at: number): Promise<string> {
  const id = newId()
  typist.doc.transact(() => typist.text.insertEmbed(at, { b: id }, { kind: `${id}=operative` }), 'typed')
  await until(() => typist.waiting === 0, { what: 'the acknowledgement' })
  return id
}

/** Takes the boundary before an offset away, as Backspace does there. */
async function join(typist: Typist, at: number): Promise<void> {
  typist.remove(at, 1)
  await until(() => typist.waiting === 0, { what: 'the acknowledgement' })
}

/** Somebody types for a seat that they chose, in sync with the server. */
async function typistFor(caller: Caller, documentId: DocumentId, enterFor: Typist['enterFor']) {
  const typist = await Typist.enter(caller, documentId)
  typist.enterFor = enterFor
  typist.connect()
  return typist
}

it('records both names of what a secretariat types for its chair, and says so to everybody', async () => {
  const { table, documentId, server, smd, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const live = await open.live(coordinator)
  await live.follow(documentStream(documentId))
  await type(await open.typist(kofi, documentId), 'Welcomes')
  const personId = await personIdOf(kofi)
  await until(() => live.entries.some((entry) => entry.shown && entry.kind === 'provision:entered'))
  const { id: provisionId } = await lastProvision(coordinator, documentId)
  expect(live.entries.at(-1)).toMatchObject({
    ...{ kind: 'provision:entered', by: 'Kofi', enteredFor: table.seat('SMD') },
    body: { mechanismId: smd, provisionIds: [provisionId] },
  })
  expect(await enteredIn(coordinator, documentId)).toMatchObject([
    { provisionId, mechanismId: smd, personId, by: 'Kofi' },
  ])
  await server.app.close()
  const store = await openStore({ dataDir: server.dataDir })
  const entries = await store.journal.read(documentStream(documentId), EMPTY_HEAD)
  await store.close()
  expect(entries.filter(({ kind }) => kind === 'text:updated').at(-1)).toMatchObject({
    actor: { personId, seatId: table.seat('SMD secretariat') },
    enteredFor: table.seat('SMD'),
  })
})

it('waits for the chair of the mechanism, and no longer once the chair has confirmed the words', async () => {
  const { table, documentId, smd, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  const typist = await open.typist(kofi, documentId)
  await type(typist, 'Welcomes')
  const seen = await seenBy(aminata, documentId)
  await type(typist, ' warmly')
  await expect(aminata.ask('provision:confirm', seen)).rejects.toThrow('text-moved-on')
  const again = await seenBy(aminata, documentId)
  for (const other of [kofi, coordinator])
    await expect(other.ask('provision:confirm', again)).rejects.toThrow('not-its-chair')
  const { seq } = await aminata.ask('provision:confirm', again)
  const { entries } = await coordinator.ask('journal:read', {
    ...{ stream: documentStream(documentId), after: seq - 1 },
  })
  expect(entries).toMatchObject([
    { kind: 'provision:confirmed', by: 'Aminata', body: { mechanismId: smd, ...again.provisions[0] } },
  ])
  expect(await enteredIn(coordinator, documentId)).toEqual([])
  await expect(aminata.ask('provision:confirm', again)).rejects.toThrow('nothing-to-confirm')
  await type(typist, ', again')
  expect(await enteredIn(coordinator, documentId)).toHaveLength(1)
})

it('is not confirmed by a chair who gives the seat up while the room opens', async () => {
  const { table, documentId, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  await type(await open.typist(kofi, documentId), 'Welcomes')
  const seen = await seenBy(aminata, documentId)
  const gate = holdUp(Rooms, 'use')
  const refused = expect(aminata.ask('provision:confirm', seen)).rejects.toThrow('not-its-chair')
  await until(() => gate.isReached)
  const { meetingId } = table
  const personId = await personIdOf(aminata)
  await coordinator.ask('seat:vacate', { meetingId, seatId: table.seat('SMD'), personId })
  gate.open()
  await refused
  expect(await enteredIn(coordinator, documentId)).toHaveLength(1)
})

it('is not confirmed by what the chair types in the same provision, nor made by it', async () => {
  const { table, documentId, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  const chair = await open.typist(aminata, documentId)
  await type(chair, 'The chair: ')
  expect(await enteredIn(coordinator, documentId)).toEqual([])
  await type(await open.typist(kofi, documentId), 'welcomes')
  await type(chair, ' indeed')
  expect(await enteredIn(coordinator, documentId)).toMatchObject([{ by: 'Kofi' }])
})

it('says on whose instruction it was entered, to everybody, and until the chair has confirmed it', async () => {
  const { table, documentId } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  const live = await open.live(aminata)
  await live.follow(documentStream(documentId))
  const typist = await open.typist(kofi, documentId)
  await type(typist, 'Welcomes')
  const { provisions } = await seenBy(aminata, documentId)
  const provisionIds = provisions.map(({ provisionId }) => provisionId)
  const instruct = (note: string) => kofi.ask('provision:instruct', { documentId, provisionIds, note })
  const { seq } = await instruct('  Ms Diallo,\nby telephone\u202e ')
  const note = 'Ms Diallo, by telephone'
  await until(() => live.entries.at(-1)?.seq === seq)
  expect(live.entries.at(-1)).toMatchObject({
    ...{ kind: 'provision:instructed', by: 'Kofi', body: { provisionIds, note } },
  })
  expect(await enteredIn(aminata, documentId)).toMatchObject([{ by: 'Kofi', instruction: note }])
  expect(await instruct(note)).toEqual({ seq })
  await expect(instruct('x'.repeat(201))).rejects.toThrow('malformed')
  await instruct('')
  expect(await enteredIn(aminata, documentId)).toMatchObject([{ instruction: '' }])
  await instruct('x'.repeat(200))
  await aminata.ask('provision:confirm', { documentId, provisions })
  await expect(instruct(note)).rejects.toThrow('nothing-entered')
  await type(typist, ' again')
  expect(await enteredIn(aminata, documentId)).toMatchObject([{ instruction: '' }])
})

it('is entered on no instruction that others name, and on none where something of it is not one’s own', async () => {
  const { table, documentId, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  const { id: first } = await lastProvision(coordinator, documentId)
  await type(await open.typist(kofi, documentId), 'Welcomes')
  const instruct = (by: Caller, ...provisionIds: string[]) =>
    by.ask('provision:instruct', { documentId, provisionIds: provisionIds as ProvisionId[], note: 'me' })
  for (const other of [coordinator, aminata])
    await expect(instruct(other, first)).rejects.toThrow('nothing-entered')
  await expect(instruct(kofi, first, newId())).rejects.toThrow('nothing-entered')
  await expect(instruct(kofi)).rejects.toThrow('malformed')
  await coordinator.ask('document:archive', { documentId })
  await expect(instruct(kofi, first)).rejects.toThrow('document-archived')
  await coordinator.ask('document:bringBack', { documentId })
  expect(await enteredIn(coordinator, documentId)).toMatchObject([{ instruction: '' }])
  await instruct(kofi, first)
  expect(await enteredIn(coordinator, documentId)).toMatchObject([{ instruction: 'me' }])
})

it('asks nobody to confirm where the secretariat leads because there is no chair', async () => {
  const { table, documentId, coordinator } = await seated()
  const sara = await table.seatNew('OCM', 'Sara')
  await type(await open.typist(sara, documentId), 'Welcomes')
  expect(await enteredIn(coordinator, documentId)).toEqual([])
  const { entering } = await sara.ask('document:enter', { documentId, receipt: null })
  expect(entering).toBeNull()
})

it('is provisional also before the meeting has a seat for the chair, who confirms when there is one', async () => {
  const { table, documentId, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const { meetingId } = table
  await coordinator.ask('seat:remove', { meetingId, seatId: table.seat('SMD') })
  const { entering } = await kofi.ask('document:enter', { documentId, receipt: null })
  expect(entering).toMatchObject({ seatId: table.seat('SMD secretariat') })
  await type(await open.typist(kofi, documentId), 'Welcomes')
  const [waiting] = await enteredIn(coordinator, documentId)
  if (!waiting) throw new Error('words wait to be confirmed')
  const again = await Table.open(coordinator, [officeSeat(waiting.mechanismId, 'chair', 'SMD')])
  const aminata = await again.seatNew('SMD', 'Aminata')
  await aminata.ask('provision:confirm', await seenBy(aminata, documentId))
  expect(await enteredIn(coordinator, documentId)).toEqual([])
})

it('is entered by the coordinator for any seat, where they ask for it', async () => {
  const { table, documentId, coordinator } = await seated()
  await type(await open.typist(coordinator, documentId), 'My own. ')
  expect(await enteredIn(coordinator, documentId)).toEqual([])
  const seatId = table.seat('SMD')
  expect(await coordinator.ask('document:enterFor', { documentId, seatId })).toMatchObject({ label: 'SMD' })
  const typist = await typistFor(coordinator, documentId, seatId)
  await until(() => typist.synced)
  await type(typist, 'On behalf. ')
  typist.disconnect()
  expect(await enteredIn(coordinator, documentId)).toMatchObject([{ by: 'Coordinator' }])
})

it('cannot be entered for a seat by others, nor as one’s own by a secretariat', async () => {
  const { table, documentId, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  const tries = [
    [aminata, table.seat('SMD')],
    [kofi, table.seat('OCM')],
    [coordinator, 'nowhere' as never],
  ] as const
  for (const [caller, seatId] of tries) {
    await expect(caller.ask('document:enterFor', { documentId, seatId })).rejects.toThrow(
      caller === coordinator ? 'seat-unknown' : 'not-allowed',
    )
    const typist = await typistFor(caller, documentId, seatId)
    await until(() => typist.closedWith !== null)
    expect(typist.closedWith).toBe(CLOSE.seatGone)
    typist.disconnect()
  }
  const own = await typistFor(kofi, documentId, table.seat('SMD secretariat'))
  await until(() => own.synced)
  await type(own, 'as if it were mine')
  own.disconnect()
  expect(await enteredIn(coordinator, documentId)).toMatchObject([{ by: 'Kofi' }])
})

it('is somebody’s own word again as soon as the office of their seat changes', async () => {
  const { table, documentId, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const typist = await open.typist(kofi, documentId)
  const { meetingId } = table
  const [terms] = (await coordinator.ask('meeting:read', { meetingId })).seats
    .filter(({ office }) => office === 'secretariat')
    .map(({ label, heldFor, role }) => ({ label, heldFor, role, office: 'delegate' as const }))
  if (!terms) throw new Error('there is a secretariat')
  await coordinator.ask('seat:change', { meetingId, seatId: table.seat('SMD secretariat'), terms })
  await until(() => typist.closedWith === CLOSE.reseated)
  typist.connect()
  await until(() => typist.synced)
  await type(typist, 'Welcomes')
  expect(await enteredIn(coordinator, documentId)).toEqual([])
})

it('is there again after the server has started anew, from a checkpoint and from the journal alone', async () => {
  const dataDir = await mkdtemp(joinPath(tmpdir(), 'adref-entered-'))
  try {
    const first = await open.server({ dataDir })
    const coordinator = await first.signInFirst()
    const { id } = await coordinator.ask('registry:add', { draft: savanna })
    const table = await Table.open(coordinator, [officeSeat(id, 'secretariat', 'SMD secretariat')])
    const kofi = await table.seatNew('SMD secretariat', 'Kofi')
    const said = { title: 'Draft', language: 'en', from: 'example' } as const
    const { documentId } = await coordinator.ask('document:create', said)
    const typist = await open.typist(kofi, documentId)
    // enough rows for a checkpoint when the document closes
    for (let row = 0; row < 25; row += 1) await type(typist, ' word')
    const provisionIds = (await enteredIn(coordinator, documentId)).map(({ provisionId }) => provisionId)
    await kofi.ask('provision:instruct', { documentId, provisionIds, note: 'Ms Diallo' })
    const before = await enteredIn(coordinator, documentId)
    expect(before).toMatchObject([{ by: 'Kofi', instruction: 'Ms Diallo' }])
    typist.disconnect()
    await first.close()
    const second = await open.server({ dataDir })
    const back = new Caller(second.url, coordinator.cookie)
    expect(await enteredIn(back, documentId)).toEqual(before)
    await second.close()
    const store = await openStore({ dataDir })
    await store.checkpoints.clear()
    await store.close()
    const third = await open.server({ dataDir })
    expect(await enteredIn(new Caller(third.url, coordinator.cookie), documentId)).toEqual(before)
    await third.close()
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})

it('waits in both halves when somebody else splits the provision, as often as it is split', async () => {
  const { table, documentId, coordinator, smd } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  await type(await open.typist(kofi, documentId), 'Welcomes the report')
  const [first] = await enteredIn(coordinator, documentId)
  if (!first) throw new Error('words wait to be confirmed')
  const other = await open.typist(coordinator, documentId)
  const second = await split(other, other.text.length - 'the report'.length)
  const third = await split(other, other.text.length - 'report'.length)
  expect(await enteredIn(coordinator, documentId)).toEqual([
    first,
    { ...first, provisionId: second },
    { ...first, provisionId: third },
  ])
  const live = await open.live(aminata)
  await live.follow(documentStream(documentId), 0)
  await until(
    () => live.entries.filter((entry) => entry.shown && entry.kind === 'provision:carried').length === 2,
  )
  expect(live.entries.find((entry) => entry.shown && entry.kind === 'provision:carried')).toMatchObject({
    body: { carried: [{ from: first.provisionId, to: second }] },
  })
  await aminata.ask('provision:confirm', await seenBy(aminata, documentId))
  expect(await enteredIn(coordinator, documentId)).toMatchObject([
    { mechanismId: smd, provisionId: first.provisionId },
    { mechanismId: smd, provisionId: second },
  ])
})

it('waits where the words are when somebody else joins them to others', async () => {
  const { table, documentId, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const other = await open.typist(coordinator, documentId)
  await type(other, 'Recalls ')
  const { id: before } = await lastProvision(coordinator, documentId)
  const behind = await split(other, other.text.length)
  await type(await open.typist(kofi, documentId), 'Welcomes')
  expect(await enteredIn(coordinator, documentId)).toMatchObject([{ provisionId: behind }])
  await until(() => readable(other.text).endsWith('Welcomes'))
  await join(other, other.text.length - 'Welcomes'.length - 1)
  expect((await enteredIn(coordinator, documentId)).map(({ provisionId }) => provisionId)).toContain(before)
})

it('makes nothing wait that was split or joined elsewhere', async () => {
  const { table, documentId, coordinator } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const other = await open.typist(coordinator, documentId)
  await type(other, 'Recalls the report')
  const behind = await split(other, other.text.length)
  await type(await open.typist(kofi, documentId), 'Welcomes')
  await until(() => readable(other.text).endsWith('Welcomes'))
  await split(other, other.text.length - 'the reportWelcomes'.length - 1)
  await split(other, other.text.length - 'Welcomes'.length - 1)
  expect(await enteredIn(coordinator, documentId)).toMatchObject([{ provisionId: behind }])
})

it('stays inside the private room in which it was entered', async () => {
  const { table, coordinator, smd } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  const { documentId } = await kofi.ask('room:open', { mechanismId: smd, title: 'Red lines', language: 'en' })
  await type(await open.typist(kofi, documentId), 'Welcomes')
  const seen = await seenBy(aminata, documentId)
  expect(await enteredIn(aminata, documentId)).toHaveLength(1)
  await expect(coordinator.ask('provision:confirm', seen)).rejects.toThrow('not-allowed')
  const seatId = table.seat('SMD')
  await expect(coordinator.ask('document:enterFor', { documentId, seatId })).rejects.toThrow('not-allowed')
  const provisionIds = seen.provisions.map(({ provisionId }) => provisionId)
  const said = { documentId, provisionIds, note: 'Ms Diallo' }
  await expect(coordinator.ask('provision:instruct', said)).rejects.toThrow('not-allowed')
  await aminata.ask('provision:confirm', seen)
  expect(await enteredIn(kofi, documentId)).toEqual([])
})

it('waits in a copy as in the original, under the name of whoever made it', async () => {
  const { table, coordinator, smd } = await seated()
  const kofi = await table.seatNew('SMD secretariat', 'Kofi')
  const aminata = await table.seatNew('SMD', 'Aminata')
  const room = await kofi.ask('room:open', { mechanismId: smd, title: 'Red lines', language: 'en' })
  await type(await open.typist(kofi, room.documentId), 'Welcomes')
  const { id } = await lastProvision(kofi, room.documentId)
  const said = { documentId: room.documentId, provisionIds: [id], note: 'Ms Diallo' }
  await kofi.ask('provision:instruct', said)
  const out = await aminata.ask('room:release', { documentId: room.documentId, title: 'Offer' })
  const { id: provisionId } = await lastProvision(coordinator, out.documentId)
  expect(await enteredIn(coordinator, out.documentId)).toMatchObject([
    { provisionId, mechanismId: smd, by: 'Aminata', instruction: '' },
  ])
  const copy = { documentId: out.documentId, title: 'Offer, again' }
  const { documentId } = await coordinator.ask('document:duplicate', copy)
  expect(await enteredIn(aminata, documentId)).toMatchObject([{ mechanismId: smd, by: 'Coordinator' }])
  await aminata.ask('provision:confirm', await seenBy(aminata, documentId))
  expect(await enteredIn(aminata, documentId)).toEqual([])
})
