import * as v from 'valibot'
import { DocumentId } from '../ids'
import { Language } from '../languages'
import { command } from './parts'

const Fresh = v.object({ documentId: DocumentId })

export const PRACTICE_COMMANDS = {
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
} as const
