import type { CookieOptions, Express, Request, Response } from 'express'
import * as v from 'valibot'
import { PersonId } from '../../shared/ids'
import { ok, refuse, type RefusalCode, type Result } from '../../shared/result'
import type { Journey } from '../oidc'
import type { Provider } from '../provider'
import type { Session, Sessions } from '../sessions'
import { browserOf } from './browser'
import { readCookie, readToken } from './cookie'
import type { FaultReporter } from './faults'
import { lockedIn, seatAt } from './locked-here'

/** Where a provider sends browsers back to. */
export const CALLBACK_PATH = '/oidc/callback'
/** Somebody looks for the password of the other account: no longer than this, in milliseconds. */
const JOURNEY_MS = 10 * 60_000

interface Needs {
  readonly provider: Provider | null
  readonly sessions: Sessions
  readonly faults: FaultReporter
  readonly isSecure: boolean
}

/** The way out to the identity provider and back. */
export interface ProviderDoor {
  /** Sends a browser off: the address to open. `connect`: to connect the account of that session, else to sign in. */
  begin(response: Response, connect: Session | null): Promise<Result<{ readonly url: string }>>
}

/** Adds the way back, which ends at home: with what went wrong in the address, or signed in. */
export function openProviderDoor(app: Express, needs: Needs): ProviderDoor {
  const { provider, faults, isSecure } = needs
  const name = isSecure ? '__Host-adref-oidc' : 'adref-oidc'
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' }

  app.get(CALLBACK_PATH, async (request, response) => {
    response.set('Cache-Control', 'no-store')
    const journey = journeyIn(readCookie(request.headers.cookie, name))
    response.clearCookie(name, options)
    const said = await cameBack(needs, journey, request, response).catch((error: unknown) => {
      return { ok: false as const, refusal: faults(error, CALLBACK_PATH) }
    })
    response.redirect(303, landingOf(said))
  })

  return {
    async begin(response, connect) {
      if (!provider) return refuse('unknown-command')
      const begun = await provider.setOut(connect?.personId ?? null)
      if (!begun.ok) return begun
      const value = Buffer.from(JSON.stringify(begun.value.journey)).toString('base64url')
      response.cookie(name, value, { ...options, maxAge: JOURNEY_MS })
      return ok({ url: begun.value.url })
    },
  }
}

const JourneyShape = v.object({
  state: v.string(),
  nonce: v.string(),
  verifier: v.string(),
  connect: v.nullable(PersonId),
})

function journeyIn(cookie: string | null): Journey | null {
  try {
    const said: unknown = JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString())
    const read = v.safeParse(JourneyShape, said)
    return read.success ? read.output : null
  } catch {
    return null
  }
}

type Arrival = 'signed-in' | 'connected'

/** Whoever set out to connect an account must be the one who comes back: another person's browser connects nothing. */
async function cameBack(
  needs: Needs,
  journey: Journey | null,
  request: Request,
  response: Response,
): Promise<Result<Arrival>> {
  const { provider, sessions, isSecure } = needs
  if (!provider || !journey) return refuse('provider-refused')
  const query = new URL(request.originalUrl, 'http://localhost').searchParams
  const session = await sessions.read(readToken(request.headers.cookie, isSecure))
  if (journey.connect !== null) {
    if (session?.personId !== journey.connect) return refuse('not-signed-in')
    const connected = await provider.connect(journey, query)
    return connected.ok ? ok('connected') : connected
  }
  const locked = await lockedIn(needs, request)
  const rows = locked.map(({ row }) => row)
  const signedIn = await provider.signIn(journey, query, browserOf(request), rows)
  if (!signedIn.ok) return signedIn
  await seatAt(needs, { request, response, session, locked }, signedIn.value)
  return ok('signed-in')
}

const landingOf = (said: Result<Arrival>): string =>
  said.ok ? `/?arrived=${said.value}` : `/?refused=${said.refusal.code satisfies RefusalCode}`
