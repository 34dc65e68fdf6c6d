import * as v from 'valibot'
import { Changing } from './changing'
import { ID_PATTERN, ProvisionId } from './ids'
import { jsonBody, readJsonBody, type Actor, type Entry, type EntryDraft } from './journal'
import { ok, refuse, REFUSAL_CODES, type RefusalCode, type Result } from './result'

/**
 * Words that the gate refused, kept in the record for their author only. What they say stands in their entry and is
 * read from there: it may be long, and only their author asks for it.
 */
export interface WaitingWords {
  readonly wordsId: string
  readonly provisionId: ProvisionId | null
  readonly code: RefusalCode
  readonly at: number
  readonly author: string
  /** In UTF-16 units. */
  readonly length: number
  /** Where their entry stands in the document's stream. */
  readonly seq: number
}

/** Kept words that their author has not dealt with yet, by id. */
export type WaitingWordsById = ReadonlyMap<string, WaitingWords>

const Kept = v.object({
  wordsId: v.string(),
  provisionId: v.nullable(ProvisionId),
  text: v.string(),
  code: v.picklist(REFUSAL_CODES),
})
const Dismissed = v.object({ wordsId: v.string() })

/** Names kept words; made by the page that keeps them, so that it can say the same twice. */
export const WordsId = v.pipe(v.string(), v.regex(ID_PATTERN))

/** Words to keep. */
export interface SaidWords {
  readonly wordsId: string
  readonly provisionId: ProvisionId | null
  readonly text: string
  readonly code: RefusalCode
}

/** Most words of one author that wait in one document; more would be a flood. */
export const MAX_KEPT_WORDS = 500

/** The longest words that one entry keeps, in UTF-16 units. */
export const MAX_WORDS_LENGTH = 200_000

/** What the waiting words of one author in one document may hold together, in UTF-16 units: three long documents. */
export const MAX_KEPT_LENGTH = 1_000_000

/**
 * Decides on keeping refused words. Whoever may read a document may keep their own words in it. Who says the same
 * again, because the answer was lost, has it recorded once.
 *
 * @returns the entry to append, visible to its author only; none when the words wait already; `not-allowed` for an id
 *   under which other words wait, `too-large` when very many do
 */
export function decideKeepWords(
  words: WaitingWordsById,
  said: SaidWords,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  const known = words.get(said.wordsId)
  if (known) return isSame(known, said, by) ? ok([]) : refuse('not-allowed')
  const waiting = wordsOf(words, by.personId)
  const length = waiting.reduce((sum, one) => sum + one.length, said.text.length)
  if (waiting.length >= MAX_KEPT_WORDS || length > MAX_KEPT_LENGTH) return refuse('too-large')
  return ok([draft('words:kept', said, by, now)])
}

/** As far as it can be told without what they say, which stands in their entry. */
function isSame(known: WaitingWords, said: SaidWords, { personId }: Actor): boolean {
  const { author, provisionId, code, length } = known
  const isOwn = author === personId && provisionId === said.provisionId
  return isOwn && code === said.code && length === said.text.length
}

/**
 * Decides on laying kept words aside; only their author may.
 *
 * @returns the entry to append, or `not-allowed` for unknown words and words of others alike
 */
export function decideDismissWords(
  words: WaitingWordsById,
  wordsId: string,
  by: Actor,
  now: number,
): Result<EntryDraft[]> {
  if (words.get(wordsId)?.author !== by.personId) return refuse('not-allowed')
  return ok([draft('words:dismissed', { wordsId }, by, now)])
}

/** Folds one entry into the kept words; other kinds leave them as they are. */
export function evolveWords(words: WaitingWordsById, entry: Entry): WaitingWordsById {
  const kept = new Changing(words)
  foldWords(kept, entry)
  return kept.now
}

/** Folds one of many entries in, so that the kept words are copied once for all of them. */
export function foldWords(
  words: Changing<string, WaitingWords>,
  { kind, body, actor, at, seq }: Entry,
): void {
  if (kind === 'words:kept') {
    const { text, ...kept } = v.parse(Kept, readJsonBody(body))
    words.set(kept.wordsId, { ...kept, at, seq, author: actor.personId, length: text.length })
  } else if (kind === 'words:dismissed') {
    words.delete(v.parse(Dismissed, readJsonBody(body)).wordsId)
  }
}

/** What the words of an entry `words:kept` say. */
export function textOfKept(entry: Entry): string {
  return v.parse(Kept, readJsonBody(entry.body)).text
}

/** The waiting words of one author, oldest first. */
export function wordsOf(words: WaitingWordsById, author: string): WaitingWords[] {
  return [...words.values()].filter((kept) => kept.author === author).sort((a, b) => a.at - b.at)
}

const draft = (kind: string, body: unknown, actor: Actor, at: number): EntryDraft => ({
  kind,
  actor,
  at,
  audience: { persons: [actor.personId] },
  body: jsonBody(body),
})
