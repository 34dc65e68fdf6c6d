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

/** A weight that is estimated between two weighings. */
interface Estimate {
  readonly weighed: number
  grown: number
}

/** How heavy a text is, about, and what each person has added to it: one person must not fill it for all. */
export class Weight {
  readonly #doc: () => Y.Doc
  readonly #ofPerson = new Map<PersonId, Estimate>()
  /** What each person has given back in recovery, whoever wrote it. */
  readonly #givenBack = new Map<PersonId, number>()
  readonly #remembered = new Budgets<PersonId>(REMEMBERED)
  #whole: Estimate | null = null

  constructor(doc: () => Y.Doc) {
    this.#doc = doc
  }

  /** Whether these new structs are more than the sender, or the text, may take. */
  isTooMuch(fresh: readonly Struct[], sender: Sender): boolean {
    if (fresh.length === 0) return false
    const more = rememberedOf(fresh)
    if (more > 0 && this.#remembered.trySpend(sender.personId, more) > 0) return true
    const weight = weightOf(fresh)
    const own = this.#estimateOf(sender)
    if (own.weighed + own.grown + weight > MAX_WEIGHT_OF_PERSON) return true
    if (weight <= LIGHT_BYTES) return false
    const whole = (this.#whole = this.#current(this.#whole, () => true))
    return whole.weighed + whole.grown + weight > MAX_WEIGHT
  }

  /** Whether what comes back in recovery is more than one person may bring, or the text may take. */
  isTooMuchBack(fresh: readonly Struct[], { personId }: Sender): boolean {
    if (fresh.length === 0) return false
    const more = rememberedOf(fresh)
    if (more > 0 && this.#remembered.trySpend(personId, more) > 0) return true
    const weight = weightOf(fresh)
    if ((this.#givenBack.get(personId) ?? 0) + weight > MAX_WEIGHT_OF_PERSON) return true
    const whole = (this.#whole = this.#current(this.#whole, () => true))
    return whole.weighed + whole.grown + weight > MAX_WEIGHT
  }

  /** Takes in that text has come back. */
  addBack(fresh: readonly Struct[], sender: Sender): void {
    this.add(fresh, sender)
    const { personId } = sender
    this.#givenBack.set(personId, (this.#givenBack.get(personId) ?? 0) + weightOf(fresh))
  }

  /** Takes in that new structs have become part of the text. */
  add(fresh: readonly Struct[], { personId }: Sender): void {
    const weight = weightOf(fresh)
    if (this.#whole) this.#whole.grown += weight
    const estimate = this.#ofPerson.get(personId)
    if (estimate) estimate.grown += weight
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
