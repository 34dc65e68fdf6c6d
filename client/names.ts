import type { PersonId } from '../shared/ids'
import { mayCorrectName } from '../shared/own-hands'
import type { Me } from '../shared/protocol/seats'
import { can, type Role } from '../shared/roles'
import { isOfHouse } from '../shared/readers'

/** Whether the way to correct a name is shown, as far as the page knows: the server knows of all seats, and decides. */
export function showsCorrecting(
  me: Me,
  { personId, role }: { readonly personId: PersonId; readonly role: Role },
): boolean {
  const mayCorrect = can(me.role, 'correctNames') && isOfHouse(me)
  const others = mayCorrect ? [] : me.seats.map((seat) => seat.role)
  const by = { personId: me.personId, mayCorrect, roles: [me.role, me.ownRole, ...others] }
  return mayCorrectName(by, { personId, roles: [role] })
}
