import * as v from 'valibot'
import { DocumentId, PersonId } from '../ids'
import { Plenary } from '../plenary'
import { command } from './parts'

/** Who holds the pen then: another than was asked for where somebody else has begun; null outside plenary mode. */
const Decided = v.object({ seq: v.number(), holderId: v.nullable(PersonId) })

/** Who holds the pen of a document in plenary mode, by name at the time of reading. */
export const PlenaryRead = v.object({ ...Plenary.entries, holder: v.string() })
export type PlenaryRead = v.InferOutput<typeof PlenaryRead>

export const PLENARY_COMMANDS = {
  'plenary:begin': command(
    'Begin plenary mode: from now on only the holder of the pen types in the document. Changes nothing where it has begun.',
    v.strictObject({
      documentId: DocumentId,
      /** Who holds the pen first: somebody who may, and who is in the room. The caller when left out. */
      holderId: v.optional(PersonId),
    }),
    Decided,
  ),
  'plenary:pass': command(
    'Put the pen into another hand at once: the chair and the coordinator give or take it, its holder passes it on.',
    v.strictObject({ documentId: DocumentId, holderId: PersonId }),
    Decided,
  ),
  'plenary:end': command(
    'End plenary mode: everybody who drafts types again.',
    v.strictObject({ documentId: DocumentId }),
    Decided,
  ),
} as const
