import * as v from 'valibot'
import * as Y from 'yjs'
import { TEXT_ROOT } from '../../shared/sync'
import type { Delta } from '../../shared/text/delta'
import type { FlatBinding } from './binding/binding'
import { mapOffset } from './binding/positions'

/** A place in the flat text that somebody else's browser has named; between two messages the text carries it on. */
export class FollowedPlace {
  readonly #binding: FlatBinding
  readonly #position: Y.RelativePosition | null
  #offset: number | null
  #likely: number | null

  /** @param likely an offset at which, or beside which, it is looked for first */
  constructor(binding: FlatBinding, said: unknown, likely: number | null) {
    this.#binding = binding
    this.#position = positionOf(said)
    this.#offset = this.#find(likely)
    this.#likely = this.#offset ?? likely
  }

  /** Offset in the flat text; null while the words it stands on have not arrived. */
  get offset(): number | null {
    return this.#offset
  }

  /** Where it was last, carried on by the text; null when it was nowhere yet. */
  get likely(): number | null {
    return this.#likely
  }

  /**
   * The text has changed.
   *
   * @param after whether the place moves behind words inserted exactly there
   * @returns whether the words it stands on have come with this change
   */
  carry(delta: Delta, after: boolean): boolean {
    if (this.#likely !== null) this.#likely = mapOffset(delta, this.#likely, after)
    if (this.#offset !== null) {
      this.#offset = this.#likely
      return false
    }
    this.#offset = this.#find(this.#likely)
    this.#likely = this.#offset ?? this.#likely
    return this.#offset !== null
  }

  #find(likely: number | null): number | null {
    const position = this.#position
    return position && (this.#foundNear(position, likely) ?? this.#found(position))
  }

  /** A caret that follows its words is where they carried it, or next to it: to find it there needs no walk over the text. */
  #foundNear(position: Y.RelativePosition, likely: number | null): number | null {
    if (likely === null || !position.item) return null
    const { client, clock } = position.item
    const behind = position.assoc < 0 ? 1 : 0
    for (const offset of [likely, likely + 1, likely - 1]) {
      const place = offset < behind ? null : this.#binding.itemAt(offset - behind)
      if (place?.item.id.client === client && place.item.id.clock + place.within === clock) return offset
    }
    return null
  }

  #found(position: Y.RelativePosition): number | null {
    const { doc } = this.#binding.text
    try {
      return doc && (Y.createAbsolutePositionFromRelativePosition(position, doc)?.index ?? null)
    } catch {
      // somebody else's client named an item that there cannot be
      return null
    }
  }
}

const Counted = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** A position in the one text that there is: the server carries what others' clients say as they say it. */
const Position = v.pipe(
  v.object({
    type: v.optional(v.null()),
    tname: v.optional(v.nullable(v.literal(TEXT_ROOT))),
    item: v.optional(v.nullable(v.object({ client: Counted, clock: Counted }))),
    assoc: v.optional(v.picklist([0, -1]), 0),
  }),
  v.check(({ tname, item }) => Boolean(tname ?? item), 'no place'),
)

function positionOf(said: unknown): Y.RelativePosition | null {
  const read = v.safeParse(Position, said)
  if (!read.success) return null
  const { item, assoc } = read.output
  const id = item ? Y.createID(item.client, item.clock) : null
  return new Y.RelativePosition(null, id ? null : TEXT_ROOT, id, assoc)
}
