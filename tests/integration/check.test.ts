import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { decideCreate, EMPTY_DOCUMENT, foldDocument, TEXT_KINDS } from '../../shared/documents'
import { noteCopied } from '../../shared/entered'
import type { DocumentId, MechanismId, ProvisionId } from '../../shared/ids'
import { documentStream, draft, EMPTY_HEAD, type Entry, type EntryDraft } from '../../shared/journal'
import { checkRecord, isSound, type RowFault } from '../../server/check'
import { encodeFolded } from '../../server/collab/checkpoint'
import { DatabaseCheckpoints } from '../../server/store/checkpoints'
import type { Database } from '../../server/store/database'
import { DatabaseJournal } from '../../server/store/journal'
import { migrate } from '../../server/store/migrations'
import { openSqlite } from '../../server/store/sqlite'
import { openText } from '../../shared/text/flat'
import { actor } from '../support/record'
import { countWork } from '../support/work'

const SMD = 'smd' as MechanismId
const by = actor('coordinator')
const documentId = 'd1' as DocumentId
const IDS = Array.from({ length: 20_000 }, (_, i) => `op${i}` as ProvisionId)
/** What copies all that waits once for a page of rows ends far below this; what copies it for each row, far above. In milliseconds. */
const LIMIT_MS = 5_000

let folder: string
let database: Database

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adref-check-'))
  database = await openSqlite(join(folder, 'adref.sqlite'))
  await migrate(database)
})
afterEach(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

/** The first entries of a document in which words wait in twenty thousand provisions. */
function waiting(): EntryDraft[] {
  const made = decideCreate(
    { documentId, title: 'Zero draft', language: 'en', onlyFor: null, meetingId: null },
    by,
    1,
  )
  if (!made.ok) throw new Error('a coordinator may make a document')
  const noted = IDS.map((provisionId) => ({ mechanismId: SMD, provisionId }))
  return [...made.value, ...noteCopied(noted, by, 1)]
}

const confirmed = (provisionId: string): EntryDraft =>
  draft('provision:confirmed', { mechanismId: SMD, provisionId, textHash: 'a' }, by, 2)

async function write(drafts: readonly EntryDraft[]): Promise<void> {
  const journal = new DatabaseJournal(database)
  await journal.append(documentStream(documentId), EMPTY_HEAD, drafts)
}

const faults = async (): Promise<(RowFault | null)[]> =>
  (await checkRecord(database)).streams.map(({ fault }) => fault)

describe('a check of the record', () => {
  it('folds thousands of confirmations among many words that wait', async () => {
    await write([...waiting(), ...IDS.slice(0, 4_000).map(confirmed)])
    const workMs = countWork()
    expect(isSound(await checkRecord(database))).toBe(true)
    expect(workMs()).toBeLessThan(LIMIT_MS)
  })

  it('names the very row that makes no sense, among many that do', async () => {
    const drafts = [...waiting(), ...IDS.slice(0, 300).map(confirmed)]
    await write([...drafts, draft('provision:confirmed', {}, by, 3), confirmed('op301')])
    const what = 'its provision:confirmed makes no sense'
    expect(await faults()).toEqual([{ seq: drafts.length + 1, what }])
  })

  describe('of text that two authors wrote by turns', () => {
    const doc = new Y.Doc()
    const letters: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => letters.push(update))
    for (const letter of 'abc') openText(doc).insert(openText(doc).length, letter)
    const [a, b, c] = letters as [Uint8Array, Uint8Array, Uint8Array]
    const text = (at: number, ...updates: Uint8Array[]): EntryDraft => ({
      ...{ kind: TEXT_KINDS.updated, actor: by, at, audience: 'everyone' },
      body: Y.mergeUpdates(updates),
    })
    const FAULT = { seq: waiting().length + 1, what: 'its text update needs one that is missing' }

    it('lets the entries of one commit wait for one another', async () => {
      await write([...waiting(), text(5, a, c), text(5, b)])
      expect(await faults()).toEqual([null])
    })

    it('names the row that waits for a later commit, or for ever', async () => {
      await write([...waiting(), text(5, a, c), text(6, b)])
      expect(await faults()).toEqual([FAULT])
    })

    it('names the last row too', async () => {
      await write([...waiting(), text(5, a, c)])
      expect(await faults()).toEqual([FAULT])
    })
  })

  describe('of a checkpoint', () => {
    const doc = new Y.Doc()
    openText(doc).insert(openText(doc).length, 'agreed words')
    const said = Y.encodeStateAsUpdate(doc)
    const words: EntryDraft = { kind: TEXT_KINDS.updated, actor: by, at: 5, audience: 'everyone', body: said }

    const kept = draft(
      'words:kept',
      { wordsId: 'w1', provisionId: IDS[0], code: 'not-allowed', text: 'and more' },
      by,
      6,
    )

    /** Writes a document, and a checkpoint of it that the server would take, with these words. */
    async function writeWith(text: Uint8Array, archived = false): Promise<void> {
      await write([...waiting(), words, kept])
      const stream = documentStream(documentId)
      const journal = new DatabaseJournal(database)
      const entries: Entry[] = []
      for (
        let page = await journal.read(stream, 0);
        page.length > 0;
        page = await journal.read(stream, entries.length)
      )
        entries.push(...page)
      const state = { ...foldDocument(EMPTY_DOCUMENT, entries), archived }
      const head = await journal.head(stream)
      await new DatabaseCheckpoints(database).save(stream, {
        head,
        text,
        state: encodeFolded(state, new Map()),
      })
    }

    it('finds nothing when it says what the journal says', async () => {
      await writeWith(said)
      expect(await faults()).toEqual([null])
    })

    it.each([
      ['other words', () => changed()],
      ['another state', () => said],
      ['no text at all', () => new Uint8Array([1, 2, 3])],
    ])('says that it has %s', async (what, text) => {
      await writeWith(text(), what === 'another state')
      const seq = waiting().length + 2
      expect(await faults()).toEqual([
        { seq, what: 'the checkpoint from which it is opened says something else' },
      ])
    })

    function changed(): Uint8Array {
      const other = new Y.Doc()
      Y.applyUpdate(other, said)
      openText(other).insert(openText(other).length, ' and more')
      return Y.encodeStateAsUpdate(other)
    }
  })
})
