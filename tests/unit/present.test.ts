import { describe, expect, it } from 'vitest'
import type { MechanismId, SeatId } from '../../shared/ids'
import type { SeatRead } from '../../shared/protocol/seats'
import { presentByPlace, seatsAway } from '../../client/pages/document/present'
import { presentPerson } from '../support/present'

const { compare } = new Intl.Collator('en')
const at = (mechanism: string, seat = mechanism) => ({ mechanism, seat, seatId: `id of ${seat}` as SeatId })

const shown = (people: readonly ReturnType<typeof presentPerson>[]) =>
  presentByPlace(people, 'Amina', compare).map(({ place, people: there }) => [
    place,
    ...there.map(({ name }) => name),
  ])

describe('those who are here', () => {
  it('stand by mechanism, the own one first, whoever has no seat last', () => {
    const people = [
      presentPerson('Guest'),
      presentPerson('Olga', at('SMD')),
      presentPerson('Ben', at('HDM')),
      presentPerson('Ana', at('HDM')),
      presentPerson('Amina', at('OCM')),
    ]
    expect(shown(people)).toEqual([
      ['OCM', 'Amina'],
      ['HDM', 'Ana', 'Ben'],
      ['SMD', 'Olga'],
      [null, 'Guest'],
    ])
  })

  it('stand together when they share a seat, and under its name when it is of no mechanism', () => {
    const plate = { seat: 'Translation', seatId: 'translation' as SeatId }
    const people = [
      presentPerson('Zoe', at('HDM', 'HDM 1')),
      presentPerson('Luis', at('HDM', 'HDM 2')),
      presentPerson('Ana', at('HDM', 'HDM 2')),
      presentPerson('Ben', at('HDM', 'HDM 1')),
      presentPerson('Tess', plate),
    ]
    expect(shown(people)).toEqual([
      ['HDM', 'Ben', 'Zoe', 'Ana', 'Luis'],
      ['Translation', 'Tess'],
    ])
  })
})

describe('the seats for which nobody is here', () => {
  const seat = (label: string, mechanism: string): SeatRead => ({
    ...{
      seatId: `id of ${label}` as SeatId,
      label,
      office: 'delegate',
      role: 'drafter',
      persons: [],
      formerTerms: [],
    },
    heldFor: { kind: 'mechanism', mechanismId: mechanism as MechanismId },
  })
  const seats = [seat('SMD', 'smd'), seat('HDM', 'hdm'), seat('HDM 2', 'hdm')]
  const labels = (onlyFor: MechanismId | null) =>
    seatsAway(seats, [presentPerson('Ana', at('HDM'))], onlyFor).map(({ label }) => label)

  it('are all others of the meeting', () => {
    expect(labels(null)).toEqual(['SMD', 'HDM 2'])
  })

  it('are in a private room those of its mechanism', () => {
    expect(labels('hdm' as MechanismId)).toEqual(['HDM 2'])
  })
})
