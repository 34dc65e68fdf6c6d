import * as Y from 'yjs'
import { Unsaved, type ProvisionChange, type UnsavedChange } from './unsaved'

/** A copy in step with the server, which takes up what this one has from earlier pages. */
interface Fresh {
  readonly doc: Y.Doc
  takeUp(
    update: Uint8Array,
    changes: readonly UnsavedChange[],
    isTold: (provisionId: string) => boolean,
  ): void
}

/**
 * What is typed into a stored copy before the server has let this page in. It is written under a clientID of nobody's,
 * which no server takes, so it is never sent as it is: once the page is in, it is written again into a fresh copy.
 */
export class Alone {
  readonly #before: Uint8Array
  readonly #left: readonly UnsavedChange[]
  readonly #typed = new Unsaved()
  #hasTyped = false

  /** @param left changes of earlier pages in `doc` that are not acknowledged */
  constructor(doc: Y.Doc, left: readonly UnsavedChange[]) {
    this.#before = Y.encodeStateAsUpdate(doc)
    this.#left = left
  }

  /** Whether anything was typed here. */
  get hasTyped(): boolean {
    return this.#hasTyped
  }

  note(): void {
    this.#hasTyped = true
    this.#typed.note()
  }

  record(change: ProvisionChange): void {
    this.#typed.record(change)
  }

  /** What was typed here, one change per provision. */
  changes(): UnsavedChange[] {
    return this.#typed.changes()
  }

  /** Gives on what earlier pages left unsaved; it goes to the server as they would have sent it themselves. */
  handOver(fresh: Fresh): void {
    const typed = new Set(this.changes().map(({ provisionId }) => provisionId))
    const update = Y.diffUpdate(this.#before, Y.encodeStateVector(fresh.doc))
    fresh.takeUp(update, this.#left, (provisionId) => !typed.has(provisionId))
  }
}
