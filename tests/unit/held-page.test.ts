import { describe, expect, it } from 'vitest'
import { nextHeldPage, NOBODYS_PAGE } from '../../client/held-page'
import type { PersonId, SeatId, SessionId } from '../../shared/ids'
import type { Me } from '../../shared/protocol/seats'

const me = (personId: string, seatId: string | null = null): Me => ({
  ...{ personId: personId as PersonId, name: personId, role: 'drafter', ownRole: 'observer' },
  ...{
    onlyDocumentId: null,
    linkedDocumentId: null,
    sessionId: 'session' as SessionId,
    seatId: seatId as SeatId | null,
    seats: [],
    entersFor: null,
    emergencies: [],
  },
})
const present = (who: Me) => ({ state: { is: 'present', me: who, isConfirmed: true }, me: who }) as const
const lock = { name: 'Ana', personId: 'Ana' as PersonId, sessionId: 'session' as SessionId }
const locked = { state: { is: 'absent', because: 'locked', lock, isConfirmed: true }, me: null } as const
const reading = { state: { is: 'reading' }, me: null } as const
const left = { state: { is: 'absent', because: 'left' }, me: null } as const

const after = (...steps: readonly Parameters<typeof nextHeldPage>[1][]) =>
  steps.reduce(nextHeldPage, NOBODYS_PAGE)

describe('the page in a tab', () => {
  it('is kept out of sight while its person is away from a locked screen', () => {
    expect(after(present(me('Ana')), locked)).toMatchObject({ me: { name: 'Ana' }, isAway: true })
    expect(after(present(me('Ana')), locked, reading)).toMatchObject({ me: { name: 'Ana' }, isAway: true })
  })

  it('goes on for whoever comes back on the same seat', () => {
    const { key } = after(present(me('Ana', 'smd')))
    const back = after(present(me('Ana', 'smd')), locked, reading, present(me('Ana', 'smd')))
    expect(back).toMatchObject({ isAway: false, key })
  })

  it('begins anew for another person also when the lock in between was missed', () => {
    const { key } = after(present(me('Ana', 'smd')))
    expect(after(present(me('Ana', 'smd')), present(me('Ben', 'smd'))).key).not.toBe(key)
  })

  it.each([
    ['another person', me('Ben', 'smd')],
    ['the same person on another seat', me('Ana', 'hdm')],
  ])('begins anew for %s', (_who, comes) => {
    const { key } = after(present(me('Ana', 'smd')))
    expect(after(present(me('Ana', 'smd')), locked, present(comes)).key).not.toBe(key)
  })

  it('is nobody’s when its person has left, and stays while they change seats', () => {
    expect(after(present(me('Ana')), left).me).toBeNull()
    expect(after(present(me('Ana', 'smd')), present(me('Ana', 'hdm'))).key).toBe(0)
  })
})
