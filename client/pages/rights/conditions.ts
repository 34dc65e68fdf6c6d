import type { MessageKey } from '../../../shared/i18n'
import { isEntitled, RIGHTS, type Action, type Role } from '../../../shared/roles'

/** Keys of the sentences that say in which states nobody has a right, whatever their role. */
export function conditionKeys(action: Action): MessageKey[] {
  const { document, provision, isOfHouse, inOwnRoom, inClosedSession, roles } = RIGHTS[action]
  const keys: (MessageKey | false | undefined)[] = [
    inOwnRoom !== undefined && inOwnRoom.length > 0 && roles.length > 0 && 'rights.when.inOwnRoom',
    document?.open === 'not-in-recovery' && 'rights.when.inRecovery',
    document?.open === 'not-in-plenary' && 'rights.when.inPlenary',
    document?.inPlenary === 'pen-elsewhere' && 'rights.when.penOnly',
    document?.inRecovery !== undefined &&
      (document.archived === undefined ? 'rights.when.unlessInRecovery' : 'rights.when.unlessClosed'),
    provision?.agreedAdRef !== undefined && 'rights.when.unlessSettled',
    provision?.open !== undefined && 'rights.when.settled',
    inClosedSession !== undefined && 'rights.when.inClosedSession',
    isOfHouse && 'rights.when.ofHouse',
  ]
  return keys.filter((key) => typeof key === 'string')
}

/** Key of the words for what a role may: anywhere, in an office, with the pen, by emergency access, in a private room of its own mechanism, or not at all. */
export function mayKey(role: Role, action: Action): MessageKey {
  if (isEntitled(role, action)) return 'rights.may'
  if (isEntitled(role, action, { office: 'secretariat' })) return 'rights.inOffice.secretariat'
  if (isEntitled(role, action, { office: 'chair' })) return 'rights.inOffice.chair'
  if (isEntitled(role, action, { holdsPen: true })) return 'rights.withPen'
  if (isEntitled(role, action, { hasEmergencyAccess: true })) return 'rights.inEmergency'
  return isEntitled(role, action, { isOwnRoom: true }) ? 'rights.inOwnRoom' : 'rights.mayNot'
}
