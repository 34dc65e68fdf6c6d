import * as v from 'valibot'
import { COMMANDS, isCommandName, type Answer, type CommandName, type Payload } from '../../shared/protocol'
import { ok, refuse, type Result } from '../../shared/result'
import { BY_TRANSPORT, type CommonCommand, type Handlers } from '../handlers'
import type { Log } from '../log'
import type { Session, Sessions } from '../sessions'
import type { Passkeys } from '../passkeys'
import type { TryLink } from './attempts'
import type { FaultReporter } from './faults'
import type { LimitName, Limits } from './limits'

/** Commands for which one must be signed in. */
export type SignedInCommand = Exclude<CommonCommand, OpenCommand>

/** Commands for everybody. */
type OpenCommand = 'session:peekLink' | 'session:challengePasskey' | 'session:waysIn'

type OpenHandler<Name extends OpenCommand> = (
  payload: Payload<Name>,
  caller: Caller,
) => Promise<Result<Answer<Name>>>

/** Who asks: the session, or null, and the network address. */
export interface Caller {
  readonly session: Session | null
  readonly address: string
}

/** Carries out any common command; never throws. */
export type Ask = (name: string, payload: unknown, caller: Caller) => Promise<Result<unknown>>

interface Needs {
  readonly handlers: Handlers<SignedInCommand>
  readonly sessions: Pick<Sessions, 'again'>
  readonly tryLink: TryLink
  readonly challengePasskey: Passkeys['challenge']
  /** Name of the identity provider, or null. */
  readonly providerName: string | null
  readonly limits: Limits
  readonly faults: FaultReporter
  readonly log: Log
  readonly now: () => number
}

/** Commands that are counted by themselves too: what they make stays, or they look at much. */
const COUNTED: Partial<Record<SignedInCommand, LimitName>> = {
  'document:create': 'documentsByPerson',
  'document:duplicate': 'documentsByPerson',
  'room:open': 'documentsByPerson',
  'room:release': 'documentsByPerson',
  'document:search': 'searchesByPerson',
  'link:create': 'makingsByPerson',
  'meeting:create': 'makingsByPerson',
  'meeting:openInEmergency': 'makingsByPerson',
  'people:rename': 'namesByPerson',
  'practice:reset': 'practiceResetsByPerson',
  'practice:sit': 'practiceSeatsByPerson',
  'seat:make': 'makingsByPerson',
  'slip:make': 'makingsByPerson',
}

/** The one door for commands, whichever transport they come by: known, within limits, well-formed, still signed in. */
export function createCommands(needs: Needs): Ask {
  const { handlers, sessions, tryLink, challengePasskey, providerName, limits, faults, log, now } = needs

  const open: { readonly [Name in OpenCommand]: OpenHandler<Name> } = {
    'session:peekLink': ({ token }, { address }) => tryLink(token, address),
    'session:challengePasskey': () => challengePasskey(),
    'session:waysIn': async () => ok({ provider: providerName }),
  }

  async function carryOutOpen<Name extends OpenCommand>(name: Name, payload: unknown, caller: Caller) {
    const read = readPayload(name, payload)
    return read.ok ? open[name](read.value, caller) : read
  }

  async function carryOut<Name extends SignedInCommand>(
    name: Name,
    payload: unknown,
    { session, address }: Caller,
  ): Promise<Result<unknown>> {
    if (!session) return refuse('not-signed-in')
    if (session.expiresAt <= now()) return refuse('session-revoked')
    const limited = await limits('commandsByPerson', session.personId)
    if (!limited.ok) return limited
    const read = readPayload(name, payload)
    if (!read.ok) return read
    const key =
      name === 'seat:take' && 'token' in read.value ? await tryLink(read.value.token, address) : limited
    if (!key.ok) return key
    const counted = COUNTED[name]
    const mayMore = counted ? await limits(counted, session.personId) : limited
    if (!mayMore.ok) return mayMore
    // A body may take a minute to come, and a turn as long: what counts is who one is by then.
    const present = await sessions.again(session)
    return present ? handlers[name](present, read.value) : refuse('session-revoked')
  }

  async function answer(name: string, payload: unknown, caller: Caller): Promise<Result<unknown>> {
    if (!isCommandName(name) || isByTransport(name)) return refuse('unknown-command')
    try {
      return isOpen(name) ? await carryOutOpen(name, payload, caller) : await carryOut(name, payload, caller)
    } catch (error) {
      return { ok: false, refusal: faults(error, name) }
    }
  }

  return async (name, payload, caller) => {
    const answered = await answer(name, payload, caller)
    if (!answered.ok) {
      const { code } = answered.refusal
      log.info({ command: name.slice(0, 80), code, personId: caller.session?.personId }, 'refused')
    }
    return answered
  }
}

/** Reads the payload of a command, or `malformed` with the path of the first thing that is wrong. */
export function readPayload<Name extends keyof typeof COMMANDS>(
  name: Name,
  raw: unknown,
): Result<Payload<Name>> {
  // To the schema library an empty array is an object without keys.
  const read = v.safeParse(COMMANDS[name].payload, Array.isArray(raw) ? null : raw)
  if (read.success) return { ok: true, value: read.output }
  return refuse('malformed', { at: v.getDotPath(read.issues[0]) ?? '' })
}

const isByTransport = (name: string): name is (typeof BY_TRANSPORT)[number] =>
  (BY_TRANSPORT as readonly string[]).includes(name)

const isOpen = (name: CommandName): name is OpenCommand => !COMMANDS[name].signedIn
