import type * as Y from 'yjs'
import {
  blockValue,
  isBlockKey,
  ownerOfBlockValue,
  readBlockFormats,
  type ProvisionKind,
} from '../../../shared/text/formats'
import { boundaryIdOf, formatContentOf } from './items'

/** Tells whether an item counts as living: now, or before a transaction. */
export type Lives = (item: Y.Item) => boolean

/** Whether an item lives now. */
export const livesNow: Lives = (item) => !item.deleted

/** Between two notes of a long walk, so that carets in one long provision share them. */
const NOTE_EVERY = 256
/** A walk that is shorter than this costs less than the note. */
const NOTE_AFTER = 16

const NONE: ReadonlySet<Y.Item> = new Set()
const NO_IDS: ReadonlySet<string> = new Set()

/** What is known of the ground on which an item stands; ends when a boundary comes between. */
interface Home {
  readonly boundary: Y.Item | null
  holds: boolean
}

/**
 * What the gate remembers of the boundaries of a text, so that it need not walk: which ids were ever used, which were
 * ever deleted, which block values were ever written, which kinds were ever named, and in which provision an item stands.
 */
export class Boundaries {
  readonly #living = new Map<string, Set<Y.Item>>()
  readonly #deletedIds = new Set<string>()
  readonly #knownIds = new Set<string>()
  readonly #blockValues = new Set<string>()
  readonly #idsOfKind = new Map<ProvisionKind, Set<string>>()
  readonly #homeOf = new WeakMap<Y.Item, Home>()
  readonly #homes = new Map<Y.Item | null, Home>()

  constructor(text: Y.Text) {
    for (let item = text._start; item; item = item.right) this.#learn(item)
  }

  /** Living boundaries with an id, in the order in which they were learnt. */
  livingOf(id: string): ReadonlySet<Y.Item> {
    return this.#living.get(id) ?? NONE
  }

  /** Whether a boundary with the id was ever seen, living or not. */
  knows(id: string): boolean {
    return this.#knownIds.has(id)
  }

  /** Whether a boundary with the id was ever seen deleted. */
  wasDeleted(id: string): boolean {
    return this.#deletedIds.has(id)
  }

  /** Whether this very block value was ever written. */
  wasWritten(key: string, value: unknown): boolean {
    return this.#blockValues.has(nameOf(key, value))
  }

  /** Ids of which it was ever said that they are of a kind. */
  everOfKind(kind: ProvisionKind): ReadonlySet<string> {
    return this.#idsOfKind.get(kind) ?? NO_IDS
  }

  /** Whether one boundary bears the id and nobody ever marked it as gone: words behind it leave nothing to repair. */
  isSound(id: string): boolean {
    return this.livingOf(id).size === 1 && !this.wasWritten('gone', blockValue(id, '1'))
  }

  /** Takes in what a transaction added and deleted. Places asked for afterwards are those behind the change. */
  learn(added: readonly Y.Item[], deleted: readonly Y.Item[]): void {
    for (const item of added) {
      this.#learn(item)
      // what stood right of the new boundary has a new home
      if (boundaryIdOf(item) !== null && !item.deleted) this.#forget(this.homeOf(item.left))
    }
    for (const item of deleted) this.#noteDeleted(item)
  }

  /**
   * The nearest boundary at or left of an item: the beginning of its provision. Null before the first boundary.
   *
   * @param lives which boundaries count
   */
  homeOf(item: Y.Item | null, lives: Lives = livesNow): Y.Item | null {
    const passed: Y.Item[] = []
    let found: Y.Item | null = null
    let steps = 0
    for (let at = item; at; at = at.left) {
      if (boundaryIdOf(at) !== null && lives(at)) {
        found = at
        break
      }
      const home = this.#homeOf.get(at)
      if (home?.holds && (home.boundary === null || lives(home.boundary))) {
        found = home.boundary
        break
      }
      if (steps % NOTE_EVERY === NOTE_AFTER) passed.push(at)
      steps += 1
    }
    if (passed.length > 0) this.#note(passed, found)
    return found
  }

  #note(items: readonly Y.Item[], boundary: Y.Item | null): void {
    let home = this.#homes.get(boundary)
    if (!home) this.#homes.set(boundary, (home = { boundary, holds: true }))
    for (const item of items) this.#homeOf.set(item, home)
  }

  #forget(boundary: Y.Item | null): void {
    const home = this.#homes.get(boundary)
    if (home) home.holds = false
    this.#homes.delete(boundary)
  }

  #learn(item: Y.Item): void {
    const id = boundaryIdOf(item)
    if (id !== null) {
      this.#knownIds.add(id)
      if (item.deleted) this.#deletedIds.add(id)
      else this.#noteLiving(id, item)
    }
    const format = formatContentOf(item)
    const owner = format && isBlockKey(format.key) ? ownerOfBlockValue(format.value) : null
    if (format && owner !== null) {
      this.#knownIds.add(owner)
      this.#blockValues.add(nameOf(format.key, format.value))
      if (format.key === 'kind') this.#noteKind(owner, readBlockFormats(owner, { kind: format.value }).kind)
    }
  }

  #noteKind(id: string, kind: ProvisionKind): void {
    const ids = this.#idsOfKind.get(kind)
    if (ids) ids.add(id)
    else this.#idsOfKind.set(kind, new Set([id]))
  }

  #noteLiving(id: string, item: Y.Item): void {
    const living = this.#living.get(id)
    if (living) living.add(item)
    else this.#living.set(id, new Set([item]))
  }

  #noteDeleted(item: Y.Item): void {
    const id = boundaryIdOf(item)
    if (id === null) return
    this.#deletedIds.add(id)
    const living = this.#living.get(id)
    living?.delete(item)
    if (living?.size === 0) this.#living.delete(id)
    this.#homes.delete(item)
  }
}

function nameOf(key: string, value: unknown): string {
  return JSON.stringify([key, value])
}
