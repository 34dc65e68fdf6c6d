import { afterEach, beforeEach, expect } from 'vitest'
import { EMPTY_HEAD, type Entry, type Head, type StreamId } from '../../shared/journal'
import type { Appended, Store } from '../../server/store/port'
import { draftOf } from '../support/entries'

/** A fresh, empty store for one test, and the ways round it that a test needs. */
export interface OpenedStore {
  readonly store: Store
  /** The same store over a connection of its own. The test closes it. */
  another(): Promise<Store>
  /** Changes rows behind the store's back. Standard SQL. */
  edit(statement: string): Promise<void>
  /** Transactions that `store` has committed since it was opened. */
  commits(): number
  /** Path of a new file in a folder of this test, for a copy. Null when backups are made by other means. */
  readonly copy: { readonly file: string; open(): Promise<Store> } | null
  close(): Promise<void>
}

export type OpenStore = () => Promise<OpenedStore>

export const STREAM: StreamId = 'document:outcome'
export const OTHER: StreamId = 'meeting:main'

/** The store of the test that is running. */
export interface Current {
  readonly opened: OpenedStore
  readonly store: Store
  /** Appends words to a stream. @returns its new head */
  say(stream: StreamId, ...words: string[]): Promise<Head>
}

/** Opens a store before each test of the suite around, and closes it after. */
export function eachWith(open: OpenStore): Current {
  let opened: OpenedStore
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(() => opened.close())
  return {
    get opened() {
      return opened
    },
    get store() {
      return opened.store
    },
    async say(stream, ...words) {
      const { journal } = opened.store
      const head = await journal.head(stream)
      const drafts = words.map((word) => draftOf(word))
      return headOf(written(await journal.append(stream, head, drafts)).at(-1))
    },
  }
}

export const headOf = (entry: Entry | null | undefined): Head =>
  entry ? { seq: entry.seq, hash: entry.hash } : EMPTY_HEAD

export const wordsOf = (entries: readonly Entry[]): string[] =>
  entries.map((entry) => (JSON.parse(new TextDecoder().decode(entry.body)) as { word: string }).word)

/** Entries of an append that was not behind. */
export function written(appended: Appended): readonly Entry[] {
  expect(appended.kind).toBe('written')
  return appended.entries
}

/** Bytes come back as plain `Uint8Array`, whatever kind of buffer they were made in. */
export function plain(entry: Entry | undefined): Entry | undefined {
  return entry && { ...entry, body: Uint8Array.from(entry.body), salt: Uint8Array.from(entry.salt) }
}
