import { isEntitled, type Admission, type Role } from './roles'
import type { PersonId, SeatId } from './ids'
import type { Entry, StreamId } from './journal'

/**
 * How much of the record somebody reads who reads a stream: `all` of it; what is their `own`, and what the room needs to
 * know of the rest; `fingerprints`, which say that something happened and when; or `facts`, what the room needs to know.
 */
export type LogDegree = 'all' | 'own' | 'fingerprints' | 'facts'

/** How much of the record a role reads, by the table of rights. */
export function logDegreeOf(role: Role, admission: Admission = {}): LogDegree {
  if (isEntitled(role, 'readLog', admission)) return 'all'
  if (isEntitled(role, 'readOwnLog', admission)) return 'own'
  return isEntitled(role, 'checkLog', admission) ? 'fingerprints' : 'facts'
}

/** What a room needs to know of an entry at once, which it shows to everybody in it anyway. */
export interface Fact {
  /** What is told of the body; all of it when it is `whole`. */
  readonly says: 'whole' | readonly string[]
  /** Who is named: nobody, whoever did it by name, or by id, seat and role too. */
  readonly names: 'nobody' | 'name' | 'person'
}

const SAYS_ALL: Fact = { says: 'whole', names: 'nobody' }
/** That something of its kind happened, and when. */
export const HAPPENED: Fact = { says: [], names: 'nobody' }
const WITH_PERSON: Fact = { says: 'whole', names: 'person' }

const DECIDED = {
  'document:created': null,
  'document:released': null,
  'document:configured': SAYS_ALL,
  'document:renamed': SAYS_ALL,
  'document:languageChanged': SAYS_ALL,
  'document:moved': SAYS_ALL,
  'document:archived': HAPPENED,
  'document:broughtBack': HAPPENED,
  'document:plenaryBegun': SAYS_ALL,
  'document:penPassed': SAYS_ALL,
  'document:plenaryEnded': HAPPENED,
  'provision:agreedAdRef': { says: 'whole', names: 'name' },
  /** The reason is in the record, and no screen shows it. */
  'provision:reopened': { says: ['provisionId'], names: 'nobody' },
  'provision:entered': WITH_PERSON,
  'provision:instructed': WITH_PERSON,
  'provision:carried': SAYS_ALL,
  'provision:confirmed': SAYS_ALL,
  'recovery:began': HAPPENED,
  'recovery:ended': HAPPENED,
  'practice:seated': WITH_PERSON,
  /** They are for their author only, who reads them by `words:list`. */
  'words:kept': HAPPENED,
  'words:dismissed': HAPPENED,
} as const satisfies Record<string, Fact | null>

/** The kinds of entries that the journal of a document has, besides those of its text. */
export type DocumentKind = keyof typeof DECIDED

/** Of each kind of entry of a document what its room needs to know; null when that is nothing. Every kind is decided on here. */
export const FACTS: Readonly<Record<string, Fact | null>> = DECIDED

/** As whom somebody reads a stream. */
export interface LogReader {
  readonly personId: PersonId
  readonly degree: LogDegree
  /** The seats of the mechanism for which they act: what was done from them or for them is their own. */
  readonly ownSeats: ReadonlySet<SeatId>
}

type Told = Pick<Entry, 'stream' | 'kind' | 'actor' | 'enteredFor'>

/**
 * How an entry that is for somebody is told to them: as a whole, or as far as the room needs to know. Elsewhere than in
 * a document that is only that something of its kind happened: pages ask again, and the answer is theirs to see.
 *
 * @returns null when it is not told at all
 */
export function tellingOf(entry: Told, reader: LogReader): 'whole' | Fact | null {
  if (reader.degree === 'all' || (reader.degree === 'own' && isOwn(entry, reader))) return 'whole'
  if (reader.degree === 'fingerprints' || !isOfDocument(entry.stream)) return HAPPENED
  return FACTS[entry.kind] ?? null
}

function isOwn({ actor, enteredFor }: Told, { personId, ownSeats }: LogReader): boolean {
  if (actor.personId === personId) return true
  return [actor.seatId, enteredFor].some((seatId) => seatId != null && ownSeats.has(seatId))
}

const isOfDocument = (stream: StreamId): boolean => stream.startsWith('document:')
