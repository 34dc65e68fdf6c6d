import * as v from 'valibot'
import { DocumentId, PersonId, SeatId } from '../ids'
import { Language } from '../languages'
import { command, Empty } from './parts'

const Fresh = v.object({ documentId: DocumentId })

/** Somebody who sits at the table of the practice meeting, by name at the time of reading. */
export const PracticePerson = v.object({ personId: PersonId, name: v.string(), seatId: SeatId })
export type PracticePerson = v.InferOutput<typeof PracticePerson>

/** Who sits where at the table of the practice meeting in one language, and the text in front of them. */
export const PracticeTable = v.object({
  documentId: DocumentId,
  language: Language,
  seated: v.array(PracticePerson),
})
export type PracticeTable = v.InferOutput<typeof PracticeTable>

export const PRACTICE_COMMANDS = {
  'practice:read': command(
    'The practice documents in use, at most one in each language, and who sits where at the table of each.',
    Empty,
    v.object({ tables: v.array(PracticeTable) }),
  ),
  'practice:open': command(
    'The practice document that is in use in this language; makes one when there is none.',
    v.strictObject({ language: Language }),
    Fresh,
  ),
  'practice:reset': command(
    'Put a practice document aside and begin a fresh one in its language. Whoever comes second is led to what the first began.',
    v.strictObject({ documentId: DocumentId }),
    Fresh,
  ),
  'practice:sit': command(
    'Sit on a seat of the practice meeting; each is for as many as like. It counts in this practice document only.',
    v.strictObject({ documentId: DocumentId, seatId: SeatId }),
    v.object({ seq: v.number() }),
  ),
} as const
