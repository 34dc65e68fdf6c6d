import { expect, type Page } from '@playwright/test'

/**
 * What a browser stores of documents, read and damaged from a page of the same origin: `adref …` databases with
 * the store `updates` of Yjs updates, and `custom` with what waits as JSON under `unsaved`.
 */

/** Waits until words are stored, in an update and in the list of what waits. */
export async function untilStored(page: Page, words: string): Promise<void> {
  await expect.poll(() => page.evaluate(isStored, words)).toBe(true)
}

/** Waits until the browser holds a receipt for this entry, or a later one. */
export async function untilProven(page: Page, seq: number): Promise<void> {
  await expect.poll(() => page.evaluate(provenSeq), { timeout: 30_000 }).toBeGreaterThanOrEqual(seq)
}

/** Changes letters in every stored copy, byte for byte, as a damaged disk would. */
export async function changeStoredWords(page: Page, words: string, others: string): Promise<void> {
  expect(await page.evaluate(changeWords, { words, others })).toBeGreaterThan(0)
}

/** Forgets the list of what waits for its acknowledgement, and keeps the words. */
export async function forgetWhatWaits(page: Page): Promise<void> {
  expect(await page.evaluate(forget)).toBeGreaterThan(0)
}

/** Deletes every stored copy, as a browser does that needs the place, or a person who clears what it stores. */
export async function deleteStoredCopies(page: Page): Promise<void> {
  expect(await page.evaluate(deleteAll)).toBeGreaterThan(0)
}

/** How many copies of documents a browser stores. */
export function countStoredCopies(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases()
    return databases.filter(({ name }) => name?.startsWith('adref ')).length
  })
}

/** Whether a browser stores any text of a document. */
export function storesText(page: Page): Promise<boolean> {
  return page.evaluate(holdsUpdates)
}

/** Loads the page again in a browser whose disk is full from the event `disk-full` on until `disk-free`. */
export async function withFullDisk(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let isFull = false
    const { add, put } = IDBObjectStore.prototype
    IDBObjectStore.prototype.add = function (...values) {
      if (!isFull) return add.apply(this, values)
      // a request that fails takes its whole transaction along, as a full disk does
      add.call(this, values[0], Number.MAX_SAFE_INTEGER)
      return add.call(this, values[0], Number.MAX_SAFE_INTEGER)
    }
    IDBObjectStore.prototype.put = function (...values) {
      const request = put.apply(this, values)
      if (isFull) this.transaction.abort()
      return request
    }
    addEventListener('disk-full', () => (isFull = true))
    addEventListener('disk-free', () => (isFull = false))
  })
  await page.reload()
}

/** A browser that opens no database for a page, as some private windows do. */
export async function withoutDatabases(page: Page): Promise<void> {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError')
    }
  })
  await page.reload()
}

// what follows runs in the page: each function stands alone

async function isStored(words: string): Promise<boolean> {
  const done = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('the stored copy could not be read'))
    })
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('adref ')) continue
    const database = await done(indexedDB.open(name))
    // one look at both waits for everything that was being written before it
    const both = database.transaction(['updates', 'custom'], 'readonly')
    const updates = await done(both.objectStore('updates').count())
    const unsaved: unknown = await done(both.objectStore('custom').get('unsaved'))
    database.close()
    if (updates > 0 && typeof unsaved === 'string' && unsaved.includes(words)) return true
  }
  return false
}

async function holdsUpdates(): Promise<boolean> {
  const done = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('the stored copy could not be read'))
    })
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('adref ')) continue
    const database = await done(indexedDB.open(name))
    const updates = await done(database.transaction('updates', 'readonly').objectStore('updates').count())
    database.close()
    if (updates > 0) return true
  }
  return false
}

async function provenSeq(): Promise<number> {
  const done = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('the stored copy could not be read'))
    })
  let proven = 0
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('adref ')) continue
    const database = await done(indexedDB.open(name))
    const custom = database.transaction('custom', 'readonly').objectStore('custom')
    const receipt: unknown = await done(custom.get('receipt'))
    database.close()
    const read: unknown = typeof receipt === 'string' ? JSON.parse(receipt) : null
    if (typeof read === 'object' && read && 'seq' in read) proven = Math.max(proven, Number(read.seq))
  }
  return proven
}

async function changeWords({ words, others }: { words: string; others: string }): Promise<number> {
  const done = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('the stored copy could not be read'))
    })
  const wanted = new TextEncoder().encode(words)
  let changed = 0
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('adref ')) continue
    const database = await done(indexedDB.open(name))
    const updates = database.transaction('updates', 'readwrite').objectStore('updates')
    for (const key of await done(updates.getAllKeys())) {
      const update: unknown = await done(updates.get(key))
      if (!(update instanceof Uint8Array)) continue
      const at = update.findIndex((_byte, start) => wanted.every((byte, i) => update[start + i] === byte))
      if (at < 0) continue
      update.set(new TextEncoder().encode(others), at)
      await done(updates.put(update, key))
      changed += 1
    }
    database.close()
  }
  return changed
}

async function forget(): Promise<number> {
  const done = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('the stored copy could not be read'))
    })
  let forgotten = 0
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('adref ')) continue
    const database = await done(indexedDB.open(name))
    const custom = database.transaction('custom', 'readwrite').objectStore('custom')
    if ((await done(custom.getKey('unsaved'))) !== undefined) forgotten += 1
    await done(custom.delete('unsaved'))
    database.close()
  }
  return forgotten
}

async function deleteAll(): Promise<number> {
  const names = (await indexedDB.databases()).flatMap(({ name }) =>
    name?.startsWith('adref ') ? [name] : [],
  )
  for (const name of names)
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name)
      request.onsuccess = () => resolve()
      request.onerror = () => reject(new Error('the stored copy could not be deleted'))
    })
  return names.length
}
