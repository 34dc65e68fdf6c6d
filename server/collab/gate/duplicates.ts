import type * as Y from 'yjs'
import { refuse, type Refusal } from '../../../shared/result'
import { blockValue } from '../../../shared/text/formats'
import type { Boundaries } from './boundaries'
import { boundaryIdOfStruct } from './content'
import type { Struct } from './decode'
import { isKept, type Hits } from './deletes'
import { boundaryIdOf, standsByDeleted } from './items'
import { lockRefusal, type LockOf, type Update } from './policy'

/**
 * Refuses a second living boundary with one id where nobody can have made it in good faith.
 *
 * Two moves of one provision at the same time, and undo after a paste, leave two boundaries with one id: the first one
 * keeps it, the other is shown as `id~2` and renewed by the server. Such a twin always follows a deletion: somebody
 * marked a boundary with that id as gone, or deleted it, in this update or before. So a twin is refused
 * - with the lock's own code when the id is that of a locked provision: its words would have two places;
 * - as `duplicate-id` when no boundary with the id was ever seen gone or deleted, the update deletes none either, and the twin
 *   does not stand beside anything deleted (undo brings a boundary back beside what is left of it).
 *
 * All other twins are let in.
 */
export function checkDuplicates(
  doc: Y.Doc,
  boundaries: () => Boundaries,
  { decoded, fresh, hits }: Update,
  lockOf: LockOf,
): Refusal | null {
  const seen = new Set<string>()
  for (const struct of fresh) {
    const id = boundaryIdOfStruct(struct)
    if (id === null || !isKept(struct, decoded)) continue
    const isTwin =
      seen.has(id) ||
      boundaries()
        .livingOf(id)
        .some((item) => !hits.items.includes(item))
    seen.add(id)
    if (!isTwin) continue
    const refusal = lockRefusal(id, lockOf)
    if (refusal) return refusal
    if (standsByDeleted(doc, struct)) continue
    if (!mayFollowDeletion(boundaries(), id, fresh, hits))
      return refuse('duplicate-id', { provisionId: id }).refusal
  }
  return null
}

function mayFollowDeletion(
  boundaries: Boundaries,
  id: string,
  fresh: readonly Struct[],
  hits: Hits,
): boolean {
  const gone = blockValue(id, '1')
  return (
    hits.repeats ||
    boundaries.wasDeleted(id) ||
    boundaries.wasWritten('gone', gone) ||
    hits.items.some((item) => boundaryIdOf(item) === id) ||
    fresh.some(({ kind, text, value }) => kind === 'format' && text === 'gone' && value === gone)
  )
}
