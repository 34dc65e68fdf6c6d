import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../support/child-server'
import { IdentityProvider, Wanderer } from '../support/identity-provider'
import { post } from '../support/request'
import { Caller } from '../support/typist'
import { venues } from '../support/venue'

const open = venues()
const providers: IdentityProvider[] = []
afterEach(async () => {
  for (const provider of providers.splice(0)) await provider.close()
})

/** A house and a provider that know each other. */
async function house() {
  const provider = await IdentityProvider.start()
  providers.push(provider)
  const server = await open.server({ environment: provider.environment })
  return { url: server.url, coordinator: await server.signInFirst() }
}

/** Somebody leaves for the provider, and comes back as `name`. @returns where they end, and their browser */
async function away(
  url: string,
  name: string,
  { caller, connect = false }: { caller?: Caller; connect?: boolean },
) {
  const browser = new Wanderer(caller?.cookie)
  const begun = await post(url, 'session:goToProvider', { connect }, { cookie: browser.cookie })
  expect(begun.status).toBe(200)
  browser.take(begun.headers)
  const end = await browser.signInAt((JSON.parse(begun.body) as { url: string }).url, name)
  return { end: end.slice(url.length), browser }
}

describe('an account with an identity provider', () => {
  it('lets its owner in once it was connected, as the same person', async () => {
    const { url, coordinator } = await house()
    const amina = await coordinator.invite('drafter', 'Amina')
    expect(await amina.ask('session:waysIn', {})).toEqual({ provider: 'Example Ministry' })
    expect((await away(url, 'amina@ministry', { caller: amina, connect: true })).end).toBe(
      '/?arrived=connected',
    )
    expect(await amina.ask('identity:read', {})).toEqual({ connected: true })
    const { end, browser } = await away(url, 'amina@ministry', {})
    expect(end).toBe('/?arrived=signed-in')
    const back = await new Caller(url, browser.cookie).ask('session:read', {})
    const before = await amina.ask('session:read', {})
    expect(back).toMatchObject({ personId: before.personId, name: 'Amina', role: 'drafter' })
    expect(back.sessionId).not.toBe(before.sessionId)
  })

  it('lets nobody in who is not connected, was disconnected, or was shown out', async () => {
    const { url, coordinator } = await house()
    const stranger = await away(url, 'somebody', {})
    expect(stranger.end).toBe('/?refused=credential-unknown')
    expect(stranger.browser.cookie).not.toContain('adref=')
    const amina = await coordinator.invite('drafter', 'Amina')
    await away(url, 'amina', { caller: amina, connect: true })
    await amina.ask('identity:disconnect', {})
    expect((await away(url, 'amina', {})).end).toBe('/?refused=credential-unknown')
    await away(url, 'amina', { caller: amina, connect: true })
    const { personId } = await amina.ask('session:read', {})
    await coordinator.ask('people:revoke', { personId })
    expect((await away(url, 'amina', {})).end).toBe('/?refused=credential-unknown')
  })

  it('belongs to one person', async () => {
    const { url, coordinator } = await house()
    const amina = await coordinator.invite('drafter', 'Amina')
    await away(url, 'ministry', { caller: amina, connect: true })
    const boris = await coordinator.invite('drafter', 'Boris')
    const { end } = await away(url, 'ministry', { caller: boris, connect: true })
    expect(end).toBe('/?refused=identity-taken')
    expect(await boris.ask('identity:read', {})).toEqual({ connected: false })
  })
})

describe('a way back that proves nothing', () => {
  it('is refused: without having set out, twice, or to connect an account with somebody else', async () => {
    const { url, coordinator } = await house()
    const bare = await fetch(`${url}/oidc/callback?code=x&state=y`, { redirect: 'manual' })
    expect(bare.headers.get('location')).toBe('/?refused=provider-refused')
    const amina = await coordinator.invite('drafter', 'Amina')
    const begun = await post(url, 'session:goToProvider', { connect: true }, { cookie: amina.cookie })
    const boris = await coordinator.invite('drafter', 'Boris')
    const browser = new Wanderer(boris.cookie)
    browser.take(begun.headers)
    const { url: address } = JSON.parse(begun.body) as { url: string }
    const end = await browser.signInAt(address, 'boris@ministry')
    expect(end).toBe(`${url}/?refused=not-signed-in`)
    expect(await amina.ask('identity:read', {})).toEqual({ connected: false })
  })

  it('is refused when the state in it is not that of the journey', async () => {
    const { url } = await house()
    const begun = await post(url, 'session:goToProvider', { connect: false })
    const browser = new Wanderer()
    browser.take(begun.headers)
    const end = await browser.signInAt(`${url}/oidc/callback?code=x&state=another`, 'eve')
    expect(end).toBe(`${url}/?refused=provider-refused`)
  })
})

describe('a house', () => {
  it('without a provider offers none', async () => {
    const { url, coordinator } = await open.venue()
    expect(await coordinator.ask('session:waysIn', {})).toEqual({ provider: null })
    expect((await post(url, 'session:goToProvider', { connect: false })).code).toBe('unknown-command')
  })

  it('whose provider is away says so, and serves all the same', async () => {
    const port = await freePort()
    const environment = { OIDC_ISSUER: `http://127.0.0.1:${port}`, OIDC_CLIENT_ID: 'adref' }
    const server = await open.server({ environment })
    await server.signInFirst()
    const begun = await post(server.url, 'session:goToProvider', { connect: false })
    expect(begun).toMatchObject({ status: 503, code: 'provider-unavailable' })
  })
})
