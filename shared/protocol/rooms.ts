import * as v from 'valibot'
import { DocumentId, MechanismId } from '../ids'
import { Language } from '../languages'
import { line } from '../lines'
import { command } from './parts'

const Made = v.object({ documentId: DocumentId })

/** Commands about private rooms: documents that only those read who act for a seat of one mechanism. */
export const ROOM_COMMANDS = {
  'room:open': command(
    'Make a document that only those read who act for a seat of a mechanism: the own one or, for coordinators, any.',
    v.strictObject({ mechanismId: MechanismId, title: line(1, 500), language: Language }),
    Made,
  ),
  'room:release': command(
    'Make a document for all participants with the committed text of a private room, which keeps its own record.',
    v.strictObject({ documentId: DocumentId, title: line(1, 500) }),
    Made,
  ),
  'room:readers': command(
    'Who can read a private room: those who hold a seat of its mechanism.',
    v.strictObject({ documentId: DocumentId }),
    v.object({ mechanismId: MechanismId, readers: v.array(v.string()) }),
  ),
} as const
