import { admitsObservers, type MeetingSession, type Programme } from '../../../shared/programme'
import { localTimeOf, momentOf } from '../../../shared/zoned'
import { refreshed } from './refreshed'

/** A session as the form has it; times as its fields give them, in the time of the meeting. */
export interface SessionDraft {
  label: string
  from: string
  to: string
  /** Whether the meeting admits observers to it. */
  observers: boolean
  /** The session as it was when the form was opened; null for a new one. */
  readonly given: MeetingSession | null
}

/** A session of the programme, to be changed in the form. */
export function draftOf(session: MeetingSession, timeZone: string): SessionDraft {
  const { label, startsAt, endsAt } = session
  const [from, to] = [localTimeOf(startsAt, timeZone), localTimeOf(endsAt, timeZone)]
  return { label, from, to, observers: admitsObservers(session), given: session }
}

/**
 * The sessions that a form gives, in the order of their times.
 *
 * @param now the programme as it is by now: what the chair has said of a session while the form was open stays, unless
 *   that was changed here
 */
export function sessionsOf(
  drafts: readonly SessionDraft[],
  timeZone: string,
  now: readonly MeetingSession[],
): MeetingSession[] {
  return drafts
    .map((draft) => ({
      label: draft.label,
      startsAt: momentOf(draft.from, timeZone) ?? 0,
      endsAt: momentOf(draft.to, timeZone) ?? 0,
      admitsObservers: admissionOf(draft, now),
    }))
    .sort((one, other) => one.startsAt - other.startsAt)
}

type Admission = Pick<SessionDraft, 'given' | 'observers'>

/** By the times as given: the form may have moved the session, or all of them to another time zone. */
function admissionOf({ given, observers }: Admission, now: readonly MeetingSession[]): boolean {
  if (!given || admitsObservers(given) !== observers) return observers
  const here = now.filter(({ startsAt, endsAt }) => startsAt === given.startsAt && endsAt === given.endsAt)
  const said = new Set(here.map(admitsObservers))
  // the chair's word is for all sessions at these times: where they differ there is none
  return said.size === 1 ? !said.has(false) : observers
}

/** The sessions that a form was given, with what the chair has said of them since: in the form that stays. */
export function givenSessions(
  given: readonly MeetingSession[],
  now: readonly MeetingSession[],
): MeetingSession[] {
  return given.map((session) => ({
    ...session,
    admitsObservers: admissionOf({ given: session, observers: admitsObservers(session) }, now),
  }))
}

/**
 * The sessions of a form after somebody else has changed the programme. What was typed stays; of the rest each shows what
 * stands there now. A session that is another now is taken for the one with which it shares its beginning, its end or its
 * name. One that is gone stays where something was typed into it; one that was taken away here comes back if somebody
 * else has changed it.
 *
 * @param before the programme that the form was given
 */
export function refreshedSessions(
  drafts: readonly SessionDraft[],
  before: Programme,
  now: Programme,
): SessionDraft[] {
  const others = new Set(now.sessions.filter((one) => !before.sessions.some((given) => isSame(one, given))))
  const kept = drafts.flatMap((draft) => {
    const { given } = draft
    if (!given) return [draft]
    const first = draftOf(given, before.timeZone)
    const same = now.sessions.find((session) => isSame(session, given))
    const after = same ?? [...others].find((session) => follows(session, given))
    if (after) others.delete(after)
    if (after) return [withTyped(draft, first, draftOf(after, now.timeZone))]
    return isTyped(draft, first) ? [{ ...draft, given: null }] : []
  })
  return [...kept, ...[...others].map((session) => draftOf(session, now.timeZone))]
}

const FIELDS = ['label', 'from', 'to', 'observers'] as const

const isTyped = (draft: SessionDraft, first: SessionDraft) =>
  FIELDS.some((name) => draft[name] !== first[name])

function withTyped(draft: SessionDraft, first: SessionDraft, now: SessionDraft): SessionDraft {
  return {
    label: refreshed(draft.label, first.label, now.label),
    from: refreshed(draft.from, first.from, now.from),
    to: refreshed(draft.to, first.to, now.to),
    observers: refreshed(draft.observers, first.observers, now.observers),
    given: now.given,
  }
}

const isSame = (one: MeetingSession, other: MeetingSession): boolean =>
  one.label === other.label && one.startsAt === other.startsAt && one.endsAt === other.endsAt

const follows = (one: MeetingSession, other: MeetingSession): boolean =>
  one.startsAt === other.startsAt ||
  one.endsAt === other.endsAt ||
  (one.label !== '' && one.label === other.label)
