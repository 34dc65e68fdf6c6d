import type { RosterPerson } from '../../client/collab/connection'

/** Somebody in the room as the server tells it; without a seat unless one is given. */
export const presentPerson = (name: string, place: Partial<RosterPerson> = {}): RosterPerson => ({
  ...{ personId: name, name, role: 'drafter', colour: 0 },
  ...{ seat: null, seatId: null, mechanism: null, office: null },
  ...place,
})
