import type { PersonId } from '../shared/ids'
import type { Answer, Payload } from '../shared/protocol'
import type { PasskeyAnswer, PasskeyCard } from '../shared/protocol/sign-in'
import { ok, refuse, type Result } from '../shared/result'
import type { Handlers } from './handlers'
import type { SignedIn } from './people'
import type { LetIn } from './returning'
import type { Credentials, PasskeyRow, SessionRow } from './store/port'
import type { WebAuthn } from './webauthn'

/** A phone, a laptop, a key on the ring, and some to spare. */
const MAX_PER_PERSON = 20

interface Needs {
  readonly credentials: Credentials
  readonly webAuthn: WebAuthn
  readonly letIn: LetIn
  readonly now: () => number
}

export interface Passkeys extends Handlers<
  'passkey:begin' | 'passkey:add' | 'passkey:list' | 'passkey:remove'
> {
  /** A challenge for any passkey of the house; asked by strangers. */
  challenge(): Promise<Result<Answer<'session:challengePasskey'>>>
  /** Lets the owner of a passkey in as `LetIn` says, or `credential-unknown`. */
  signIn(
    payload: Payload<'session:signInByPasskey'>,
    browser: string,
    locked: readonly SessionRow[],
  ): Promise<Result<SignedIn>>
}

/** Passkeys: how people come back by themselves, on any device that has one. */
export function createPasskeys({ credentials, webAuthn, letIn, now }: Needs): Passkeys {
  /** The owner of a passkey that answers a challenge of ours, or `credential-unknown`. */
  async function ownerOf(answer: PasskeyAnswer): Promise<Result<PersonId>> {
    const passkey = await credentials.passkey(answer.id)
    const counter = passkey && (await webAuthn.countOf(answer, passkey))
    if (!passkey || counter === null) return refuse('credential-unknown')
    await credentials.usePasskey(passkey.passkeyId, counter, now())
    return ok(passkey.personId)
  }

  async function mayHaveMore(personId: PersonId): Promise<Result<readonly PasskeyRow[]>> {
    const known = await credentials.passkeysOf(personId)
    return known.length < MAX_PER_PERSON ? ok(known) : refuse('too-many-passkeys', { most: MAX_PER_PERSON })
  }

  return {
    async challenge() {
      return ok({ options: await webAuthn.challenge() })
    },

    async signIn({ answer }, browser, locked) {
      const owner = await ownerOf(answer)
      return owner.ok ? letIn(owner.value, browser, locked) : owner
    },

    async 'passkey:begin'(session) {
      const known = await mayHaveMore(session.personId)
      return known.ok ? ok({ options: await webAuthn.offer(session, known.value) }) : known
    },

    async 'passkey:add'({ personId }, { passkey, browser }) {
      const key = await webAuthn.newKey(passkey, personId)
      if (!key) return refuse('credential-unknown')
      const known = await mayHaveMore(personId)
      if (!known.ok) return known
      const transports = JSON.stringify(passkey.response.transports)
      const row = { ...key, personId, transports, browser, createdAt: now(), lastUsedAt: null }
      return (await credentials.addPasskey(row))
        ? ok({ passkeyId: key.passkeyId })
        : refuse('credential-unknown')
    },

    async 'passkey:list'({ personId }) {
      return ok({ passkeys: (await credentials.passkeysOf(personId)).map(cardOf) })
    },

    async 'passkey:remove'({ personId }, { passkeyId }) {
      return (await credentials.removePasskey(personId, passkeyId)) ? ok({}) : refuse('not-allowed')
    },
  }
}

const cardOf = ({ passkeyId, createdAt, lastUsedAt, browser }: PasskeyRow): PasskeyCard => ({
  ...{ passkeyId, createdAt, lastUsedAt, browser },
})
