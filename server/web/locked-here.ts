import type { Request, Response } from 'express'
import type { SignedIn } from '../people'
import type { Session, Sessions } from '../sessions'
import type { SessionRow } from '../store/port'
import { readSetAside, readToken, setAside, setToken } from './cookie'

/** So many people share one laptop, and some more. Whoever locked the longest ago gives way. */
const MAX_SET_ASIDE = 12

/** A session that its person has locked in a browser, and its token. */
interface LockedHere {
  readonly token: string
  readonly row: SessionRow
}

/** A browser at the door, and what it keeps for those who share it. */
export interface Arrival {
  readonly request: Pick<Request, 'headers'>
  readonly response: Response
  /** The live session that it has already, or null. */
  readonly session: Session | null
  /** The sessions that wait in it for their persons, the last locked first. */
  readonly locked: readonly LockedHere[]
}

interface Needs {
  readonly sessions: Pick<Sessions, 'readLocked' | 'end'>
  /** Whether browsers reach us over TLS. */
  readonly isSecure: boolean
}

/** The sessions that are locked in a browser: the one whose cookie it has, and those that were set aside for others. */
export async function lockedIn(
  { sessions, isSecure }: Needs,
  { headers }: Pick<Request, 'headers'>,
): Promise<readonly LockedHere[]> {
  const own = readToken(headers.cookie, isSecure)
  const tokens = new Set([...(own ? [own] : []), ...readSetAside(headers.cookie, isSecure)])
  const locked: LockedHere[] = []
  for (const token of [...tokens].slice(0, MAX_SET_ASIDE + 1)) {
    const row = await sessions.readLocked(token)
    if (row) locked.push({ token, row })
  }
  return locked
}

/**
 * Gives the browser the session of somebody who has come in. A live one that it had ends; what others have locked in
 * it is set aside until they are back.
 */
export async function seatAt(needs: Needs, arrival: Arrival, { token, me }: SignedIn): Promise<void> {
  const { request, response, session, locked } = arrival
  const { sessions, isSecure } = needs
  if (session && readToken(request.headers.cookie, isSecure) !== token) await sessions.end(session)
  setToken(response, token, isSecure)
  const others = locked.filter(({ row }) => row.personId !== me.personId).map((one) => one.token)
  if (others.length > 0 || readSetAside(request.headers.cookie, isSecure).length > 0)
    setAside(response, others.slice(0, MAX_SET_ASIDE), isSecure)
}
