import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { syncPathOf } from '../../shared/sync'
import { createApp } from '../../server/app'
import { readConfig } from '../../server/config'
import { DatabaseAccounts } from '../../server/store/accounts'
import { holdUp } from '../support/held-up'
import { Live } from '../support/live'
import { post, say, upgradeRequest } from '../support/request'
import { mechanismSeat, Table } from '../support/seats'
import { tokenOf } from '../support/server'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'
import { linkFor, venues } from '../support/venue'

const open = venues()
const SOON = { timeoutMs: 5_000 }

afterEach(() => vi.restoreAllMocks())

it('cuts both sockets of a person within five seconds, and every later request', async () => {
  const venue = await open.venue()
  const { documentId, coordinator } = venue
  const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
  const ben = await (await linkFor(venue, 'drafter')).signIn('Ben')
  const [live, typist] = [await open.live(ana), await open.typist(ana, documentId)]
  const [otherLive, otherTypist] = [await open.live(ben), await open.typist(ben, documentId)]
  const { personId } = await ana.ask('session:read', {})
  await coordinator.ask('people:revoke', { personId })
  await until(() => !live.isOpen && !typist.connected, SOON)
  await expect(ana.ask('session:read', {})).rejects.toThrow('not-signed-in')
  await expect(Live.open(ana)).rejects.toThrow()
  expect([otherLive.isOpen, otherTypist.connected]).toEqual([true, true])
  const { people } = await coordinator.ask('people:list', {})
  expect(people.map(({ name, revoked }) => [name, revoked])).toEqual([
    ['Coordinator', false],
    ['Ana', true],
    ['Ben', false],
  ])
})

it('of one session leaves the person’s other browsers alone', async () => {
  const venue = await open.venue()
  const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
  const live = await open.live(ana)
  const coordinatorLive = await open.live(venue.coordinator)
  const { sessionId } = await ana.ask('session:read', {})
  await ana.ask('session:revoke', { sessionId })
  await until(() => !live.isOpen, SOON)
  expect(coordinatorLive.isOpen).toBe(true)
})

it('tells the sync socket with a code that stops a stock client from coming back', async () => {
  const venue = await open.venue()
  const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
  const { url, cookie } = ana
  const socket = new WebSocket(url.replace('http', 'ws') + syncPathOf(venue.documentId), {
    headers: { origin: url, cookie },
  })
  const closed = once(socket, 'close') as Promise<[number]>
  await once(socket, 'open')
  await ana.ask('session:signOut', {})
  const [code] = await closed
  expect(code).toBe(4401)
})

it('by oneself on the live socket is answered before the line is cut', async () => {
  const venue = await open.venue()
  const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
  const live = await open.live(ana)
  expect(await live.ask('session:signOut', {})).toEqual({})
  await until(() => !live.isOpen, SOON)
})

it('leaves a person at most 64 sockets at once', async () => {
  const venue = await open.venue()
  const { url, coordinator } = venue
  const path = `/sync/${venue.documentId}`
  const sockets = Array.from({ length: 70 }, () => {
    const headers = { origin: url, cookie: coordinator.cookie }
    return new WebSocket(url.replace('http', 'ws') + path, { headers })
  })
  const opened = sockets.map((socket) =>
    once(socket, 'open').then(
      () => 'open',
      (error: Error) => error.message,
    ),
  )
  const answers = await Promise.all(opened)
  expect(answers.filter((answer) => answer === 'open')).toHaveLength(64)
  expect(answers.filter((answer) => answer.includes('429'))).toHaveLength(6)
  for (const socket of sockets) socket.terminate()
})

it('tells those who may see the people that somebody was shown out', async () => {
  const venue = await open.venue()
  const chair = await (await linkFor(venue, 'chair')).signIn('Chair')
  const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
  const live = await open.live(chair)
  await live.follow('meeting:main')
  const { personId } = await ana.ask('session:read', {})
  await venue.coordinator.ask('people:revoke', { personId })
  await until(() => live.entries.some((entry) => entry.shown && entry.kind === 'person:revoked'))
})

it('of a coordinator withdraws the links and slips that they made, and the record says so', async () => {
  const venue = await open.venue()
  const second = await (await linkFor(venue, 'coordinator')).signIn('Second')
  const own = { url: venue.url, coordinator: second }
  const wayBack = await linkFor(own, 'coordinator')
  const used = await linkFor(own, 'drafter')
  const ana = await used.signIn('Ana')
  const table = await Table.open(second, [mechanismSeat('SMD')])
  const slip = await table.slip('SMD')
  const others = await linkFor(venue, 'drafter')
  const { personId } = await second.ask('session:read', {})
  const openLinksOf = async () => {
    const { people } = await venue.coordinator.ask('people:list', {})
    return people.find((person) => person.personId === personId)?.openLinks
  }
  expect(await openLinksOf()).toBe(2)
  const live = await open.live(venue.coordinator)
  await live.follow('meeting:main')
  await venue.coordinator.ask('people:revoke', { personId })
  expect(await openLinksOf()).toBe(0)
  for (const token of [wayBack.token, slip.code])
    expect((await post(venue.url, 'session:signIn', { token, name: 'Second' })).code).toBe('link-spent')
  expect((await ana.ask('session:read', {})).name).toBe('Ana')
  expect((await others.signIn('Ben')).cookie).toBeTruthy()
  await until(() => live.entries.some((entry) => entry.shown && entry.kind === 'link:revoked'))
  const { slips } = await venue.coordinator.ask('slip:list', { meetingId: table.meetingId })
  expect(slips).toMatchObject([{ linkId: slip.linkId, state: 'revoked' }])
})

it('by time cuts sockets as well', async () => {
  const server = await open.server()
  let now = Date.now() + 60_000
  const config = readConfig({ PORT: '0', DATA_DIR: server.dataDir, LOG_LEVEL: 'silent' })
  const app = await createApp(config, { now: () => now })
  try {
    const ana = await Caller.signIn(app.url, tokenOf(app.firstRunLink), 'Ana')
    const { documentId } = await ana.ask('document:create', { title: 'A', language: 'en', from: 'blank' })
    const live = await Live.open(ana)
    const typist = await Typist.enter(ana, documentId)
    typist.connect()
    await until(() => typist.synced)
    now += 8 * 24 * 3_600_000
    await expect(live.ask('document:list', {})).rejects.toThrow('session-revoked')
    await until(() => !live.isOpen && !typist.connected, SOON)
  } finally {
    await app.close()
  }
})

it('lets nobody in whose cookie was never a session', async () => {
  const venue = await open.venue()
  for (const cookie of [
    '',
    'adref=',
    `adref=${'x'.repeat(43)}`,
    `adref=${'x'.repeat(5_000)}`,
    'adref="; adref=x',
  ])
    expect(
      (await say(venue.url, upgradeRequest(venue.url, '/live/?EIO=4&transport=websocket', { cookie }))).slice(
        0,
        12,
      ),
    ).toBe('HTTP/1.1 401')
})

describe('a key that is in the making while its maker is shown out', () => {
  it.each(['link', 'slip'] as const)('is not made, and the record says so: a %s', async (kind) => {
    const { coordinator } = await open.venue()
    const table = await Table.open(coordinator, [mechanismSeat('SMD')])
    const rita = await coordinator.invite('coordinator', 'Rita')
    const { personId } = await rita.ask('session:read', {})
    const { meetingId } = table
    const gate = holdUp(DatabaseAccounts, kind === 'link' ? 'addLink' : 'renewSlips')
    const asked =
      kind === 'link'
        ? rita.ask('link:create', { role: 'coordinator', label: 'back door', onlyDocumentId: null })
        : rita.ask('slip:make', { meetingId, seatIds: [table.seat('SMD')], perSeat: 1 })
    const refused = expect(asked).rejects.toThrow('session-revoked')
    await until(() => gate.isReached)
    await coordinator.ask('people:revoke', { personId })
    gate.open()
    await refused
    const { links } = await coordinator.ask('link:list', {})
    const { slips } = await coordinator.ask('slip:list', { meetingId })
    expect([...links, ...slips].filter(({ state }) => state === 'open')).toEqual([])
    const stream = kind === 'link' ? 'meeting:main' : `meeting:${meetingId}`
    const { entries } = await coordinator.ask('journal:read', { stream, after: 0 })
    const kinds = entries.flatMap((entry) => (entry.shown ? [entry.kind] : []))
    expect(kinds.slice(-2)).toContain(`${kind}:revoked`)
  })
})
