import * as v from 'valibot'
import { newId, ProvisionId } from '../../shared/ids'
import { REFUSAL_CODES } from '../../shared/result'
import { MAX_WORDS_LENGTH, WordsId } from '../../shared/words'

/** Refused words that this browser keeps until the server has them. */
export const KeptHere = v.object({
  /** Under which they go to the record, however often they are sent. Copies that were stored before have none. */
  wordsId: v.optional(WordsId, () => newId()),
  provisionId: v.nullable(ProvisionId),
  text: v.string(),
  code: v.picklist(REFUSAL_CODES),
})
export type KeptHere = v.InferOutput<typeof KeptHere>

/** Whole characters, as many as one entry of the record surely takes: each is one unit of UTF-16 or two. */
const PIECES = new RegExp(`.{1,${MAX_WORDS_LENGTH / 2}}`, 'gsu')

/** The same words in pieces that the record takes, the same ones every time. */
export function piecesOf(words: KeptHere): KeptHere[] {
  const pieceId = (index: number) => (index === 0 ? words.wordsId : `${words.wordsId}-${index}`)
  return (words.text.match(PIECES) ?? []).map((text, index) => ({ ...words, wordsId: pieceId(index), text }))
}

/** The same words once, though several stored copies hold them: one may have taken over what another left. */
export function keptOnce(kept: readonly KeptHere[]): KeptHere[] {
  return [...new Map(kept.map((words) => [words.wordsId, words])).values()]
}
