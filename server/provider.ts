import { ok, refuse, type Result } from '../shared/result'
import type { ProviderConfig } from './config'
import type { Handlers } from './handlers'
import type { Journey, Oidc } from './oidc'
import type { SignedIn } from './people'
import type { LetIn } from './returning'
import type { Credentials, SessionRow } from './store/port'

interface Needs {
  readonly config: Pick<ProviderConfig, 'issuer' | 'name'>
  readonly oidc: Oidc
  readonly credentials: Credentials
  readonly letIn: LetIn
  readonly now: () => number
}

/** Signing in with an account that people have elsewhere. It opens the door once its owner has connected it here. */
export interface Provider extends Handlers<'identity:read' | 'identity:disconnect'> {
  /** Its name, as people know it. */
  readonly name: string
  readonly setOut: Oidc['setOut']
  /** Somebody came back to sign in, as `LetIn` says; `provider-refused`, `credential-unknown` when the account is nobody's here. */
  signIn(
    journey: Journey,
    query: URLSearchParams,
    browser: string,
    locked: readonly SessionRow[],
  ): Promise<Result<SignedIn>>
  /** Somebody came back to connect an account; `provider-refused`, `identity-taken` when it is somebody else's. */
  connect(journey: Journey, query: URLSearchParams): Promise<Result<null>>
}

export function createProvider({ config, oidc, credentials, letIn, now }: Needs): Provider {
  const { issuer, name } = config

  return {
    name,
    setOut: (connect) => oidc.setOut(connect),

    async signIn(journey, query, browser, locked) {
      const subject = await oidc.subjectOf(journey, query)
      if (!subject.ok) return subject
      const identity = await credentials.identity(issuer, subject.value)
      return identity ? letIn(identity.personId, browser, locked) : refuse('credential-unknown')
    },

    async connect(journey, query) {
      const { connect: personId } = journey
      if (personId === null) return refuse('provider-refused')
      const subject = await oidc.subjectOf(journey, query)
      if (!subject.ok) return subject
      const identity = { issuer, subject: subject.value, personId, createdAt: now() }
      if (await credentials.addIdentity(identity)) return ok(null)
      const known = await credentials.identity(issuer, subject.value)
      return known?.personId === personId ? ok(null) : refuse('identity-taken')
    },

    async 'identity:read'({ personId }) {
      const all = await credentials.identitiesOf(personId)
      return ok({ connected: all.some((identity) => identity.issuer === issuer) })
    },

    async 'identity:disconnect'({ personId }) {
      return (await credentials.removeIdentities(personId, issuer)) ? ok({}) : refuse('not-allowed')
    },
  }
}

/** A house without a provider: nobody has an account elsewhere. */
export const NO_IDENTITIES: Handlers<'identity:read' | 'identity:disconnect'> = {
  'identity:read': async () => ok({ connected: false }),
  'identity:disconnect': async () => refuse('not-allowed'),
}
