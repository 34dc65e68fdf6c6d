import { describe, expect, it } from 'vitest'
import { copiedOffers, mechanismOffers, partnerOffer, seatsFor } from '../../client/pages/meeting/many-seats'
import type { MechanismId, PartnerId } from '../../shared/ids'
import type { ChairKind } from '../../shared/registry'
import { usualRole, type SeatTerms } from '../../shared/seats'
import { CHAIR_SEAT, mechanismSeat, officeSeat } from '../support/seats'

const mechanism = (kind: ChairKind, status: 'active' | 'dormant' = 'active') => ({
  ...{ id: 'smd' as MechanismId, acronym: 'SMD', status },
  chair: { kind, note: null },
})
const told = (kind: ChairKind, seats: readonly SeatTerms[] = [], status?: 'dormant') =>
  mechanismOffers(mechanism(kind, status), seats).map(({ terms, count, has, isUsual }) => [
    terms.office,
    count,
    has,
    isUsual,
  ])

describe('the seats that can be made for a mechanism', () => {
  it('are for its chair, its secretariat and a delegate, of whom the first two are usual', () => {
    expect(told('state')).toEqual([
      ['chair', 1, 0, true],
      ['secretariat', 1, 0, true],
      ['delegate', 1, 0, false],
    ])
  })

  it('are two for co-chairs, and none for the chair where there is none', () => {
    expect(told('co-chairs')[0]).toEqual(['chair', 2, 0, true])
    expect(told('none')[0]).toEqual(['secretariat', 1, 0, true])
  })

  it('say what is there already, and leave it out of all', () => {
    const seats = [officeSeat('smd', 'chair'), officeSeat('smd', 'secretariat')]
    expect(told('co-chairs', seats).slice(0, 2)).toEqual([
      ['chair', 1, 1, true],
      ['secretariat', 1, 1, false],
    ])
  })

  it('are not usual for one that sleeps', () => {
    expect(told('state', [], 'dormant').some(([, , , isUsual]) => isUsual)).toBe(false)
  })
})

describe('the seat of a partner', () => {
  it('looks on', () => {
    const { terms, isUsual } = partnerOffer({ id: 'wrf' as PartnerId, acronym: 'WRF' }, [])
    expect([terms.label, terms.role, isUsual]).toEqual(['WRF', 'observer', true])
  })
})

describe('the seats of an earlier meeting', () => {
  it('come with label, office and role, as many as there were and are not here', () => {
    const earlier = [mechanismSeat('SMD'), mechanismSeat('SMD'), CHAIR_SEAT]
    const offers = copiedOffers(earlier, [mechanismSeat('SMD')])
    expect(offers.map(({ terms, count, has, isUsual }) => [terms.label, count, has, isUsual])).toEqual([
      ['SMD', 1, 1, true],
      ['Chair', 1, 0, true],
    ])
    expect(seatsFor(offers)).toEqual([mechanismSeat('SMD'), CHAIR_SEAT])
  })
})

describe('the seats of another meeting', () => {
  it('are copied without the gavel in the hand of a secretariat, whatever they were made as', () => {
    const earlier = { ...officeSeat('smd', 'secretariat'), role: 'chair' as const }
    expect(seatsFor(copiedOffers([earlier], []))).toEqual([officeSeat('smd', 'secretariat')])
  })
})

describe('the usual role of a seat', () => {
  const functionRole = (name: 'chair' | 'coordinator' | 'pen' | 'translation' | 'other') =>
    usualRole({ kind: 'function', name })

  it('follows what it is held for: whoever translates does not change the text', () => {
    expect(
      ['chair', 'coordinator', 'pen', 'translation', 'other'].map((name) => functionRole(name as 'pen')),
    ).toEqual(['chair', 'coordinator', 'pen', 'translator', 'drafter'])
  })
})
