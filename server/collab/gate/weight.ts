import type * as Y from 'yjs'
import type { Struct } from './decode'

/**
 * Heaviest text that clients may make, in bytes: many times the longest outcome document with all its history. Beyond
 * it words can be deleted, not added.
 */
export const MAX_WEIGHT = 24 << 20

/** What a struct weighs beside its words: a format is few bytes on the line and many in memory. */
const STRUCT_BYTES = 64
/** The weight is taken again when the text has grown by so much. */
const WEIGH_EVERY_BYTES = 256 << 10

/** How heavy a text is, about: weighed now and then, and estimated in between. */
export class Weight {
  readonly #doc: () => Y.Doc
  readonly #bytes: () => number
  #weighed: number | null = null
  #grown = 0

  /** @param bytes length of the updates that the text is made of */
  constructor(doc: () => Y.Doc, bytes: () => number) {
    this.#doc = doc
    this.#bytes = bytes
  }

  /** Whether the text would become too heavy with these new structs. */
  isTooMuch(fresh: readonly Struct[]): boolean {
    return fresh.length > 0 && this.#current() + weightOf(fresh) > MAX_WEIGHT
  }

  /** Takes in that new structs have become part of the text. */
  add(fresh: readonly Struct[]): void {
    this.#grown += weightOf(fresh)
  }

  #current(): number {
    if (this.#weighed === null || this.#grown > WEIGH_EVERY_BYTES) {
      let structs = 0
      for (const section of this.#doc().store.clients.values()) structs += section.length
      this.#weighed = structs * STRUCT_BYTES + this.#bytes()
      this.#grown = 0
    }
    return this.#weighed + this.#grown
  }
}

function weightOf(fresh: readonly Struct[]): number {
  let weight = 0
  for (const { text } of fresh) weight += STRUCT_BYTES + text.length
  return weight
}
