import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { LIVE_PATH } from '../../shared/protocol'
import { SYNC_PATH } from '../../shared/sync'
import { freePort } from '../support/child-server'
import { post, say, upgradeRequest } from '../support/request'
import { tokenOf } from '../support/server'
import { Caller } from '../support/typist'
import { venues, type Venue } from '../support/venue'

const open = venues()
const LIVE = `${LIVE_PATH}/?EIO=4&transport=websocket`

const statusOf = async (venue: Pick<Venue, 'url'>, path: string, headers: Record<string, string>) =>
  (await say(venue.url, upgradeRequest(venue.url, path, headers), 400)).slice(0, 12)

describe('a page of another site', () => {
  it('can call no command, whatever it says of itself', async () => {
    const { url, coordinator } = await open.venue()
    const { cookie } = coordinator
    const from: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: url, 'sec-fetch-site': 'cross-site' },
      { origin: url, 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: url.replace('127.0.0.1', 'localhost') },
      { origin: `${url}/` },
      { origin: `${url}.evil.example` },
    ]
    for (const headers of from)
      expect([headers, await post(url, 'session:read', {}, { cookie, ...headers })]).toMatchObject([
        headers,
        { status: 403, code: 'cross-site' },
      ])
  })

  it('cannot post what it may post without asking: a form is no payload', async () => {
    const { url, coordinator } = await open.venue()
    const headers = { cookie: coordinator.cookie, 'content-type': 'text/plain' }
    expect(await post(url, 'session:signOut', '{}', headers)).toMatchObject({
      status: 400,
      code: 'malformed',
    })
  })

  it('opens neither socket', async () => {
    const venue = await open.venue()
    const { cookie } = venue.coordinator
    for (const path of [LIVE, `${SYNC_PATH}${venue.documentId}`])
      for (const origin of [
        'https://evil.example',
        'null',
        '',
        `http://evil.example:${new URL(venue.url).port}`,
      ])
        expect([path, origin, await statusOf(venue, path, { cookie, origin })]).toEqual([
          path,
          origin,
          'HTTP/1.1 403',
        ])
  })

  it('does not get in by a foreign name that points at this machine', async () => {
    const venue = await open.venue()
    const { port } = new URL(venue.url)
    const headers = {
      cookie: venue.coordinator.cookie,
      host: `evil.example:${port}`,
      origin: `http://evil.example:${port}`,
    }
    expect(await statusOf(venue, LIVE, headers)).toBe('HTTP/1.1 403')
  })
})

describe('a page of our own', () => {
  it('opens both sockets under every name that this machine has', async () => {
    const venue = await open.venue()
    const { port } = new URL(venue.url)
    const { cookie } = venue.coordinator
    for (const name of ['127.0.0.1', 'localhost', hostname().toLowerCase()]) {
      const headers = { cookie, host: `${name}:${port}`, origin: `http://${name}:${port}` }
      for (const path of [LIVE, `${SYNC_PATH}${venue.documentId}`])
        expect([name, path, await statusOf(venue, path, headers)]).toEqual([name, path, 'HTTP/1.1 101'])
    }
  })

  it('comes from the public address and no other when there is one', async () => {
    const port = await freePort()
    const local = `http://127.0.0.1:${port}`
    const PUBLIC_URL = 'http://adref.example.org'
    const server = await open.server({ environment: { PUBLIC_URL, PORT: String(port) } })
    const token = tokenOf(server.app.firstRunLink)
    const refused = await post(local, 'session:signIn', { token, name: 'Ana' }, { origin: local })
    expect(refused).toMatchObject({ status: 403, code: 'cross-site' })
    const taken = await post(local, 'session:signIn', { token, name: 'Ana' }, { origin: PUBLIC_URL })
    expect(taken.status).toBe(200)
    const cookie = taken.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(await statusOf({ url: local }, LIVE, { cookie })).toBe('HTTP/1.1 403')
    expect(await statusOf({ url: local }, LIVE, { cookie, origin: PUBLIC_URL })).toBe('HTTP/1.1 101')
    expect(new Caller(local, cookie).cookie).toMatch(/^adref=/)
  })
})
