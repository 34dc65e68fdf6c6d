import * as v from 'valibot'
import { Changing } from './changing'
import { DocumentId, MechanismId, MeetingId, type PersonId } from './ids'
import { draft, readJsonBody, type Actor, type Entry, type EntryDraft } from './journal'
import { Language } from './languages'
import { foldEntered, type EnteredWords } from './entered'
import { plenaryAfter, type Plenary } from './plenary'
import { evolvePracticeSeating, type PracticeSeating } from './practice-seats'
import { foldSettled, type SettledProvisions } from './provisions'
import { evolveRecovery, isRecovering, type Recovery } from './recovery'
import { ok, refuse, type Result } from './result'
import { can, whyNot, type Action, type DocumentStanding, type State } from './roles'
import { foldWords, type WaitingWordsById } from './words'

/**
 * What the journal of a document says besides its text: the fold of all entries whose kind does not begin with
 * `text:`. The text itself is the fold of the others and lives in a Yjs document.
 */
export interface DocumentState {
  /** Null before the first entry. */
  readonly card: DocumentFacts | null
  readonly settings: DocumentSettings
  /** Put aside: to be read, not to be changed, until it is brought back. */
  readonly archived: boolean
  /** Whether it was put aside with its meeting, and comes back with it. */
  readonly isAsideWithMeeting: boolean
  /** Null while everybody drafts together, as they do unless it is said. */
  readonly plenary: Plenary | null
  readonly settled: SettledProvisions
  /** Words entered for mechanisms and not confirmed by their chairs. */
  readonly entered: EnteredWords
  readonly words: WaitingWordsById
  readonly recovery: Recovery | null
  /** Who sits where at the table of the practice meeting; nobody in a document that counts. */
  readonly practising: PracticeSeating
}

export const DocumentFacts = v.object({
  documentId: DocumentId,
  title: v.string(),
  language: Language,
  /** The mechanism whose private room it is: those who act for its seats read it, and nobody else. Null for all. */
  onlyFor: v.optional(v.nullable(MechanismId), null),
  /** The meeting whose participants read it, besides those of the house. Null for a text of the whole house. */
  meetingId: v.optional(v.nullable(MeetingId), null),
  /** Nothing in it counts, and everybody may sit in it on any seat of the practice meeting. */
  isPractice: v.optional(v.literal(true)),
})
export type DocumentFacts = v.InferOutput<typeof DocumentFacts>

/** In whose list a document stands. */
export type Place = Pick<DocumentFacts, 'onlyFor' | 'meetingId'>

/** The list of the whole house. */
export const IN_HOUSE: Place = { onlyFor: null, meetingId: null }

/** Digits in which numbers of the text are written: 1 2 3, or those of Arabic, U+0660 to U+0669. */
export const DIGITS = ['european', 'arabicIndic'] as const
export type Digits = (typeof DIGITS)[number]

/** What is set for a document as a whole. */
export const DocumentSettings = v.object({
  /** Words that the text should not exceed; null for no limit. */
  wordLimit: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000))),
  digits: v.picklist(DIGITS),
})
export type DocumentSettings = v.InferOutput<typeof DocumentSettings>

/** A document for which nothing was set. The limit is the one that the Meeting gave its outcome, in words. */
export const DEFAULT_SETTINGS: DocumentSettings = { wordLimit: 3_300, digits: 'european' }

/** Body of an entry `document:renamed`. */
export const Renamed = v.object({ title: v.string() })
/** Body of an entry `document:languageChanged`. */
export const LanguageChanged = v.object({ language: Language })
/** Body of an entry `document:moved`: the meeting to which it belongs from here on, null for the whole house. */
export const Moved = v.object({ meetingId: v.nullable(MeetingId) })

/** Where the text of a document comes from when it was copied: the document, and the entry up to which it was read. */
export interface DocumentOrigin {
  readonly documentId: DocumentId
  readonly seq: number
}

export const EMPTY_DOCUMENT: DocumentState = {
  card: null,
  settings: DEFAULT_SETTINGS,
  archived: false,
  isAsideWithMeeting: false,
  plenary: null,
  settled: new Map(),
  entered: new Map(),
  words: new Map(),
  recovery: null,
  practising: new Map(),
}

/** Kinds that carry a Yjs update as their body. */
export const TEXT_KINDS = {
  /** Typed by the actor. */
  updated: 'text:updated',
  /** Repaired by the server in the actor's wake: ids renewed, a lost first boundary put back, empty provisions removed. */
  healed: 'text:healed',
  /** Given back by the actor after the server lost it; the words may be others'. */
  recovered: 'text:recovered',
} as const

/** Whether the body of an entry is a Yjs update. */
export function isTextKind(kind: string): boolean {
  return kind.startsWith('text:')
}

/** How a document stands in the table of rights. */
export function standingOf({
  recovery,
  archived,
  plenary,
}: Pick<DocumentState, 'recovery' | 'archived' | 'plenary'>): DocumentStanding {
  if (isRecovering(recovery)) return 'inRecovery'
  if (archived) return 'archived'
  return plenary ? 'inPlenary' : 'open'
}

/** A document in the table of rights, for somebody who may read it: a private room that one may read is one's own. */
export function stateOf(state: DocumentState, personId: PersonId, isElsewhere = false): State {
  const holdsPen = state.plenary?.holderId === personId
  // in one literal: this runs for every letter, and spreading costs more than all the rest
  return { document: standingOf(state), isOwnRoom: isPrivate(state.card), holdsPen, isElsewhere }
}

/** Whether a document is a private room. */
export function isPrivate(facts: Pick<DocumentFacts, 'onlyFor'> | null): boolean {
  return facts !== null && facts.onlyFor !== null
}

/** The right by which a document is made: for all, for one mechanism, or for all out of a private room. */
export type Making = Extract<Action, 'createDocument' | 'openPrivateRoom' | 'releaseText' | 'practise'>

/** By which right a document is made, and what is set for it from the beginning. */
export interface MakingTerms {
  readonly right?: Making
  readonly settings?: DocumentSettings
}

/**
 * Decides on making a document. The caller has checked that a private room is the person's own, where it must be.
 *
 * @returns the first entries of its journal, or `not-allowed`
 */
export function decideCreate(
  facts: DocumentFacts & { readonly origin?: DocumentOrigin },
  by: Actor,
  now: number,
  { right = 'createDocument', settings = DEFAULT_SETTINGS }: MakingTerms = {},
): Result<EntryDraft[]> {
  if (!can(by.role, right, { isOwnRoom: right === 'releaseText' })) return refuse('not-allowed')
  const configured = isSame(settings, DEFAULT_SETTINGS)
    ? []
    : [draft('document:configured', settings, by, now)]
  return ok([draft('document:created', facts, by, now), ...configured])
}

/** The entry of a private room that says which document for all was made of its text. */
export function released(copyId: DocumentId, by: Actor, now: number): EntryDraft[] {
  return [draft('document:released', { copyId }, by, now)]
}

/**
 * Decides on the settings of a document.
 *
 * @returns the entry to append, none when nothing changes; or `not-allowed`, `in-recovery`, `document-archived`
 */
export function decideConfigure(
  state: DocumentState,
  settings: DocumentSettings,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'configureDocument', stateOf(state, by.personId))
  if (refused) return refuse(refused)
  if (isSame(state.settings, settings)) return ok([])
  return ok([draft('document:configured', settings, by, now)])
}

/** Decides on another title, as `decideConfigure` does on settings. The title in the text is words like others. */
export function decideRename(
  state: DocumentState,
  title: string,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'configureDocument', stateOf(state, by.personId))
  if (refused) return refuse(refused)
  return ok(state.card?.title === title ? [] : [draft('document:renamed', { title }, by, now)])
}

/**
 * Decides on another language of a document, as `decideConfigure` does on settings: its numbers and its direction follow.
 * There is one practice document in each language, which stays in it: `practice-stays`.
 */
export function decideChangeLanguage(
  state: DocumentState,
  language: Language,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'configureDocument', stateOf(state, by.personId))
  if (refused) return refuse(refused)
  if (state.card?.isPractice) return refuse('practice-stays')
  return ok(
    state.card?.language === language ? [] : [draft('document:languageChanged', { language }, by, now)],
  )
}

/**
 * Decides on giving a document to the participants of a meeting or, with null, to everybody here. The caller has checked
 * that the person may do so in that meeting too.
 *
 * @returns the entry to append, none when it belongs there already; or `not-allowed`, `practice-stays`, `in-recovery`,
 *   `document-archived`
 */
export function decideMove(
  state: DocumentState,
  meetingId: MeetingId | null,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'moveDocument', stateOf(state, by.personId))
  if (refused) return refuse(refused)
  if (state.card?.isPractice) return refuse('practice-stays')
  return ok(state.card?.meetingId === meetingId ? [] : [draft('document:moved', { meetingId }, by, now)])
}

/**
 * Decides on putting a document aside, or on bringing it back: an archived document is read, not changed.
 *
 * @returns the entry to append, none when it is so already; or `not-allowed`, `in-recovery`
 */
export function decideArchive(
  state: DocumentState,
  aside: boolean,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'archiveDocument', stateOf(state, by.personId))
  if (refused) return refuse(refused)
  if (state.archived === aside) return ok([])
  return ok([draft(aside ? 'document:archived' : 'document:broughtBack', {}, by, now)])
}

/** Body of an entry `document:archived`. */
const Archived = v.object({ withMeeting: v.optional(v.boolean(), false) })

/**
 * Decides on a document whose meeting is put aside, or brought back, by whoever may do so: only what went aside with it
 * comes back with it.
 *
 * @returns the entry to append, none when nothing changes; or `in-recovery`
 */
export function decideArchiveWithMeeting(
  state: DocumentState,
  aside: boolean,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (isRecovering(state.recovery)) return refuse('in-recovery')
  if (aside) return ok(state.archived ? [] : [draft('document:archived', { withMeeting: true }, by, now)])
  return ok(state.isAsideWithMeeting ? [draft('document:broughtBack', {}, by, now)] : [])
}

/** Folds one entry into the state of its document. Text entries change nothing here. */
export function evolveDocument(state: DocumentState, entry: Entry): DocumentState {
  return foldDocument(state, [entry])
}

/** Folds entries in, in their order. What grows with the text is copied once for all of them. */
export function foldDocument(state: DocumentState, entries: readonly Entry[]): DocumentState {
  const others = entries.filter(({ kind }) => !isTextKind(kind))
  if (others.length === 0) return state
  const settled = new Changing(state.settled)
  const entered = new Changing(state.entered)
  const words = new Changing(state.words)
  let folded = state
  for (const entry of others) {
    if (entry.kind.startsWith('document:')) folded = evolveFacts(folded, entry)
    else {
      foldSettled(settled, entry)
      foldEntered(entered, entry)
      foldWords(words, entry)
      folded = evolveRest(folded, entry)
    }
  }
  return { ...folded, settled: settled.now, entered: entered.now, words: words.now }
}

function evolveRest(state: DocumentState, entry: Entry): DocumentState {
  const recovery = evolveRecovery(state.recovery, entry)
  const practising = evolvePracticeSeating(state.practising, entry)
  return { ...state, recovery, practising }
}

function evolveFacts(state: DocumentState, { kind, body }: Entry): DocumentState {
  const said = readJsonBody(body)
  if (kind === 'document:archived')
    return { ...state, archived: true, isAsideWithMeeting: v.parse(Archived, said).withMeeting }
  if (kind === 'document:broughtBack') return { ...state, archived: false, isAsideWithMeeting: false }
  if (kind === 'document:created') return { ...state, card: v.parse(DocumentFacts, said) }
  if (kind === 'document:configured') return { ...state, settings: v.parse(DocumentSettings, said) }
  if (kind === 'document:renamed' && state.card)
    return { ...state, card: { ...state.card, title: v.parse(Renamed, said).title } }
  if (kind === 'document:languageChanged' && state.card)
    return { ...state, card: { ...state.card, ...v.parse(LanguageChanged, said) } }
  if (kind === 'document:moved' && state.card)
    return { ...state, card: { ...state.card, ...v.parse(Moved, said) } }
  const plenary = plenaryAfter(state.plenary, kind, said)
  return plenary === state.plenary ? state : { ...state, plenary }
}

const isSame = (one: DocumentSettings, other: DocumentSettings): boolean =>
  one.wordLimit === other.wordLimit && one.digits === other.digits
