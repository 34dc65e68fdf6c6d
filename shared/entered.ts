import * as v from 'valibot'
import { Changing } from './changing'
import { isId, MechanismId, ProvisionId, type PersonId, type SeatId } from './ids'
import { draft, readJsonBody, type Actor, type Entry, type EntryDraft } from './journal'
import { ok, refuse, type Result } from './result'
import { RIGHTS, whyNot, type DocumentStanding, type Office } from './roles'

/**
 * For whom somebody enters words: a seat, by its label, and the mechanism whose chair is to confirm them. Nobody is asked
 * to confirm (`mechanismId` null) what is entered for no mechanism, or for one without a chair.
 */
export interface Entering {
  readonly seatId: SeatId
  readonly label: string
  readonly mechanismId: MechanismId | null
}

/** Words that somebody entered for a mechanism, and that its chair has not confirmed. */
export interface Entered {
  readonly mechanismId: MechanismId
  readonly enteredBy: PersonId
  /** When the first of them were entered, in milliseconds since 1970. */
  readonly at: number
  /** On whose instruction, in the words of who entered them; empty when nothing is said of it. */
  readonly instruction: string
}

/** What is provisional in a document: for each provision those who entered words, and for which mechanism. */
export type EnteredWords = ReadonlyMap<ProvisionId, readonly Entered[]>

/** What is provisional while entries are folded in. */
export type ChangingWords = Changing<ProvisionId, readonly Entered[]>

/** In so many provisions of a document words may wait for one chair: a long text that a secretariat pastes, not a flood. */
export const MAX_WAITING = 2_000

/** What is read of an entry to fold it in. */
type EntryOfWords = Pick<Entry, 'kind' | 'body' | 'actor' | 'at'>

/** Body of an entry `provision:entered`: the actor entered words in these provisions for the mechanism. */
export const WordsEntered = v.object({ mechanismId: MechanismId, provisionIds: v.array(ProvisionId) })
/** Body of an entry `provision:confirmed`: by the chair of the mechanism, on the text that the chair saw. */
export const WordsConfirmed = v.object({
  mechanismId: MechanismId,
  provisionId: ProvisionId,
  textHash: v.string(),
})
/** Body of an entry `provision:instructed`: on whose instruction the actor entered the words that wait in these provisions. */
export const WordsInstructed = v.object({ provisionIds: v.array(ProvisionId), note: v.string() })
export type WordsInstructed = v.InferOutput<typeof WordsInstructed>

/** Words that came to stand in another provision as they are, by a split or a join. */
export const Carried = v.object({ from: ProvisionId, to: ProvisionId })
export type Carried = v.InferOutput<typeof Carried>
/** Body of an entry `provision:carried`: what waited in one provision waits in the other too. */
export const WordsCarried = v.object({ carried: v.array(Carried) })

/**
 * The entry that says where words were entered for a mechanism. Further words of the same person in the same provisions
 * change nothing until the chair has confirmed, so most keys make none.
 *
 * @param touched ids of the provisions that were changed
 */
export function noteEntered(
  entered: EnteredWords,
  { seatId, mechanismId, touched }: Pick<Entering, 'seatId' | 'mechanismId'> & { touched: Iterable<string> },
  by: Actor,
  now: number,
): EntryDraft[] {
  if (mechanismId === null) return []
  const provisionIds = [...new Set(touched)].filter(
    (id): id is ProvisionId => isId(id) && !isNoted(entered.get(id as ProvisionId), mechanismId, by.personId),
  )
  if (provisionIds.length === 0) return []
  return [{ ...draft('provision:entered', { mechanismId, provisionIds }, by, now), enteredFor: seatId }]
}

/**
 * The entry that says where else words wait because somebody split or joined their provisions. Whoever did so has
 * entered none of them: they wait for the same chairs, under the names of those who typed them.
 *
 * @param moved ids of the provisions between which words moved, in the order in which they did
 */
export function noteCarried(
  entered: EnteredWords,
  moved: Iterable<{ readonly from: string; readonly to: string }>,
  by: Actor,
  now: number,
): EntryDraft[] {
  return carryInto(new Changing(entered), moved, by, now)
}

/** Does the same with what is provisional while it changes, and takes in what the entry says. */
export function carryInto(
  waiting: ChangingWords,
  moved: Iterable<{ readonly from: string; readonly to: string }>,
  by: Actor,
  now: number,
): EntryDraft[] {
  const moves = [...moved].filter((one): one is Carried => isId(one.from) && isId(one.to))
  const carried = moves.filter((one) => carry(waiting, one))
  return carried.length > 0 ? [draft('provision:carried', { carried }, by, now)] : []
}

/** A change of the text, as far as words may wait in more provisions after it. */
export interface Spread {
  /** The mechanism for whose chair its author enters words, or null. */
  readonly mechanismId: MechanismId | null
  /** The provisions that it changed; left out where the words are the author's own to say. */
  readonly touched?: Iterable<string>
  readonly moved: readonly { readonly from: string; readonly to: string }[]
}

/** What is provisional after a change, as the entries will say it that note the change. */
export function spread(
  entered: EnteredWords,
  { mechanismId, touched = [], moved }: Spread,
  by: PersonId,
): EnteredWords {
  const words: ChangingWords = new Changing(entered)
  if (mechanismId !== null) {
    for (const id of touched)
      if (isId(id)) note(words, id as ProvisionId, { mechanismId, enteredBy: by, at: 0, instruction: '' })
  }
  for (const one of moved) if (isId(one.from) && isId(one.to)) carry(words, one as Carried)
  return words.now
}

/**
 * Whether words would wait for one chair in more provisions than may be, and in more than before.
 *
 * @param lives whether a provision stands in the text: what is deleted waits for nobody
 */
export function waitsTooMuch(
  before: EnteredWords,
  after: EnteredWords,
  lives: (provisionId: string) => boolean,
): boolean {
  if (after === before || after.size <= MAX_WAITING) return false
  const had = countByChair(before, lives)
  return [...countByChair(after, lives)].some(
    ([id, count]) => count > MAX_WAITING && count > (had.get(id) ?? 0),
  )
}

function countByChair(
  words: EnteredWords,
  lives: (provisionId: string) => boolean,
): Map<MechanismId, number> {
  const counts = new Map<MechanismId, number>()
  for (const [provisionId, some] of words) {
    if (!lives(provisionId)) continue
    for (const id of new Set(some.map(({ mechanismId }) => mechanismId)))
      counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** A provision of a copy in which words wait for the chair of a mechanism, as they do in the original. */
export interface Waiting {
  readonly mechanismId: MechanismId
  readonly provisionId: string
}

/**
 * The entries of a copy that say where its words still wait for a confirmation. Whoever made the copy has entered them
 * there: who typed them is in the record of the original, which others may not be able to read.
 */
export function noteCopied(waiting: readonly Waiting[], by: Actor, now: number): EntryDraft[] {
  const mechanisms = [...new Set(waiting.map(({ mechanismId }) => mechanismId))]
  return mechanisms.map((mechanismId) => {
    const own = waiting.filter((one) => one.mechanismId === mechanismId)
    const provisionIds = [...new Set(own.map(({ provisionId }) => provisionId))]
    return draft('provision:entered', { mechanismId, provisionIds }, by, now)
  })
}

/** What a chair confirms, and what was seen of it. */
export interface ConfirmCommand {
  /** The mechanism for which the person acts, and in which office; null for none. */
  readonly mechanismId: MechanismId | null
  readonly office: Office | null
  readonly provisions: readonly {
    readonly provisionId: ProvisionId
    /** Hash of the text on the chair's screen. */
    readonly seenHash: string
    /** Hash of the text as it stands now, or null when the provision does not exist. */
    readonly currentHash: string | null
  }[]
}

/**
 * Decides whether a chair may confirm words that were entered for the mechanism, as the chair saw them: all of them or
 * none. What the chair types there is no confirmation of what others have typed.
 *
 * @returns one entry for each provision, `not-its-chair`, `nothing-to-confirm`, `provision-unknown`, `text-moved-on`, or
 * what the table of rights says
 */
export function decideConfirm(
  { document, entered }: { readonly document: DocumentStanding; readonly entered: EnteredWords },
  { mechanismId, office, provisions }: ConfirmCommand,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const refused = whyNot(by.role, 'confirmWords', { document, office })
  if (refused) return refuse(refused)
  const drafts = new Map<ProvisionId, EntryDraft>()
  for (const { provisionId, seenHash, currentHash } of provisions) {
    const words = entered.get(provisionId) ?? []
    if (words.length === 0) return refuse('nothing-to-confirm')
    if (!words.some((one) => one.mechanismId === mechanismId)) return refuse('not-its-chair')
    if (currentHash === null) return refuse('provision-unknown')
    if (currentHash !== seenHash) return refuse('text-moved-on')
    const said = { mechanismId, provisionId, textHash: currentHash }
    drafts.set(provisionId, draft('provision:confirmed', said, by, now))
  }
  return ok([...drafts.values()])
}

/**
 * Decides on whose instruction somebody says that they entered words: of all of these provisions or none, and in each for
 * every mechanism for which they did. It is no right of its own in the table: whoever has words of their own waiting may
 * say it of them, in whatever seat or role they act by now, while a chair could confirm them. The note is theirs, and
 * confirms nothing. What they enter later where their words wait already comes under the same note.
 *
 * @param said an empty note takes back what was said
 * @returns the entry to append, none when all of it is said already; or `nothing-entered`, `document-archived`,
 * `in-recovery`
 */
export function decideInstruct(
  { document, entered }: { readonly document: DocumentStanding; readonly entered: EnteredWords },
  said: WordsInstructed,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const closed = RIGHTS.confirmWords.document?.[document]
  if (closed) return refuse(closed)
  const provisionIds: ProvisionId[] = []
  for (const provisionId of new Set(said.provisionIds)) {
    const own = (entered.get(provisionId) ?? []).filter(({ enteredBy }) => enteredBy === by.personId)
    if (own.length === 0) return refuse('nothing-entered')
    if (own.some(({ instruction }) => instruction !== said.note)) provisionIds.push(provisionId)
  }
  if (provisionIds.length === 0) return ok([])
  return ok([draft('provision:instructed', { provisionIds, note: said.note }, by, now)])
}

/** Folds one entry into what is provisional; other kinds leave it as it is. */
export function evolveEntered(entered: EnteredWords, entry: EntryOfWords): EnteredWords {
  const words: ChangingWords = new Changing(entered)
  foldEntered(words, entry)
  return words.now
}

/** Folds one of many entries in, so that what is provisional is copied once for all of them. */
export function foldEntered(words: ChangingWords, { kind, body, actor, at }: EntryOfWords): void {
  if (kind === 'provision:entered') {
    const { mechanismId, provisionIds } = v.parse(WordsEntered, readJsonBody(body))
    const one = { mechanismId, enteredBy: actor.personId, at, instruction: '' }
    for (const id of provisionIds) note(words, id, one)
  } else if (kind === 'provision:instructed') {
    const said = v.parse(WordsInstructed, readJsonBody(body))
    for (const id of said.provisionIds) instruct(words, id, { by: actor.personId, note: said.note })
  } else if (kind === 'provision:carried') {
    for (const one of v.parse(WordsCarried, readJsonBody(body)).carried) carry(words, one)
  } else if (kind === 'provision:confirmed') {
    const { mechanismId, provisionId } = v.parse(WordsConfirmed, readJsonBody(body))
    confirm(words, provisionId, mechanismId)
  }
}

/** @returns whether it was not noted yet */
function note(words: ChangingWords, provisionId: ProvisionId, one: Entered): boolean {
  const known = words.get(provisionId) ?? []
  if (isNoted(known, one.mechanismId, one.enteredBy)) return false
  words.set(provisionId, [...known, one])
  return true
}

/** Says it of what the person has waiting in a provision; of nothing where the chair has confirmed it. */
function instruct(
  words: ChangingWords,
  provisionId: ProvisionId,
  { by, note: instruction }: { readonly by: PersonId; readonly note: string },
): void {
  const known = words.get(provisionId)
  if (!known) return
  words.set(
    provisionId,
    known.map((one) => (one.enteredBy === by ? { ...one, instruction } : one)),
  )
}

/**
 * With the instruction on which they were entered. Where words of the same person wait for the same chair already, what
 * was said of those stands for both.
 *
 * @returns whether something waits in the other provision that did not wait there yet
 */
function carry(words: ChangingWords, { from, to }: Carried): boolean {
  return (words.get(from) ?? []).filter((one) => note(words, to, one)).length > 0
}

function confirm(words: ChangingWords, provisionId: ProvisionId, mechanismId: MechanismId): void {
  const rest = (words.get(provisionId) ?? []).filter((one) => one.mechanismId !== mechanismId)
  if (rest.length > 0) words.set(provisionId, rest)
  else words.delete(provisionId)
}

function isNoted(words: readonly Entered[] = [], mechanismId: MechanismId, personId: PersonId): boolean {
  return words.some((one) => one.mechanismId === mechanismId && one.enteredBy === personId)
}
