import * as v from 'valibot'
import { DocumentSettings } from '../documents'
import { DocumentId, MeetingId } from '../ids'
import { Language } from '../languages'
import { line } from '../lines'
import { command } from './parts'

/** The last entry of the document's journal by then. */
const Done = v.object({ seq: v.number() })

/** Commands about a document as it stands on the shelf: how it is called and set, to whom it belongs, whether it is put aside. */
export const SHELF_COMMANDS = {
  'document:configure': command(
    'Set the word limit of a document and the digits of its numbers.',
    v.strictObject({ documentId: DocumentId, settings: v.strictObject(DocumentSettings.entries) }),
    Done,
  ),
  'document:rename': command(
    'Give a document another title in the list and on its page; the title in the text is words like others.',
    v.strictObject({ documentId: DocumentId, title: line(1, 500) }),
    Done,
  ),
  'document:changeLanguage': command(
    'Say that a document is in another language: its numbers, its direction and the check of its spelling follow. Not in practice.',
    v.strictObject({ documentId: DocumentId, language: Language }),
    Done,
  ),
  'document:move': command(
    'Give a document to the participants of a meeting or, with null, to everybody here; whoever reads it no longer is cut off. Neither a private room nor one for practice.',
    v.strictObject({ documentId: DocumentId, meetingId: v.nullable(MeetingId) }),
    Done,
  ),
  'document:archive': command(
    'Put a document aside: it leaves the list, is read under the archived ones, and cannot be changed.',
    v.strictObject({ documentId: DocumentId }),
    Done,
  ),
  'document:bringBack': command(
    'Bring an archived document back to the list: it may be changed again.',
    v.strictObject({ documentId: DocumentId }),
    Done,
  ),
} as const
