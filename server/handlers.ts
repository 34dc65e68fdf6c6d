import type { Answer, CommandName, Payload } from '../shared/protocol'
import type { Result } from '../shared/result'
import type { Session } from './sessions'

/** Carries out one command for a session. The payload has been validated; the session is live. */
export type Handler<Name extends CommandName> = (
  session: Session,
  payload: Payload<Name>,
) => Promise<Result<Answer<Name>>>

/** Handlers by the names of their commands. */
export type Handlers<Names extends CommandName> = { readonly [Name in Names]: Handler<Name> }

/** Commands that one transport does by itself: HTTP sets the cookie, the live socket announces. */
export const BY_TRANSPORT = [
  'session:signIn',
  'session:signInByPasskey',
  'session:unlock',
  'session:goToProvider',
  'journal:follow',
  'journal:unfollow',
] as const

/** Commands that do the same on both transports. */
export type CommonCommand = Exclude<CommandName, (typeof BY_TRANSPORT)[number]>
