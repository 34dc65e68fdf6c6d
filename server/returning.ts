import type { PersonId } from '../shared/ids'
import type { Payload } from '../shared/protocol'
import { ok, refuse, type Result } from '../shared/result'
import type { MeOf } from './me'
import type { SignedIn } from './people'
import { placeOf, type Place, type Seatings } from './seatings'
import type { Sessions } from './sessions'
import type { Accounts, SessionRow } from './store/port'
import { tokenForAttempt, tokenHashOf } from './tokens'

interface Needs {
  readonly accounts: Pick<Accounts, 'person'>
  readonly seatings: Pick<Seatings, 'heldBy'>
  readonly sessions: Pick<Sessions, 'make' | 'add' | 'again' | 'end'>
  readonly meOf: MeOf
  readonly mayComeIn: MayComeIn
}

/** Whether a person may be let in once more just now, or `too-many-attempts`: each time makes a session that stays. */
export type MayComeIn = (personId: PersonId) => Promise<Result<void>>

/**
 * Lets somebody in who has been here before and has proved it, by a new session. It takes the place of those that wait
 * for the person in this browser and acts as they did, without any for the person's only seat if there is just one
 * in meetings that are not put aside.
 * Whoever was shown out stays outside: `credential-unknown`, as for a stranger. Who comes too often is told to wait.
 *
 * @param browser its own description
 * @param locked the sessions that are locked in it, whoever's they are, the last locked first
 * @param known token of the new session; a fresh one unless given
 */
export type LetIn = (
  personId: PersonId,
  browser: string,
  locked: readonly SessionRow[],
  known?: string,
) => Promise<Result<SignedIn>>

export function createLetIn({ accounts, seatings, sessions, meOf, mayComeIn }: Needs): LetIn {
  async function onlyPlaceOf(personId: PersonId): Promise<Place | null> {
    const held = await seatings.heldBy(personId)
    const [seat, ...others] = held.filter(({ isArchived }) => !isArchived)
    return seat && others.length === 0 ? { meetingId: seat.meetingId, seatId: seat.seatId } : null
  }

  return async (personId, browser, locked, known) => {
    const person = await accounts.person(personId)
    if (!person || person.revokedAt !== null) return refuse('credential-unknown')
    const counted = await mayComeIn(personId)
    if (!counted.ok) return counted
    const own = locked.filter((row) => row.personId === personId)
    const [last] = own
    // who acted in their own role comes back in it, the only seat or not
    const place = last ? placeOf(last) : await onlyPlaceOf(personId)
    const { token, row } = sessions.make(personId, browser, place, known)
    await sessions.add(row)
    const session = await sessions.again(row)
    if (!session) return refuse('credential-unknown')
    for (const one of own) await sessions.end(one)
    return ok({ me: await meOf(session), token })
  }
}

interface LockNeeds {
  readonly accounts: Pick<Accounts, 'linkByKey'>
  readonly sessions: Pick<Sessions, 'read'>
  readonly meOf: MeOf
  readonly letIn: LetIn
}

/**
 * Opens a locked session for its own person, who shows the slip or link that let the person in: it opens no other door
 * any more, but together with a session that is locked in this browser it says who is back. The same attempt again, after
 * the answer was lost on its way, is given the same session. Anything else is `credential-unknown`, or `not-signed-in` in
 * a browser in which none is locked.
 */
export type Unlock = (
  payload: Payload<'session:unlock'>,
  browser: string,
  locked: readonly SessionRow[],
) => Promise<Result<SignedIn>>

export function createUnlock({ accounts, sessions, meOf, letIn }: LockNeeds): Unlock {
  return async ({ token, attempt }, browser, locked) => {
    const known = attempt === undefined ? undefined : tokenForAttempt(attempt, token)
    const opened = known === undefined ? null : await sessions.read(known)
    if (opened && known !== undefined) return ok({ me: await meOf(opened), token: known })
    if (locked.length === 0) return refuse('not-signed-in')
    const personId = (await accounts.linkByKey(tokenHashOf(token)))?.usedBy
    const isTheirs = locked.some((row) => row.personId === personId)
    return personId && isTheirs ? letIn(personId, browser, locked, known) : refuse('credential-unknown')
  }
}
