import type * as Y from 'yjs'
import type { PersonId } from '../../../shared/ids'
import { Budgets } from '../../budgets'
import { boundaryIdOfStruct, isBlockFormat } from './content'
import type { Struct } from './decode'
import type { Sender } from './policy'

/** What one person may add to a text, in bytes: half a million words. Deleting is always possible. */
export const MAX_WEIGHT_OF_PERSON = 6 << 20
/** A text as heavy as this grows by ordinary typing only. */
export const MAX_WEIGHT = 24 << 20
/**
 * What one update may bring: more than a paste of 1,500 provisions. Everybody waits while it is judged, and every browser in
 * the room does its work once more.
 */
export const MAX_STRUCTS_AT_ONCE = 24_000
const MAX_BOUNDARIES_AT_ONCE = 4_000
/** Above this an update is more than ordinary typing. */
const LIGHT_BYTES = 4 << 10
/** What a struct weighs beside its words: a format is few bytes on the line and many in memory. */
const STRUCT_BYTES = 64
/** What a UTF-16 unit weighs. */
const UNIT_BYTES = 2
/** The weight is taken again when it has grown by so much. */
const WEIGH_EVERY_BYTES = 256 << 10

/**
 * What one person may have the gate remember of a text: ids of provisions, and what was said of them, stay known when
 * they are deleted. That many are twenty outcome documents that are pasted anew, and then one every other second.
 */
const REMEMBERED = { burst: 20_000, perMs: 1 / 2_000 } as const

/**
 * How often one person may cut pieces out of other pieces of a text by deleting: each cut leaves two more, for ever, and
 * whatever goes over the text takes longer. That many are ten times all of 2,000 places replaced, and then more than
 * anybody deletes by hand.
 */
const CUT = { burst: 40_000, perMs: 1 / 50 } as const
/** Pieces that a cut leaves behind besides the one that it was. */
const PIECES_OF_CUT = 2

/** A weight that is estimated between two weighings. */
interface Estimate {
  readonly weighed: number
  grown: number
}

const NOTHING: Estimate = { weighed: 0, grown: 0 }

/** How heavy a text is, about, and what each person has added to it: one person must not fill it for all. */
export class Weight {
  readonly #doc: () => Y.Doc
  readonly #ofPerson = new Map<PersonId, Estimate>()
  /** What each person has given back in recovery, whoever wrote it. */
  readonly #givenBack = new Map<PersonId, number>()
  readonly #remembered = new Budgets<PersonId>(REMEMBERED)
  readonly #cut = new Budgets<PersonId>(CUT)
  #whole: Estimate | null = null

  constructor(doc: () => Y.Doc) {
    this.#doc = doc
  }

  /**
   * Whether these new structs, and this many cuts, are more than the sender, or the text, may take. What is deleted
   * whole weighs nothing: it can always go.
   */
  isTooMuch(fresh: readonly Struct[], cuts: number, sender: Sender): boolean {
    if (fresh.length === 0 && cuts === 0) return false
    if (this.#isSpent(fresh, cuts, sender)) return true
    const weight = weightOf(fresh)
    const own = fresh.length === 0 ? NOTHING : this.#estimateOf(sender)
    if (own.weighed + own.grown + weight > MAX_WEIGHT_OF_PERSON) return true
    return this.#isTooHeavy(weight + weightOfCuts(cuts))
  }

  /** Whether what comes back in recovery is more than one person may bring, or the text may take. */
  isTooMuchBack(fresh: readonly Struct[], cuts: number, sender: Sender): boolean {
    if (fresh.length === 0 && cuts === 0) return false
    if (this.#isSpent(fresh, cuts, sender)) return true
    const weight = weightOf(fresh)
    if ((this.#givenBack.get(sender.personId) ?? 0) + weight > MAX_WEIGHT_OF_PERSON) return true
    return this.#isTooHeavy(weight + weightOfCuts(cuts))
  }

  /** Takes in that text has come back. */
  addBack(fresh: readonly Struct[], cuts: number, sender: Sender): void {
    this.add(fresh, cuts, sender)
    const { personId } = sender
    this.#givenBack.set(personId, (this.#givenBack.get(personId) ?? 0) + weightOf(fresh))
  }

  /** Takes in that new structs have become part of the text, and others were cut. */
  add(fresh: readonly Struct[], cuts: number, { personId }: Sender): void {
    const weight = weightOf(fresh)
    if (this.#whole) this.#whole.grown += weight + weightOfCuts(cuts)
    const estimate = this.#ofPerson.get(personId)
    if (estimate) estimate.grown += weight
  }

  #isSpent(fresh: readonly Struct[], cuts: number, { personId }: Sender): boolean {
    const more = rememberedOf(fresh)
    if (more > 0 && this.#remembered.trySpend(personId, more) > 0) return true
    return cuts > 0 && this.#cut.trySpend(personId, cuts) > 0
  }

  /** Ordinary typing is never too heavy. */
  #isTooHeavy(weight: number): boolean {
    if (weight <= LIGHT_BYTES) return false
    const whole = (this.#whole = this.#current(this.#whole, () => true))
    return whole.weighed + whole.grown + weight > MAX_WEIGHT
  }

  #estimateOf(sender: Sender): Estimate {
    const { personId } = sender
    const estimate = this.#current(this.#ofPerson.get(personId) ?? null, (client) => sender.owns(client))
    this.#ofPerson.set(personId, estimate)
    return estimate
  }

  #current(known: Estimate | null, counts: (client: number) => boolean): Estimate {
    if (known && known.grown <= WEIGH_EVERY_BYTES) return known
    let weighed = 0
    for (const [client, section] of this.#doc().store.clients) {
      if (!counts(client)) continue
      for (const { deleted, length } of section) weighed += STRUCT_BYTES + (deleted ? 0 : length * UNIT_BYTES)
    }
    return { weighed, grown: 0 }
  }
}

/** Whether these new structs begin more provisions than one update may. */
export function beginsTooMuch(fresh: readonly Struct[]): boolean {
  if (fresh.length <= MAX_BOUNDARIES_AT_ONCE) return false
  return fresh.filter((struct) => boundaryIdOfStruct(struct) !== null).length > MAX_BOUNDARIES_AT_ONCE
}

/** How much of it stays known for ever: boundaries, and what is said of them. */
function rememberedOf(fresh: readonly Struct[]): number {
  return fresh.filter((struct) => boundaryIdOfStruct(struct) !== null || isBlockFormat(struct)).length
}

function weightOf(fresh: readonly Struct[]): number {
  let weight = 0
  for (const { text } of fresh) weight += STRUCT_BYTES + text.length * UNIT_BYTES
  return weight
}

const weightOfCuts = (cuts: number): number => cuts * PIECES_OF_CUT * STRUCT_BYTES
