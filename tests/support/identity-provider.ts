import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

const CALLBACK = 'http://127.0.0.1/oidc/callback'
const CLIENT = { id: 'adref', secret: 'a secret between the two' }

/** A real OpenID Connect provider on the loopback. Whoever types a name on its page is believed. */
export class IdentityProvider {
  readonly issuer: string
  readonly #server: Server

  private constructor(issuer: string, server: Server) {
    this.issuer = issuer
    this.#server = server
  }

  /** Starts a provider that knows one client, on this machine at whatever port (RFC 8252 §7.3). */
  static async start(): Promise<IdentityProvider> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [CALLBACK],
          application_type: 'native',
        },
      ],
      pkce: { required: () => true },
      cookies: { keys: ['a key for the cookies of this test'] },
    })
    const answer = provider.callback()
    server.on('request', (request, response) => void answer(request, response))
    return new IdentityProvider(issuer, server)
  }

  /** The environment of a house that people may sign in to with this provider. */
  get environment() {
    return {
      OIDC_ISSUER: this.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_NAME: 'Example Ministry',
    }
  }

  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}

/** A browser without a screen: follows the ways of the provider and fills in its forms, with cookies of its own. */
export class Wanderer {
  readonly #jar = new Map<string, string>()

  constructor(cookie = '') {
    this.#keep([cookie])
  }

  /** The cookies for our own house. */
  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Takes the cookies of an answer. */
  take(headers: Headers): void {
    this.#keep(headers.getSetCookie())
  }

  /**
   * Opens an address, signs in on the provider's pages as `name`, and follows every redirect to the last.
   *
   * @returns the address at which it ended
   */
  async signInAt(address: string, name: string): Promise<string> {
    let next: { url: string; form?: URLSearchParams } = { url: address }
    for (let steps = 0; steps < 20; steps += 1) {
      const response = await fetch(next.url, {
        redirect: 'manual',
        headers: { cookie: this.cookie },
        ...(next.form && { method: 'POST', body: next.form }),
      })
      this.take(response.headers)
      const location = response.headers.get('location')
      if (location === null) {
        const form = formIn(await response.text(), name)
        if (!form) return next.url
        next = { url: new URL(form.action, next.url).href, form: form.fields }
      } else next = { url: new URL(location, next.url).href }
    }
    throw new Error('the way never ends')
  }

  #keep(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      if (at > 0) this.#jar.set(pair.slice(0, at).trim(), pair.slice(at + 1))
    }
  }
}

/** The form on one of the provider's pages, with a name and any password in it; null when there is none. */
function formIn(page: string, name: string): { action: string; fields: URLSearchParams } | null {
  const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
  const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
  if (!action || !prompt) return null
  return { action, fields: new URLSearchParams({ prompt, login: name, password: 'any' }) }
}
