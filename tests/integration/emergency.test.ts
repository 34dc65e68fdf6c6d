import { beforeEach, expect, it } from 'vitest'
import { EMERGENCY_MS } from '../../shared/emergency'
import { newId, type DocumentId, type MechanismId } from '../../shared/ids'
import { documentStream, mechanismStream, meetingStream } from '../../shared/journal'
import { SYNC_PATH } from '../../shared/sync'
import { post, say, upgradeRequest } from '../support/request'
import { CHAIR_SEAT, mechanismSeat, personIdOf, Table } from '../support/seats'
import type { TestServer } from '../support/server'
import { Caller } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, type, venues } from '../support/venue'

const open = venues()
const OCM = 'ocm' as MechanismId
const REASON = 'A backup cannot be restored'

/** The server's clock, which these tests put forward. */
let now: number
let server: TestServer
let coordinator: Caller
let table: Table
let ada: Caller
let documentId: DocumentId

beforeEach(async () => {
  now = Date.now()
  server = await open.server({ now: () => now })
  coordinator = await server.signInFirst()
  table = await Table.open(coordinator, [CHAIR_SEAT, mechanismSeat('OCM'), mechanismSeat('SMD', 'observer')])
  ada = await coordinator.invite('administrator', 'Ada')
  documentId = await create(table)
})

async function create({ meetingId }: Table): Promise<DocumentId> {
  const said = { title: 'Zero draft', language: 'en', from: 'template', meetingId } as const
  return (await coordinator.ask('document:create', said)).documentId
}

const openMeeting = (by = ada, { meetingId } = table) =>
  by.ask('meeting:openInEmergency', { meetingId, reason: REASON })

/** Whether somebody is let in to the sync socket of a document. */
async function isLetIn({ url, cookie }: Caller, id = documentId): Promise<boolean> {
  const answer = await say(url, upgradeRequest(url, `${SYNC_PATH}${id}`, { cookie }), 2_000)
  return answer?.startsWith('HTTP/1.1 101 ') ?? false
}

it('opens the documents of one meeting to its administrator, over HTTP, the live socket and the sync socket', async () => {
  await expect(ada.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
  const { until: end } = await openMeeting()
  expect(end).toBe(now + EMERGENCY_MS)
  const { documents } = await ada.ask('document:list', {})
  expect(documents.map((card) => card.documentId)).toEqual([documentId])
  expect((await ada.ask('document:read', { documentId })).provisions.length).toBeGreaterThan(3)
  expect(await ada.ask('document:enter', { documentId, receipt: null })).toMatchObject({ mayEdit: false })
  const typist = await open.typist(ada, documentId)
  expect(typist.text.length).toBeGreaterThan(3)
  const live = await open.live(ada)
  const { head } = await live.follow(documentStream(documentId))
  await live.reached(head)
  expect(await ada.ask('session:read', {})).toMatchObject({
    emergencies: [{ meetingId: table.meetingId, until: end }],
  })
})

it('opens no document of another meeting, none of the house, and no private room', async () => {
  const ninth = await Table.open(coordinator, [mechanismSeat('OCM')])
  const there = await create(ninth)
  const house = (
    await coordinator.ask('document:create', { title: 'For all', language: 'en', from: 'blank' })
  ).documentId
  const drafter = await table.seatNew('OCM', 'Omar')
  const room = await drafter.ask('room:open', { mechanismId: OCM, title: 'Red lines', language: 'en' })
  await openMeeting()
  for (const id of [there, house, room.documentId, newId<DocumentId>()]) {
    await expect(ada.ask('document:read', { documentId: id })).rejects.toThrow(/^not-allowed$/)
    await expect(ada.ask('journal:read', { stream: documentStream(id), after: 0 })).rejects.toThrow(
      /^not-allowed$/,
    )
    expect(await isLetIn(ada, id)).toBe(false)
  }
  await expect(ada.ask('journal:read', { stream: mechanismStream(OCM), after: 0 })).rejects.toThrow()
  expect(await isLetIn(ada)).toBe(true)
})

it('lets nobody write, decide, or hand on what they read', async () => {
  await openMeeting()
  const { id: provisionId, textHash } = await lastProvision(coordinator, documentId)
  const tries = [
    ada.ask('document:rename', { documentId, title: 'Mine' }),
    ada.ask('document:duplicate', { documentId, title: 'Mine' }),
    ada.ask('document:archive', { documentId }),
    ada.ask('provision:agree', { documentId, provisionId, textHash }),
    ada.ask('plenary:begin', { documentId }),
    ada.ask('words:keep', { documentId, provisionId, text: 'x', code: 'read-only' }),
    ada.ask('recovery:takeBack', { documentId, update: 'AAA=' }),
    ada.ask('link:create', { role: 'drafter', label: '', onlyDocumentId: documentId }),
  ]
  const told = await Promise.all(tries.map((one) => one.catch((error: Error) => error.message)))
  expect(told).toEqual(told.map(() => 'not-allowed'))
  const typist = await open.typist(ada, documentId)
  typist.insert(typist.text.length, ' warmly')
  await until(() => typist.refusal !== null)
  expect(typist.refusal).toBe('not-allowed')
})

it('ends by itself after an hour of the server, and cuts what is open', async () => {
  await openMeeting()
  const typist = await open.typist(ada, documentId)
  const live = await open.live(ada)
  now += EMERGENCY_MS - 1
  expect((await ada.ask('document:read', { documentId })).document.documentId).toBe(documentId)
  now += 1
  await expect(ada.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
  await expect(live.follow(documentStream(documentId))).rejects.toThrow(/^not-allowed$/)
  await until(() => !typist.connected && !live.isOpen, { what: 'the sockets to close' })
  expect(await isLetIn(ada)).toBe(false)
  expect(await ada.ask('session:read', {})).toMatchObject({ emergencies: [] })
})

it('says with every answer what time it is, so that screens need not trust their own clocks', async () => {
  now += EMERGENCY_MS
  for (const caller of [ada.cookie, '']) {
    const { headers } = await post(server.url, 'session:read', {}, { cookie: caller })
    expect(Date.parse(headers.get('date') ?? '')).toBe(now - (now % 1_000))
  }
})

it('is over for those who open their sockets after the server has started again', async () => {
  await openMeeting()
  const { dataDir } = server
  await server.app.close()
  const again = await open.server({ dataDir, now: () => now })
  const back = new Caller(again.url, ada.cookie)
  const typist = await open.typist(back, documentId)
  now += EMERGENCY_MS
  await until(() => !typist.connected, { what: 'the socket to close' })
  expect(await isLetIn(back)).toBe(false)
})

it('is ended at once by the chair, by a coordinator and by the administrator, and not by others', async () => {
  const chair = await table.seatNew('Chair', 'Chen')
  const drafter = await table.seatNew('OCM', 'Omar')
  const other = await coordinator.invite('administrator', 'Eli')
  const { meetingId } = table
  for (const by of [chair, coordinator, ada]) {
    const { accessId } = await openMeeting()
    const typist = await open.typist(ada, documentId)
    for (const stranger of [drafter, other])
      await expect(stranger.ask('meeting:endEmergency', { meetingId, accessId })).rejects.toThrow(
        /^not-allowed$/,
      )
    await by.ask('meeting:endEmergency', { meetingId, accessId })
    await until(() => !typist.connected, { what: 'the socket to close' })
    await expect(ada.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
  }
})

it('is told live to chairs and coordinators, who see by whom, when and why until they have noted it', async () => {
  const chair = await table.seatNew('Chair', 'Chen')
  const drafter = await table.seatNew('OCM', 'Omar')
  const [told, untold] = [await open.live(chair), await open.live(drafter)]
  for (const live of [told, untold]) await live.follow(meetingStream(table.meetingId))
  const { accessId } = await openMeeting()
  const kinds = (live: typeof told) => live.entries.flatMap((entry) => (entry.shown ? entry.kind : []))
  await until(() => kinds(told).includes('emergency:opened'))
  await until(() => untold.entries.length > 0 && untold.entries.at(-1)?.seq === told.entries.at(-1)?.seq)
  expect(kinds(untold)).not.toContain('emergency:opened')
  const { accesses, heads } = await chair.ask('meeting:emergencies', {})
  expect(accesses).toMatchObject([
    { accessId, person: { name: 'Ada' }, reason: REASON, openedAt: now, until: now + EMERGENCY_MS },
  ])
  expect(heads.map(({ meetingId }) => meetingId)).toEqual([table.meetingId])
  expect(await drafter.ask('meeting:emergencies', {})).toEqual({ accesses: [], heads: [] })

  now += EMERGENCY_MS
  expect((await chair.ask('meeting:emergencies', {})).accesses).toHaveLength(1)
  await chair.ask('meeting:noteEmergency', { meetingId: table.meetingId, accessId })
  expect((await chair.ask('meeting:emergencies', {})).accesses).toEqual([])
  expect((await coordinator.ask('meeting:emergencies', {})).accesses).toHaveLength(1)
})

it('stays in the record of the meeting for those who see the people', async () => {
  const chair = await table.seatNew('Chair', 'Chen')
  const drafter = await table.seatNew('OCM', 'Omar')
  const { meetingId } = table
  const { accessId } = await openMeeting()
  await chair.ask('meeting:noteEmergency', { meetingId, accessId })
  await coordinator.ask('meeting:endEmergency', { meetingId, accessId })
  const read = { person: { name: 'Ada' }, reason: REASON, ended: { by: 'Coordinator' }, notedBy: ['Chen'] }
  for (const by of [chair, coordinator, ada])
    expect((await by.ask('meeting:read', { meetingId })).emergencies).toMatchObject([read])
  expect((await drafter.ask('meeting:read', { meetingId })).emergencies).toEqual([])
})

it('asks for a reason', async () => {
  const { meetingId } = table
  await expect(ada.ask('meeting:openInEmergency', { meetingId, reason: '  ' })).rejects.toThrow(/^malformed$/)
})

it('is not for whoever acts in another role, and rests while they do', async () => {
  await openMeeting()
  const { meetingId } = table
  const ninth = await Table.open(coordinator, [mechanismSeat('SMD', 'observer')])
  const to = await personIdOf(ada)
  await coordinator.ask('seat:handOver', {
    ...{ meetingId: ninth.meetingId, seatId: ninth.seat('SMD'), from: null, to },
  })
  await expect(openMeeting()).rejects.toThrow(/^other-meeting$/)
  await expect(ada.ask('document:read', { documentId })).rejects.toThrow(/^not-allowed$/)
  await ada.ask('session:actFor', { seatId: null })
  expect((await ada.ask('document:read', { documentId })).document.meetingId).toBe(meetingId)
})

it('shows whoever reads so to those who are in the room', async () => {
  await openMeeting()
  const drafter = await table.seatNew('OCM', 'Omar')
  const typist = await open.typist(drafter, documentId)
  await type(typist, 'New')
  await open.typist(ada, documentId)
  await until(() => typist.roster.some(({ name, role }) => name === 'Ada' && role === 'administrator'))
})
