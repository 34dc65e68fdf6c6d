import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DocumentId, MeetingId } from '../../shared/ids'
import { documentStream, meetingStream } from '../../shared/journal'
import type { Payload } from '../../shared/protocol'
import type { MeetingSession } from '../../shared/programme'
import { CLOSE } from '../../shared/sync'
import { segmentsOf } from '../../shared/text/flat'
import { standingOf } from '../../shared/standing'
import { Live } from '../support/live'
import { CHAIR_SEAT, EXAMPLE_MEETING, mechanismSeat, Table } from '../support/seats'
import { startServer, type TestServer } from '../support/server'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'

/** Observers are put out within this time, in milliseconds. */
const PUT_OUT_WITHIN_MS = 5_000
const HOUR = 3_600_000
const OUT = 'session-without-observers'

let server: TestServer
let coordinator: Caller
let table: Table
let chair: Caller
let observer: Caller
let documentId: DocumentId
let meetingId: MeetingId
const typists: Typist[] = []
const lives: Live[] = []

beforeEach(async () => {
  server = await startServer()
  coordinator = await server.signInFirst()
  table = await Table.open(coordinator, [
    CHAIR_SEAT,
    mechanismSeat('OCM'),
    { ...mechanismSeat('SMD', 'observer'), label: 'Guest' },
    { ...mechanismSeat('GTR', 'observer'), label: 'Other guest' },
  ])
  meetingId = table.meetingId
  chair = await table.seatNew('Chair', 'Chair')
  observer = await table.seatNew('Guest', 'Olga')
  documentId = await make({ meetingId })
})

afterEach(async () => {
  for (const typist of typists.splice(0)) typist.disconnect()
  for (const live of lives.splice(0)) live.close()
  await server.close()
})

async function make(of: Partial<Payload<'document:create'>>): Promise<DocumentId> {
  const said = { title: 'Zero draft', language: 'en', from: 'template', ...of } as const
  return (await coordinator.ask('document:create', said)).documentId
}

/** A session that began an hour ago and ends in two. */
const running = (more: Partial<MeetingSession> = {}): MeetingSession => ({
  ...{ label: 'Informals', startsAt: Date.now() - HOUR, endsAt: Date.now() + 2 * HOUR },
  ...more,
})

const plan = (...sessions: MeetingSession[]) =>
  coordinator.ask('meeting:change', { meetingId, terms: { ...EXAMPLE_MEETING, sessions } })

/** A session without observers runs. */
const closeSession = () => plan(running({ admitsObservers: false }))

async function join(caller: Caller, id = documentId): Promise<Typist> {
  const typist = await Typist.enter(caller, id)
  typists.push(typist)
  typist.connect()
  await until(() => typist.synced)
  return typist
}

async function follow(caller: Caller, stream: string): Promise<Live> {
  const live = await Live.open(caller)
  lives.push(live)
  await live.ask('journal:follow', { stream, after: 0 })
  return live
}

/** What somebody hears who asks for a document in every way there is. */
async function toldOf(caller: Caller, id = documentId): Promise<string[]> {
  const hash = 'a'.repeat(64)
  const ways = [
    caller.ask('document:read', { documentId: id }),
    caller.ask('document:enter', { documentId: id, receipt: null }),
    caller.ask('document:compare', { documentId: id, stateHash: hash, contentHash: hash }),
    caller.ask('journal:read', { stream: documentStream(id), after: 0 }),
  ]
  const told = ways.map((way) =>
    way.then(
      () => 'yes',
      (refused: Error) => refused.message,
    ),
  )
  return [...new Set(await Promise.all(told))]
}

it('keeps observers out of every way of reading while a session without them runs', async () => {
  expect(await toldOf(observer)).toEqual(['yes'])
  await closeSession()
  expect(await toldOf(observer)).toEqual([OUT])
  await expect(observer.ask('document:duplicate', { documentId, title: 'Copy' })).rejects.toThrow(OUT)
  await expect(follow(observer, documentStream(documentId))).rejects.toThrow(OUT)
  const { found } = await observer.ask('document:search', { query: 'draft' })
  expect(found).toEqual([])
  const { documents } = await observer.ask('document:list', {})
  expect(documents.map(({ title }) => title)).toEqual(['Zero draft'])
  expect(await toldOf(chair)).toEqual(['yes'])
  expect(await toldOf(coordinator)).toEqual(['yes'])
})

it('says until when, by the clock of the meeting and in the language of whoever asks', async () => {
  const endsAt = Date.parse('2099-10-12T16:00:00Z')
  await plan(running({ endsAt, admitsObservers: false }))
  const response = await fetch(`${server.url}/api/document:read`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', origin: server.url, cookie: observer.cookie },
      'x-language': 'fr',
    },
    body: JSON.stringify({ documentId }),
  })
  expect(response.status).toBe(403)
  const { refusal } = (await response.json()) as { refusal: { detail: object; message: string } }
  expect(refusal.detail).toEqual({
    ...{ session: 'Informals', until: '2099-10-12 18:00', zone: 'Europe/Zurich', endsAt },
  })
  expect(refusal.message.replace(/[\u2068\u2069]/g, '')).toContain('jusqu’à 2099-10-12 18:00 (Europe/Zurich)')
})

it('leaves documents of the whole house, private rooms and other meetings as they are', async () => {
  const ofHouse = await make({})
  const other = await Table.open(coordinator, [{ ...mechanismSeat('SMD', 'observer'), label: 'There' }])
  const there = await make({ meetingId: other.meetingId })
  const guest = await other.seatNew('There', 'Gita')
  const room = await chairOf('OCM')
  await closeSession()
  expect(await toldOf(observer, ofHouse)).toEqual(['yes'])
  expect(await toldOf(guest, there)).toEqual(['yes'])
  expect(await toldOf(room.caller, room.documentId)).toEqual(['yes'])
})

/** Somebody of a mechanism whose role only looks on, in a private room of it. */
async function chairOf(label: string) {
  const { seatIds } = await coordinator.ask('seat:make', {
    meetingId,
    seats: [{ ...mechanismSeat(label, 'observer'), label: 'Looks on' }],
  })
  const asked = { meetingId, seatIds, perSeat: 1 }
  const { slips } = await coordinator.ask('slip:make', asked)
  const caller = await Caller.signIn(server.url, slips[0]?.code ?? '', 'Lou')
  const drafter = await table.seatNew('OCM', 'Dina')
  const { mechanismId } = (await drafter.ask('session:read', {})).seats[0] ?? {}
  if (!mechanismId) throw new Error('the seat is of a mechanism')
  const said = { mechanismId, title: 'Ours', language: 'en' } as const
  return { caller, documentId: (await drafter.ask('room:open', said)).documentId }
}

it('counts as observers those whose link opens one document, and who act elsewhere or for no seat', async () => {
  const link = { role: 'observer', label: '', onlyDocumentId: documentId } as const
  const { url } = await coordinator.ask('link:create', link)
  const confined = await Caller.signIn(server.url, url.split('#')[1] ?? '', 'Cleo')
  const other = await Table.open(coordinator, [mechanismSeat('OCM')])
  const drafter = await table.seatNew('OCM', 'Dina')
  const away = await other.slip('OCM')
  await closeSession()
  expect(await toldOf(confined)).toEqual([OUT])
  await observer.ask('session:actFor', { seatId: null })
  expect(await toldOf(observer)).toEqual([OUT])
  expect(await toldOf(drafter)).toEqual(['yes'])
  await drafter.ask('seat:take', { token: away.code })
  expect(await toldOf(drafter)).toEqual([OUT])
  await drafter.ask('session:actFor', { seatId: table.seat('OCM') })
  expect(await toldOf(drafter)).toEqual(['yes'])
})

it('cuts the open sockets of observers when the chair closes the session, and of nobody else', async () => {
  await plan(running())
  const looking = await join(observer)
  const presiding = await join(chair)
  const live = await follow(observer, documentStream(documentId))
  const others = await follow(observer, meetingStream(meetingId))
  const { startsAt, endsAt } = (await sessions())[0] ?? running()
  await chair.ask('meeting:admitObservers', { meetingId, startsAt, endsAt, admits: false })
  await until(() => looking.closedWith === CLOSE.withoutObservers, { timeoutMs: PUT_OUT_WITHIN_MS })
  await until(() => !live.isOpen, { timeoutMs: PUT_OUT_WITHIN_MS })
  expect([presiding.connected, others.isOpen]).toEqual([true, true])
  await until(() => presiding.roster.length === 1)
  await presidingTypes(presiding)
  expect(plainWords(looking)).not.toContain('only for those who stay')
  expect(await toldOf(observer)).toEqual([OUT])

  await chair.ask('meeting:admitObservers', { meetingId, startsAt, endsAt, admits: true })
  const back = await join(observer)
  expect(plainWords(back)).toContain('only for those who stay')
})

async function presidingTypes(typist: Typist) {
  typist.insert(typist.text.length, ' only for those who stay')
  await until(() => typist.waiting === 0)
}

/** The text that somebody holds, without its boundaries. */
const plainWords = ({ text }: Typist): string =>
  segmentsOf(text)
    .map(({ content }) => (typeof content === 'string' ? content : ''))
    .join('')

async function sessions(): Promise<readonly MeetingSession[]> {
  return (await coordinator.ask('meeting:read', { meetingId })).meeting.sessions
}

it('cuts them by itself when such a session begins, and lets them back in when it is over', async () => {
  const looking = await join(observer)
  const live = await follow(observer, documentStream(documentId))
  const startsAt = Date.now() + 500
  const endsAt = startsAt + 2_500
  await plan({ label: 'Short', startsAt, endsAt, admitsObservers: false })
  await until(() => looking.closedWith === CLOSE.withoutObservers && !live.isOpen, {
    timeoutMs: PUT_OUT_WITHIN_MS,
  })
  expect(Date.now()).toBeGreaterThanOrEqual(startsAt)
  let told: string[] = []
  await until(async () => (told = await toldOf(observer))[0] === 'yes', { timeoutMs: PUT_OUT_WITHIN_MS })
  expect(told).toEqual(['yes'])
  expect(Date.now()).toBeGreaterThanOrEqual(endsAt)
  await join(observer)
})

it('does not let an observer in under another standing', async () => {
  const { seatIds } = await coordinator.ask('seat:make', { meetingId, seats: [mechanismSeat('SMD')] })
  const { slips } = await coordinator.ask('slip:make', { meetingId, seatIds, perSeat: 1 })
  await observer.ask('seat:take', { token: slips[0]?.code ?? '' })
  await observer.ask('session:actFor', { seatId: table.seat('Guest') })
  await closeSession()
  const { seats } = await observer.ask('session:read', {})
  const standings = [null, ...seats].map((seat) =>
    standingOf({
      ...{ seatId: seat?.seatId ?? null, mechanismId: seat?.mechanismId ?? null },
      office: seat?.mechanismId ? seat.office : null,
    }),
  )
  for (const typedAs of standings) {
    const typist = new Typist(observer, documentId, 1)
    typists.push(typist)
    typist.typedAs = typedAs
    typist.connect()
    await until(() => typist.closedWith !== null)
    expect([typist.closedWith, typist.text.length]).toEqual([CLOSE.withoutObservers, 0])
  }
})

it('says in the record of the meeting who closed a session', async () => {
  await plan(running())
  const { startsAt, endsAt } = (await sessions())[0] ?? running()
  await chair.ask('meeting:admitObservers', { meetingId, startsAt, endsAt, admits: false })
  const { entries } = await chair.ask('journal:read', { stream: meetingStream(meetingId), after: 0 })
  expect(entries.flatMap((entry) => (entry.shown ? [[entry.kind, entry.by]] : [])).at(-1)).toEqual([
    'meeting:closedToObservers',
    'Chair',
  ])
  expect((await sessions()).map(({ admitsObservers }) => admitsObservers)).toEqual([false])
})

it('is for the chair and the coordinator of the meeting, and for a session that runs', async () => {
  await plan(running({ startsAt: Date.now() + HOUR }))
  const { startsAt, endsAt } = (await sessions())[0] ?? running()
  const said = { meetingId, startsAt, endsAt, admits: false }
  await expect(chair.ask('meeting:admitObservers', said)).rejects.toThrow('no-session-running')
  await expect(observer.ask('meeting:admitObservers', said)).rejects.toThrow('not-allowed')
  const other = await Table.open(coordinator, [CHAIR_SEAT])
  const stranger = await other.seatNew('Chair', 'Sam')
  await expect(stranger.ask('meeting:admitObservers', said)).rejects.toThrow('not-allowed')
})

it('stays closed to observers whatever somebody says of the meeting who may not admit them', async () => {
  await closeSession()
  const closed = [...(await sessions())]
  const ada = await coordinator.invite('administrator', 'Ada')
  const change = (sessions: MeetingSession[]) =>
    ada.ask('meeting:change', { meetingId, terms: { ...EXAMPLE_MEETING, place: 'Nairobi', sessions } })
  const opened = closed.map((session) => ({ ...session, admitsObservers: true }))
  await expect(change(opened)).rejects.toThrow('session-stays-closed')
  await expect(change([])).rejects.toThrow('session-stays-closed')
  expect(await sessions()).toEqual(closed)
  expect(await toldOf(observer)).toEqual([OUT])
  await change(closed)
  expect(await toldOf(observer)).toEqual([OUT])
})

it('lets who has to leave give back what the page wrote under, and keep words of their own', async () => {
  const { clientId } = await observer.ask('document:enter', { documentId, receipt: null })
  await closeSession()
  await observer.ask('document:leave', { documentId, clientId, clock: 0 })
  const kept = { documentId, provisionId: null, text: 'my own words', code: 'read-only' } as const
  await observer.ask('words:keep', kept)
  const { words } = await observer.ask('words:list', { documentId })
  expect(words.map(({ text }) => text)).toEqual(['my own words'])
})
