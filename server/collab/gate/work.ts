import * as Y from 'yjs'
import { refuse, type RefusalCode, type Refusal } from '../../../shared/result'
import type { Place, Struct } from './decode'
import type { Hits } from './deletes'
import { endOf, heldAt, heldEndOf, heldOf, structAt } from './items'

/**
 * Most steps that Yjs may spend on placing the new structs of one update: about half a second. A day of honest typing
 * beside a day of others' typing in the same place needs less than a tenth.
 */
export const MAX_STEPS = 2_000_000

/** Steps in the time that it takes to delete an item, and more when a piece must be cut out of it first. */
const STEPS = { delete: 16, cut: 48 } as const

/** Entries of an array that are moved in the time of one step when an item is split. */
const MOVED_PER_STEP = 1_000

/**
 * Estimates, from above, how long Yjs would delete, and how long it would search for the place of each new struct. A struct
 * is placed by walking over everything between its two neighbours, which an honest sender saw side by side; a hostile one
 * names neighbours that stand a whole text apart, ten thousand times.
 *
 * @returns null, `update-too-large` when it is too much, `update-malformed` when neighbours stand the wrong way round
 * or hang on one another
 */
export function checkWork(doc: Y.Doc, text: Y.Text, fresh: readonly Struct[], hits: Hits): Refusal | null {
  if (hits.items.length === 0 && hits.cut.length === 0 && fresh.length < 2)
    return checkLetter(doc, text, fresh[0])
  const work = new Work(doc, text, fresh)
  work.steps += hits.items.length * STEPS.delete
  for (const item of hits.cut) work.cut(item.id.client)
  if (work.steps > MAX_STEPS) return refuse('update-too-large').refusal
  for (const struct of fresh) {
    const code = struct.kind === 'gc' ? null : work.place(struct)
    if (code) return refuse(code).refusal
    if (work.steps > MAX_STEPS) return refuse('update-too-large').refusal
  }
  return null
}

/** The same for one struct that does not hang on another new one, without the books that many need. */
function checkLetter(doc: Y.Doc, text: Y.Text, letter: Struct | undefined): Refusal | null {
  if (!letter || letter.kind === 'gc') return null
  const { origin, rightOrigin } = letter
  if (!isHeld(doc, origin) || !isHeld(doc, rightOrigin)) return refuse('update-malformed').refusal
  const walk = new Walk(doc, text)
  const steps = walk.between(origin, rightOrigin)
  if (steps === null) return refuse('update-malformed').refusal
  return walk.steps + steps >= MAX_STEPS ? refuse('update-too-large').refusal : null
}

function isHeld(doc: Y.Doc, place: Place | null): boolean {
  return place === null || place.clock < Y.getState(doc.store, place.client)
}

/** Counts the steps that Yjs takes between characters that it holds. */
class Walk {
  steps = 0
  protected readonly doc: Y.Doc
  readonly #text: Y.Text

  constructor(doc: Y.Doc, text: Y.Text) {
    this.doc = doc
    this.#text = text
  }

  /** Counts one item of a client that is split, or may be. */
  split(client: number): void {
    this.steps += 1 + heldOf(this.doc, client).length / MOVED_PER_STEP
  }

  /** Items that stand between two known characters; null when the right one does not stand right of the left one. */
  between(left: Place | null, right: Place | null): number | null {
    const from = left ? heldAt(this.doc, left) : null
    const to = right ? heldAt(this.doc, right) : null
    if (from instanceof Y.GC || to instanceof Y.GC) return 0
    if (left && from && heldEndOf(from) > left.clock + 1) this.split(left.client)
    if (right && to && to.id.clock < right.clock) this.split(right.client)
    if (left && right && from === to)
      return right.clock > left.clock ? Math.min(1, right.clock - left.clock - 1) : null
    let steps = 0
    let at = from ? from.right : this.#text._start
    while (at !== to && at && steps <= MAX_STEPS) {
      at = at.right
      steps += 1
    }
    return at === to || steps > MAX_STEPS ? steps : null
  }
}

type Side = 'origin' | 'rightOrigin'

class Work extends Walk {
  readonly #fresh: readonly Struct[]
  readonly #sections: ReadonlyMap<number, readonly Struct[]>
  readonly #anchors = {
    origin: new Map<Struct, Place | null>(),
    rightOrigin: new Map<Struct, Place | null>(),
  }
  /** Steps between two anchors, and how many new structs were placed between them so far. */
  readonly #gaps = new Map<string, { readonly steps: number; count: number }>()
  /** What the sender saw right of a character, as far as new structs tell. */
  readonly #next = new Map<string, Place | null>()

  constructor(doc: Y.Doc, text: Y.Text, fresh: readonly Struct[]) {
    super(doc, text)
    this.#fresh = fresh
    this.#sections = sectionsOf(fresh)
  }

  /** Counts a piece that is deleted of an item of a client. */
  cut(client: number): void {
    this.split(client)
    this.steps += STEPS.cut
  }

  place(struct: Struct): RefusalCode | null {
    const left = this.#anchor(struct, 'origin')
    const right = this.#anchor(struct, 'rightOrigin')
    if (left === undefined || right === undefined || this.#isTurned(struct)) return 'update-malformed'
    const key = `${nameOf(left)} ${nameOf(right)}`
    let gap = this.#gaps.get(key)
    if (!gap) {
      const steps = this.between(left, right)
      if (steps === null) return 'update-malformed'
      this.#gaps.set(key, (gap = { steps, count: 0 }))
    }
    this.steps += 1 + gap.steps + (this.#standsApart(struct) ? gap.count : 0)
    gap.count += 1
    return null
  }

  /** Whether the neighbours stand the wrong way round, or are the same, in one new struct: Yjs would cut it between. */
  #isTurned({ origin, rightOrigin }: Struct): boolean {
    if (!origin || origin.client !== rightOrigin?.client || rightOrigin.clock > origin.clock) return false
    const inside = structAt(this.#sections.get(origin.client), origin.clock)
    return inside !== null && inside.clock <= rightOrigin.clock
  }

  /** The nearest known character on one side, null at the end of the text, undefined when there is a circle. */
  #anchor(struct: Struct, side: Side): Place | null | undefined {
    const path: Struct[] = []
    let at: Struct = struct
    let found: Place | null | undefined = this.#anchors[side].get(at)
    while (found === undefined) {
      if (path.length > this.#fresh.length) return undefined
      path.push(at)
      const next: Place | null = at[side]
      const inside =
        next && !isHeld(this.doc, next) ? structAt(this.#sections.get(next.client), next.clock) : null
      if (!inside) found = next
      else {
        at = inside
        found = this.#anchors[side].get(at)
      }
    }
    for (const one of path) this.#anchors[side].set(one, found)
    return found
  }

  /** Whether new structs stand between the neighbours of a new struct: then Yjs walks over those too. */
  #standsApart({ client, clock, length, origin, rightOrigin }: Struct): boolean {
    const before = nameOf(origin)
    const next = this.#next.get(before) ?? this.#nextInside(origin)
    this.#next.set(before, { client, clock })
    this.#next.set(nameOf({ client, clock: clock + length - 1 }), rightOrigin)
    return next !== null && !isHeld(this.doc, next) && nameOf(next) !== nameOf(rightOrigin)
  }

  #nextInside(origin: Place | null): Place | null {
    if (!origin || isHeld(this.doc, origin)) return null
    const struct = structAt(this.#sections.get(origin.client), origin.clock)
    return struct && origin.clock + 1 < endOf(struct)
      ? { client: origin.client, clock: origin.clock + 1 }
      : null
  }
}

function sectionsOf(fresh: readonly Struct[]): Map<number, Struct[]> {
  const sections = new Map<number, Struct[]>()
  for (const struct of fresh) {
    const section = sections.get(struct.client)
    if (section) section.push(struct)
    else sections.set(struct.client, [struct])
  }
  return sections
}

function nameOf(place: Place | null): string {
  return place ? `${place.client}:${place.clock}` : ''
}
