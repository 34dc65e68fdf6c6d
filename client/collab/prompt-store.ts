import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb'
import type * as Y from 'yjs'

/** The store is made small again when nothing was written to it for this long, in milliseconds. */
const TRIM_AFTER_MS = 1_000

/** Others' changes, which the server holds, wait this long for one another, in milliseconds. */
const GATHER_MS = 500

/**
 * Stores a document in this browser. Each own update is written and committed in one go: the stock class leaves the
 * commit to the browser, which asks this page for it once more, and a page that dies meanwhile takes its last words
 * along. What others wrote before is written with it, for own words may stand on theirs; without own words it is
 * gathered, as each write holds the page up.
 */
export class PromptStore extends IndexeddbPersistence {
  #trimming: ReturnType<typeof setTimeout> | undefined
  #gathering: ReturnType<typeof setTimeout> | undefined
  #gathered: Uint8Array[] = []

  constructor(name: string, doc: Y.Doc) {
    super(name, doc)
    doc.off('update', this._storeUpdate)
    this._storeUpdate = (update, origin, _doc?: Y.Doc, transaction?: Y.Transaction) => {
      if (!this.db || origin === this) return
      this.#gathered.push(update)
      if (transaction?.local === false) this.#gathering ??= setTimeout(this.#write, GATHER_MS)
      else this.#write()
    }
    doc.on('update', this._storeUpdate)
    addEventListener('pagehide', this.#write)
  }

  override destroy(): Promise<void> {
    this.#write()
    removeEventListener('pagehide', this.#write)
    clearTimeout(this.#trimming)
    return super.destroy()
  }

  readonly #write = (): void => {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    const updates = this.#gathered.splice(0)
    if (!this.db || updates.length === 0) return
    const transaction = this.db.transaction('updates', 'readwrite')
    const store = transaction.objectStore('updates')
    for (const update of updates) store.add(update)
    transaction.commit()
    this._dbsize += updates.length
    if (this._dbsize < PREFERRED_TRIM_SIZE) return
    clearTimeout(this.#trimming)
    this.#trimming = setTimeout(() => void storeState(this, false), TRIM_AFTER_MS)
  }
}
