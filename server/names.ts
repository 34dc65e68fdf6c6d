import type { PersonId } from '../shared/ids'
import type { Bus } from './bus/port'
import type { Accounts } from './store/port'

/** The name of a person as it stands now. */
export type NameOf = (personId: PersonId) => Promise<string>

/** Most names kept at hand; more are looked up again. */
const MAX_NAMES = 10_000

interface Needs {
  readonly accounts: Pick<Accounts, 'person'>
  readonly bus: Pick<Bus, 'onReseated'>
}

/** Looks names up once, and again when somebody stands otherwise than before. A person who is not in the store has the empty name. */
export function createNames({ accounts, bus }: Needs): NameOf {
  const known = new Map<PersonId, string>()
  /** How often something was forgotten: what was looked up meanwhile may be the name before. */
  let turns = 0
  bus.onReseated((reseated) => {
    if (!('personId' in reseated)) return
    known.delete(reseated.personId)
    turns += 1
  })
  return async (personId) => {
    const name = known.get(personId)
    if (name !== undefined) return name
    const turn = turns
    const person = await accounts.person(personId)
    if (!person) return ''
    if (turn !== turns) return person.name
    if (known.size >= MAX_NAMES) known.clear()
    known.set(personId, person.name)
    return person.name
  }
}
