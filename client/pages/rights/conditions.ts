import type { MessageKey } from '../../../shared/i18n'
import { RIGHTS, type Action } from '../../../shared/roles'

/** Keys of the sentences that say in which states nobody has a right, whatever their role. */
export function conditionKeys(action: Action): MessageKey[] {
  const { document, provision, isOfHouse } = RIGHTS[action]
  const keys: (MessageKey | false | undefined)[] = [
    document?.open !== undefined && 'rights.when.inRecovery',
    document?.inRecovery !== undefined &&
      (document.archived === undefined ? 'rights.when.unlessInRecovery' : 'rights.when.unlessClosed'),
    provision?.agreedAdRef !== undefined && 'rights.when.unlessSettled',
    provision?.open !== undefined && 'rights.when.settled',
    isOfHouse && 'rights.when.ofHouse',
  ]
  return keys.filter((key) => typeof key === 'string')
}
