import * as Y from 'yjs'
import { openText } from '../../shared/text/flat'

/** A replica made of updates, as any reader of the journal makes it. */
export function replicaOf(updates: Iterable<Uint8Array>): Y.Doc {
  const doc = new Y.Doc()
  openText(doc)
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

/**
 * How many of the updates that somebody saw, or that were acknowledged, say anything that a replica does not hold:
 * words that are missing, or deletions that came undone. 0 means that nothing was lost.
 */
export function countLost(replica: Y.Doc, promised: Iterable<Uint8Array>): number {
  const witness = new Y.Doc()
  openText(witness)
  Y.applyUpdate(witness, Y.encodeStateAsUpdate(replica))
  let news = 0
  witness.on('update', () => (news += 1))
  let lost = 0
  for (const update of promised) {
    const before = news
    Y.applyUpdate(witness, update)
    const waiting = witness.store.pendingStructs !== null || witness.store.pendingDs !== null
    if (news > before || waiting) lost += 1
    witness.store.pendingStructs = null
    witness.store.pendingDs = null
  }
  return lost
}
