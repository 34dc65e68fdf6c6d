import * as Y from 'yjs'
import { toBase64 } from 'lib0/buffer'
import type { DocumentId } from '../../shared/ids'
import type { Answer } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import type { Asking } from './replica'

/**
 * Gives back everything that this browser holds of a document whose server went back in time.
 *
 * @returns whether the server had lost any of it, or a refusal: `not-allowed`, `not-in-recovery`, a code of the gate
 */
export function takeBack(
  asking: Asking,
  documentId: DocumentId,
  doc: Y.Doc,
): Promise<Result<Answer<'recovery:takeBack'>>> {
  return asking.ask('recovery:takeBack', { documentId, update: toBase64(Y.encodeStateAsUpdate(doc)) })
}
