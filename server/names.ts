import type { PersonId } from '../shared/ids'
import type { Accounts } from './store/port'

/** The name of a person as it stands now. */
export type NameOf = (personId: PersonId) => Promise<string>

/** Most names kept at hand; more are looked up again. */
const MAX_NAMES = 10_000

/** Looks names up once. A person who is not in the store has the empty name. */
export function createNames({ accounts }: { readonly accounts: Pick<Accounts, 'person'> }): NameOf {
  const known = new Map<PersonId, string>()
  return async (personId) => {
    const name = known.get(personId)
    if (name !== undefined) return name
    const person = await accounts.person(personId)
    if (!person) return ''
    if (known.size >= MAX_NAMES) known.clear()
    known.set(personId, person.name)
    return person.name
  }
}
