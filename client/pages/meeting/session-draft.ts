import { admitsObservers, type MeetingSession } from '../../../shared/programme'
import { localTimeOf, momentOf } from '../../../shared/zoned'

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

/** By the times as given: the form may have moved the session, or all of them to another time zone. */
function admissionOf({ given, observers }: SessionDraft, now: readonly MeetingSession[]): boolean {
  if (!given || admitsObservers(given) !== observers) return observers
  const here = now.filter(({ startsAt, endsAt }) => startsAt === given.startsAt && endsAt === given.endsAt)
  const said = new Set(here.map(admitsObservers))
  // the chair's word is for all sessions at these times: where they differ there is none
  return said.size === 1 ? !said.has(false) : observers
}
