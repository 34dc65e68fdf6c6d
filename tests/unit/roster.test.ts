import { expect, it } from 'vitest'
import type { Who } from '../../server/collab/connection'
import { Roster } from '../../server/collab/roster'
import type { Role } from '../../shared/roles'

/** Somebody on a device, in a role. */
const as = (role: Role, isElsewhere?: true) => {
  const seat = { seatId: null, seatLabel: null, mechanismId: null, mechanism: null, office: null }
  const who = { ...seat, personId: 'penda', sessionId: role, name: 'Penda', role, entering: null }
  return { ...who, ...(isElsewhere && { isElsewhere }) } as Who
}

/** In which roles people are shown after these came, one after the other. */
function shownAs(...devices: Who[]) {
  const roster = new Roster(() => {})
  for (const device of devices) roster.join(device)
  const notice = roster.notice()
  roster.close()
  return notice.type === 'roster' ? notice.people.map(({ role }) => role) : []
}

it('shows somebody as they came last', () => {
  expect(shownAs(as('observer'), as('drafter'))).toEqual(['drafter'])
  expect(shownAs(as('chair'), as('pen'))).toEqual(['pen'])
})

it('shows somebody in a role that may hold the pen, whatever they are on another device', () => {
  expect(shownAs(as('pen'), as('drafter'))).toEqual(['pen'])
  expect(shownAs(as('drafter'), as('pen'), as('observer'))).toEqual(['pen'])
  expect(shownAs(as('pen', true), as('drafter'))).toEqual(['drafter'])
})

it('shows what is left when a device has gone', () => {
  const roster = new Roster(() => {})
  const [laptop, phone] = [as('pen'), as('drafter')]
  roster.join(laptop)
  roster.join(phone)
  roster.leave(laptop)
  expect(roster.notice()).toMatchObject({ people: [{ role: 'drafter' }] })
  roster.close()
})
