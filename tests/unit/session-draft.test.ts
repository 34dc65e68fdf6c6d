import { describe, expect, it } from 'vitest'
import { draftOf, sessionsOf, type SessionDraft } from '../../client/pages/meeting/session-draft'
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
