import type * as Y from 'yjs'
import { refuse, type Refusal } from '../../../shared/result'
import { blockValue } from '../../../shared/text/formats'
import type { Boundaries } from './boundaries'
import { boundaryIdOfStruct } from './content'
import { isKept } from './deletes'
import { boundaryIdOf, standsByDeleted } from './items'
import { lockRefusal, type Policy, type Update } from './policy'

/**
 * Most boundaries of one id that may live at once. Whoever moves a provision leaves an empty one behind, which stands
 * until the document is quiet: a key that is held down moves a provision past some hundred others.
 */
const MAX_LIVING = 500

/**
 * Refuses a second living boundary with one id where nobody can have made it in good faith.
 *
 * Two moves of one provision at the same time, and undo after a paste, leave two boundaries with one id: the first one
 * keeps it, the other is shown as `id~2` and renewed by the server. Such a twin always follows a deletion: somebody
 * marked a boundary with that id as gone, or deleted it, in this update or before. So a twin is refused
 * - with the lock's own code when the id is that of a locked provision: its words would have two places;
 * - as `duplicate-id` when no boundary with the id was ever seen gone or deleted, the update deletes none either, and the twin
 *   does not stand beside anything deleted (undo brings a boundary back beside what is left of it);
 * - as `duplicate-id` when more than `MAX_LIVING` would live: then it is no move.
 *
 * All other twins are let in. So is every one below the limit that comes with text which was lost: the deletion that
 * it follows may be left out of what its giver may bring.
 */
export function checkDuplicates(
  doc: Y.Doc,
  boundaries: () => Boundaries,
  update: Update,
  { lockOf, takingBack }: Pick<Policy, 'lockOf' | 'takingBack'>,
): Refusal | null {
  const brought = update.fresh.filter((struct) => boundaryIdOfStruct(struct) !== null)
  if (brought.length === 0) return null
  const twins = new Twins(boundaries(), update)
  for (const struct of brought) {
    const id = boundaryIdOfStruct(struct)
    if (id === null || !isKept(struct, update.decoded)) continue
    const living = twins.add(id)
    if (living === 1) continue
    const refusal = lockRefusal(id, lockOf)
    if (refusal) return refusal
    const isHonest = takingBack || standsByDeleted(doc, struct) || twins.mayFollowDeletion(id)
    if (!isHonest || living > MAX_LIVING) return refuse('duplicate-id', { provisionId: id }).refusal
  }
  return null
}

/** How many boundaries of each id an update would leave living, and of which it says that one is gone. */
class Twins {
  readonly #boundaries: Boundaries
  readonly #repeats: boolean
  readonly #hit: ReadonlySet<Y.Item>
  readonly #hitIds: ReadonlySet<string | null>
  readonly #saidGone: ReadonlySet<unknown>
  readonly #living = new Map<string, number>()

  constructor(boundaries: Boundaries, { fresh, hits }: Update) {
    this.#boundaries = boundaries
    this.#repeats = hits.repeats
    this.#hit = new Set(hits.items)
    this.#hitIds = new Set(hits.items.map((item) => boundaryIdOf(item)))
    const gone = fresh.filter(({ kind, text }) => kind === 'format' && text === 'gone')
    this.#saidGone = new Set(gone.map(({ value }) => value))
  }

  /** Counts one more of an id. @returns how many would live */
  add(id: string): number {
    const living = (this.#living.get(id) ?? this.#leftOf(id)) + 1
    this.#living.set(id, living)
    return living
  }

  mayFollowDeletion(id: string): boolean {
    const gone = blockValue(id, '1')
    return (
      this.#repeats ||
      this.#boundaries.wasDeleted(id) ||
      this.#boundaries.wasWritten('gone', gone) ||
      this.#hitIds.has(id) ||
      this.#saidGone.has(gone)
    )
  }

  /** How many of those that live now the update does not delete. */
  #leftOf(id: string): number {
    let left = 0
    for (const item of this.#boundaries.livingOf(id)) if (!this.#hit.has(item)) left += 1
    return left
  }
}
