import { randomBytes } from 'node:crypto'
import { CHALLENGE_KEY_BYTES, createChallenges } from './challenges'
import type { ProviderConfig } from './config'
import type { Log } from './log'
import type { MeOf } from './me'
import { createOidc } from './oidc'
import { createPasskeys, type Passkeys } from './passkeys'
import { createProvider, NO_IDENTITIES, type Provider } from './provider'
import { createLetIn, createUnlock, type MayComeIn, type Unlock } from './returning'
import type { Seatings } from './seatings'
import type { Sessions } from './sessions'
import type { Store } from './store/port'
import { createWebAuthn } from './webauthn'

interface Needs {
  readonly store: Pick<Store, 'accounts' | 'credentials'>
  readonly seatings: Seatings
  readonly sessions: Sessions
  readonly meOf: MeOf
  readonly mayComeIn: MayComeIn
  /** The identity provider, or null. */
  readonly provider: ProviderConfig | null
  /** Where the provider sends browsers back to. */
  readonly callbackUrl: () => string
  /** Whether a page at this origin is ours. */
  readonly isOurs: (origin: string) => boolean
  readonly log: Log
  readonly now: () => number
}

/** The ways in for those who have been here before. */
export interface WaysIn {
  readonly passkeys: Passkeys
  readonly provider: Provider | null
  readonly unlock: Unlock
  readonly handlers: Passkeys & typeof NO_IDENTITIES
}

/** Puts together how people come back by themselves: passkeys, the identity provider, and locked sessions. */
export async function createWaysIn(needs: Needs): Promise<WaysIn> {
  const { store, seatings, sessions, meOf, mayComeIn, callbackUrl, isOurs, log, now } = needs
  const { accounts, credentials } = store
  const key = await accounts.secret('challenges', () => randomBytes(CHALLENGE_KEY_BYTES))
  const letIn = createLetIn({ accounts, seatings, sessions, meOf, mayComeIn })
  const webAuthn = createWebAuthn({ challenges: createChallenges({ key, now }), isOurs })
  const passkeys = createPasskeys({ credentials, webAuthn, letIn, now })
  const unlock = createUnlock({ accounts, sessions, meOf, letIn })
  const { provider: config } = needs
  const provider =
    config &&
    createProvider({ config, oidc: createOidc({ config, callbackUrl, log }), credentials, letIn, now })
  return { passkeys, provider, unlock, handlers: { ...passkeys, ...(provider ?? NO_IDENTITIES) } }
}
