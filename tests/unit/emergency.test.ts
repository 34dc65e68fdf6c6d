import { describe, expect, it } from 'vitest'
import {
  decideEndEmergency,
  decideNoteEmergency,
  decideOpenInEmergency,
  EMERGENCY_MS,
  isToBeTold,
  lasts,
  NO_EMERGENCIES,
  NOTICE_MS,
  openAccessOf,
  withEmergencies,
  type Emergencies,
} from '../../shared/emergency'
import type { EmergencyId, MeetingId, PersonId } from '../../shared/ids'
import { meetingStream, type Actor, type EntryDraft, type Entry } from '../../shared/journal'
import type { Result } from '../../shared/result'
import { ROLES, type Role } from '../../shared/roles'

const NOW = Date.parse('2027-10-12T13:30:00Z')
const ID = 'first' as EmergencyId
const by = (role: Role, name: string = role): Actor => ({ personId: name as PersonId, seatId: null, role })
const ADA = by('administrator', 'Ada')
const said = { accessId: ID, reason: 'A backup cannot be restored' }

function after(before: Emergencies, decided: Result<EntryDraft[]>): Emergencies {
  if (!decided.ok) throw new Error(decided.refusal.code)
  const stream = meetingStream('eighth' as MeetingId)
  return decided.value.reduce(
    (state, draft) => withEmergencies(state, { ...draft, stream, seq: 1 } as Entry),
    before,
  )
}

const codeOf = (decided: Result<EntryDraft[]>) => (decided.ok ? decided.value.length : decided.refusal.code)
const opened = () => after(NO_EMERGENCIES, decideOpenInEmergency(NO_EMERGENCIES, said, ADA, NOW))

describe('emergency access', () => {
  it('is what administrators give themselves, and nobody else', () => {
    const told = ROLES.map((role) => codeOf(decideOpenInEmergency(NO_EMERGENCIES, said, by(role), NOW)))
    expect(told).toEqual(ROLES.map((role) => (role === 'administrator' ? 1 : 'not-allowed')))
  })

  it('lasts for an hour and no longer', () => {
    const [access] = [...opened().values()]
    expect(access).toMatchObject({ personId: 'Ada', reason: said.reason, openedAt: NOW })
    expect(openAccessOf(opened(), ADA.personId, NOW + EMERGENCY_MS - 1)).toEqual(access)
    expect(openAccessOf(opened(), ADA.personId, NOW + EMERGENCY_MS)).toBeNull()
    expect(openAccessOf(opened(), 'Eli' as PersonId, NOW)).toBeNull()
  })

  it('is not made longer by opening it again, and can be opened again once it is over', () => {
    const again = { ...said, accessId: 'second' as EmergencyId }
    expect(codeOf(decideOpenInEmergency(opened(), again, ADA, NOW + 1))).toBe(0)
    expect(codeOf(decideOpenInEmergency(opened(), again, ADA, NOW + EMERGENCY_MS))).toBe(1)
  })

  it('is ended by those who are told of it and by whoever has it, once', () => {
    const end = (actor: Actor) => decideEndEmergency(opened(), ID, actor, NOW + 1)
    for (const actor of [by('chair'), by('coordinator'), ADA]) expect(codeOf(end(actor))).toBe(1)
    for (const actor of [by('administrator', 'Eli'), by('drafter'), by('pen')])
      expect(codeOf(end(actor))).toBe('not-allowed')
    const over = after(opened(), end(by('chair')))
    expect(over.get(ID)?.ended).toEqual({ at: NOW + 1, by: 'chair' })
    expect(openAccessOf(over, ADA.personId, NOW + 2)).toBeNull()
    expect(codeOf(decideEndEmergency(over, ID, ADA, NOW + 2))).toBe(0)
    expect(codeOf(decideEndEmergency(over, 'other' as EmergencyId, by('chair'), NOW))).toBe('not-allowed')
  })

  it('is told to each until they have said that they know, also when it is over', () => {
    const [before] = [...opened().values()]
    if (!before) throw new Error('nothing was opened')
    const late = NOW + EMERGENCY_MS + 1
    expect([lasts(before, late), isToBeTold(before, 'chair' as PersonId, late)]).toEqual([false, true])
    expect(isToBeTold(before, 'chair' as PersonId, NOW + EMERGENCY_MS + NOTICE_MS)).toBe(false)
    const noted = after(opened(), decideNoteEmergency(opened(), ID, by('chair'), late)).get(ID)
    if (!noted) throw new Error('it is still in the record')
    expect(isToBeTold(noted, 'chair' as PersonId, late)).toBe(false)
    expect(isToBeTold(noted, 'coordinator' as PersonId, late)).toBe(true)
    expect(codeOf(decideNoteEmergency(opened(), ID, ADA, NOW))).toBe('not-allowed')
  })

  it('is said to those who see the people, and to nobody else', () => {
    const decided = decideOpenInEmergency(NO_EMERGENCIES, said, ADA, NOW)
    expect(decided.ok && decided.value[0]?.audience).toEqual({
      roles: ['coordinator', 'chair', 'administrator'],
    })
  })
})
