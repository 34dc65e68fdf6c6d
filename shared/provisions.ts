import * as v from 'valibot'
import { Changing } from './changing'
import type { PersonId } from './ids'
import { ProvisionId } from './ids'
import { draft, readJsonBody, type Actor, type Entry, type EntryDraft } from './journal'
import { ok, refuse, type Result } from './result'
import { whyNot, type DocumentStanding, type ProvisionStanding } from './roles'

/** How far a provision has come. `open` is the state of every provision that has no other. */
export type ProvisionStatus = ProvisionStanding

/** A settled provision: its text cannot change until the chair reopens it. */
export interface Settled {
  readonly provisionId: ProvisionId
  readonly status: 'agreedAdRef'
  /** Hash of the canonical content that the chair saw and that was in force when the gavel fell. */
  readonly textHash: string
  readonly at: number
  readonly by: PersonId
}

export type SettledProvisions = ReadonlyMap<ProvisionId, Settled>

/** Body of an entry `provision:agreedAdRef`. */
export const Agreed = v.object({ provisionId: ProvisionId, textHash: v.string() })
/** Body of an entry `provision:reopened`. */
export const Reopened = v.object({ provisionId: ProvisionId, reason: v.string() })
/** What everybody in the room is told of it. */
export const ReopenedFact = v.pick(Reopened, ['provisionId'])

/** What the gavel falls in: how the document stands, and what is settled in it. */
export interface Standing {
  readonly document: DocumentStanding
  readonly settled: SettledProvisions
}

export interface AgreeCommand {
  readonly provisionId: ProvisionId
  /** Hash of the text on the chair's screen when the gavel fell. */
  readonly seenHash: string
  /** Hash of the text as it stands now, or null when the provision does not exist. */
  readonly currentHash: string | null
}

/**
 * Decides whether the gavel may fall on a provision as the chair saw it.
 *
 * @returns the entry to append, `provision-unknown`, `text-moved-on`, or what the table of rights says
 */
export function decideAgree(
  standing: Standing,
  { provisionId, seenHash, currentHash }: AgreeCommand,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'gavel', stateAt(standing, provisionId))
  if (refused) return refuse(refused)
  if (currentHash === null) return refuse('provision-unknown')
  if (currentHash !== seenHash) return refuse('text-moved-on')
  return ok([draft('provision:agreedAdRef', { provisionId, textHash: currentHash }, by, now)])
}

/**
 * Decides whether a settled provision may be reopened; the reason is part of the record.
 *
 * @returns the entry to append, or what the table of rights says, as `not-settled`
 */
export function decideReopen(
  standing: Standing,
  { provisionId, reason }: { readonly provisionId: ProvisionId; readonly reason: string },
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'reopen', stateAt(standing, provisionId))
  if (refused) return refuse(refused)
  return ok([draft('provision:reopened', { provisionId, reason }, by, now)])
}

/** Folds one entry into the settled provisions; other kinds leave them as they are. */
export function evolveSettled(settled: SettledProvisions, entry: Entry): SettledProvisions {
  const provisions = new Changing(settled)
  foldSettled(provisions, entry)
  return provisions.now
}

/** Folds one of many entries in, so that the settled provisions are copied once for all of them. */
export function foldSettled(settled: Changing<ProvisionId, Settled>, { kind, body, actor, at }: Entry): void {
  if (kind === 'provision:agreedAdRef') {
    const { provisionId, textHash } = v.parse(Agreed, readJsonBody(body))
    settled.set(provisionId, { provisionId, status: 'agreedAdRef', textHash, at, by: actor.personId })
  } else if (kind === 'provision:reopened') {
    settled.delete(v.parse(Reopened, readJsonBody(body)).provisionId)
  }
}

const stateAt = ({ document, settled }: Standing, provisionId: ProvisionId) =>
  ({ document, provision: settled.has(provisionId) ? 'agreedAdRef' : 'open' }) as const
