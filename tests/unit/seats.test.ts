import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import type {
  DocumentId,
  LinkId,
  MechanismId,
  MeetingId,
  PartnerId,
  PersonId,
  SeatId,
} from '../../shared/ids'
import { jsonBody, meetingStream, type Actor } from '../../shared/journal'
import { slipsMade } from '../../shared/keys'
import { ok, type Result } from '../../shared/result'
import { isOfHouse, mayReadMeeting, mayReadTextsOf } from '../../shared/readers'
import {
  decideChangeMeeting,
  decideChangeSeat,
  decideMakeSeats,
  decideOpenMeeting,
  decideRemoveSeat,
  EMPTY_SEATING,
  evolveSeating,
  MAX_SEATS,
  MeetingTerms,
  SeatTerms,
  seatsOf,
  usualRole,
  vacanciesOf,
} from '../../shared/seats'
import { decideHandOver, decideTake, decideVacate, isAsLeft, isStillToSit } from '../../shared/sitting'
import type { Registry } from '../../shared/registry'
import { ROLES, type Office } from '../../shared/roles'
import { actor, Record } from '../support/record'
import { oasis } from '../support/registry'

const MEETING = 'm1' as MeetingId
const coordinator = actor('coordinator')
const SMD = 'smd' as SeatId
const CHAIR = 'chair' as SeatId
const SLIP = 'slip' as LinkId

const terms: MeetingTerms = {
  ...{ number: 8, theme: 'From regional practice to global review', host: '', place: 'Geneva' },
  ...{ startsOn: '2027-10-12', endsOn: '2027-10-14', timeZone: 'Europe/Zurich', sessions: [] },
}
const seats = [
  {
    ...{ seatId: SMD, label: 'SMD', role: 'drafter' as const, office: 'delegate' as const },
    heldFor: { kind: 'mechanism' as const, mechanismId: 'smd' as MechanismId },
  },
  {
    ...{ seatId: CHAIR, label: 'Chair', role: 'chair' as const, office: 'delegate' as const },
    heldFor: { kind: 'function' as const, name: 'chair' as const },
  },
]

/** Mechanisms by how they are chaired. */
const mechanisms: Registry['mechanisms'] = new Map(
  (['state', 'co-chairs', 'none'] as const).map((kind) => {
    const id = kind as string as MechanismId
    return [id, { ...oasis, id, classes: [], chair: { kind, note: null } }]
  }),
)
const officeSeat = (kind: string, office: Office, seatId = `${kind}-${office}`) => ({
  ...{ seatId: seatId as SeatId, label: kind, office, role: 'drafter' as const },
  heldFor: { kind: 'mechanism' as const, mechanismId: kind as MechanismId },
})

/** A meeting with two seats. */
function opened() {
  const record = new Record(meetingStream(MEETING))
  record.write(decideOpenMeeting(MEETING, terms, coordinator, 1))
  const state = () => record.fold(EMPTY_SEATING, evolveSeating)
  const rules = () => ({ seating: state(), mechanisms })
  record.write(decideMakeSeats(rules(), seats, coordinator, 2))
  const sit = (name: string, seatId = SMD) =>
    record.write(decideTake(state(), { seatId, linkId: SLIP }, actor('drafter', name), 3))
  return { record, state, rules, sit, personsOn: (seatId = SMD) => state().seats.get(seatId)?.persons }
}

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code)

describe('a meeting', () => {
  it('is what its coordinator says of it, and can be changed', () => {
    const { record, state } = opened()
    expect(state()).toMatchObject({ meetingId: MEETING, terms })
    record.write(decideChangeMeeting(state(), { ...terms, place: 'Nairobi' }, coordinator, 4))
    expect(state().terms?.place).toBe('Nairobi')
    expect(state().seats.size).toBe(2)
  })

  it('is not changed back from a form that was opened before somebody else changed it', () => {
    const { record, state } = opened()
    const said = (change: Partial<MeetingTerms>, given?: MeetingTerms) =>
      decideChangeMeeting(state(), { ...terms, ...change }, coordinator, 5, given)
    const session = { label: 'Informals', startsAt: 10, endsAt: 20 }
    record.write(said({ sessions: [{ ...session, admitsObservers: false }], host: 'The canton' }))
    const place = 'Nairobi'
    expect(codeOf(said({ place }, terms))).toBe('changed-meanwhile')
    const now = { host: 'The canton', sessions: [{ ...session, admitsObservers: false }] }
    expect(codeOf(said({ ...now, host: '', place }, terms))).toBe('changed-meanwhile')
    expect(codeOf(said({ ...now, sessions: [session], place }, terms))).toBe('changed-meanwhile')
    expect(codeOf(said({ ...now, place }, terms))).toBe('ok')
    expect(codeOf(said({ place }, state().terms ?? undefined))).toBe('ok')
    expect(codeOf(said({ place }))).toBe('ok')
    expect(codeOf(decideChangeMeeting(state(), terms, actor('drafter'), 5, terms))).toBe('not-allowed')
  })

  it('is the same programme in whatever order it was written, and whether or not it says that observers come', () => {
    const { record, state } = opened()
    const [one, other] = [1, 2].map((at) => ({ label: '', startsAt: at, endsAt: at + 5 }))
    record.write(decideChangeMeeting(state(), { ...terms, sessions: [one!, other!] }, coordinator, 4))
    const sessions = [other!, { ...one!, admitsObservers: true }]
    const change = { ...terms, place: 'Nairobi' }
    expect(
      codeOf(decideChangeMeeting(state(), { ...change, sessions }, coordinator, 5, { ...terms, sessions })),
    ).toBe('ok')
    expect(codeOf(decideChangeMeeting(state(), change, coordinator, 5, { ...terms, sessions }))).toBe('ok')
  })

  it.each([
    ['ends before it begins', { endsOn: '2027-10-11' }],
    ['is nowhere in time', { timeZone: 'Europe/Nowhere' }],
    ['has no theme', { theme: ' \n ' }],
    ['has a session that ends before it begins', { sessions: [{ label: '', startsAt: 2, endsAt: 1 }] }],
  ])('is refused when it %s', (_, change) => {
    expect(v.safeParse(MeetingTerms, { ...terms, ...change }).success).toBe(false)
    expect(v.safeParse(MeetingTerms, terms).success).toBe(true)
  })
})

describe('a seat', () => {
  it('is not changed back from a form that was opened before somebody else changed it', () => {
    const { record, rules } = opened()
    const seat = { ...officeSeat('state', 'chair'), term: { from: '2026-01-01', to: null } }
    const { seatId, ...given } = seat
    record.write(decideMakeSeats(rules(), [seat], coordinator, 3))
    record.write(decideChangeSeat(rules(), { ...seat, role: 'observer' }, coordinator, 4, given))
    const said = (change: Partial<SeatTerms>) =>
      codeOf(decideChangeSeat(rules(), { ...given, ...change, seatId }, coordinator, 5, given))
    expect(said({ label: 'State' })).toBe('changed-meanwhile')
    expect(said({ label: 'State', role: 'chair' })).toBe('changed-meanwhile')
    expect(said({ label: 'State', role: 'observer' })).toBe('ok')
    const { heldFor } = given
    record.write(
      decideChangeSeat(
        rules(),
        { seatId, label: 'State', heldFor, office: 'chair', role: 'drafter' },
        coordinator,
        6,
      ),
    )
    expect(said({ label: 'State', term: { from: null, to: null } })).toBe('ok')
    expect(said({ label: 'State' })).toBe('changed-meanwhile')
  })

  it('is vacant until somebody sits down, and holds two', () => {
    const { sit, state, personsOn } = opened()
    const vacancies = () => [...state().seats.values()].map(vacanciesOf)
    expect(vacancies()).toEqual([2, 2])
    sit('ana')
    sit('ben')
    expect(personsOn()).toEqual(['ana', 'ben'])
    expect(vacancies()).toEqual([0, 2])
  })

  it('refuses a third with a clear code, also when the coordinator brings them', () => {
    const { sit, state } = opened()
    sit('ana')
    sit('ben')
    expect(codeOf(decideTake(state(), { seatId: SMD, linkId: SLIP }, actor('drafter', 'eve'), 4))).toBe(
      'seat-full',
    )
    const place = { seatId: SMD, from: null, to: 'eve' as PersonId }
    expect(codeOf(decideHandOver(state(), place, coordinator, 4))).toBe('seat-full')
  })

  it('is taken once by the same person', () => {
    const { sit, personsOn } = opened()
    sit('ana')
    expect(sit('ana')).toEqual([])
    expect(personsOn()).toEqual(['ana'])
  })

  it('may be one of several that a person holds', () => {
    const { sit, state } = opened()
    sit('ana')
    sit('ana', CHAIR)
    expect(seatsOf(state(), 'ana' as PersonId).map(({ label }) => label)).toEqual(['SMD', 'Chair'])
  })

  it('is handed over: one leaves and the other sits down in one act, and what was done keeps its author', () => {
    const { record, sit, state, personsOn } = opened()
    sit('ana', CHAIR)
    sit('ben', CHAIR)
    const before = [...record.entries]
    const place = { seatId: CHAIR, from: 'ana' as PersonId, to: 'eve' as PersonId }
    const written = record.write(decideHandOver(state(), place, coordinator, 4))
    expect(written.map(({ kind }) => kind)).toEqual(['seat:left', 'seat:taken'])
    expect(personsOn(CHAIR)).toEqual(['ben', 'eve'])
    expect(record.entries.slice(0, before.length)).toEqual(before)
  })

  it('cannot be handed over by somebody who does not sit there', () => {
    const { state } = opened()
    const place = { seatId: CHAIR, from: 'ana' as PersonId, to: 'eve' as PersonId }
    expect(codeOf(decideHandOver(state(), place, coordinator, 4))).toBe('seat-unknown')
  })

  it('keeps those who sit there when it is changed, and nobody when it is taken away', () => {
    const { record, sit, state, rules, personsOn } = opened()
    sit('ana')
    const changed = { ...seats[0]!, label: 'SMD secretariat', role: 'observer' as const }
    record.write(decideChangeSeat(rules(), changed, coordinator, 4))
    expect(state().seats.get(SMD)).toMatchObject({ label: 'SMD secretariat', role: 'observer' })
    expect(personsOn()).toEqual(['ana'])
    record.write(decideRemoveSeat(state(), SMD, coordinator, 5))
    expect(state().seats.has(SMD)).toBe(false)
    expect(codeOf(decideTake(state(), { seatId: SMD, linkId: SLIP }, actor('drafter', 'ben'), 6))).toBe(
      'seat-unknown',
    )
  })

  it('is free again when somebody leaves', () => {
    const { record, sit, state, personsOn } = opened()
    sit('ana')
    const place = { seatId: SMD, personId: 'ana' as PersonId }
    record.write(decideVacate(state(), place, coordinator, 4))
    expect(personsOn()).toEqual([])
    expect(codeOf(decideVacate(state(), place, coordinator, 5))).toBe('seat-unknown')
  })

  it('is still to be taken by whoever has used up a slip of it and neither sat down nor left since', () => {
    const { record, sit, state } = opened()
    const place = { seatId: SMD, personId: 'ana' as PersonId }
    const isLeft = (usedAt: number) =>
      isStillToSit(state(), { ...place, linkId: 'another' as LinkId, usedAt })
    expect(isLeft(3)).toBe(true)
    sit('ana')
    expect(isLeft(3)).toBe(false)
    record.write(decideVacate(state(), place, coordinator, 4))
    expect(isLeft(3)).toBe(false)
    expect(isLeft(5)).toBe(true)
  })

  it('is not taken again by a slip by which somebody sat down, though the clock was set back meanwhile', () => {
    const { record, sit, state } = opened()
    const place = { seatId: SMD, personId: 'ana' as PersonId }
    sit('ana')
    record.write(decideVacate(state(), place, coordinator, 4))
    expect(isStillToSit(state(), { ...place, linkId: SLIP, usedAt: 1_000 })).toBe(false)
  })

  it('comes in no greater number than a meeting can have', () => {
    const { rules } = opened()
    const many = Array.from({ length: MAX_SEATS }, (_, i) => ({ ...seats[0]!, seatId: `s${i}` as SeatId }))
    expect(codeOf(decideMakeSeats(rules(), many, coordinator, 3))).toBe('too-large')
  })
})

describe('the office of a seat', () => {
  it('is that of a delegate where nothing is said, as on seats that are older than offices', () => {
    const { office: _, ...older } = officeSeat('state', 'delegate')
    expect(v.parse(SeatTerms, { label: older.label, heldFor: older.heldFor, role: 'drafter' }).office).toBe(
      'delegate',
    )
    const { record, state } = opened()
    const body = jsonBody(older)
    record.write(ok([{ kind: 'seat:made', actor: coordinator, at: 3, audience: 'everyone', body }]))
    expect(state().seats.get(older.seatId)?.office).toBe('delegate')
  })

  it('leaves a seat of translation what it was made as', () => {
    const seat = { seatId: 'booth' as SeatId, label: 'Booth', role: 'observer', office: 'delegate' } as const
    const heldFor = { kind: 'function', name: 'translation' } as const
    expect(usualRole(heldFor)).toBe('translator')
    const { record, state } = opened()
    const body = jsonBody({ ...seat, heldFor })
    record.write(ok([{ kind: 'seat:made', actor: coordinator, at: 3, audience: 'everyone', body }]))
    expect(state().seats.get(seat.seatId)?.role).toBe('observer')
  })

  it('is one of a mechanism only', () => {
    const { heldFor, label, role } = seats[1]!
    expect(v.safeParse(SeatTerms, { heldFor, label, role, office: 'delegate' }).success).toBe(true)
    expect(v.safeParse(SeatTerms, { heldFor, label, role, office: 'chair' }).success).toBe(false)
  })

  it('is that of the chair on one seat, on several where there are co-chairs, on none without a chair', () => {
    const { record, rules } = opened()
    const make = (kind: string, ids: string[]) =>
      decideMakeSeats(
        rules(),
        ids.map((id) => officeSeat(kind, 'chair', id)),
        coordinator,
        3,
      )
    expect(codeOf(make('state', ['one', 'two']))).toBe('chair-taken')
    record.write(make('state', ['one']))
    expect(codeOf(make('state', ['two']))).toBe('chair-taken')
    expect(codeOf(make('co-chairs', ['three', 'four', 'five']))).toBe('ok')
    expect(codeOf(make('none', ['six']))).toBe('chair-taken')
    expect(codeOf(make('unknown', ['seven']))).toBe('body-unknown')
  })

  it('of a secretariat comes without the gavel, which is the meeting chair’s: a seat made before stays as it is', () => {
    const { record, state, rules } = opened()
    const seat = officeSeat('state', 'secretariat', 'two')
    const [made, changed] = [
      (terms: Partial<SeatTerms>) =>
        codeOf(decideMakeSeats(rules(), [{ ...seat, ...terms }], coordinator, 3)),
      (terms: Partial<SeatTerms>) => codeOf(decideChangeSeat(rules(), { ...seat, ...terms }, coordinator, 4)),
    ]
    for (const role of ROLES)
      expect([role, made({ role })]).toEqual([role, role === 'chair' ? 'secretariat-has-no-gavel' : 'ok'])
    for (const office of ['chair', 'delegate'] as const) expect(made({ office, role: 'chair' })).toBe('ok')
    const body = jsonBody({ ...seat, role: 'chair' })
    record.write(ok([{ kind: 'seat:made', actor: coordinator, at: 3, audience: 'everyone', body }]))
    expect(state().seats.get(seat.seatId)).toMatchObject({ office: 'secretariat', role: 'chair' })
    expect(changed({ label: 'Secretariat', role: 'chair' })).toBe('secretariat-has-no-gavel')
    expect(changed({ office: 'delegate', role: 'chair' })).toBe('ok')
    expect(changed({ role: 'drafter' })).toBe('ok')
  })

  it('can be changed as long as the chair’s is free, and a chair’s seat keeps it when its label changes', () => {
    const { record, rules } = opened()
    const [chair, second] = [officeSeat('state', 'chair', 'one'), officeSeat('state', 'secretariat', 'two')]
    record.write(decideMakeSeats(rules(), [chair, second], coordinator, 3))
    const promoted = { ...second, office: 'chair' as const }
    expect(codeOf(decideChangeSeat(rules(), promoted, coordinator, 4))).toBe('chair-taken')
    record.write(decideChangeSeat(rules(), { ...chair, label: 'Chair of SMD' }, coordinator, 4))
    record.write(decideChangeSeat(rules(), { ...chair, office: 'delegate' }, coordinator, 5))
    expect(codeOf(decideChangeSeat(rules(), promoted, coordinator, 6))).toBe('ok')
  })
})

it('lets nobody but the coordinator run meetings and manage seats', () => {
  const { sit, state, rules } = opened()
  sit('ana')
  const chair = actor('chair')
  const ana = 'ana' as PersonId
  const tries = [
    decideOpenMeeting(MEETING, terms, chair, 3),
    decideChangeMeeting(state(), terms, chair, 3),
    decideMakeSeats(rules(), seats, chair, 3),
    decideChangeSeat(rules(), seats[0]!, chair, 3),
    decideRemoveSeat(state(), SMD, chair, 3),
    decideHandOver(state(), { seatId: SMD, from: ana, to: 'eve' as PersonId }, chair, 3),
    decideVacate(state(), { seatId: SMD, personId: ana }, chair, 3),
  ]
  expect(tries.map(codeOf)).toEqual(tries.map(() => 'not-allowed'))
})

describe('who looks after seats and reads no text', () => {
  const ada = actor('administrator', 'ada')
  const drafter = { ...officeSeat('state', 'delegate', 'new') }
  const handed = (by: typeof ada, to: string) =>
    decideHandOver(opened().state(), { seatId: SMD, from: null, to: to as PersonId }, by, 4)

  it('seats others, and not themselves', () => {
    expect(codeOf(handed(ada, 'omar'))).toBe('ok')
    expect(codeOf(handed(ada, 'ada'))).toBe('not-for-yourself')
    expect(codeOf(handed(actor('coordinator', 'ada'), 'ada'))).toBe('ok')
  })

  it('changes no seat on which they sit', () => {
    const { sit, rules } = opened()
    sit('ada')
    expect(codeOf(decideChangeSeat(rules(), seats[0]!, ada, 4))).toBe('not-for-yourself')
    expect(codeOf(decideChangeSeat(rules(), seats[1]!, ada, 4))).toBe('ok')
  })

  it.each(['made', 'changed', 'made slips for'])('takes no slip of a seat that they %s', (deed) => {
    const { record, rules, state, sit } = opened()
    const seatId = deed === 'made' ? drafter.seatId : SMD
    if (deed === 'made') record.write(decideMakeSeats(rules(), [drafter], ada, 4))
    if (deed === 'changed') record.write(decideChangeSeat(rules(), seats[0]!, ada, 4))
    if (deed === 'made slips for') record.write(ok([slipsMade({ seatId, linkIds: [SLIP] }, ada, 4)]))
    const taken = (by: Actor, gives = false) =>
      codeOf(decideTake(state(), { seatId, linkId: SLIP, gives }, by, 5))
    expect(taken(actor('drafter', 'ada'))).toBe('not-for-yourself')
    expect(taken(actor('drafter', 'ada'), true)).toBe('ok')
    expect(taken(actor('drafter', 'omar'))).toBe('ok')
    expect(sit('omar', seatId)).toHaveLength(1)
  })
})

describe('a meeting is read', () => {
  const none = { onlyDocumentId: null, ownRole: 'observer' } as const
  const sitting = (...persons: string[]) => {
    const record = new Record(meetingStream(MEETING))
    record.write(decideOpenMeeting(MEETING, terms, coordinator, 1))
    const rules = () => ({ seating: record.fold(EMPTY_SEATING, evolveSeating), mechanisms })
    record.write(decideMakeSeats(rules(), seats, coordinator, 2))
    for (const to of persons)
      record.write(
        decideHandOver(rules().seating, { seatId: SMD, from: null, to: to as PersonId }, coordinator, 3),
      )
    return rules().seating
  }

  it('by whoever holds a seat in it, unless that only receives what is released', () => {
    const ana = { ...none, personId: 'ana' as PersonId }
    expect(mayReadMeeting(ana, sitting('ana'))).toBe(true)
    expect(mayReadMeeting(ana, sitting('omar'))).toBe(false)
    expect(mayReadMeeting({ ...ana, role: 'recipient' }, sitting('ana'))).toBe(false)
    const { seats: taken } = sitting('ana')
    const receiving = [...taken].map(
      ([seatId, seat]) => [seatId, { ...seat, role: 'recipient' as const }] as const,
    )
    expect(mayReadMeeting(ana, { seats: new Map(receiving) })).toBe(false)
  })

  it('by whoever does more in the house than look on, by their own role', () => {
    const may = ROLES.filter((ownRole) =>
      mayReadMeeting({ ...none, ownRole, personId: 'ana' as PersonId }, sitting()),
    )
    expect(ROLES.filter((role) => !may.includes(role))).toEqual(['observer', 'translator', 'recipient'])
  })

  it('with its documents, but for those who look after it by their own role or from a seat', () => {
    const ana = { ...none, personId: 'ana' as PersonId }
    const opened = ROLES.filter((ownRole) => mayReadTextsOf({ ...ana, ownRole }, sitting()))
    expect(ROLES.filter((role) => !opened.includes(role))).toEqual([
      'observer',
      'translator',
      'administrator',
      'recipient',
    ])
    const { seats: taken } = sitting('ana')
    const asAdministrator = new Map(
      [...taken].map(([seatId, seat]) => [seatId, { ...seat, role: 'administrator' as const }]),
    )
    for (const ownRole of ['observer', 'administrator'] as const) {
      expect(mayReadTextsOf({ ...ana, ownRole }, { seats: taken })).toBe(true)
      expect(mayReadTextsOf({ ...ana, ownRole }, { seats: asAdministrator })).toBe(false)
    }
  })

  it('by nobody who is admitted to one document only', () => {
    const guest = { ownRole: 'coordinator', onlyDocumentId: 'd1' as DocumentId } as const
    expect(isOfHouse(guest)).toBe(false)
    expect(mayReadMeeting({ ...guest, personId: 'ana' as PersonId }, sitting('ana'))).toBe(false)
  })
})

describe('a seat is as it was left', () => {
  const ana = actor('drafter', 'ana').personId
  const place = { meetingId: MEETING, seatId: SMD }
  const said = seats[0] as SeatTerms & { readonly seatId: SeatId }

  function left() {
    const { record, state, rules, sit } = opened()
    sit('ana')
    record.write(decideVacate(state(), { seatId: SMD, personId: ana }, coordinator, 5))
    const change = (terms: Partial<SeatTerms>) =>
      record.write(decideChangeSeat(rules(), { ...said, ...terms }, coordinator, 6))
    return { record, state, change }
  }

  it('while it is held for the same, in the same office, with the same role, whatever it is called', () => {
    const { heldFor, office, role } = said
    const noted = { ...place, heldFor, office, role }
    const { state, change } = left()
    change({ label: 'Savanna' })
    expect(isAsLeft(state(), ana, noted)).toBe(true)
    expect(isAsLeft(state(), ana, { ...noted, role: 'observer' })).toBe(false)
    expect(isAsLeft(state(), ana, { ...noted, office: 'secretariat' })).toBe(false)
    const partner = { kind: 'partner', partnerId: 'smd' as PartnerId } as const
    expect(isAsLeft(state(), ana, { ...noted, heldFor: partner })).toBe(false)
    expect(isAsLeft(state(), ana, { ...noted, seatId: 'gone' as SeatId })).toBe(false)
  })

  it('where it was not noted what it was, until something else is said of it', () => {
    const { state, change } = left()
    expect(isAsLeft(state(), ana, place)).toBe(true)
    change({ label: 'Savanna' })
    expect(isAsLeft(state(), ana, place)).toBe(false)
  })
})

it('a meeting in a time zone that this machine does not know is read all the same', () => {
  const { record, state } = opened()
  record.write(decideChangeMeeting(state(), { ...terms, timeZone: 'Atlantis/Nowhere' }, coordinator, 4))
  expect(state().terms?.timeZone).toBe('Atlantis/Nowhere')
})
