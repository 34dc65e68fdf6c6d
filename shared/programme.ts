import * as v from 'valibot'
import { draft, type Actor, type EntryDraft } from './journal'
import { line } from './lines'
import { ok, refuse, type Result } from './result'
import { can } from './roles'
import { localTimeOf } from './zoned'

const Moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** The last moment that a time of day is written for: what ends later is said to end then. */
const LAST_MOMENT = Date.UTC(9999, 11, 30)

/** A session of a meeting. Moments are milliseconds since 1970; it runs from the first one and is over at the second. */
export const MeetingSession = v.pipe(
  v.strictObject({
    label: line(0, 200),
    startsAt: Moment,
    endsAt: Moment,
    /** Whether the meeting admits observers to it; it does unless it says that it does not. */
    admitsObservers: v.optional(v.boolean()),
  }),
  v.check(({ startsAt, endsAt }) => startsAt < endsAt, 'a session ends after it begins'),
)
export type MeetingSession = v.InferOutput<typeof MeetingSession>

/** When a meeting sits, and by whose clock. */
export interface Programme {
  readonly sessions: readonly MeetingSession[]
  /** Name in the IANA database. */
  readonly timeZone: string
}

/** A session by its times: two that begin and end together are opened and closed to observers together. */
export type SessionTimes = Pick<MeetingSession, 'startsAt' | 'endsAt'>

/** A session without observers that runs, and when observers may come back. */
export interface ClosedSession {
  readonly label: string
  /** When it is over, and every other such session that has begun by then. */
  readonly until: number
}

/** Whether a session runs at a moment. */
export function isRunning({ startsAt, endsAt }: SessionTimes, at: number): boolean {
  return startsAt <= at && at < endsAt
}

/** Whether the meeting admits observers to a session. */
export function admitsObservers({ admitsObservers }: Pick<MeetingSession, 'admitsObservers'>): boolean {
  return admitsObservers !== false
}

/**
 * The session without observers that runs at a moment, or null. One is enough: beside it another session may run that
 * admits them.
 */
export function closedSessionAt(sessions: readonly MeetingSession[], at: number): ClosedSession | null {
  const closed = sessions
    .filter((session) => !admitsObservers(session))
    .toSorted((one, other) => one.startsAt - other.startsAt)
  const running = closed.find((session) => isRunning(session, at))
  if (!running) return null
  const until = closed.reduce(
    (end, { startsAt, endsAt }) => (startsAt <= end && endsAt > end ? endsAt : end),
    running.endsAt,
  )
  return { label: running.label, until }
}

/** The session that runs at a moment, or null. Of several it is one without observers if there is any: that is in force. */
export function runningSessionAt(sessions: readonly MeetingSession[], at: number): MeetingSession | null {
  const running = sessions.filter((session) => isRunning(session, at))
  return running.find((session) => !admitsObservers(session)) ?? running[0] ?? null
}

/**
 * Whether the texts of a meeting are open to observers at a moment. Private rooms of mechanisms and documents of the
 * whole house belong to no meeting, and stay open.
 *
 * @returns `session-without-observers` while one runs; its detail says which (`session`), until when by the clock of the
 *   meeting (`until`, `zone`), and the same in milliseconds since 1970 (`endsAt`)
 */
export function checkObservers({ sessions, timeZone }: Programme, at: number): Result<void> {
  const closed = closedSessionAt(sessions, at)
  if (!closed) return ok(undefined)
  const endsAt = Math.min(closed.until, LAST_MOMENT)
  const until = localTimeOf(endsAt, timeZone).replace('T', ' ')
  return refuse('session-without-observers', { session: closed.label, until, zone: timeZone, endsAt })
}

/**
 * Whether observers may come back sooner when a programme takes the place of another: a session without them that runs at
 * a moment would admit them, or be over before.
 */
export function admitsSooner(
  before: readonly MeetingSession[],
  after: readonly MeetingSession[],
  at: number,
): boolean {
  const running = before.filter((session) => !admitsObservers(session) && isRunning(session, at))
  if (running.length === 0) return false
  const until = closedSessionAt(after, at)?.until ?? at
  return running.some(({ endsAt }) => until < endsAt)
}

/** Body of the entries by which the chair opens or closes a session to observers while it runs. */
export const SessionOpened = v.object({ startsAt: Moment, endsAt: Moment })

/** Kinds of these entries. */
export const OBSERVER_KINDS = {
  opened: 'meeting:openedToObservers',
  closed: 'meeting:closedToObservers',
} as const

/** Kinds of entries after which other sessions may be closed to observers than before. */
export const PROGRAMME_KINDS: readonly string[] = [
  'meeting:changed',
  OBSERVER_KINDS.opened,
  OBSERVER_KINDS.closed,
]

/**
 * Decides on opening or closing to observers a session that runs. Those to come are set in the programme.
 *
 * @returns the entry to append, none when it is so already; or `not-allowed`, `no-session-running`
 */
export function decideAdmitObservers(
  sessions: readonly MeetingSession[],
  { admits, ...times }: SessionTimes & { readonly admits: boolean },
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'admitObservers')) return refuse('not-allowed')
  const running = sessions.filter((session) => isAt(session, times) && isRunning(session, now))
  if (running.length === 0) return refuse('no-session-running')
  if (running.every((session) => admitsObservers(session) === admits)) return ok([])
  return ok([draft(admits ? OBSERVER_KINDS.opened : OBSERVER_KINDS.closed, times, by, now)])
}

/** The sessions of a meeting after one was opened or closed to observers. */
export function withAdmission(
  sessions: readonly MeetingSession[],
  times: SessionTimes,
  admits: boolean,
): MeetingSession[] {
  return sessions.map((session) => (isAt(session, times) ? { ...session, admitsObservers: admits } : session))
}

const isAt = (session: SessionTimes, { startsAt, endsAt }: SessionTimes): boolean =>
  session.startsAt === startsAt && session.endsAt === endsAt
