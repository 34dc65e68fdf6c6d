import * as v from 'valibot'
import { PersonId } from './ids'
import { draft, type Actor, type EntryDraft } from './journal'
import { ok, refuse, type Result } from './result'
import { can, whyNot, type Role, type State } from './roles'

/**
 * A document in plenary mode: the table watches the text on the wall, and whoever holds the pen is the only one who
 * types in it. The pen is in one hand, and goes to another by an explicit act. Also the body of the entries
 * `document:plenaryBegun` and `document:penPassed`.
 */
export const Plenary = v.object({ holderId: PersonId })
export type Plenary = Readonly<v.InferOutput<typeof Plenary>>

/** As what somebody is in the room. */
export type Present = Pick<State, 'isElsewhere'> & { readonly role: Role }

/** What there is to know when it is decided who holds the pen. */
export interface Floor {
  readonly plenary: Plenary | null
  /** The document in the table of rights, for whoever decides; see `stateOf`. */
  readonly state: State
  /** As what a person is in the room, once for each of their pages; of whoever decides also where they are not in it. */
  readonly presentAs: (personId: PersonId) => readonly Present[]
}

/**
 * Decides on beginning plenary mode. Where it has begun already nothing changes: of two who begin it at the same moment
 * neither takes the pen from the other.
 *
 * @param holderId who holds the pen first
 * @returns the entry to append, or none; or what the table of rights says, `holder-absent`, `holder-not-entitled`
 */
export function decideBeginPlenary(
  { plenary, state, presentAs }: Floor,
  holderId: PersonId,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'leadPlenary', state)
  if (refused) return refuse(refused)
  if (plenary) return ok([])
  const holder = checkHolder(presentAs(holderId))
  return holder.ok ? ok([draft('document:plenaryBegun', { holderId }, by, now)]) : holder
}

/**
 * Decides on giving the pen to somebody, on taking it, and on passing it on. To whoever holds it already nothing is
 * given: who has passed it on may say so twice.
 *
 * @returns as `decideBeginPlenary`, and `not-in-plenary`
 */
export function decidePassPen(
  { plenary, state, presentAs }: Floor,
  holderId: PersonId,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const isDone = plenary?.holderId === holderId
  const refused = whyNot(by.role, 'passPen', isDone ? { ...state, holdsPen: true } : state)
  if (refused) return refuse(refused)
  if (isDone) return ok([])
  const holder = checkHolder(presentAs(holderId))
  return holder.ok ? ok([draft('document:penPassed', { holderId }, by, now)]) : holder
}

/** Decides on ending plenary mode: everybody drafts together again. @returns as `decideBeginPlenary` */
export function decideEndPlenary({ plenary, state }: Floor, by: Actor, now: number): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'leadPlenary', state)
  if (refused) return refuse(refused)
  return ok(plenary ? [draft('document:plenaryEnded', {}, by, now)] : [])
}

/** Whether somebody may be given the pen, as what they are in the room. */
export function mayReceivePen({ role, isElsewhere = false }: Present): boolean {
  return can(role, 'holdPen', { isElsewhere })
}

/** The mode after one entry of the document; other kinds leave it as it is. @param said the body of the entry */
export function plenaryAfter(plenary: Plenary | null, kind: string, said: unknown): Plenary | null {
  if (kind === 'document:plenaryBegun' || kind === 'document:penPassed') return v.parse(Plenary, said)
  return kind === 'document:plenaryEnded' ? null : plenary
}

function checkHolder(presences: readonly Present[]): Result<void> {
  if (presences.length === 0) return refuse('holder-absent')
  return presences.some(mayReceivePen) ? ok(undefined) : refuse('holder-not-entitled')
}
