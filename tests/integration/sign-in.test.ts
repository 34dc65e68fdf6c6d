import { describe, expect, it } from 'vitest'
import type { SessionId } from '../../shared/ids'
import { MAIN_STREAM } from '../../shared/meetings'
import { createApp } from '../../server/app'
import { readConfig } from '../../server/config'
import { newToken, tokenHashOf } from '../../server/tokens'
import { freePort } from '../support/child-server'
import { post } from '../support/request'
import { tokenOf } from '../support/server'
import { Caller } from '../support/typist'
import { linkFor, venues } from '../support/venue'

const open = venues()

describe('the first-run link', () => {
  it('makes a coordinator in an empty house', async () => {
    const server = await open.server()
    const coordinator = await server.signInFirst('Ana')
    expect(await coordinator.ask('session:read', {})).toMatchObject({ name: 'Ana', role: 'coordinator' })
    expect(await coordinator.ask('document:list', {})).toEqual({ documents: [] })
  })

  it('is printed anew at every start until somebody has signed in, and the old one stops working', async () => {
    const server = await open.server()
    let now = Date.now() + 60_000
    const again = async () => {
      const config = readConfig({ PORT: '0', DATA_DIR: server.dataDir, LOG_LEVEL: 'silent' })
      return createApp(config, { now: () => (now += 60_000) })
    }
    const second = await again()
    const old = await post(second.url, 'session:signIn', {
      token: tokenOf(server.app.firstRunLink),
      name: 'Ana',
    })
    expect(old).toMatchObject({ status: 410, code: 'link-spent' })
    await Caller.signIn(second.url, tokenOf(second.firstRunLink), 'Ana')
    await second.close()
    const third = await again()
    expect(third.firstRunLink).toBeNull()
    await third.close()
  })
})

describe('a single-use link', () => {
  it('lets one in, however many try at once', async () => {
    const venue = await open.venue()
    const { token } = await linkFor(venue, 'drafter')
    const attempts = Array.from({ length: 50 }, (_, i) =>
      post(venue.url, 'session:signIn', { token, name: `Drafter ${i}` }),
    )
    const statuses = (await Promise.all(attempts)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status !== 200 && status !== 410 && status !== 429)).toEqual([])
    const { people } = await venue.coordinator.ask('people:list', {})
    expect(people.filter(({ role }) => role === 'drafter')).toHaveLength(1)
  })

  it('lets in again whoever heard no answer, by the secret of their attempt, and nobody else', async () => {
    const venue = await open.venue()
    const { token } = await linkFor(venue, 'drafter')
    const attempt = newToken()
    const enter = (said: object) => post(venue.url, 'session:signIn', { token, name: 'Ana', ...said })
    const unheard = await enter({ attempt })
    expect(unheard.status).toBe(200)
    for (const said of [{}, { attempt: newToken() }])
      expect(await enter(said)).toMatchObject({ status: 410, code: 'link-spent' })
    const heard = await enter({ attempt })
    expect(heard.status).toBe(200)
    const { people } = await venue.coordinator.ask('people:list', {})
    expect(people.filter(({ role }) => role === 'drafter')).toHaveLength(1)

    const cookie = heard.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const ana = new Caller(venue.url, cookie)
    // the cookie had come although the answer had not: asking again does not end the session that it is of
    expect(
      (await post(venue.url, 'session:signIn', { token, name: 'Ana', attempt }, { cookie })).status,
    ).toBe(200)
    expect(await ana.ask('session:read', {})).toMatchObject({ name: 'Ana', role: 'drafter' })
    await ana.ask('session:signOut', {})
    expect(await enter({ attempt })).toMatchObject({ status: 410, code: 'link-spent' })
    expect(await enter({ attempt: 'short' })).toMatchObject({ status: 400, code: 'malformed' })
  })

  it('is not used up by a mail scanner that opens its address, nor by looking what it is good for', async () => {
    const venue = await open.venue()
    const link = await linkFor(venue, 'chair')
    for (const method of ['GET', 'HEAD']) await fetch(`${venue.url}/join`, { method })
    await fetch(`${venue.url}/api/session:signIn?token=${link.token}`)
    const peek = await post(venue.url, 'session:peekLink', { token: link.token })
    expect(JSON.parse(peek.body)).toEqual({ role: 'chair', state: 'open', seat: null })
    const chair = await link.signIn('Chair')
    expect(await chair.ask('session:read', {})).toMatchObject({ role: 'chair' })
    const used = await post(venue.url, 'session:peekLink', { token: link.token })
    expect(JSON.parse(used.body)).toEqual({ role: 'chair', state: 'used', seat: null })
  })

  it('is useless when it was revoked, and when nobody ever made it', async () => {
    const venue = await open.venue()
    const { token, linkId } = await linkFor(venue, 'drafter')
    await venue.coordinator.ask('link:revoke', { linkId: linkId as never })
    const revoked = await post(venue.url, 'session:signIn', { token, name: 'Ana' })
    const invented = await post(venue.url, 'session:signIn', { token: 'x'.repeat(43), name: 'Ana' })
    expect([revoked.code, invented.code]).toEqual(['link-spent', 'link-spent'])
  })

  it('is handed out by coordinators only', async () => {
    const venue = await open.venue()
    const chair = await (await linkFor(venue, 'chair')).signIn('Chair')
    const asked = chair.ask('link:create', { role: 'drafter', label: '', onlyDocumentId: null })
    await expect(asked).rejects.toThrow('not-allowed')
    await expect(chair.ask('link:list', {})).rejects.toThrow('not-allowed')
  })

  it('is recorded with who made and withdrew it, for doorkeepers, without its token or its label', async () => {
    const { coordinator } = await open.venue()
    const [chair, ana] = [
      await coordinator.invite('chair', 'Olga'),
      await coordinator.invite('drafter', 'Ana'),
    ]
    const { entries: earlier } = await chair.ask('journal:read', { stream: MAIN_STREAM, after: 0 })
    const after = earlier.at(-1)?.seq ?? 0
    const asked = { role: 'drafter', label: 'For Li', onlyDocumentId: null } as const
    const { linkId, url } = await coordinator.ask('link:create', asked)
    await coordinator.ask('link:revoke', { linkId })
    const { entries } = await chair.ask('journal:read', { stream: MAIN_STREAM, after })
    expect(entries).toMatchObject([
      { kind: 'link:made', by: 'Coordinator', body: { linkId, role: 'drafter', onlyDocumentId: null } },
      { kind: 'link:revoked', by: 'Coordinator', body: { linkId } },
    ])
    const token = url.split('#')[1] ?? ''
    for (const secret of [token, tokenHashOf(token), 'For Li'])
      expect(JSON.stringify(entries)).not.toContain(secret)
    const { entries: others } = await ana.ask('journal:read', { stream: MAIN_STREAM, after })
    expect(others).toEqual([{ shown: false, stream: MAIN_STREAM, seq: after + 2 }])
  })

  it('shows in the list what became of it, without its token', async () => {
    const venue = await open.venue()
    const used = await linkFor(venue, 'drafter')
    await used.signIn('Ana')
    await linkFor(venue, 'observer')
    const { links } = await venue.coordinator.ask('link:list', {})
    expect(links.map(({ role, state, usedBy }) => [role, state, usedBy])).toEqual([
      ['coordinator', 'used', 'Coordinator'],
      ['drafter', 'used', 'Ana'],
      ['observer', 'open', null],
    ])
    expect(JSON.stringify(links)).not.toContain(used.token)
  })
})

describe('a session', () => {
  it('is a cookie that scripts cannot read and other sites cannot send', async () => {
    const server = await open.server()
    const token = tokenOf(server.app.firstRunLink)
    const { headers } = await post(server.url, 'session:signIn', { token, name: 'Ana' })
    expect(headers.get('set-cookie')).toMatch(
      /^adref=[\w-]{43}; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    )
  })

  it('is bound to this very host where browsers come over TLS', async () => {
    const port = await freePort()
    const PUBLIC_URL = 'https://adref.example.org'
    const server = await open.server({ environment: { PUBLIC_URL, PORT: String(port) } })
    expect(server.app.firstRunLink).toMatch(/^https:\/\/adref\.example\.org\/join#/)
    const token = tokenOf(server.app.firstRunLink)
    const { headers } = await post(`http://127.0.0.1:${port}`, 'session:signIn', { token, name: 'Ana' })
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-adref=[\w-]{43}; .*Path=\/;.* HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(headers.get('strict-transport-security')).toMatch(/max-age=/)
  })

  it('ends when its owner signs out, and the cookie goes', async () => {
    const { coordinator, url } = await open.venue()
    const out = await post(url, 'session:signOut', {}, { cookie: coordinator.cookie })
    expect(out.headers.get('set-cookie')).toMatch(/^adref=; Path=\/; Expires=Thu, 01 Jan 1970/)
    await expect(coordinator.ask('session:read', {})).rejects.toThrow('not-signed-in')
  })

  it('can be ended from another browser of the same person, and of no one else', async () => {
    const venue = await open.venue()
    const ana = await (await linkFor(venue, 'drafter')).signIn('Ana')
    const { sessionId } = await ana.ask('session:read', {})
    await expect(venue.coordinator.ask('session:revoke', { sessionId })).rejects.toThrow('not-allowed')
    await expect(ana.ask('session:revoke', { sessionId: 'none' as SessionId })).rejects.toThrow('not-allowed')
    expect((await ana.ask('session:list', {})).sessions).toMatchObject([{ sessionId, current: true }])
    await ana.ask('session:revoke', { sessionId })
    await expect(ana.ask('session:read', {})).rejects.toThrow('not-signed-in')
  })

  it.each([
    ['after 12 hours without a sign of life', [13]],
    ['after 7 days, however busy', Array.from({ length: 16 }, () => 11)],
  ])('ends %s', async (_, pausesInHours) => {
    const server = await open.server()
    let now = Date.now() + 60_000
    const config = readConfig({ PORT: '0', DATA_DIR: server.dataDir, LOG_LEVEL: 'silent' })
    const later = await createApp(config, { now: () => now })
    const ana = await Caller.signIn(later.url, tokenOf(later.firstRunLink), 'Ana')
    for (const pause of pausesInHours) {
      await ana.ask('session:read', {})
      now += pause * 3_600_000
    }
    await expect(ana.ask('session:read', {})).rejects.toThrow('not-signed-in')
    await later.close()
  })

  it('of this browser ends when another link is used in it', async () => {
    const venue = await open.venue()
    const first = await (await linkFor(venue, 'drafter')).signIn('Ana')
    const { token } = await linkFor(venue, 'observer')
    await post(venue.url, 'session:signIn', { token, name: 'Ben' }, { cookie: first.cookie })
    await expect(first.ask('session:read', {})).rejects.toThrow('not-signed-in')
  })
})
