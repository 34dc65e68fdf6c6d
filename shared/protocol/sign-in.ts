import * as v from 'valibot'
import { SessionId } from '../ids'
import { line } from '../lines'
import { Role } from '../roles'
import { command, Empty, open, Time } from './parts'
import { LinkKey, Me } from './seats'

export const SessionCard = v.object({
  sessionId: SessionId,
  createdAt: Time,
  lastSeenAt: Time,
  browser: v.string(),
  current: v.boolean(),
})
export type SessionCard = v.InferOutput<typeof SessionCard>

/** Binary data of WebAuthn in JSON: base64url without padding. */
const Base64Url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(16_000))
const Transports = v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(20))), v.maxLength(8)), [])
/** What browsers say beside the answer of an authenticator; nothing of it is believed or kept. */
const Credential = {
  id: Base64Url,
  rawId: Base64Url,
  type: v.literal('public-key'),
  clientExtensionResults: v.object({}),
}

/** A new passkey as `PublicKeyCredential.toJSON` writes it (W3C Web Authentication, RegistrationResponseJSON). */
export const NewPasskey = v.object({
  ...Credential,
  response: v.object({ clientDataJSON: Base64Url, attestationObject: Base64Url, transports: Transports }),
})
export type NewPasskey = v.InferOutput<typeof NewPasskey>

/** The answer of a passkey to a challenge (AuthenticationResponseJSON). */
export const PasskeyAnswer = v.object({
  ...Credential,
  response: v.object({ clientDataJSON: Base64Url, authenticatorData: Base64Url, signature: Base64Url }),
})
export type PasskeyAnswer = v.InferOutput<typeof PasskeyAnswer>

export const PasskeyCard = v.object({
  passkeyId: v.string(),
  createdAt: Time,
  lastUsedAt: v.nullable(Time),
  /** The browser that it was made with. */
  browser: v.string(),
})
export type PasskeyCard = v.InferOutput<typeof PasskeyCard>

/** Options for `navigator.credentials`, to be handed on as they are. */
const Options = v.looseObject({ challenge: v.string() })

/** 43 letters of base64url: a secret of the page that redeems a link, by which it is known when it asks again. */
const Attempt = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))

export const SIGN_IN_COMMANDS = {
  'session:signIn': open(
    'Redeem a single-use link by its token, or a slip by its code; sets the session cookie. Whoever hears no answer asks again with the same attempt. HTTP only.',
    v.strictObject({ token: LinkKey, name: line(1, 200), attempt: v.optional(Attempt) }),
    Me,
  ),
  'session:peekLink': open(
    'What a link is good for, without using it up.',
    v.strictObject({ token: LinkKey }),
    v.object({
      role: Role,
      state: v.picklist(['open', 'used', 'revoked', 'expired']),
      /** What a slip is for; null for other links. */
      seat: v.nullable(v.object({ label: v.string(), meeting: v.string() })),
    }),
  ),
  'session:signOut': command('End this session.', Empty, Empty),
  'session:read': command('Who I am.', Empty, Me),
  'session:list': command('The sessions of the caller.', Empty, v.object({ sessions: v.array(SessionCard) })),
  'session:revoke': command(
    'End one session of the caller.',
    v.strictObject({ sessionId: SessionId }),
    Empty,
  ),

  'session:lock': command(
    'Leave this browser for a while: the session waits for its person and is good for nothing until then. When another session has come into the browser since, that one is left alone, and its person is the answer.',
    v.strictObject({ sessionId: SessionId }),
    v.object({ present: v.nullable(Me) }),
  ),
  'session:unlock': open(
    'Come back to a session that one has locked in this browser, by the slip or link that one came in by. HTTP only.',
    v.strictObject({ token: LinkKey, attempt: v.optional(Attempt) }),
    Me,
  ),
  'session:challengePasskey': open(
    'A challenge for a passkey, to sign in with it.',
    Empty,
    v.object({ options: Options }),
  ),
  'session:signInByPasskey': open(
    'Sign in with a passkey that answers a challenge; sets the session cookie. HTTP only.',
    v.strictObject({ answer: PasskeyAnswer }),
    Me,
  ),

  'session:waysIn': open(
    'How one may sign in beside links: the name of the identity provider, or null when the house knows none.',
    Empty,
    v.object({ provider: v.nullable(v.string()) }),
  ),
  'session:goToProvider': open(
    'The address of the identity provider to go to: to sign in, or to connect the account with the caller. HTTP only.',
    v.strictObject({ connect: v.boolean() }),
    v.object({ url: v.string() }),
  ),

  'identity:read': command(
    'Whether the caller may sign in through the identity provider.',
    Empty,
    v.object({ connected: v.boolean() }),
  ),
  'identity:disconnect': command('Have the identity provider sign the caller in no longer.', Empty, Empty),

  'passkey:begin': command(
    'What a browser needs to make a passkey for the caller.',
    Empty,
    v.object({ options: Options }),
  ),
  'passkey:add': command(
    'Let the caller sign in with a new passkey from now on.',
    v.strictObject({ passkey: NewPasskey, browser: line(0, 200) }),
    v.object({ passkeyId: v.string() }),
  ),
  'passkey:list': command('The passkeys of the caller.', Empty, v.object({ passkeys: v.array(PasskeyCard) })),
  'passkey:remove': command(
    'Make a passkey of the caller useless.',
    v.strictObject({ passkeyId: Base64Url }),
    Empty,
  ),
} as const
