import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../shared/ids'
import { readJsonBody, type Actor } from '../../shared/journal'
import {
  checkObservers,
  closedSessionAt,
  decideAdmitObservers,
  runningSessionAt,
  withAdmission,
  type MeetingSession,
} from '../../shared/programme'
import { ROLES, type Role } from '../../shared/roles'
import { decideChangeMeeting, EMPTY_SEATING, evolveSeating, MeetingTerms } from '../../shared/seats'
import * as v from 'valibot'

const NINE = Date.parse('2027-10-12T07:00:00Z')
const HOUR = 3_600_000
const chair: Actor = { personId: 'chair' as PersonId, seatId: null, role: 'chair' }

/** A session from one hour after nine to another; `closed` admits no observers. */
const session = (from: number, to: number, closed: 'closed' | 'open' = 'closed'): MeetingSession => ({
  label: `${from}-${to}`,
  ...{ startsAt: NINE + from * HOUR, endsAt: NINE + to * HOUR },
  ...(closed === 'closed' && { admitsObservers: false }),
})

describe('a session without observers', () => {
  it.each([
    ['a moment before it begins', -1, false],
    ['as it begins', 0, true],
    ['within it', HOUR, true],
    ['a moment before it ends', 2 * HOUR - 1, true],
    ['as it ends', 2 * HOUR, false],
    ['long after', 99 * HOUR, false],
  ])('%s: runs %#', (_when, after, runs) => {
    expect(closedSessionAt([session(0, 2)], NINE + after) !== null).toBe(runs)
  })

  it.each([
    ['says nothing of observers', {}],
    ['says that it admits them', { admitsObservers: true }],
  ])('is none that %s', (_name, said) => {
    const { label, startsAt, endsAt } = session(0, 2)
    expect(closedSessionAt([{ label, startsAt, endsAt, ...said }], NINE)).toBeNull()
  })

  it('puts observers out though another that admits them runs beside it', () => {
    const sessions = [session(0, 3, 'open'), session(1, 2)]
    expect([0, 1, 2].map((hour) => closedSessionAt(sessions, NINE + hour * HOUR) !== null)).toEqual([
      false,
      true,
      false,
    ])
  })

  it.each([
    ['alone', [session(0, 1)], 1],
    ['with one that follows at once', [session(1, 2), session(0, 1)], 2],
    [
      'with one that begins before it ends, and one after that',
      [session(0, 2), session(1, 3), session(3, 4)],
      4,
    ],
    ['with one inside it', [session(0, 4), session(1, 2)], 4],
    ['with a later one after a pause', [session(0, 1), session(2, 3)], 1],
    ['with one that follows and admits them', [session(0, 1), session(1, 2, 'open')], 1],
  ])('%s says when observers may come back', (_name, sessions, hours) => {
    expect(closedSessionAt(sessions, NINE)).toEqual({
      label: sessions.find(({ startsAt }) => startsAt === NINE)?.label,
      until: NINE + hours * HOUR,
    })
  })

  it('says so by the clock of the meeting', () => {
    const told = checkObservers({ sessions: [session(0, 2)], timeZone: 'Europe/Zurich' }, NINE)
    expect(told).toEqual({
      ok: false,
      refusal: {
        code: 'session-without-observers',
        detail: {
          ...{ session: '0-2', until: '2027-10-12 11:00', zone: 'Europe/Zurich' },
          endsAt: NINE + 2 * HOUR,
        },
      },
    })
    expect(checkObservers({ sessions: [session(0, 2)], timeZone: 'UTC' }, NINE + 2 * HOUR).ok).toBe(true)
  })

  it('may be planned to last for ever', () => {
    const endless = { ...session(0, 1), endsAt: Number.MAX_SAFE_INTEGER }
    const told = checkObservers({ sessions: [endless], timeZone: 'Pacific/Kiritimati' }, NINE)
    expect(told.ok || told.refusal.detail?.['until']).toMatch(/^9999-12-3/)
  })
})

describe('the session that runs', () => {
  it.each([
    ['nothing when none does', [session(1, 2)], undefined],
    ['the one that does', [session(0, 1, 'open'), session(1, 2)], '0-1'],
    [
      'the one without observers, though another began before it',
      [session(-1, 3, 'open'), session(0, 2)],
      '0-2',
    ],
    ['the first of two without observers', [session(0, 2), session(0, 3)], '0-2'],
    ['the first of two with observers', [session(0, 2, 'open'), session(0, 3, 'open')], '0-2'],
  ])('is %s', (_name, sessions, label) => {
    expect(runningSessionAt(sessions, NINE)?.label).toBe(label)
  })
})

describe('opening and closing to observers', () => {
  const open = session(0, 2, 'open')
  const { startsAt, endsAt } = open
  const decide = (said: { admits: boolean }, now: number, by = chair, sessions = [open, session(2, 3)]) =>
    decideAdmitObservers(sessions, { startsAt, endsAt, ...said }, by, now)

  it('is for the chair and the coordinator', () => {
    const may = ROLES.filter((role) => decide({ admits: false }, NINE, { ...chair, role }).ok)
    expect(may).toEqual(['coordinator', 'chair'])
  })

  it('is one entry, which says which session', () => {
    const closed = decide({ admits: false }, NINE)
    if (!closed.ok) throw new Error(closed.refusal.code)
    expect(closed.value.map(({ kind, body }) => [kind, readJsonBody(body)])).toEqual([
      ['meeting:closedToObservers', { startsAt, endsAt }],
    ])
  })

  it('is nothing when it is so already', () => {
    expect(decide({ admits: true }, NINE)).toEqual({ ok: true, value: [] })
  })

  it.each([
    ['has not begun', NINE - 1],
    ['is over', NINE + 2 * HOUR],
  ])('is for no session that %s', (_name, now) => {
    expect(decide({ admits: false }, now)).toMatchObject({ refusal: { code: 'no-session-running' } })
  })

  it('is for no session that the programme does not have', () => {
    expect(decide({ admits: false }, NINE, chair, [session(0, 3, 'open')])).toMatchObject({ ok: false })
  })

  it('changes that session and no other', () => {
    const sessions = [open, session(2, 3)]
    const closed = withAdmission(sessions, open, false)
    expect(closed).toEqual([{ ...open, admitsObservers: false }, session(2, 3)])
    expect(withAdmission(closed, open, true)).toEqual([{ ...open, admitsObservers: true }, session(2, 3)])
  })
})

describe('the journal of a meeting', () => {
  const terms = v.parse(MeetingTerms, {
    ...{ number: null, theme: 'Review', host: '', place: '' },
    ...{ startsOn: '2027-10-12', endsOn: '2027-10-14', timeZone: 'UTC', sessions: [session(0, 2, 'open')] },
  })

  it('folds the chair’s word into the programme, until the programme is changed', () => {
    const say = (decided: ReturnType<typeof decideAdmitObservers>) => (decided.ok ? decided.value : [])
    const fold = (entries: ReturnType<typeof say>, from = EMPTY_SEATING) =>
      entries.reduce((seating, { kind, body, at }) => {
        const entry = { kind, body, at, actor: chair } as Parameters<typeof evolveSeating>[1]
        return evolveSeating(seating, entry)
      }, from)
    const coordinator = { ...chair, role: 'coordinator' } as const
    const planned = fold(say(decideChangeMeeting(EMPTY_SEATING, terms, coordinator, NINE)))
    const { startsAt, endsAt } = session(0, 2)
    const closed = fold(
      say(decideAdmitObservers(terms.sessions, { startsAt, endsAt, admits: false }, chair, NINE)),
      planned,
    )
    expect(closed.terms?.sessions).toEqual([session(0, 2)])
    const changed = fold(say(decideChangeMeeting(closed, terms, coordinator, NINE)), closed)
    expect(changed.terms?.sessions).toEqual(terms.sessions)
  })

  const [closed, later] = [session(0, 2), session(5, 6)]
  it.each([
    ['admits observers to it', [{ ...closed, admitsObservers: true }]],
    ['moves it', [session(1, 3)]],
    ['ends it before', [session(0, 1)]],
    ['takes it away', []],
  ])('lets nobody open a session that runs who may not admit observers: %s', (_name, sessions) => {
    const change = (role: Role, at: number) => {
      const before = { isArchived: false, terms: { ...terms, sessions: [closed, later] } }
      return decideChangeMeeting(before, { ...terms, sessions }, { ...chair, role }, at)
    }
    const refused = { ok: false, refusal: { code: 'session-stays-closed' } }
    expect(change('administrator', NINE)).toMatchObject(refused)
    expect(change('coordinator', NINE).ok).toBe(true)
    expect(change('administrator', NINE + 3 * HOUR).ok).toBe(true)
  })

  it.each([
    ['leaves it as it is', [{ ...closed, label: 'Informals' }]],
    ['prolongs it', [session(0, 4)]],
    ['puts another one without observers after it', [session(0, 1), session(1, 2)]],
  ])('lets whoever runs meetings change the programme that %s', (_name, sessions) => {
    const before = { isArchived: false, terms: { ...terms, sessions: [closed, later] } }
    const by = { ...chair, role: 'administrator' } as const
    expect(decideChangeMeeting(before, { ...terms, sessions }, by, NINE).ok).toBe(true)
  })
})
