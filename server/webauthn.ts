import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import * as v from 'valibot'
import type { PersonId } from '../shared/ids'
import type { NewPasskey, PasskeyAnswer } from '../shared/protocol/sign-in'
import type { Challenges } from './challenges'
import type { Session } from './sessions'
import type { PasskeyRow } from './store/port'

const NAME = 'Adref'

/** Half a second of reading, which a server that starts again in the middle of a meeting has no time for. */
const library = () => import('@simplewebauthn/server')

/** What a challenge is good for: one that was made for adding a passkey lets nobody in. */
const FOR = {
  signingIn: 'sign-in',
  adding: (personId: PersonId) => `add ${personId}`,
} as const

interface Needs {
  readonly challenges: Challenges
  /** Whether a page at this origin is ours. */
  readonly isOurs: (origin: string) => boolean
}

/** Options for `navigator.credentials`, for the browser as they are. */
type Options = { readonly challenge: string }

type NewKey = Pick<PasskeyRow, 'passkeyId' | 'publicKey' | 'counter'>

/**
 * What passkeys prove (W3C Web Authentication Level 3). A browser binds each to the name of the server that made it,
 * and asks its owner for a finger, a face or a number; attestation is not asked for, because any device is welcome.
 */
export interface WebAuthn {
  /** A challenge that any passkey of the house may answer. Keeps nothing. */
  challenge(): Promise<Options>
  /** What a browser needs to make a passkey that the person does not have yet. */
  offer(person: Pick<Session, 'personId' | 'name'>, known: readonly PasskeyRow[]): Promise<Options>
  /** The key that was made on an offer to this person, or null. */
  newKey(passkey: NewPasskey, personId: PersonId): Promise<NewKey | null>
  /** How often a passkey that answers a challenge of ours has been used by now, or null when it proves nothing. */
  countOf(answer: PasskeyAnswer, passkey: PasskeyRow): Promise<number | null>
}

export function createWebAuthn({ challenges, isOurs }: Needs): WebAuthn {
  /** What was signed, if it was for us: the page, its name, and the challenge. */
  function heardIn(clientDataJSON: string, purpose: string): Heard | null {
    const read = v.safeParse(ClientData, jsonIn(clientDataJSON))
    if (!read.success || !isOurs(read.output.origin)) return null
    const bytes = Buffer.from(read.output.challenge, 'base64url')
    return challenges.isOpen(bytes, purpose) ? { ...read.output, bytes } : null
  }

  return {
    async challenge() {
      const { generateAuthenticationOptions } = await library()
      const challenge = challenges.make(FOR.signingIn)
      const options = { rpID: '', challenge, userVerification: 'required' } as const
      return withoutName(await generateAuthenticationOptions(options))
    },

    async offer({ personId, name }, known) {
      const { generateRegistrationOptions } = await library()
      const options = await generateRegistrationOptions({
        ...{ rpName: NAME, rpID: '', userName: name, userDisplayName: name },
        userID: Uint8Array.from(Buffer.from(personId)),
        challenge: challenges.make(FOR.adding(personId)),
        excludeCredentials: known.map(({ passkeyId, transports }) => ({
          id: passkeyId,
          transports: JSON.parse(transports) as [],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      return { ...options, rp: { name: NAME } }
    },

    async newKey(passkey, personId) {
      const heard = heardIn(passkey.response.clientDataJSON, FOR.adding(personId))
      if (!heard) return null
      const { verifyRegistrationResponse } = await library()
      const response = { ...passkey, clientExtensionResults: {} } as RegistrationResponseJSON
      const checked = await unlessItThrows(() =>
        verifyRegistrationResponse({ response, ...expectedOf(heard) }),
      )
      if (!checked?.verified || !challenges.spend(heard.bytes)) return null
      const { id, publicKey, counter } = checked.registrationInfo.credential
      return { passkeyId: id, publicKey, counter }
    },

    async countOf(answer, { passkeyId, publicKey, counter }) {
      const heard = heardIn(answer.response.clientDataJSON, FOR.signingIn)
      if (!heard) return null
      const { verifyAuthenticationResponse } = await library()
      const response = { ...answer, clientExtensionResults: {} }
      const credential = { id: passkeyId, publicKey: Uint8Array.from(publicKey), counter }
      const checked = await unlessItThrows(() =>
        verifyAuthenticationResponse({ response, credential, ...expectedOf(heard) }),
      )
      if (!checked?.verified || !challenges.spend(heard.bytes)) return null
      return checked.authenticationInfo.newCounter
    },
  }
}

/** What the browser itself says of the page (CollectedClientData). */
const ClientData = v.object({ origin: v.string(), challenge: v.string() })
interface Heard extends v.InferOutput<typeof ClientData> {
  readonly bytes: Uint8Array
}

const expectedOf = ({ origin, challenge }: Heard) => ({
  expectedChallenge: challenge,
  expectedOrigin: origin,
  expectedRPID: new URL(origin).hostname,
})

/** Without the name of the server, a browser takes that of the page: the one that people know it by. */
function withoutName<Named extends { readonly rpId?: string }>({ rpId: _, ...options }: Named) {
  return options
}

/** The library throws at whatever does not fit; to us that is no more than a wrong key. */
async function unlessItThrows<Value>(check: () => Promise<Value>): Promise<Value | null> {
  try {
    return await check()
  } catch {
    return null
  }
}

function jsonIn(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString())
  } catch {
    return null
  }
}
