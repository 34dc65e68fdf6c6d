import * as v from 'valibot'
import { ProvisionId } from '../../shared/ids'
import { REFUSAL_CODES } from '../../shared/result'
import { MAX_WORDS_LENGTH } from '../../shared/words'

/** Refused words that this browser keeps until the server has them. */
export const KeptHere = v.object({
  provisionId: v.nullable(ProvisionId),
  text: v.string(),
  code: v.picklist(REFUSAL_CODES),
})
export type KeptHere = v.InferOutput<typeof KeptHere>

/** Whole characters, as many as one entry of the record surely takes: each is one unit of UTF-16 or two. */
const PIECES = new RegExp(`.{1,${MAX_WORDS_LENGTH / 2}}`, 'gsu')

/** The same words in pieces that the record takes. */
export function piecesOf(words: KeptHere): KeptHere[] {
  return (words.text.match(PIECES) ?? []).map((text) => ({ ...words, text }))
}
