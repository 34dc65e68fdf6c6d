import type { RosterPerson } from '../../collab/connection'
import { t } from '../../i18n.svelte'
import { roleKey } from '../../roles'
import { roleOf } from './present'

/** For what somebody is at the table who may hold the pen: their seat, else the role in which they are here. Reactive. */
export function holderSeat(person: Pick<RosterPerson, 'seat' | 'role'>): string {
  return person.seat ?? t(roleKey(roleOf(person)))
}
