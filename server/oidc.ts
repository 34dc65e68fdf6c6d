import type { Configuration } from 'openid-client'
import type { PersonId } from '../shared/ids'
import { ok, refuse, type Result } from '../shared/result'
import type { ProviderConfig } from './config'
import type { Log } from './log'

/** Read by the first who asks: most houses have no provider. */
const library = () => import('openid-client')

/** A provider that does not answer for this long is away, in seconds. */
const PATIENCE_S = 10

/** What a browser carries to the provider and back, so that any node can go on with it. */
export interface Journey {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** Whose account the provider's is to be connected with; null for signing in. */
  readonly connect: PersonId | null
}

interface Needs {
  readonly config: ProviderConfig
  /** Where the provider sends browsers back to. */
  readonly callbackUrl: () => string
  readonly log: Pick<Log, 'warn'>
}

/** The conversation with an identity provider (OpenID Connect Core 1.0, code flow with PKCE). */
export interface Oidc {
  /** The provider's own page, and what to carry there; `provider-unavailable`. */
  setOut(connect: PersonId | null): Promise<Result<{ readonly url: string; readonly journey: Journey }>>
  /** The subject for whom the provider vouches at the end of a journey; `provider-unavailable`, `provider-refused`. */
  subjectOf(journey: Journey, query: URLSearchParams): Promise<Result<string>>
}

export function createOidc({ config, callbackUrl, log }: Needs): Oidc {
  let found: Promise<Configuration> | null = null

  /** What the provider says of itself, asked until it has answered once. */
  function discover(): Promise<Configuration> {
    found ??= discoverAt(config).catch((error: unknown) => {
      found = null
      throw error
    })
    return found
  }

  async function unless<Value>(
    code: 'provider-unavailable' | 'provider-refused',
    ask: () => Promise<Value>,
  ): Promise<Result<Value>> {
    try {
      return ok(await ask())
    } catch (err) {
      log.warn({ err, issuer: config.issuer }, `the identity provider: ${code}`)
      return refuse(code)
    }
  }

  return {
    async setOut(connect) {
      const server = await unless('provider-unavailable', discover)
      if (!server.ok) return server
      const oidc = await library()
      const [state, nonce] = [oidc.randomState(), oidc.randomNonce()]
      const verifier = oidc.randomPKCECodeVerifier()
      const url = oidc.buildAuthorizationUrl(server.value, {
        ...{ redirect_uri: callbackUrl(), scope: 'openid', state, nonce },
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return ok({ url: url.href, journey: { state, nonce, verifier, connect } })
    },

    async subjectOf({ state, nonce, verifier }, query) {
      const server = await unless('provider-unavailable', discover)
      if (!server.ok) return server
      const back = new URL(callbackUrl())
      back.search = query.toString()
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }
      return unless('provider-refused', async () => {
        const oidc = await library()
        const tokens = await oidc.authorizationCodeGrant(server.value, back, {
          ...checks,
          idTokenExpected: true,
        })
        const subject = tokens.claims()?.sub
        if (!subject) throw new Error('the provider names nobody')
        return subject
      })
    },
  }
}

async function discoverAt({ issuer, clientId, clientSecret }: ProviderConfig): Promise<Configuration> {
  const oidc = await library()
  const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []
  const secret = clientSecret === '' ? oidc.None() : oidc.ClientSecretBasic(clientSecret)
  return oidc.discovery(new URL(issuer), clientId, undefined, secret, { execute, timeout: PATIENCE_S })
}
