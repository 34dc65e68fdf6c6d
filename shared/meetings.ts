import * as v from 'valibot'
import { DocumentFacts } from './documents'
import { DocumentId, MeetingId, PersonId, SeatId } from './ids'
import {
  jsonBody,
  meetingStream,
  readJsonBody,
  type Actor,
  type Audience,
  type Entry,
  type EntryDraft,
} from './journal'
import type { Language } from './languages'
import type { DocumentCard } from './protocol'
import { ok, refuse, type Result } from './result'
import { can, Office, Role } from './roles'
import { HeldFor } from './seats'

/** The stream of what concerns the whole house: which documents there are, who was admitted, who was shown out. */
export const MAIN_STREAM = meetingStream('main' as MeetingId)

/** What the journal of the house says, or that of a meeting or a mechanism, which list their own documents: the fold of its entries. */
export interface MeetingState {
  /** In the order in which they were listed. */
  readonly documents: ReadonlyMap<DocumentId, DocumentCard>
  /** In the order in which they were opened. What is known of each stands in its own stream. */
  readonly meetings: ReadonlySet<MeetingId>
  /** The practice document that was made last in each language that has had one. */
  readonly practices: ReadonlyMap<Language, DocumentId>
  /** Everybody who was ever let in. */
  readonly admitted: ReadonlySet<PersonId>
  /** Documents that have been moved elsewhere and not back, as they stood here, and where they went. */
  readonly movedAway: ReadonlyMap<DocumentId, MovedAway & { readonly by: Actor }>
  /** Whoever was shown out and not let in again, with the seats that they held then. */
  readonly shownOut: ReadonlyMap<PersonId, readonly SeatLeft[]>
}

/** A seat that somebody left because they were shown out, and what it was then. Older entries do not say that. */
const SeatLeft = v.object({
  meetingId: MeetingId,
  seatId: SeatId,
  heldFor: v.optional(HeldFor),
  office: v.optional(Office),
  role: v.optional(Role),
})
export type SeatLeft = v.InferOutput<typeof SeatLeft>

export const EMPTY_MEETING: MeetingState = {
  documents: new Map(),
  meetings: new Set(),
  practices: new Map(),
  admitted: new Set(),
  shownOut: new Map(),
  movedAway: new Map(),
}

const Listed = v.object({ meetingId: MeetingId })
const Admitted = v.object({ personId: PersonId })
/** Older entries do not say which seats were left. */
const ShownOut = v.object({ personId: PersonId, seats: v.optional(v.array(SeatLeft), []) })

/** Those who may see who is in the house are told who comes and goes. */
export const DOORKEEPERS: Audience = { roles: ['coordinator', 'chair', 'administrator'] }
/** Those of them who may also know which documents there are. */
export const READING_DOORKEEPERS: Audience = { roles: ['coordinator', 'chair'] }

/** Kind of the entry that says where a document has gone. */
export const MOVED_AWAY = 'document:movedAway'

/** The kinds of entries that say which documents there are, and how they are called. */
export const LISTING_KINDS: readonly string[] = [
  'document:listed',
  'document:relisted',
  'document:unlisted',
  MOVED_AWAY,
]

/** The entry that lists a document that has just been made. */
export function listed(facts: DocumentFacts, by: Actor, now: number): EntryDraft[] {
  return [draft('document:listed', facts, 'everyone', by, now)]
}

/** A document as the list shows it; its own journal says the same, and says it first. */
export const Listing = v.object({
  ...DocumentFacts.entries,
  archived: v.boolean(),
  /** When it was made, in milliseconds since 1970, where it comes from another list. */
  createdAt: v.optional(v.number()),
})
export type Listing = v.InferOutput<typeof Listing>

/** The entry that makes the list say what the journal of a document says; none when it does already. */
export function relisted(state: MeetingState, listing: Listing, by: Actor, now: number): EntryDraft[] {
  const listed = state.documents.get(listing.documentId)
  const isSame =
    listed?.title === listing.title &&
    listed.archived === listing.archived &&
    listed.language === listing.language
  return isSame ? [] : [draft('document:relisted', listing, 'everyone', by, now)]
}

/** Body of an entry `document:movedAway`: what the list to which it moves is to say of it. */
const MovedAway = v.object({
  listing: v.object({ ...Listing.entries, createdAt: v.number() }),
  /** The entry of its own journal by which it moved: the later of two moves has the greater one. */
  movedBy: v.number(),
})
export type MovedAway = v.InferOutput<typeof MovedAway>
const Unlisted = v.object({ documentId: DocumentId })

/**
 * The entries that take a document off a list because it has moved: for all of its readers that it is no longer here,
 * and for coordinators where it went, so that it is listed there even when the server dies in between. None when it is
 * not listed.
 *
 * @param moved what its own journal says of it by now, and by which entry
 */
export function unlisted(
  state: MeetingState,
  { movedBy, ...facts }: DocumentFacts & { readonly archived: boolean; readonly movedBy: number },
  by: Actor,
  now: number,
): EntryDraft[] {
  const { documentId } = facts
  const card = state.documents.get(documentId)
  if (!card) return []
  const away: MovedAway = { listing: { ...facts, createdAt: card.createdAt }, movedBy }
  return [
    draft('document:unlisted', { documentId }, 'everyone', by, now),
    draft(MOVED_AWAY, away, { roles: ['coordinator'] }, by, now),
  ]
}

/** The entry that lists a document that has come from another list; none when it has been listed here, or has moved on. */
export function arrived(
  state: MeetingState,
  { listing, movedBy, by }: MovedAway & { readonly by: Actor },
  now: number,
): EntryDraft[] {
  const { documentId } = listing
  const movedOn = (state.movedAway.get(documentId)?.movedBy ?? 0) > movedBy
  const isKnown = state.documents.has(documentId) || movedOn
  return isKnown ? [] : [draft('document:relisted', listing, 'everyone', by, now)]
}

/** Decides on listing a meeting that has just been opened. @returns the entry to append, or `not-allowed` */
export function decideListMeeting(meetingId: MeetingId, by: Actor, now: number): Result<EntryDraft[]> {
  if (!can(by.role, 'runMeetings')) return refuse('not-allowed')
  return ok([draft('meeting:listed', { meetingId }, 'everyone', by, now)])
}

/** The entry that says that a person signed in for the first time, none when it is said. Names stay out of the record. */
export function admitted(state: MeetingState, by: Actor, now: number): EntryDraft[] {
  if (state.admitted.has(by.personId)) return []
  const { role } = by
  return [draft('person:admitted', { personId: by.personId, role }, DOORKEEPERS, by, now)]
}

/**
 * Decides on showing a person out. Nobody shows themselves out: the last coordinator would lock the house.
 *
 * @param seats those that the person leaves with it
 * @returns the entry to append, or `not-allowed`
 */
export function decideRevokePerson(
  { personId, seats }: { readonly personId: PersonId; readonly seats: readonly SeatLeft[] },
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'revokePeople') || personId === by.personId) return refuse('not-allowed')
  return ok([draft('person:revoked', { personId, seats }, DOORKEEPERS, by, now)])
}

/** Decides on letting somebody in again who was shown out. @returns the entry to append, or `not-allowed` */
export function decideReadmitPerson(personId: PersonId, by: Actor, now: number): Result<EntryDraft[]> {
  if (!can(by.role, 'readmitPeople') || personId === by.personId) return refuse('not-allowed')
  return ok([draft('person:readmitted', { personId }, DOORKEEPERS, by, now)])
}

/** Somebody as far as it decides on another role of theirs. */
interface RoleBearer {
  readonly personId: PersonId
  readonly role: Role
  /** Whether nobody else runs the house. */
  readonly isLastCoordinator: boolean
}

/**
 * Decides on the role that a person has without a seat. The caller has checked that links of both roles may be handed
 * out; see `whyNoLink`. Nobody changes their own.
 *
 * @returns the entry to append, none when that is the role already; or `not-allowed`, `own-role`, `last-coordinator`
 */
export function decideChangeRole(
  { personId, role: from, isLastCoordinator }: RoleBearer,
  to: Role,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (!can(by.role, 'changeRoles')) return refuse('not-allowed')
  if (personId === by.personId) return refuse('own-role')
  if (from === to) return ok([])
  if (isLastCoordinator) return refuse('last-coordinator')
  return ok([draft('person:roleChanged', { personId, from, to }, DOORKEEPERS, by, now)])
}

/**
 * Decides on correcting a person's name: one's own, or anybody's by those who may; see `mayCorrectName`. Names stay out of the record: it says
 * that it was done, and the accounts keep the name before.
 *
 * @returns the entry to append, none when that is the name already; or `not-allowed`
 */
export function decideRenamePerson(
  person: { readonly personId: PersonId; readonly name: string },
  name: string,
  { by, mayCorrect }: { readonly by: Actor; readonly mayCorrect: boolean },
  now: number,
): Result<EntryDraft[]> {
  const { personId } = person
  if (!mayCorrect) return refuse('not-allowed')
  if (person.name === name) return ok([])
  return ok([draft('person:renamed', { personId }, DOORKEEPERS, by, now)])
}

/** Folds one entry into the state of its meeting; other kinds leave it as it is. */
export function evolveMeeting(state: MeetingState, entry: Entry): MeetingState {
  if (entry.kind === 'document:listed') {
    const facts = v.parse(DocumentFacts, readJsonBody(entry.body))
    return withCard(withPractice(state, facts), { ...facts, createdAt: entry.at, archived: false })
  }
  if (entry.kind === 'document:relisted') {
    const { createdAt: made, ...listing } = v.parse(Listing, readJsonBody(entry.body))
    const createdAt = state.documents.get(listing.documentId)?.createdAt ?? made ?? entry.at
    return withCard(state, { ...listing, createdAt })
  }
  if (entry.kind === 'document:unlisted') {
    const documents = new Map(state.documents)
    documents.delete(v.parse(Unlisted, readJsonBody(entry.body)).documentId)
    return { ...state, documents }
  }
  if (entry.kind === MOVED_AWAY) {
    const away = v.parse(MovedAway, readJsonBody(entry.body))
    const moved = { ...away, by: entry.actor }
    return { ...state, movedAway: new Map(state.movedAway).set(away.listing.documentId, moved) }
  }
  if (entry.kind === 'person:admitted') {
    const { personId } = v.parse(Admitted, readJsonBody(entry.body))
    return { ...state, admitted: new Set(state.admitted).add(personId) }
  }
  if (entry.kind === 'person:revoked' || entry.kind === 'person:readmitted') {
    const { personId, seats } = v.parse(ShownOut, readJsonBody(entry.body))
    const shownOut = new Map(state.shownOut)
    if (entry.kind === 'person:readmitted') shownOut.delete(personId)
    // who is shown out once more while they are outside has left their seats before
    else if (seats.length > 0 || !shownOut.has(personId)) shownOut.set(personId, seats)
    return { ...state, shownOut }
  }
  if (entry.kind === 'meeting:listed') {
    const { meetingId } = v.parse(Listed, readJsonBody(entry.body))
    return { ...state, meetings: new Set(state.meetings).add(meetingId) }
  }
  return state
}

/** The practice document in use in a language; null before the first, and while the last one is put aside. */
export function practiceIn({ practices, documents }: MeetingState, language: Language): DocumentCard | null {
  const documentId = practices.get(language)
  const card = documentId && documents.get(documentId)
  return card && !card.archived ? card : null
}

/** The one before it in its language is no longer in use; those in other languages are. */
function withPractice(
  state: MeetingState,
  { isPractice, language, documentId }: DocumentFacts,
): MeetingState {
  if (!isPractice) return state
  return { ...state, practices: new Map(state.practices).set(language, documentId) }
}

/** A document keeps its place in the list. */
function withCard(state: MeetingState, card: DocumentCard): MeetingState {
  const movedAway = new Map(state.movedAway)
  movedAway.delete(card.documentId)
  return { ...state, movedAway, documents: new Map(state.documents).set(card.documentId, card) }
}

const draft = (kind: string, body: unknown, audience: Audience, actor: Actor, at: number): EntryDraft => ({
  kind,
  actor,
  at,
  audience,
  body: jsonBody(body),
})
