import { describe, expect, it } from 'vitest'
import {
  draftOf,
  givenSessions,
  refreshedSessions,
  sessionsOf,
  type SessionDraft,
} from '../../client/pages/meeting/session-draft'
import { withAdmission, type MeetingSession } from '../../shared/programme'

const NINE = Date.parse('2027-10-12T07:00:00Z')
const HOUR = 3_600_000
const ZONE = 'Europe/Zurich'

const open: MeetingSession = { label: 'Plenary', startsAt: NINE, endsAt: NINE + HOUR }
const closed: MeetingSession = { ...open, label: 'Informals', admitsObservers: false }

const draft = (session: MeetingSession, changed: Partial<SessionDraft> = {}): SessionDraft => ({
  ...draftOf(session, ZONE),
  ...changed,
})
/** Whether the sessions that a form gives admit observers, after the chair has said something meanwhile. */
const admission = (drafts: readonly SessionDraft[], now: readonly MeetingSession[], zone = ZONE) =>
  sessionsOf(drafts, zone, now).map(({ admitsObservers }) => admitsObservers)

describe('a session in the form of its meeting', () => {
  it('has its times by the clock of the meeting, and comes back as it was', () => {
    expect(draftOf(closed, ZONE)).toMatchObject({ from: '2027-10-12T09:00', to: '2027-10-12T10:00' })
    expect(sessionsOf([draft(closed)], ZONE, [closed])).toEqual([closed])
  })

  it.each([
    ['unchanged', {}, ZONE],
    ['prolonged', { to: '2027-10-12T11:00' }, ZONE],
    ['moved', { from: '2027-10-12T08:00' }, ZONE],
    ['in another time zone', {}, 'Asia/Tokyo'],
  ])('%s: stays closed when the chair has closed it meanwhile', (_name, changed, zone) => {
    expect(admission([draft(open, changed)], withAdmission([open], open, false), zone)).toEqual([false])
  })

  it('stays open when the chair has opened it meanwhile, and is prolonged', () => {
    const now = withAdmission([closed], closed, true)
    expect(admission([draft(closed, { to: '2027-10-12T11:00' })], now)).toEqual([true])
  })

  it.each([
    ['closed', open, false],
    ['opened', closed, true],
  ])('is %s when the form says so', (_name, session, observers) => {
    expect(admission([draft(session, { observers })], [session])).toEqual([observers])
  })

  it('is as the form says when it is new, or in the programme no more', () => {
    expect(admission([draft(open, { given: null })], [closed])).toEqual([true])
    expect(admission([draft(closed)], [])).toEqual([false])
  })

  it('stays apart from another at the same times', () => {
    expect(admission([draft(open), draft(closed)], [open, closed])).toEqual([true, false])
    const now = withAdmission([open, closed], open, false)
    expect(admission([draft(open), draft(closed)], now)).toEqual([false, false])
  })

  it('stands in the order of the times', () => {
    const later = { ...open, label: 'Later', startsAt: NINE + HOUR, endsAt: NINE + 2 * HOUR }
    const labels = sessionsOf([draft(later), draft(open)], ZONE, []).map(({ label }) => label)
    expect(labels).toEqual(['Plenary', 'Later'])
  })
})

describe('the sessions of a form when somebody else has changed the programme', () => {
  const later: MeetingSession = { label: 'Closing', startsAt: NINE + 2 * HOUR, endsAt: NINE + 3 * HOUR }
  const longer = { ...open, endsAt: NINE + 2 * HOUR }
  const programme = (sessions: readonly MeetingSession[], timeZone = ZONE) => ({ sessions, timeZone })
  const shown = (
    drafts: readonly SessionDraft[],
    before: readonly MeetingSession[],
    now: readonly MeetingSession[],
    zone = ZONE,
  ) => refreshedSessions(drafts, programme(before), programme(now, zone))
  const said = (drafts: readonly SessionDraft[]) => drafts.map(({ label, from, to }) => [label, from, to])
  const TO = { ten: '2027-10-12T10:00', eleven: '2027-10-12T11:00' }

  it('show what stands there now where nothing was typed', () => {
    expect(shown([draft(open)], [open], [longer, later])).toEqual([draft(longer), draft(later)])
    expect(shown([draft(open), draft(later)], [open, later], [later])).toEqual([draft(later)])
    expect(shown([draft(open)], [open], [closed])).toEqual([draft(closed)])
  })

  it('keep what was typed, field by field', () => {
    const named = draft(open, { label: 'Opening' })
    expect(said(shown([named], [open], [longer]))).toEqual([['Opening', named.from, TO.eleven]])
    expect(said(shown([draft(open, { to: TO.eleven })], [open], [closed]))).toEqual([
      ['Informals', named.from, TO.eleven],
    ])
    expect(shown([draft(open, { observers: false })], [open], [longer])).toMatchObject([
      { observers: false, given: longer },
    ])
  })

  it('keep one that was added, and one that is gone but was typed into', () => {
    const added = { ...draft(later), given: null }
    expect(shown([draft(open), added], [open], [longer])).toEqual([draft(longer), added])
    const named = draft(open, { label: 'Opening' })
    expect(shown([named], [open], [later])).toEqual([{ ...named, given: null }, draft(later)])
  })

  it('leave one away that was taken away here, unless somebody else has changed it', () => {
    expect(shown([draft(later)], [open, later], [open, later])).toEqual([draft(later)])
    expect(shown([draft(later)], [open, later], [longer, later])).toEqual([draft(later), draft(longer)])
  })

  it('follow another time zone', () => {
    expect(shown([draft(open)], [open], [open], 'Asia/Tokyo')).toEqual([draftOf(open, 'Asia/Tokyo')])
  })

  it('count what the chair says of observers as nobody else’s change', () => {
    const now = withAdmission([open, later], open, false)
    expect(givenSessions([open, later], now).map(({ admitsObservers }) => admitsObservers)).toEqual([
      false,
      true,
    ])
    expect(givenSessions([open], [longer])).toEqual([{ ...open, admitsObservers: true }])
  })
})
