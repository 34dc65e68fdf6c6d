import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb'
import type * as Y from 'yjs'

/** The store is made small again when nothing was written to it for this long, in milliseconds. */
const TRIM_AFTER_MS = 1_000

/** Others' changes, which the server holds, wait this long for one another, in milliseconds. */
const GATHER_MS = 500

/** What the browser did not take, as with a full disk, is offered again after this long, in milliseconds. */
const RETRY_MS = 2_000

/**
 * Stores a document in this browser. Each own update is written and committed in one go: the stock class leaves the
 * commit to the browser, which asks this page for it once more, and a page that dies meanwhile takes its last words
 * along. What others wrote before is written with it, for own words may stand on theirs; without own words it is
 * gathered, as each write holds the page up. A store that fails says so (event `keeping`) and is in nobody's way.
 */
export class PromptStore extends IndexeddbPersistence {
  #trimming: ReturnType<typeof setTimeout> | undefined
  #gathering: ReturnType<typeof setTimeout> | undefined
  #gathered: Uint8Array[] = []
  #isKeeping = true
  #isLost = false

  constructor(name: string, doc: Y.Doc) {
    super(name, doc)
    doc.off('update', this._storeUpdate)
    this._storeUpdate = (update, origin, _doc?: Y.Doc, transaction?: Y.Transaction) => {
      if (!this.db || this.#isLost || origin === this) return
      this.#gathered.push(update)
      if (transaction?.local === false) this.#gathering ??= setTimeout(this.#write, GATHER_MS)
      else this.#write()
    }
    doc.on('update', this._storeUpdate)
    addEventListener('pagehide', this.#write)
    // the database is deleted: by a person who signs out elsewhere, or by the browser
    for (const event of ['versionchange', 'close'])
      void this._db.then((db) => db.addEventListener(event, this.#lose), this.#cannotOpen)
  }

  /** Whether everything so far is stored or about to be. */
  get isKeeping(): boolean {
    return this.#isKeeping
  }

  /** Whether the store is gone, and stays so until the next page. */
  get isLost(): boolean {
    return this.#isLost
  }

  override destroy(): Promise<void> {
    this.#write()
    removeEventListener('pagehide', this.#write)
    clearTimeout(this.#gathering)
    clearTimeout(this.#trimming)
    return super.destroy().catch((fault: unknown) => {
      // what was never opened cannot be closed
      if (!this.#isLost) throw fault
    })
  }

  /** The browser opens no database here, as in some private windows: the page goes on without one. */
  readonly #cannotOpen = (): void => {
    this.#lose()
    this.emit('synced', [this])
  }

  readonly #write = (): void => {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    const updates = this.#gathered.splice(0)
    if (!this.db || this.#isLost || updates.length === 0) return
    try {
      this.#put(this.db.transaction('updates', 'readwrite'), updates)
    } catch (fault) {
      // only a closed database takes no transaction; the update itself must go on to the server
      console.error(fault)
      this.#lose()
    }
  }

  #put(transaction: IDBTransaction, updates: Uint8Array[]): void {
    transaction.oncomplete = () => this.#stored(updates.length)
    transaction.onabort = () => {
      console.error(transaction.error)
      this.#gathered.unshift(...updates)
      if (this._destroyed) return
      this.#gathering ??= setTimeout(this.#write, RETRY_MS)
      this.#tell(false)
    }
    const store = transaction.objectStore('updates')
    for (const update of updates) store.add(update)
    transaction.commit()
  }

  #stored(count: number): void {
    this.#tell(this.#gathered.length === 0 || this.#isKeeping)
    this._dbsize += count
    if (this._dbsize < PREFERRED_TRIM_SIZE || this._destroyed) return
    clearTimeout(this.#trimming)
    this.#trimming = setTimeout(() => void this.#trim(), TRIM_AFTER_MS)
  }

  async #trim(): Promise<void> {
    try {
      await storeState(this, false)
    } catch (fault) {
      console.error(fault)
    }
  }

  readonly #lose = (): void => {
    if (this._destroyed || this.#isLost) return
    this.#isLost = true
    this.#gathered = []
    clearTimeout(this.#trimming)
    this.#tell(false)
  }

  #tell(isKeeping: boolean): void {
    if (isKeeping === this.#isKeeping) return
    this.#isKeeping = isKeeping
    this.emit('keeping', [])
  }
}
