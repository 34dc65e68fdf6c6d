import * as v from 'valibot'
import { DocumentId, PersonId, SeatId } from '../ids'
import { Language } from '../languages'
import { command, Empty } from './parts'

const Fresh = v.object({ documentId: DocumentId })

/** Somebody who sits at the table of the practice meeting, by name at the time of reading. */
export const PracticePerson = v.object({ personId: PersonId, name: v.string(), seatId: SeatId })
export type PracticePerson = v.InferOutput<typeof PracticePerson>

export const PRACTICE_COMMANDS = {
  'practice:read': command(
    'The practice document that is in use, null before the first, and who sits where at its table.',
    Empty,
    v.object({ documentId: v.nullable(DocumentId), seated: v.array(PracticePerson) }),
  ),
  'practice:open': command(
    'The practice document that is in use; makes one, in this language, when there is none.',
    v.strictObject({ language: Language }),
    Fresh,
  ),
  'practice:reset': command(
    'Put a practice document aside and begin a fresh one. Whoever comes second is led to what the first began.',
    v.strictObject({ documentId: DocumentId, language: Language }),
    Fresh,
  ),
  'practice:sit': command(
    'Sit on a seat of the practice meeting; each is for as many as like. It counts in this practice document only.',
    v.strictObject({ documentId: DocumentId, seatId: SeatId }),
    v.object({ seq: v.number() }),
  ),
} as const
