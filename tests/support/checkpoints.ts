import type { DocumentState } from '../../shared/documents'
import { encodeFolded, readCheckpoint } from '../../server/collab/checkpoint'

/** A state as it comes back from a checkpoint. @param without what a checkpoint of an older version does not say */
export function decodeDocument(
  state: DocumentState,
  without: readonly (keyof DocumentState)[] = [],
): DocumentState | null {
  const folded = JSON.parse(encodeFolded(state, new Map())) as Record<string, unknown>
  const older = Object.fromEntries(
    Object.entries(folded).filter(([key]) => !without.some((one) => one === key)),
  )
  const head = { seq: 1, hash: 'a' }
  const read = readCheckpoint({ head, text: new Uint8Array(), state: JSON.stringify(older) })
  return read && read.state
}
