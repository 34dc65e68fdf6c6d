import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  newId,
  type DocumentId,
  type EmergencyId,
  type MechanismId,
  type MeetingId,
  type PersonId,
  type SeatId,
} from '../../shared/ids'
import { documentStream, type StreamId } from '../../shared/journal'
import { MAIN_STREAM } from '../../shared/meetings'
import type { Answer, CommandName, Payload } from '../../shared/protocol'
import { can, readsText, ROLES, type Action, type Role } from '../../shared/roles'
import { CLOSE, SYNC_PATH } from '../../shared/sync'
import { createReceipts, RECEIPT_KEY_BYTES } from '../../server/receipts'
import { openStore } from '../../server/store/store'
import { Live } from '../support/live'
import { say, upgradeRequest } from '../support/request'
import { oasis, savanna, wells } from '../support/registry'
import { CELLS, type Cell, type StateName } from '../support/rights'
import type { MeetingSession } from '../../shared/programme'
import { isSecretariatWithGavel, type SeatTerms } from '../../shared/seats'
import { EXAMPLE_MEETING, mechanismSeat, officeSeat, personIdOf, Table } from '../support/seats'
import { startServer, type TestServer } from '../support/server'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'
import { lastProvision, type } from '../support/venue'

/** Somebody on one of the transports. */
type Asking = { ask<Name extends CommandName>(name: Name, payload: Payload<Name>): Promise<Answer<Name>> }

const OCM = 'ocm' as MechanismId

/** Cells that change what they are tried on, and so get a document of their own. */
const LEAVING_TRACES: readonly Action[] = [
  'confirmWords',
  'gavel',
  'reopen',
  'leadPlenary',
  'passPen',
  'holdPen',
  'archiveDocument',
  'moveDocument',
  'endRecovery',
]

let folder: string
let server: TestServer
let receipts: ReturnType<typeof createReceipts>
let coordinator: Caller
let chair: Caller
let meetingId: MeetingId
/** A meeting in which a session runs. */
let runningId: MeetingId
let elsewhereId: MeetingId
let maker: Caller
let made = 0
let count = 0
const free = new Map<Role, Caller>()
const confined = new Map<Role, Caller>()
/** Those who act for a seat of the mechanism whose private room is tried. */
const seated = new Map<Role, Caller>()
/** Those who act for a mechanism with chairs, in its secretariat and as its chairs. */
const secretariats = new Map<Role, Caller>()
const chairs = new Map<Role, Caller>()
/** Those who act for a seat of another meeting, and hold one that only looks on in that of the document. */
const elsewhere = new Map<Role, Caller>()
/** Those who act for seats of a meeting that one of them, an administrator, has opened in emergency. */
const opened = new Map<Role, Caller>()
let openedId: MeetingId
let openedSeat: SeatId
/** An access of that administrator that is over. */
let overId: EmergencyId
/** Those who act for a seat of a meeting that sits without observers, and those who hold one there and act elsewhere. */
const unobserved = new Map<Role, Caller>()
const elsewhereToo = new Map<Role, Caller>()
let unobservedTable: Table
/** A session that runs and admits observers. */
const RUNNING = { label: '', startsAt: Date.now() - 3_600_000, endsAt: Date.now() + 3_600_000 }
let chairSeat: SeatId
let officesId: MeetingId
let chairedId: string
const lives = new Map<Caller, Live>()
const shared = new Map<StateName, DocumentId>()
const typists: Typist[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adref-rights-'))
  const store = await openStore({ dataDir: folder })
  const key = await store.accounts.secret('receipts', () => randomBytes(RECEIPT_KEY_BYTES))
  await store.close()
  receipts = createReceipts({ key, now: Date.now })
  server = await startServer({ dataDir: folder })
  coordinator = await server.signInFirst()
  chair = await coordinator.invite('chair', 'Chair')
  meetingId = (await coordinator.ask('meeting:create', EXAMPLE_MEETING)).meetingId
  const sessions = [RUNNING]
  runningId = (await coordinator.ask('meeting:create', { ...EXAMPLE_MEETING, sessions })).meetingId
  for (const state of ['open', 'settled', 'inPlenary', 'archived', 'inRecovery', 'ownRoom'] as const)
    shared.set(state, await stage(state))
  for (const role of ROLES) {
    free.set(role, await coordinator.invite(role, role))
    confined.set(role, await confinedTo(given(shared, 'open'), role))
  }
  const table = await Table.open(
    coordinator,
    ROLES.map((role) => ({ ...mechanismSeat('OCM', role), label: role })),
  )
  for (const role of ROLES) seated.set(role, await table.seatNew(role, role))
  const chaired = { ...savanna, chair: { kind: 'co-chairs', note: null } } as const
  const { id } = await coordinator.ask('registry:add', { draft: chaired })
  chairedId = id
  const offices = await Table.open(coordinator, [
    ...ROLES.map((role) => ({ ...officeSeat(id, 'chair', `chair ${role}`), role })),
    ...ROLES.map((role) => secretariatOf(id, role)).filter((seat) => !isSecretariatWithGavel(seat)),
  ])
  chairSeat = offices.seat('chair observer')
  officesId = offices.meetingId
  for (const role of ROLES) chairs.set(role, await offices.seatNew(`chair ${role}`, role))
  for (const role of ROLES)
    if (!isSecretariatWithGavel(secretariatOf(id, role)))
      secretariats.set(role, await offices.seatNew(`secretariat ${role}`, role))
  const [here, there] = [officeless('here'), officeless('there')]
  const table8 = await Table.open(coordinator, here)
  elsewhereId = table8.meetingId
  shared.set('elsewhere', await stage('elsewhere'))
  const table9 = await Table.open(coordinator, there)
  for (const role of ROLES) {
    const caller = await table8.seatNew(`here ${role}`, role)
    await caller.ask('seat:take', { token: (await table9.slip(`there ${role}`)).code })
    elsewhere.set(role, caller)
  }
  await openInEmergency()
  await setSessions(table8, [RUNNING])
  await openUnobserved()
  const others = [elsewhere, opened, unobserved, elsewhereToo]
  for (const callers of [free, confined, seated, chairs, secretariats, ...others])
    for (const caller of callers.values()) lives.set(caller, await Live.open(caller))
}, 60_000)

afterAll(async () => {
  for (const live of lives.values()) live.close()
  for (const typist of typists) typist.disconnect()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const secretariatOf = (mechanismId: string, role: Role): SeatTerms => ({
  ...officeSeat(mechanismId, 'secretariat', `secretariat ${role}`),
  role,
})

/** An administrator opens a meeting, ends that, and opens it again. */
async function openInEmergency(): Promise<void> {
  const table10 = await Table.open(coordinator, officeless('there'))
  openedId = table10.meetingId
  openedSeat = table10.seat('there observer')
  for (const role of ROLES) opened.set(role, await table10.seatNew(`there ${role}`, role))
  const administrator = given(opened, 'administrator')
  const said = { meetingId: openedId, reason: 'A backup cannot be restored' }
  overId = (await administrator.ask('meeting:openInEmergency', said)).accessId
  await administrator.ask('meeting:endEmergency', { meetingId: openedId, accessId: overId })
  await administrator.ask('meeting:openInEmergency', said)
  shared.set('emergency', await stage('emergency'))
}

/** Sets the sessions of a meeting. */
const setSessions = ({ meetingId }: Table, sessions: MeetingSession[]) =>
  coordinator.ask('meeting:change', { meetingId, terms: { ...EXAMPLE_MEETING, sessions } })

/** A meeting that sits without observers, with a seat for each role of those who act in it, and for those who do not. */
async function openUnobserved(): Promise<void> {
  unobservedTable = await Table.open(coordinator, [...officeless('there'), ...officeless('here')])
  const away = await Table.open(coordinator, officeless('there'))
  for (const role of ROLES) {
    unobserved.set(role, await unobservedTable.seatNew(`there ${role}`, role))
    const caller = await unobservedTable.seatNew(`here ${role}`, role)
    await caller.ask('seat:take', { token: (await away.slip(`there ${role}`)).code })
    elsewhereToo.set(role, caller)
  }
  await setSessions(unobservedTable, [{ ...RUNNING, admitsObservers: false }])
  for (const state of ['unobserved', 'elsewhereToo'] as const) shared.set(state, await stage(state))
}

/** A seat for each role; those of the first name sit in the meeting of the document and look on. */
function officeless(name: 'here' | 'there'): SeatTerms[] {
  return ROLES.map((role) => ({
    ...{ label: `${name} ${role}`, role: name === 'here' ? 'observer' : role, office: 'delegate' },
    heldFor: { kind: 'function', name: 'other' },
  }))
}

/** Who makes the next document: one person makes only so many in a minute. */
async function nextMaker(): Promise<Caller> {
  if (made % 50 === 0) maker = await coordinator.invite('coordinator', 'Maker')
  made += 1
  return maker
}

/** A document in a state; its last provision is the one that is tried. */
async function stage(state: StateName): Promise<DocumentId> {
  const by = await nextMaker()
  const said = { title: `Draft ${made}`, language: 'en' } as const
  if (state === 'ownRoom') return (await by.ask('room:open', { ...said, mechanismId: OCM })).documentId
  const of = meetingIn(state)
  const { documentId } = await by.ask('document:create', { ...said, ...of, from: 'template' })
  if (state === 'archived') await coordinator.ask('document:archive', { documentId })
  if (state === 'inPlenary') await coordinator.ask('plenary:begin', { documentId })
  if (state === 'itsChair') await enterWords(documentId)
  if (state === 'settled') {
    const { id: provisionId, textHash } = await lastProvision(chair, documentId)
    await chair.ask('provision:agree', { documentId, provisionId, textHash })
  }
  if (state === 'inRecovery') {
    const receipt = receipts.sign(documentStream(documentId), { seq: 99, hash: 'a'.repeat(64) })
    await coordinator.ask('document:enter', { documentId, receipt })
  }
  return documentId
}

/** The meeting of a document in a state, where it belongs to one. */
function meetingIn(state: StateName): { meetingId?: MeetingId } {
  if (state === 'emergency') return { meetingId: openedId }
  if (state === 'unobserved' || state === 'elsewhereToo') return { meetingId: unobservedTable.meetingId }
  return state === 'elsewhere' ? { meetingId: elsewhereId } : {}
}

/** The seat for which words are entered in a document in a state. */
function seatFor(state: StateName): SeatId {
  if (state === 'unobserved') return unobservedTable.seat('there drafter')
  return state === 'emergency' ? openedSeat : chairSeat
}

/** A document in plenary mode with the pen in somebody's hand. */
async function withPen(holder: Caller): Promise<DocumentId> {
  const documentId = await stage('open')
  await givePen(holder, documentId)
  return documentId
}

/** Plenary mode begins with the pen for somebody who is in the room, if they may hold it. */
async function givePen(holder: Caller, documentId: DocumentId): Promise<void> {
  const typist = await Typist.enter(holder, documentId)
  typists.push(typist)
  typist.connect()
  await until(() => typist.synced)
  await coordinator.ask('plenary:begin', { documentId, holderId: await personIdOf(holder) })
}

/** The secretariat types in a document, which waits for its chair from then on. */
async function enterWords(documentId: DocumentId): Promise<void> {
  const typist = await Typist.enter(given(secretariats, 'drafter'), documentId)
  typist.connect()
  await until(() => typist.synced)
  await type(typist, ' warmly')
  typist.disconnect()
}

async function confinedTo(onlyDocumentId: DocumentId, role: Role): Promise<Caller> {
  const { url } = await coordinator.ask('link:create', { role, label: '', onlyDocumentId })
  return Caller.signIn(server.url, url.split('#')[1] ?? '', role)
}

function given<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key)
  if (value === undefined) throw new Error('the test was not set up')
  return value
}

/** Documents are moved by the coordinators of the house; who observes is one of the meeting. */
const isOfTheirHouse = (state: StateName, role: Role): boolean =>
  state === 'emergency' || (state === 'unobserved' && role !== 'observer')

function callerOf({ action, state, role }: Cell): Caller {
  if (state === 'confined') return given(confined, role)
  if (state === 'secretariat') return given(secretariats, role)
  if (state === 'itsChair') return given(chairs, role)
  if (state === 'elsewhere') return given(elsewhere, role)
  const isOfOpened = action === 'openInEmergency' || action === 'endEmergency'
  // from a seat nobody moves a document: whoever does so reads every meeting
  if (action === 'moveDocument' && isOfTheirHouse(state, role)) return given(free, role)
  if (state === 'emergency' || (isOfOpened && state === 'open')) return given(opened, role)
  if (state === 'unobserved') return given(unobserved, role)
  if (state === 'elsewhereToo') return given(elsewhereToo, role)
  return given(state === 'ownRoom' || action === 'openPrivateRoom' ? seated : free, role)
}

function documentFor(cell: Cell): Promise<DocumentId> | DocumentId {
  const { action, state, told } = cell
  if (state === 'withPen') return told === 'yes' ? withPen(callerOf(cell)) : given(shared, 'inPlenary')
  if (told === 'yes' && LEAVING_TRACES.includes(action)) return stage(state)
  const isOfWho = state === 'confined' || state === 'secretariat' || state === 'itsChair'
  return given(shared, isOfWho ? 'open' : state)
}

/** What somebody is shown of a stream, as far as it goes in one answer. */
async function logOf(by: Asking, stream: StreamId) {
  const { entries } = await by.ask('journal:read', { stream, after: 0 })
  return entries.flatMap((entry) => (entry.shown ? [entry] : []))
}

/** Whoever reads less of the record is refused nothing: it is not told. */
const notTold = () => new Error('not-allowed')

/** How each action is tried by a command. */
const TRIES: Readonly<
  Record<
    Exclude<Action, 'editText' | 'holdPen'>,
    (by: Asking, documentId: DocumentId, state: StateName) => Promise<unknown>
  >
> = {
  seeHouse: (by) => by.ask('registry:read', {}),
  readText: (by, documentId) => by.ask('document:read', { documentId }),
  enterForSeat: (by, documentId, state) =>
    by.ask('document:enterFor', { documentId, seatId: seatFor(state) }),
  async confirmWords(by, documentId) {
    const { id: provisionId, textHash } = await lastProvision(chair, documentId)
    return by.ask('provision:confirm', { documentId, provisions: [{ provisionId, textHash }] })
  },
  async gavel(by, documentId) {
    const { id: provisionId, textHash } = await lastProvision(chair, documentId)
    return by.ask('provision:agree', { documentId, provisionId, textHash })
  },
  async reopen(by, documentId) {
    const { id: provisionId } = await lastProvision(chair, documentId)
    return by.ask('provision:reopen', { documentId, provisionId, reason: 'New facts' })
  },
  configureDocument: (by, documentId) =>
    by.ask('document:rename', { documentId, title: `Renamed ${(count += 1)}` }),
  leadPlenary: (by, documentId, state) =>
    by.ask(state === 'inPlenary' || state === 'withPen' ? 'plenary:end' : 'plenary:begin', { documentId }),
  passPen: async (by, documentId) =>
    by.ask('plenary:pass', { documentId, holderId: (await by.ask('session:read', {})).personId }),
  archiveDocument: (by, documentId, state) =>
    by.ask(state === 'archived' ? 'document:bringBack' : 'document:archive', { documentId }),
  moveDocument: (by, documentId) => by.ask('document:move', { documentId, meetingId }),
  takeBackText: (by, documentId) => by.ask('recovery:takeBack', { documentId, update: 'AAA=' }),
  endRecovery: (by, documentId) => by.ask('recovery:end', { documentId }),
  openPrivateRoom: (by) => by.ask('room:open', { mechanismId: OCM, title: 'New', language: 'en' }),
  releaseText: (by, documentId) => by.ask('room:release', { documentId, title: 'Out' }),
  createDocument: (by, _documentId, state) => {
    return by.ask('document:create', { title: 'New', language: 'en', from: 'blank', ...meetingIn(state) })
  },
  seePeople: (by) => by.ask('people:list', {}),
  seePresent: (by, _documentId, state) => by.ask('meeting:present', { meetingId, ...meetingIn(state) }),
  handOutLinks: (by) => by.ask('link:create', { role: 'observer', label: '', onlyDocumentId: null }),
  async revokePeople(by) {
    const personId: PersonId = await personIdOf(await coordinator.invite('observer', 'Guest'))
    return by.ask('people:revoke', { personId })
  },
  async readmitPeople(by) {
    const personId: PersonId = await personIdOf(await coordinator.invite('observer', 'Guest'))
    await coordinator.ask('people:revoke', { personId })
    return by.ask('people:readmit', { personId })
  },
  async changeRoles(by) {
    const personId: PersonId = await personIdOf(await coordinator.invite('observer', 'Guest'))
    return by.ask('people:changeRole', { personId, role: 'drafter' })
  },
  async correctNames(by) {
    const personId: PersonId = await personIdOf(await coordinator.invite('observer', 'Guset'))
    return by.ask('people:rename', { personId, name: 'Guest' })
  },
  async editRegistry(by) {
    await by.ask('registry:add', { draft: { ...oasis, acronym: `OCM${(count += 1)}` } })
    return by.ask('registry:add', { draft: { ...wells, acronym: `WRF${(count += 1)}` } })
  },
  runMeetings: (by) => by.ask('meeting:create', EXAMPLE_MEETING),
  async archiveMeeting(by, _documentId, state) {
    const made = await (await nextMaker()).ask('meeting:create', EXAMPLE_MEETING)
    return by.ask('meeting:archive', { ...made, ...meetingIn(state) })
  },
  manageSeats: (by, _documentId, state) => {
    const of = { meetingId: state === 'elsewhere' ? elsewhereId : meetingId }
    return by.ask('seat:make', { ...of, seats: [mechanismSeat('OCM')] })
  },
  openInEmergency: (by, _documentId, state) =>
    by.ask('meeting:openInEmergency', { meetingId: openedId, ...meetingIn(state), reason: 'A backup' }),
  endEmergency: (by, _documentId, state) =>
    by.ask('meeting:endEmergency', { meetingId: openedId, ...meetingIn(state), accessId: overId }),
  readLog: async (by, documentId) => {
    const [made] = await logOf(by, documentStream(documentId))
    if (made?.kind !== 'document:created' || made.body === null || made.by === null) throw notTold()
  },
  readOwnLog: async (by, documentId) => {
    await by.ask('words:keep', { documentId, provisionId: null, text: 'warmly', code: 'read-only' })
    const own = (await logOf(by, documentStream(documentId))).findLast(({ kind }) => kind === 'words:kept')
    if (!own?.body || own.by === null) throw notTold()
  },
  checkLog: async (by) => {
    const entries = await logOf(by, MAIN_STREAM)
    // one's own coming is told to everybody
    if (entries.filter(({ kind }) => kind === 'person:admitted').length < 2) throw notTold()
  },
  admitObservers: (by, _documentId, state) => {
    const { startsAt, endsAt } = RUNNING
    const of = state === 'elsewhere' ? elsewhereId : runningId
    return by.ask('meeting:admitObservers', { meetingId: of, startsAt, endsAt, admits: true })
  },
  practise: (by) => by.ask('practice:open', { language: 'en' }),
}

/** What somebody is told over a transport that carries commands. */
async function toldBy(by: Asking, cell: Cell): Promise<string> {
  const documentId = await documentFor(cell)
  try {
    await tryTo(cell, by, documentId)
    return 'yes'
  } catch (refused) {
    return (refused as Error).message
  }
}

/** Who may hold the pen is told to whoever gives it. Text goes over the sync socket alone; a command says beforehand what that would say, as far as the document decides. */
async function tryTo(cell: Cell, by: Asking, documentId: DocumentId): Promise<void> {
  const { action, state, told } = cell
  if (action === 'holdPen') return givePen(callerOf(cell), documentId)
  if (action !== 'editText') return void (await TRIES[action](by, documentId, state))
  const { mayEdit } = await by.ask('document:enter', { documentId, receipt: null })
  expect(mayEdit).toBe(told === 'yes' || told === 'provision-settled')
  if (told !== 'yes') throw new Error(told)
}

/** What somebody is told who asks for a sync socket, as for a document that there is not. */
async function knock({ url, cookie }: Caller, documentId: DocumentId): Promise<string> {
  const answers = [documentId, newId<DocumentId>()].map((id) =>
    say(url, upgradeRequest(url, `${SYNC_PATH}${id}`, { cookie }), 2_000),
  )
  const [told, untold] = await Promise.all(answers)
  expect(told).toBe(untold)
  return told?.startsWith('HTTP/1.1 403 ') ? 'not-allowed' : (told ?? '')
}

/** What somebody is told who opens a sync socket and is sent away from it, with nothing of the text. */
async function sentAway(caller: Caller, documentId: DocumentId): Promise<string> {
  const typist = new Typist(caller, documentId, 1)
  typist.connect()
  await until(() => typist.closedWith !== null)
  expect(typist.text.length).toBe(0)
  return typist.closedWith === CLOSE.withoutObservers ? 'session-without-observers' : `${typist.closedWith}`
}

/** What somebody who may not read at this moment, or at all, is told at the sync socket. */
const notLetIn = (caller: Caller, documentId: DocumentId, { told }: Cell): Promise<string> =>
  told === 'not-allowed' ? knock(caller, documentId) : sentAway(caller, documentId)

/** What somebody who types at the end of the text is told by the sync socket. */
async function toldBySync(cell: Cell): Promise<string> {
  const by = callerOf(cell)
  const documentId = await documentFor(cell)
  const isOut = cell.told === 'session-without-observers'
  const isOpened = cell.role === 'administrator' && cell.state === 'emergency'
  if ((!readsText(cell.role) && !isOpened) || isOut) return notLetIn(by, documentId, cell)
  const typist = await Typist.enter(by, documentId)
  typist.connect()
  await until(() => typist.synced)
  typist.insert(typist.text.length, ' warmly')
  await until(() => typist.waiting === 0 || typist.refusal !== null)
  typist.disconnect()
  return typist.refusal ?? 'yes'
}

/** The seat of a cell can be made: a secretariat has no gavel, so nobody acts for it in the role of the meeting's chair. */
const isSeated = ({ state, role }: Cell) => state !== 'secretariat' || role !== 'chair'

it.each(ROLES)('a secretariat is seated as %s unless that role brings the gavel down', async (role) => {
  const seats = [secretariatOf(chairedId, role)]
  const made = coordinator.ask('seat:make', { meetingId: officesId, seats })
  const told = await made.then(
    () => 'yes',
    (refused: Error) => refused.message,
  )
  expect(told).toBe(can(role, 'gavel') ? 'secretariat-has-no-gavel' : 'yes')
})

describe.each(CELLS.filter(isSeated))('$action, $state, by a $role', (cell) => {
  it(`over HTTP: ${cell.told}`, async () => {
    expect(await toldBy(callerOf(cell), cell)).toBe(cell.told)
  })

  it(`over the live socket: ${cell.told}`, async () => {
    expect(await toldBy(given(lives, callerOf(cell)), cell)).toBe(cell.told)
  })
})

describe.each(CELLS.filter(({ action }) => action === 'editText'))('typing, $state, by a $role', (cell) => {
  it(`on the sync socket: ${cell.told}`, async () => {
    expect(await toldBySync(cell)).toBe(cell.told)
  })
})

const READING = CELLS.filter(({ action }) => action === 'readText')

describe.each(READING.filter(({ told }) => told === 'yes'))('reading, $state, by a $role', (cell) => {
  it('on the sync socket: yes', async () => {
    const typist = await Typist.enter(callerOf(cell), await documentFor(cell))
    typist.connect()
    await until(() => typist.synced && typist.text.length > 0)
    typist.disconnect()
  })
})

describe.each(READING.filter(({ told }) => told !== 'yes'))('reading, $state, by a $role', (cell) => {
  it(`has no sync socket: ${cell.told}`, async () => {
    expect(await notLetIn(callerOf(cell), given(shared, cell.state), cell)).toBe(cell.told)
  })
})
