import type { DocumentId, PersonId } from '../../../shared/ids'
import type { Person } from '../../../shared/protocol'
import type { SeatRead } from '../../../shared/protocol/seats'
import { looksOn, readsText } from '../../../shared/roles'

/** To whom a document belongs: the seats of its meeting, or null for everybody here. */
export type Belonging = readonly Pick<SeatRead, 'persons' | 'role'>[] | null

/** Who begins to read a document that moves, and who no longer does, by name. */
export interface ReadersMoved {
  readonly gain: readonly string[]
  readonly lose: readonly string[]
}

/**
 * Who of those who have signed in reads a document on either side of a move, as far as the page knows: the server
 * decides. Whoever came in by a link for this document reads it wherever it is.
 */
export function readersMoved(
  documentId: DocumentId,
  people: readonly Person[],
  { from, to }: { readonly from: Belonging; readonly to: Belonging },
): ReadersMoved {
  const present = people.filter(({ revoked, onlyDocumentId: only }) => !revoked && only !== documentId)
  const [before, after] = [from, to].map((one) => readersOf(present, one))
  const among = (some: Set<PersonId> | undefined, { personId }: Person) => some?.has(personId) ?? false
  const namesOf = (isOne: (person: Person) => boolean) => present.filter(isOne).map(({ name }) => name)
  return {
    gain: namesOf((person) => among(after, person) && !among(before, person)),
    lose: namesOf((person) => among(before, person) && !among(after, person)),
  }
}

function readersOf(people: readonly Person[], belonging: Belonging): Set<PersonId> {
  const seated = new Set(
    (belonging ?? []).filter(({ role }) => readsText(role)).flatMap(({ persons }) => persons.map(idOf)),
  )
  const reads = (person: Person) =>
    seated.has(person.personId) || (belonging === null ? readsHouse(person) : readsAll(person))
  return new Set(people.filter(reads).map(idOf))
}

const idOf = ({ personId }: { readonly personId: PersonId }) => personId

/** Whoever sits anywhere, or was let in for the whole house, reads what is for everybody. */
const readsHouse = ({ role, onlyDocumentId, seats }: Person) =>
  seats.length > 0 || (onlyDocumentId === null && readsText(role))

/** Whoever does more in the house than look on reads every meeting. */
const readsAll = ({ role, onlyDocumentId }: Person) =>
  onlyDocumentId === null && readsText(role) && !looksOn(role)
