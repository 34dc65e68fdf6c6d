import * as v from 'valibot'
import { ProvisionId } from '../../shared/ids'
import { REFUSAL_CODES } from '../../shared/result'

/** Refused words that this browser keeps until the server has them. */
export const KeptHere = v.object({
  provisionId: v.nullable(ProvisionId),
  text: v.string(),
  code: v.picklist(REFUSAL_CODES),
})
export type KeptHere = v.InferOutput<typeof KeptHere>
