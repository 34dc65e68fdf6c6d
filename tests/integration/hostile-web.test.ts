import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LIVE_PATH } from '../../shared/protocol'
import { SYNC_PATH } from '../../shared/sync'
import { post, say, upgradeRequest } from '../support/request'
import { lastProvision, linkFor, type, venues, type Venue } from '../support/venue'

const open = venues()
let venue: Venue

beforeEach(async () => {
  venue = await open.venue()
})

afterEach(async () => {
  const typist = await open.typist(venue.coordinator, venue.documentId)
  const before = await lastProvision(venue.coordinator, venue.documentId)
  const started = performance.now()
  await type(typist, 'honest')
  expect(performance.now() - started).toBeLessThan(1_000)
  expect((await lastProvision(venue.coordinator, venue.documentId)).text).toBe(`${before.text}honest`)
})

const statusOf = (heard: string) => /^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1] ?? 'closed'

const upgradeTo = async (path: string, headers: Record<string, string> = {}) => {
  const { cookie } = venue.coordinator
  return statusOf(await say(venue.url, upgradeRequest(venue.url, path, { cookie, ...headers }), 400))
}

describe('a body', () => {
  it.each([
    ['is not JSON', '{"a":', 400, 'malformed'],
    ['is empty', '', 400, 'malformed'],
    ['is only a number', '7', 400, 'malformed'],
    ['names a prototype', '{"__proto__":{"role":"coordinator"},"constructor":{}}', 400, 'malformed'],
    ['is nested without end', '['.repeat(100_000), 413, 'too-large'],
    [
      'is larger than anything that is said',
      JSON.stringify({ text: 'x'.repeat(3_000_000) }),
      413,
      'too-large',
    ],
  ])('that %s is refused', async (_, body, status, code) => {
    const { cookie } = venue.coordinator
    expect(await post(venue.url, 'words:list', body, { cookie })).toMatchObject({ status, code })
  })

  it('of a stranger is read only as far as a stranger has something to say', async () => {
    const token = 'x'.repeat(20_000)
    expect(await post(venue.url, 'session:signIn', { token, name: 'A' })).toMatchObject({ status: 413 })
  })

  it('in an unknown encoding or character set is refused', async () => {
    const { cookie } = venue.coordinator
    for (const headers of [
      { 'content-encoding': 'zip' },
      { 'content-type': 'application/json; charset=ebcdic' },
    ])
      expect(await post(venue.url, 'session:read', '{}', { cookie, ...headers })).toMatchObject({
        status: 400,
      })
  })

  it('that was packed a thousand times smaller counts as what it is', async () => {
    const { gzipSync } = await import('node:zlib')
    const packed = gzipSync(Buffer.from(`{"text":"${'x'.repeat(20_000_000)}"}`))
    const { host } = new URL(venue.url)
    const head = `POST /api/words:list HTTP/1.1\r\nHost: ${host}\r\nCookie: ${venue.coordinator.cookie}\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\nConnection: close\r\n\r\n`
    expect(statusOf(await say(venue.url, Buffer.concat([Buffer.from(head), packed])))).toBe('413')
  })
})

describe('a command name', () => {
  it.each([
    'toString',
    '__proto__',
    'constructor',
    'session:signin',
    'words%3Alist%00',
    '..%2f..%2fetc',
    'x'.repeat(5_000),
  ])('like %.40s is none', async (name) => {
    const { cookie } = venue.coordinator
    const { status, code } = await post(venue.url, name, {}, { cookie })
    expect([status, code]).toEqual([404, 'unknown-command'])
  })

  it('that cannot be decoded makes no sense', async () => {
    expect(await post(venue.url, '%E0%A4%A', {})).toMatchObject({ status: 400, code: 'malformed' })
  })
})

describe('an upgrade', () => {
  it('gets the same answer for unknown, forbidden and odd documents', async () => {
    const said = { title: 'Other', language: 'en', from: 'blank' } as const
    const other = await venue.coordinator.ask('document:create', said)
    const guest = await (await linkFor(venue, 'drafter', venue.documentId)).signIn('Guest')
    const answers = new Set<string>()
    const names = [
      other.documentId,
      'unknown',
      '',
      '..',
      '%2e%2e',
      `${venue.documentId}/`,
      `${venue.documentId}%00`,
    ]
    for (const name of [...names, 'a b', 'ä', 'x'.repeat(65), 'x'.repeat(4_000), `${venue.documentId}?a?b`])
      answers.add(
        await say(
          venue.url,
          upgradeRequest(venue.url, `${SYNC_PATH}${encodeURI(name)}`, { cookie: guest.cookie }),
          400,
        ),
      )
    expect([...answers]).toEqual(['HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'])
    expect(await upgradeTo(`${SYNC_PATH}${venue.documentId}`, { cookie: guest.cookie })).toBe('101')
  })

  it.each([
    '//sync/x',
    '/sync',
    '/Sync/x',
    '/live/../sync/x',
    '/%73ync/x',
    '/',
    '*',
    'http://evil.example/sync/x',
    '/liveness',
  ])('to %s leads nowhere', async (path) => {
    expect(await upgradeTo(path)).toMatch(/400|404/)
  })

  it('without what an upgrade needs is no upgrade', async () => {
    const path = `${SYNC_PATH}${venue.documentId}`
    expect(await upgradeTo(path, { 'sec-websocket-key': 'short' })).toBe('400')
    expect(await upgradeTo(path, { 'sec-websocket-version': '7' })).toMatch(/400|426/)
    expect(await upgradeTo(path, { upgrade: 'h2c' })).toBe('400')
    expect(await upgradeTo(`${LIVE_PATH}/?EIO=4&transport=polling`)).toMatch(/400|closed/)
    expect(await upgradeTo(`${LIVE_PATH}/?EIO=4&transport=websocket&sid=nobody`)).toMatch(/400|101|closed/)
  })

  it('does not ask for the session when it comes from elsewhere, nor for the path without a session', async () => {
    expect(await upgradeTo('/nowhere', { origin: 'https://evil.example', cookie: '' })).toBe('403')
    expect(await upgradeTo('/nowhere', { cookie: '' })).toBe('401')
  })
})

describe('a line', () => {
  it.each([
    ['without sense', 'HELLO\r\n\r\n'],
    ['of another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['with a bad version', 'GET / HTTP/9.9\r\n\r\n'],
    ['with a header that is too long', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`],
    [
      'with two lengths',
      'POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    ],
    [
      'with length and chunks',
      'POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['that wants a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['with a bad target', 'GET /%zz%00 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['without a host', 'GET / HTTP/1.1\r\n\r\n'],
  ])('%s ends and harms nobody', async (_, bytes) => {
    expect(statusOf(await say(venue.url, Buffer.from(bytes, 'latin1'), 800))).toMatch(
      /closed|400|404|431|503|505/,
    )
  })

  it('that is torn in the middle of an upgrade harms nobody', async () => {
    const whole = upgradeRequest(venue.url, `${SYNC_PATH}${venue.documentId}`, {
      cookie: venue.coordinator.cookie,
    })
    for (const part of [0.3, 0.7, 0.95]) await say(venue.url, whole.slice(0, whole.length * part), 30)
    await Promise.all(Array.from({ length: 50 }, () => say(venue.url, whole, 1)))
  })

  it('that speaks no frames after its upgrade is cut', async () => {
    const whole = upgradeRequest(venue.url, `${SYNC_PATH}${venue.documentId}`, {
      cookie: venue.coordinator.cookie,
    })
    const live = upgradeRequest(venue.url, `${LIVE_PATH}/?EIO=4&transport=websocket`, {
      cookie: venue.coordinator.cookie,
    })
    for (const upgrade of [whole, live]) {
      const started = performance.now()
      await say(venue.url, Buffer.concat([Buffer.from(upgrade), Buffer.alloc(4_096, 0xff)]), 5_000)
      expect(performance.now() - started).toBeLessThan(4_000)
    }
  })
})

describe('attempts', () => {
  it('to guess a link are counted by address, and a room full of people is not kept out by that', async () => {
    const link = await linkFor(venue, 'drafter')
    const guess = (i: number, command = 'session:peekLink') =>
      post(venue.url, command, {
        token: String(i).padStart(43, 'x'),
        ...(command.endsWith('In') && { name: 'M' }),
      })
    const people = await Promise.all(Array.from({ length: 100 }, (_, i) => guess(i)))
    expect(new Set(people.map(({ code }) => code))).toEqual(new Set(['link-spent']))
    const many = await Promise.all(Array.from({ length: 250 }, (_, i) => guess(i)))
    const stopped = many.find(({ status }) => status === 429)
    expect(stopped?.code).toBe('too-many-attempts')
    expect(Number(stopped?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await guess(1, 'session:signIn')).toMatchObject({ status: 429 })
    expect(await post(venue.url, 'session:peekLink', { token: link.token })).toMatchObject({ status: 200 })
    expect(await (await link.signIn('Ana')).ask('session:read', {})).toMatchObject({ name: 'Ana' })
  })

  it('of one person do not slow another down', async () => {
    const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
    const all = await Promise.allSettled(Array.from({ length: 700 }, () => ana.ask('session:read', {})))
    expect(all.some((one) => one.status === 'rejected')).toBe(true)
    expect(await venue.coordinator.ask('session:read', {})).toMatchObject({ role: 'coordinator' })
  })
})

describe('probes', () => {
  it('say that the server lives and is ready', async () => {
    expect((await fetch(`${venue.url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${venue.url}/readyz`)).json()).toEqual({ ready: true })
  })
})
