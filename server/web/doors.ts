import type { Request, Response } from 'express'
import type { CommandName } from '../../shared/protocol'
import type { Me } from '../../shared/protocol/seats'
import { ok, refuse, type Result } from '../../shared/result'
import type { Passkeys } from '../passkeys'
import type { People, SignedIn } from '../people'
import type { Provider } from '../provider'
import type { Unlock } from '../returning'
import type { Session, Sessions } from '../sessions'
import type { SessionRow } from '../store/port'
import { tokenHashOf } from '../tokens'
import type { TryLink } from './attempts'
import { browserOf } from './browser'
import { readPayload } from './commands'
import type { Limits } from './limits'
import { lockedIn, seatAt } from './locked-here'
import type { ProviderDoor } from './provider-door'

/** What it takes to let people in. */
export interface DoorNeeds {
  readonly signIn: People['signIn']
  readonly signInByPasskey: Passkeys['signIn']
  readonly unlock: Unlock
  readonly provider: Provider | null
  readonly sessions: Sessions
  readonly tryLink: TryLink
  readonly limits: Limits
  /** Whether browsers reach us over TLS. */
  readonly isSecure: boolean
}

/** Somebody at the door, and the session that the browser has already. */
export interface Visitor {
  readonly request: Request<{ command: string }>
  readonly response: Response
  readonly session: Session | null
  readonly away: ProviderDoor
}

type Door = (needs: DoorNeeds, visitor: Visitor) => Promise<Result<unknown>>

/** The commands that set a cookie. Only HTTP can. */
const DOORS = {
  'session:signIn': letting(byLink),
  'session:signInByPasskey': letting(byPasskey),
  'session:unlock': letting(byUnlocking),
  'session:goToProvider': goToProvider,
} satisfies Partial<Record<CommandName, Door>>

/** What carries out a command that sets a cookie, or null for every other name. */
export function doorOf(name: string): Door | null {
  return Object.hasOwn(DOORS, name) ? DOORS[name as keyof typeof DOORS] : null
}

/** Who comes in, by what the request brings, with the session of this browser and those that are locked in it. */
type Entry = (
  needs: DoorNeeds,
  request: Visitor['request'],
  locked: readonly SessionRow[],
  here: Session | null,
) => Promise<Result<SignedIn>>

/** Lets somebody in. */
function letting(entry: Entry) {
  return async (needs: DoorNeeds, { request, response, session }: Visitor): Promise<Result<Me>> => {
    const locked = await lockedIn(needs, request)
    const rows = locked.map(({ row }) => row)
    const signedIn = await entry(needs, request, rows, session)
    if (!signedIn.ok) return signedIn
    await seatAt(needs, { request, response, session, locked }, signedIn.value)
    return ok(signedIn.value.me)
  }
}

async function byLink(
  needs: DoorNeeds,
  request: Visitor['request'],
  _locked: readonly SessionRow[],
  here: Session | null,
): Promise<Result<SignedIn>> {
  const read = readPayload('session:signIn', request.body)
  if (!read.ok) return read
  const link = await needs.tryLink(read.value.token, request.ip ?? '')
  if (!link.ok) return link
  const again = await needs.limits('signInsByToken', tokenHashOf(read.value.token))
  return again.ok ? needs.signIn(read.value, browserOf(request), here) : again
}

async function byPasskey(
  needs: DoorNeeds,
  request: Visitor['request'],
  locked: readonly SessionRow[],
): Promise<Result<SignedIn>> {
  const read = readPayload('session:signInByPasskey', request.body)
  if (!read.ok) return read
  return counted(needs, request, await needs.signInByPasskey(read.value, browserOf(request), locked))
}

async function byUnlocking(
  needs: DoorNeeds,
  request: Visitor['request'],
  locked: readonly SessionRow[],
): Promise<Result<SignedIn>> {
  const read = readPayload('session:unlock', request.body)
  if (!read.ok) return read
  return counted(needs, request, await needs.unlock(read.value, browserOf(request), locked))
}

async function goToProvider(_needs: DoorNeeds, { request, response, session, away }: Visitor) {
  const read = readPayload('session:goToProvider', request.body)
  if (!read.ok) return read
  if (read.value.connect && !session) return refuse('not-signed-in')
  return away.begin(response, read.value.connect ? session : null)
}

/** What proves nothing counts against the address that it comes from. */
async function counted<Value>(
  { limits }: DoorNeeds,
  request: Visitor['request'],
  proved: Result<Value>,
): Promise<Result<Value>> {
  if (proved.ok || proved.refusal.code === 'too-many-attempts') return proved
  const limited = await limits('wrongKeysByAddress', request.ip ?? '')
  return limited.ok ? proved : limited
}
