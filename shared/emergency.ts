import * as v from 'valibot'
import { EmergencyId, type PersonId } from './ids'
import { draft, readJsonBody, type Actor, type Audience, type Entry, type EntryDraft } from './journal'
import { line } from './lines'
import { ok, refuse, type Result } from './result'
import { can, readsText } from './roles'

/** How long emergency access lasts by the server's clock: enough to look at what went wrong, not to sit in. */
export const EMERGENCY_MS = 60 * 60_000
/** Longest line that says why, in UTF-16 units. */
export const MAX_REASON = 500
/** Whoever has not taken note of an access is told of it for so long after it ended; the record says it for ever. */
export const NOTICE_MS = 30 * 24 * 3_600_000

/** It is for those who see the people: whoever opens a meeting in emergency is named to them. */
const WITNESSES: Audience = { roles: ['coordinator', 'chair', 'administrator'] }

/** Why somebody opens a meeting in emergency, in their own words. */
export const Reason = line(1, MAX_REASON)

/** One time that an administrator opened the documents of a meeting, to read them. */
export interface Emergency {
  readonly accessId: EmergencyId
  readonly personId: PersonId
  readonly reason: string
  readonly openedAt: number
  /** It ends by itself then. */
  readonly until: number
  /** Who ended it before its time; null while nobody has. */
  readonly ended: { readonly at: number; readonly by: PersonId } | null
  /** Those who are told of it and have said that they know. */
  readonly notedBy: ReadonlySet<PersonId>
}

/** All of a meeting, in the order in which they were opened. */
export type Emergencies = ReadonlyMap<EmergencyId, Emergency>

export const NO_EMERGENCIES: Emergencies = new Map()

/** Whether the access is still open. */
export function lasts(
  { until, ended }: { readonly until: number; readonly ended: object | null },
  now: number,
): boolean {
  return ended === null && now < until
}

/** The access that somebody has at this moment, or null. */
export function openAccessOf(emergencies: Emergencies, personId: PersonId, now: number): Emergency | null {
  return [...emergencies.values()].find((one) => one.personId === personId && lasts(one, now)) ?? null
}

/** Whether somebody who ends such accesses is still to be told of one. */
export function isToBeTold(one: Emergency, personId: PersonId, now: number): boolean {
  return !one.notedBy.has(personId) && now < (one.ended?.at ?? one.until) + NOTICE_MS
}

/**
 * Decides on opening the documents of a meeting in emergency, which one does for oneself only.
 *
 * @returns the entry to append, none while one's own access lasts, or `not-allowed`
 */
export function decideOpenInEmergency(
  emergencies: Emergencies,
  { accessId, reason }: { readonly accessId: EmergencyId; readonly reason: string },
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'openInEmergency')) return refuse('not-allowed')
  if (openAccessOf(emergencies, by.personId, now)) return ok([])
  return ok([said('emergency:opened', { accessId, reason, until: now + EMERGENCY_MS }, by, now)])
}

/**
 * Decides on ending an access before its time: whoever has it ends their own, those who read the meeting anybody's.
 *
 * @returns the entry to append, none when it is over already, or `not-allowed`
 */
export function decideEndEmergency(
  emergencies: Emergencies,
  accessId: EmergencyId,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const access = emergencies.get(accessId)
  const mayEnd = can(by.role, 'endEmergency') && (readsText(by.role) || access?.personId === by.personId)
  if (!access || !mayEnd) return refuse('not-allowed')
  return ok(lasts(access, now) ? [said('emergency:ended', { accessId }, by, now)] : [])
}

/**
 * Decides on saying that one knows of an access: it is in the record then, and one is told no more once it is over.
 *
 * @returns the entry to append, none when it is said already, or `not-allowed`
 */
export function decideNoteEmergency(
  emergencies: Emergencies,
  accessId: EmergencyId,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const access = emergencies.get(accessId)
  if (!access || !can(by.role, 'endEmergency') || !readsText(by.role)) return refuse('not-allowed')
  return ok(access.notedBy.has(by.personId) ? [] : [said('emergency:noted', { accessId }, by, now)])
}

const Opened = v.object({ accessId: EmergencyId, reason: v.string(), until: v.number() })
const Meant = v.object({ accessId: EmergencyId })

/** Folds one entry of a meeting; other kinds leave all as it is. */
export function withEmergencies(emergencies: Emergencies, entry: Entry): Emergencies {
  if (!entry.kind.startsWith('emergency:')) return emergencies
  const { personId } = entry.actor
  const body = readJsonBody(entry.body)
  if (entry.kind === 'emergency:opened') {
    const opened = { ...v.parse(Opened, body), personId, openedAt: entry.at }
    return new Map(emergencies).set(opened.accessId, { ...opened, ended: null, notedBy: new Set() })
  }
  const access = emergencies.get(v.parse(Meant, body).accessId)
  if (!access) return emergencies
  if (entry.kind === 'emergency:ended')
    return new Map(emergencies).set(access.accessId, { ...access, ended: { at: entry.at, by: personId } })
  if (entry.kind === 'emergency:noted')
    return new Map(emergencies).set(access.accessId, {
      ...access,
      notedBy: new Set(access.notedBy).add(personId),
    })
  return emergencies
}

const said = (kind: string, body: unknown, by: Actor, now: number): EntryDraft => ({
  ...draft(kind, body, by, now),
  audience: WITNESSES,
})
