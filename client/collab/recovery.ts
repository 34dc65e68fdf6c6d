import * as Y from 'yjs'
import { toBase64 } from 'lib0/buffer'
import type { Answer } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import type { CopyOf } from './offline'
import type { Asking } from './replica'

/**
 * Gives back everything that this browser holds of a document whose server went back in time.
 *
 * @returns whether the server had lost any of it, or a refusal: `not-allowed`, `not-in-recovery`, a code of the gate
 */
export function takeBack(
  asking: Asking,
  { documentId, personId }: CopyOf,
  doc: Y.Doc,
): Promise<Result<Answer<'recovery:takeBack'>>> {
  const update = toBase64(Y.encodeStateAsUpdate(doc))
  return asking.ask('recovery:takeBack', { documentId, update }, personId)
}
