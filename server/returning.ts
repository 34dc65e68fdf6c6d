import type { PersonId } from '../shared/ids'
import type { Payload } from '../shared/protocol'
import { ok, refuse, type Result } from '../shared/result'
import type { MeOf } from './me'
import type { Passkeys } from './passkeys'
import type { SignedIn } from './people'
import { placeOf, type Place, type Seatings } from './seatings'
import type { Sessions } from './sessions'
import type { Accounts, SessionRow } from './store/port'
import { tokenHashOf } from './tokens'

interface Needs {
  readonly accounts: Pick<Accounts, 'person' | 'addSession'>
  readonly seatings: Pick<Seatings, 'heldBy'>
  readonly sessions: Pick<Sessions, 'make' | 'again'>
  readonly meOf: MeOf
}

/**
 * Lets somebody in who has been here before and has proved it, by a new session. Whoever was shown out stays outside:
 * `credential-unknown`, as for a stranger.
 *
 * @param browser its own description
 * @param place the seat to act for; without it the person's only one, if there is just one
 */
export type LetIn = (personId: PersonId, browser: string, place?: Place | null) => Promise<Result<SignedIn>>

export function createLetIn({ accounts, seatings, sessions, meOf }: Needs): LetIn {
  async function onlyPlaceOf(personId: PersonId): Promise<Place | null> {
    const [seat, ...others] = await seatings.heldBy(personId)
    return seat && others.length === 0 ? { meetingId: seat.meetingId, seatId: seat.seatId } : null
  }

  return async (personId, browser, place) => {
    const person = await accounts.person(personId)
    if (!person || person.revokedAt !== null) return refuse('credential-unknown')
    const { token, row } = sessions.make(personId, browser, place ?? (await onlyPlaceOf(personId)))
    await accounts.addSession(row)
    const session = await sessions.again(row)
    return session ? ok({ me: await meOf(session), token }) : refuse('credential-unknown')
  }
}

interface LockNeeds {
  readonly accounts: Pick<Accounts, 'linkByKey'>
  readonly passkeys: Pick<Passkeys, 'ownerOf'>
  readonly sessions: Pick<Sessions, 'end'>
  readonly letIn: LetIn
}

/**
 * Opens a locked session for its own person, who shows a passkey, or the slip or link that let the person in: it opens
 * no other door any more, but together with the browser's locked session it says who is back. Anything else is
 * `credential-unknown`.
 */
export type Unlock = (
  locked: SessionRow,
  payload: Payload<'session:unlock'>,
  browser: string,
) => Promise<Result<SignedIn>>

export function createUnlock({ accounts, passkeys, sessions, letIn }: LockNeeds): Unlock {
  async function personBehind({ token, answer }: Payload<'session:unlock'>): Promise<PersonId | null> {
    if (token !== null) return (await accounts.linkByKey(tokenHashOf(token)))?.usedBy ?? null
    const owner = answer && (await passkeys.ownerOf(answer))
    return owner?.ok ? owner.value : null
  }

  return async (locked, payload, browser) => {
    if ((await personBehind(payload)) !== locked.personId) return refuse('credential-unknown')
    const back = await letIn(locked.personId, browser, placeOf(locked))
    if (back.ok) await sessions.end(locked)
    return back
  }
}
