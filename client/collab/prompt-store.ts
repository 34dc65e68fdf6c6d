import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb'
import type * as Y from 'yjs'

/** The store is made small again when nothing was written to it for this long, in milliseconds. */
const TRIM_AFTER_MS = 1_000

/**
 * Stores a document in this browser. Each update is written and committed in one go: the stock class leaves the commit
 * to the browser, which asks this page for it once more, and a page that dies meanwhile takes its last words along.
 */
export class PromptStore extends IndexeddbPersistence {
  #trimming: ReturnType<typeof setTimeout> | undefined

  constructor(name: string, doc: Y.Doc) {
    super(name, doc)
    doc.off('update', this._storeUpdate)
    this._storeUpdate = (update, origin) => {
      if (this.db && origin !== this) this.#write(this.db, update)
    }
    doc.on('update', this._storeUpdate)
  }

  override destroy(): Promise<void> {
    clearTimeout(this.#trimming)
    return super.destroy()
  }

  #write(db: IDBDatabase, update: Uint8Array): void {
    const transaction = db.transaction('updates', 'readwrite')
    transaction.objectStore('updates').add(update)
    transaction.commit()
    this._dbsize += 1
    if (this._dbsize < PREFERRED_TRIM_SIZE) return
    clearTimeout(this.#trimming)
    this.#trimming = setTimeout(() => void storeState(this, false), TRIM_AFTER_MS)
  }
}
