import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentId, LinkId, PersonId, SeatId, SessionId } from '../../shared/ids'
import { EMPTY_HEAD, type Entry, type Head, type StreamId } from '../../shared/journal'
import type { Appended, LinkRow, PersonRow, SessionRow, Store } from '../../server/store/port'
import { draftOf, drafter } from '../support/entries'

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

const STREAM: StreamId = 'document:outcome'
const OTHER: StreamId = 'meeting:main'
const DOCUMENT = 'outcome' as DocumentId
const NOW = 1_000_000

const headOf = (entry: Entry | undefined): Head => (entry ? { seq: entry.seq, hash: entry.hash } : EMPTY_HEAD)
const wordsOf = (entries: readonly Entry[]) =>
  entries.map((entry) => (JSON.parse(new TextDecoder().decode(entry.body)) as { word: string }).word)
const written = (appended: Appended): readonly Entry[] => {
  expect(appended.kind).toBe('written')
  return appended.entries
}

/** The one suite that every implementation of the store passes. */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the store on ${name}`, () => {
    let opened: OpenedStore
    let store: Store

    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    const say = async (stream: StreamId, ...words: string[]): Promise<Head> => {
      const head = await store.journal.head(stream)
      const drafts = words.map((word) => draftOf(word))
      return headOf(written(await store.journal.append(stream, head, drafts)).at(-1))
    }

    describe('journal', () => {
      it('begins empty', async () => {
        expect(await store.journal.head(STREAM)).toEqual(EMPTY_HEAD)
        expect(await store.journal.read(STREAM, 0)).toEqual([])
        expect(await store.journal.entryAt(STREAM, 1)).toBeNull()
        expect(await store.journal.streams()).toEqual([])
        expect(await store.journal.verify(STREAM)).toBeNull()
      })

      it('gives back every entry as it was written', async () => {
        const drafts = [
          draftOf('first', { enteredFor: 'africa' as SeatId, audience: { roles: ['chair'] } }),
          draftOf('second', {
            kind: 'text:updated',
            audience: { persons: [drafter.personId] },
            actor: { ...drafter, seatId: 'asia' as SeatId },
            body: new Uint8Array([0, 255, 1]),
            at: 1_790_000_000_123,
          }),
          draftOf('كلمة', { body: new Uint8Array() }),
        ]
        const entries = written(await store.journal.append(STREAM, EMPTY_HEAD, drafts))
        expect(entries).toMatchObject(drafts)
        expect(await store.journal.read(STREAM, 0)).toEqual(entries.map(plain))
        expect(await store.journal.entryAt(STREAM, 2)).toEqual(plain(entries[1]))
        expect(await store.journal.head(STREAM)).toEqual(headOf(entries[2]))
        expect(entries.map((entry) => entry.salt.length)).toEqual([16, 16, 16])
        expect(new Set(entries.map((entry) => String(entry.salt))).size).toBe(3)
      })

      it('reads on after a seq or a head, in pages', async () => {
        await say(STREAM, 'a', 'b', 'c', 'd', 'e')
        const first = await store.journal.read(STREAM, 0, 2)
        expect(wordsOf(first)).toEqual(['a', 'b'])
        expect(wordsOf(await store.journal.read(STREAM, headOf(first[1]), 2))).toEqual(['c', 'd'])
        expect(wordsOf(await store.journal.read(STREAM, 4))).toEqual(['e'])
        expect(await store.journal.read(STREAM, 5)).toEqual([])
        expect(await store.journal.read(STREAM, 6)).toEqual([])
      })

      it('writes more entries at once than fit into one statement', async () => {
        const words = Array.from({ length: 2_345 }, (_, index) => `word ${index}`)
        await say(STREAM, ...words)
        expect(wordsOf(await store.journal.read(STREAM, 2_300, 3))).toEqual(words.slice(2_300, 2_303))
        expect(await store.journal.verify(STREAM)).toBeNull()
      })

      it('answers who is behind with exactly the entries that were missed', async () => {
        const seen = await say(STREAM, 'a')
        const head = await say(STREAM, 'b', 'c')
        const appended = await store.journal.append(STREAM, seen, [draftOf('late')])
        expect(appended.kind).toBe('behind')
        expect(wordsOf(appended.entries)).toEqual(['b', 'c'])
        expect(await store.journal.head(STREAM)).toEqual(head)
        expect(written(await store.journal.append(STREAM, head, [draftOf('late')]))).toHaveLength(1)
      })

      it('gives one of two who append in the same turn the place, and tells the other what came first', async () => {
        const [one, other] = await Promise.all([
          store.journal.append(STREAM, EMPTY_HEAD, [draftOf('one'), draftOf('more')]),
          store.journal.append(STREAM, EMPTY_HEAD, [draftOf('other')]),
        ])
        expect(one.kind).toBe('written')
        expect(other.kind).toBe('behind')
        expect(wordsOf(other.entries)).toEqual(['one', 'more'])
      })

      it('takes an append without entries as a question whether the head is still the same', async () => {
        const head = await say(STREAM, 'a')
        expect(await store.journal.append(STREAM, head, [])).toEqual({ kind: 'written', entries: [] })
        expect((await store.journal.append(STREAM, EMPTY_HEAD, [])).kind).toBe('behind')
      })

      it('commits all appends of one turn together, over all streams', async () => {
        const before = opened.commits()
        await Promise.all(
          Array.from({ length: 40 }, (_, index) =>
            store.journal.append(`document:d${index}`, EMPTY_HEAD, [draftOf('a'), draftOf('b')]),
          ),
        )
        expect(opened.commits()).toBe(before + 1)
        expect(await store.journal.streams()).toHaveLength(40)
      })

      it('resolves nothing before it is there for everybody', async () => {
        const other = await opened.another()
        for (let round = 1; round <= 20; round++) {
          const head = await say(STREAM, `round ${round}`)
          expect(await other.journal.head(STREAM)).toEqual(head)
        }
        await other.close()
      })

      it('lets two connections race for every place without losing, doubling or mixing up anything', async () => {
        const other = await opened.another()
        const run = async (journal: Store['journal'], name: string): Promise<void> => {
          let head = EMPTY_HEAD
          for (let said = 0; said < 40;) {
            const appended = await journal.append(STREAM, head, [draftOf(`${name} ${said}`)])
            expect(appended.entries[0]?.prev ?? head.hash).toBe(head.hash)
            head = headOf(appended.entries.at(-1))
            if (appended.kind === 'written') said += 1
          }
        }
        await Promise.all([
          run(store.journal, 'here'),
          run(other.journal, 'there'),
          run(store.journal, 'too'),
        ])
        const words = wordsOf(await store.journal.read(STREAM, 0))
        for (const name of ['here', 'there', 'too']) {
          expect(words.filter((word) => word.startsWith(name))).toEqual(
            Array.from({ length: 40 }, (_, said) => `${name} ${said}`),
          )
        }
        expect(words).toHaveLength(120)
        expect(await other.journal.verify(STREAM)).toBeNull()
        await other.close()
      })

      it('does not let one bad draft take the others of its turn with it', async () => {
        const broken = draftOf('broken', { at: Number.NaN })
        const [bad, good, behind] = await Promise.allSettled([
          store.journal.append(OTHER, EMPTY_HEAD, [broken]),
          store.journal.append(STREAM, EMPTY_HEAD, [draftOf('good')]),
          store.journal.append(STREAM, EMPTY_HEAD, [draftOf('late')]),
        ])
        expect(bad.status).toBe('rejected')
        expect(good).toMatchObject({ value: { kind: 'written' } })
        expect(behind).toMatchObject({ value: { kind: 'behind' } })
        expect(await store.journal.head(OTHER)).toEqual(EMPTY_HEAD)
      })

      it('keeps what is under way when it is closed, and refuses what comes later', async () => {
        const other = await opened.another()
        const appending = other.journal.append(STREAM, EMPTY_HEAD, [draftOf('last words')])
        await other.close()
        expect(written(await appending)).toHaveLength(1)
        await expect(other.journal.append(STREAM, EMPTY_HEAD, [draftOf('x')])).rejects.toMatchObject({
          name: 'StoreFault',
          reason: 'unavailable',
        })
        expect(wordsOf(await store.journal.read(STREAM, 0))).toEqual(['last words'])
      })
    })

    describe('a journal that somebody tampered with', () => {
      let head: Head
      beforeEach(async () => {
        head = await say(STREAM, 'a', 'b', 'c', 'd', 'e')
        await say(OTHER, 'untouched')
      })

      const where = `stream = '${STREAM}' and seq =`
      const cases: { what: string; edit: string[]; seq: number; fault: string }[] = [
        {
          what: 'an altered kind',
          edit: [`update entry set kind = 'x' where ${where} 3`],
          seq: 3,
          fault: 'hash-mismatch',
        },
        {
          what: 'an altered body',
          edit: [`update entry set body = salt where ${where} 2`],
          seq: 2,
          fault: 'hash-mismatch',
        },
        {
          what: 'another author',
          edit: [`update entry set "personId" = 'x' where ${where} 5`],
          seq: 5,
          fault: 'hash-mismatch',
        },
        {
          what: 'an altered audience',
          edit: [`update entry set audience = '"nobody"' where ${where} 1`],
          seq: 1,
          fault: 'hash-mismatch',
        },
        {
          what: 'an audience that is no JSON',
          edit: [`update entry set audience = '{' where ${where} 4`],
          seq: 4,
          fault: 'unreadable',
        },
        {
          what: 'an altered prev',
          edit: [`update entry set prev = hash where ${where} 3`],
          seq: 3,
          fault: 'prev-mismatch',
        },
        {
          what: 'a deleted first row',
          edit: [`delete from entry where ${where} 1`],
          seq: 1,
          fault: 'seq-gap',
        },
        {
          what: 'a deleted middle row',
          edit: [`delete from entry where ${where} 3`],
          seq: 3,
          fault: 'seq-gap',
        },
        {
          what: 'a deleted last row',
          edit: [`delete from entry where ${where} 5`],
          seq: 5,
          fault: 'truncated',
        },
        {
          what: 'a truncated tail',
          edit: [`delete from entry where stream = '${STREAM}' and seq > 2`],
          seq: 3,
          fault: 'truncated',
        },
        {
          what: 'no rows at all',
          edit: [`delete from entry where stream = '${STREAM}'`],
          seq: 1,
          fault: 'truncated',
        },
        {
          what: 'a middle row closed up by renumbering',
          edit: [
            `delete from entry where ${where} 3`,
            `update entry set seq = 3 where ${where} 4`,
            `update entry set seq = 4 where ${where} 5`,
          ],
          seq: 3,
          fault: 'prev-mismatch',
        },
        {
          what: 'a row in the place of another',
          edit: [`update entry set seq = 9 where ${where} 2`],
          seq: 2,
          fault: 'seq-gap',
        },
      ]
      for (const { what, edit, seq, fault } of cases) {
        it(`is reported by row: ${what}`, async () => {
          for (const statement of edit) await opened.edit(statement)
          const damaged = { name: 'JournalDamaged', stream: STREAM, seq, fault }
          expect(await store.journal.verify(STREAM)).toMatchObject(damaged)
          await expect(store.journal.read(STREAM, 0)).rejects.toMatchObject(damaged)
          expect(await store.journal.verify(OTHER)).toBeNull()
        })
      }

      it('is reported when rows lie beyond a head that was set back', async () => {
        const third = await store.journal.entryAt(STREAM, 3)
        await opened.edit(`update stream set seq = 3, hash = '${third?.hash}' where stream = '${STREAM}'`)
        const damaged = { name: 'JournalDamaged', stream: STREAM, seq: 4, fault: 'seq-gap' }
        expect(await store.journal.verify(STREAM)).toMatchObject(damaged)
        const [mine, others] = await Promise.allSettled([
          store.journal.append(STREAM, headOf(third ?? undefined), [draftOf('over it')]),
          store.journal.append(OTHER, await store.journal.head(OTHER), [draftOf('goes on')]),
        ])
        expect(mine).toMatchObject({ status: 'rejected', reason: damaged })
        expect(others).toMatchObject({ value: { kind: 'written' } })
      })

      it('is reported when the head was removed', async () => {
        await opened.edit(`delete from stream where stream = '${STREAM}'`)
        expect(await store.journal.streams()).toEqual([STREAM, OTHER])
        expect(await store.journal.verify(STREAM)).toMatchObject({ seq: 1, fault: 'seq-gap' })
      })

      it('is reported to an appender who has seen what is gone, whatever else is appended in the same turn', async () => {
        const third = await store.journal.entryAt(STREAM, 3)
        await opened.edit(`delete from entry where stream = '${STREAM}' and seq > 3`)
        await opened.edit(`update stream set seq = 3, hash = '${third?.hash}' where stream = '${STREAM}'`)
        const [mine, others] = await Promise.allSettled([
          store.journal.append(STREAM, head, [draftOf('on top')]),
          store.journal.append(OTHER, EMPTY_HEAD, [draftOf('late')]),
        ])
        expect(mine).toMatchObject({ status: 'rejected', reason: { seq: 4, fault: 'truncated' } })
        expect(others).toMatchObject({ value: { kind: 'behind' } })
      })

      it('does not pass off an altered row as the one entry asked for', async () => {
        await opened.edit(`update entry set kind = 'x' where ${where} 2`)
        await expect(store.journal.entryAt(STREAM, 2)).rejects.toMatchObject({
          seq: 2,
          fault: 'hash-mismatch',
        })
        expect(await store.journal.entryAt(STREAM, 4)).toMatchObject({ seq: 4 })
      })
    })

    describe('checkpoints', () => {
      const checkpointAt = (head: Head, state: string) => ({ head, text: new Uint8Array([1, 2, 3]), state })

      it('are kept, and the newest wins', async () => {
        const first = await say(STREAM, 'a')
        const second = await say(STREAM, 'b')
        expect(await store.checkpoints.load(STREAM)).toBeNull()
        await store.checkpoints.save(STREAM, checkpointAt(second, '{"b":1}'))
        await store.checkpoints.save(STREAM, checkpointAt(first, '{"a":1}'))
        expect(await store.checkpoints.load(STREAM)).toEqual(checkpointAt(second, '{"b":1}'))
        const third = await say(STREAM, 'c')
        await store.checkpoints.save(STREAM, checkpointAt(third, '{"c":1}'))
        expect(await store.checkpoints.load(STREAM)).toEqual(checkpointAt(third, '{"c":1}'))
      })

      it('can all be deleted without losing an entry', async () => {
        const head = await say(STREAM, 'a', 'b')
        await store.checkpoints.save(STREAM, checkpointAt(head, '{}'))
        await store.checkpoints.clear()
        expect(await store.checkpoints.load(STREAM)).toBeNull()
        expect(wordsOf(await store.journal.read(STREAM, 0))).toEqual(['a', 'b'])
      })

      it('are worth nothing when the journal does not hold their entry, and make room for new ones', async () => {
        const head = await say(STREAM, 'a')
        await store.checkpoints.save(STREAM, checkpointAt({ seq: 7, hash: 'f'.repeat(64) }, '{}'))
        expect(await store.checkpoints.load(STREAM)).toBeNull()
        await store.checkpoints.save(STREAM, checkpointAt(head, '{}'))
        expect(await store.checkpoints.load(STREAM)).toEqual(checkpointAt(head, '{}'))
      })
    })

    describe('a checkpoint that was damaged', () => {
      const columns = [`text = '123'`, `state = '{"a":2}'`, `state = ''`]
      it.each(columns)('is dropped, so that the journal is read instead: %s', async (change) => {
        const head = await say(STREAM, 'a')
        await store.checkpoints.save(STREAM, { head, text: new Uint8Array([1, 2, 3]), state: '{"a":1}' })
        await opened.edit(`update checkpoint set ${change}`)
        expect(await store.checkpoints.load(STREAM)).toBeNull()
        await store.checkpoints.save(STREAM, { head, text: new Uint8Array(), state: '{}' })
        expect(await store.checkpoints.load(STREAM)).toMatchObject({ head, state: '{}' })
      })
    })

    describe('clients', () => {
      const amina = 'amina' as PersonId
      const boris = 'boris' as PersonId

      it('never hands the same clientID out twice in a document', async () => {
        const issued = await Promise.all(
          Array.from({ length: 60 }, (_, index) =>
            store.clients.issue(DOCUMENT, index % 2 ? amina : boris, () => 0),
          ),
        )
        expect(new Set(issued).size).toBe(60)
        for (const id of issued) expect(Number.isInteger(id) && id >= 1 && id < 2 ** 32).toBe(true)
        const owners = await store.clients.owners(DOCUMENT)
        expect([...owners.keys()].sort()).toEqual([...issued].sort())
        expect([...owners.values()].filter((person) => person === amina)).toHaveLength(30)
        expect((await store.clients.owners('another' as DocumentId)).size).toBe(0)
      })

      it('hands a clientID out again when it was given back at the clock that the text has', async () => {
        const id = await store.clients.issue(DOCUMENT, amina, () => 0)
        await store.clients.release(DOCUMENT, amina, id, 12)
        expect(await store.clients.issue(DOCUMENT, amina, (client) => (client === id ? 12 : 0))).toBe(id)
        expect(await store.clients.issue(DOCUMENT, amina, (client) => (client === id ? 12 : 0))).not.toBe(id)
      })

      it('keeps a clientID back when the text has moved on under it, or somebody else asks', async () => {
        const id = await store.clients.issue(DOCUMENT, amina, () => 0)
        await store.clients.release(DOCUMENT, amina, id, 12)
        const clockOf = (clock: number) => (client: number) => (client === id ? clock : 0)
        expect(await store.clients.issue(DOCUMENT, amina, clockOf(13))).not.toBe(id)
        expect(await store.clients.issue(DOCUMENT, boris, clockOf(12))).not.toBe(id)
        expect(await store.clients.issue('another' as DocumentId, amina, clockOf(12))).not.toBe(id)
      })

      it('does not let anybody give back the clientID of somebody else', async () => {
        const id = await store.clients.issue(DOCUMENT, amina, () => 0)
        await store.clients.release(DOCUMENT, boris, id, 0)
        expect(await store.clients.issue(DOCUMENT, amina, () => 0)).not.toBe(id)
        expect((await store.clients.owners(DOCUMENT)).get(id)).toBe(amina)
      })

      it('gives a clientID that was given back to one of several takers only', async () => {
        const other = await opened.another()
        const id = await store.clients.issue(DOCUMENT, amina, () => 0)
        await store.clients.release(DOCUMENT, amina, id, 0)
        const taken = await Promise.all(
          [store, other, store, other].map(({ clients }) => clients.issue(DOCUMENT, amina, () => 0)),
        )
        expect(taken.filter((client) => client === id)).toHaveLength(1)
        expect(new Set(taken).size).toBe(4)
        await other.close()
      })
    })

    describe('accounts', () => {
      const link = (name: string, more: Partial<LinkRow> = {}): LinkRow => ({
        linkId: name as LinkId,
        tokenHash: `hash of ${name}`,
        role: 'drafter',
        label: '',
        onlyDocumentId: null,
        createdBy: null,
        createdAt: NOW,
        expiresAt: NOW + 1_000,
        ...{ usedAt: null, usedBy: null, revokedAt: null },
        ...more,
      })
      const person = (name: string, more: Partial<PersonRow> = {}): PersonRow => ({
        personId: name as PersonId,
        name,
        role: 'drafter',
        onlyDocumentId: null,
        createdAt: NOW,
        revokedAt: null,
        ...more,
      })
      const session = (name: string, personId: string, more: Partial<SessionRow> = {}): SessionRow => ({
        sessionId: name as SessionId,
        tokenHash: `hash of ${name}`,
        personId: personId as PersonId,
        ...{ createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW + 10_000, browser: 'Firefox', revokedAt: null },
        ...more,
      })
      const signIn = async (name: string): Promise<void> => {
        await store.accounts.addLink(link(name))
        const redeemed = store.accounts.redeem(
          `hash of ${name}`,
          person(name),
          session(`${name} 1`, name),
          NOW,
        )
        expect(await redeemed).toBe(true)
      }

      it('are empty until somebody signs in', async () => {
        expect(await store.accounts.isEmpty()).toBe(true)
        await store.accounts.addLink(link('a'))
        expect(await store.accounts.isEmpty()).toBe(true)
        await signIn('amina')
        expect(await store.accounts.isEmpty()).toBe(false)
      })

      it('keep links as they were made', async () => {
        const made = link('a', {
          label: 'Asia',
          role: 'chair',
          onlyDocumentId: DOCUMENT,
          createdBy: 'boris' as PersonId,
        })
        await store.accounts.addLink(made)
        await store.accounts.addLink(link('b', { createdAt: NOW - 5 }))
        expect(await store.accounts.linkByToken('hash of a')).toEqual(made)
        expect(await store.accounts.linkByToken('a')).toBeNull()
        expect(await store.accounts.links()).toEqual([link('b', { createdAt: NOW - 5 }), made])
      })

      it('let a link be used once, of many who try at the same time from two connections', async () => {
        const other = await opened.another()
        await store.accounts.addLink(link('a'))
        const tries = Array.from({ length: 12 }, (_, index) =>
          (index % 2 ? store : other).accounts.redeem(
            'hash of a',
            person(`p${index}`),
            session(`s${index}`, `p${index}`),
            NOW + 1,
          ),
        )
        const won = await Promise.all(tries)
        expect(won.filter(Boolean)).toHaveLength(1)
        const people = await store.accounts.people()
        expect(people.map((row) => row.personId)).toEqual([`p${won.indexOf(true)}`])
        expect(await store.accounts.linkByToken('hash of a')).toMatchObject({
          usedAt: NOW + 1,
          usedBy: people[0]?.personId,
        })
        await other.close()
      })

      it('refuse a link that is revoked, expired or unknown, and leave nothing behind', async () => {
        await store.accounts.addLink(link('revoked'))
        await store.accounts.addLink(link('expired'))
        expect(await store.accounts.revokeLink('revoked' as LinkId, NOW)).toBe(true)
        const redeem = (name: string, now: number) =>
          store.accounts.redeem(`hash of ${name}`, person(name), session(name, name), now)
        expect(await redeem('revoked', NOW)).toBe(false)
        expect(await redeem('expired', NOW + 1_000)).toBe(false)
        expect(await redeem('unknown', NOW)).toBe(false)
        expect(await store.accounts.isEmpty()).toBe(true)
        expect(await store.accounts.sessionByToken('hash of expired', NOW)).toBeNull()
      })

      it('sign nobody in by half: a person who cannot be added leaves the link unused', async () => {
        await signIn('amina')
        await store.accounts.addLink(link('b'))
        await expect(
          store.accounts.redeem('hash of b', person('amina'), session('s', 'amina'), NOW),
        ).rejects.toThrow()
        expect(await store.accounts.linkByToken('hash of b')).toMatchObject({ usedAt: null, usedBy: null })
      })

      it('revoke a link once, and not when it is used', async () => {
        await store.accounts.addLink(link('a'))
        expect(await store.accounts.revokeLink('a' as LinkId, NOW)).toBe(true)
        expect(await store.accounts.revokeLink('a' as LinkId, NOW)).toBe(false)
        await signIn('amina')
        expect(await store.accounts.revokeLink('amina' as LinkId, NOW)).toBe(false)
        expect(await store.accounts.revokeLink('nobody' as LinkId, NOW)).toBe(false)
      })

      it('make one first-run link when several nodes start together', async () => {
        const other = await opened.another()
        const made = await Promise.all(
          ['a', 'b', 'c', 'd'].map((name, index) =>
            (index % 2 ? store : other).accounts.addFirstRunLink(link(name, { createdAt: NOW + index })),
          ),
        )
        expect(made.filter(Boolean)).toHaveLength(1)
        expect((await store.accounts.links()).filter((row) => row.revokedAt === null)).toHaveLength(1)
        await other.close()
      })

      it('replace a first-run link that nobody used, and no other link', async () => {
        await store.accounts.addLink(link('handed out'))
        expect(await store.accounts.addFirstRunLink(link('old'))).toBe(true)
        expect(await store.accounts.addFirstRunLink(link('new', { createdAt: NOW + 60_000 }))).toBe(true)
        expect((await store.accounts.links()).map((row) => [row.linkId, row.revokedAt !== null])).toEqual([
          ['handed out', false],
          ['old', true],
          ['new', false],
        ])
      })

      it('make no first-run link when somebody has signed in', async () => {
        await signIn('amina')
        expect(await store.accounts.addFirstRunLink(link('a'))).toBe(false)
        expect(await store.accounts.linkByToken('hash of a')).toBeNull()
      })

      it('find a live session with its person, and no other', async () => {
        await signIn('amina')
        expect(await store.accounts.sessionByToken('hash of amina 1', NOW)).toEqual({
          session: session('amina 1', 'amina'),
          person: person('amina'),
        })
        expect(await store.accounts.sessionByToken('hash of amina 1', NOW + 10_000)).toBeNull()
        expect(await store.accounts.sessionByToken('amina 1', NOW)).toBeNull()
        expect(await store.accounts.person('amina' as PersonId)).toEqual(person('amina'))
        expect(await store.accounts.person('boris' as PersonId)).toBeNull()
      })

      it('remember when a session was last seen, and never go back', async () => {
        await signIn('amina')
        await signIn('boris')
        await store.accounts.touchSession('amina 1' as SessionId, NOW + 50)
        await store.accounts.touchSession('amina 1' as SessionId, NOW + 40)
        expect((await store.accounts.sessionsOf('amina' as PersonId))[0]?.lastSeenAt).toBe(NOW + 50)
        expect((await store.accounts.people()).map((row) => [row.name, row.lastSeenAt])).toEqual([
          ['amina', NOW + 50],
          ['boris', NOW],
        ])
      })

      it('end a session once', async () => {
        await signIn('amina')
        expect(await store.accounts.revokeSession('amina 1' as SessionId, NOW)).toBe(true)
        expect(await store.accounts.revokeSession('amina 1' as SessionId, NOW)).toBe(false)
        expect(await store.accounts.sessionByToken('hash of amina 1', NOW)).toBeNull()
        expect((await store.accounts.sessionsOf('amina' as PersonId))[0]?.revokedAt).toBe(NOW)
      })

      it('revoke a person with all sessions, and say which were live', async () => {
        await signIn('amina')
        await signIn('boris')
        expect(await store.accounts.revokePerson('amina' as PersonId, NOW)).toEqual(['amina 1'])
        expect(await store.accounts.revokePerson('amina' as PersonId, NOW + 1)).toEqual([])
        expect(await store.accounts.sessionByToken('hash of amina 1', NOW)).toBeNull()
        expect(await store.accounts.sessionByToken('hash of boris 1', NOW)).not.toBeNull()
        expect(await store.accounts.person('amina' as PersonId)).toMatchObject({ revokedAt: NOW })
      })

      it('make a secret once, also when two ask at the same time', async () => {
        const other = await opened.another()
        const secrets = await Promise.all([
          store.accounts.secret('receipts', () => new Uint8Array([1, 2])),
          other.accounts.secret('receipts', () => new Uint8Array([3, 4])),
        ])
        expect(secrets[0]).toEqual(secrets[1])
        expect(await store.accounts.secret('receipts', () => new Uint8Array([5]))).toEqual(secrets[0])
        expect(await store.accounts.secret('others', () => new Uint8Array([6]))).toEqual(new Uint8Array([6]))
        await other.close()
      })
    })

    describe('as a whole', () => {
      it('answers a ping while it is open', async () => {
        await store.ping()
        const other = await opened.another()
        await other.close()
        await expect(other.ping()).rejects.toMatchObject({ name: 'StoreFault' })
      })

      it('is copied as it was at one moment while others write', async () => {
        const { copy } = opened
        if (!copy) return
        let head = await say(STREAM, 'before')
        let isCopied = false
        const copying = store.backup(copy.file).then(() => (isCopied = true))
        while (!isCopied) {
          const streams: StreamId[] = [STREAM, OTHER]
          for (const stream of streams) head = await say(stream, 'meanwhile')
        }
        await copying
        const copied = await copy.open()
        const [one, other] = [await copied.journal.head(STREAM), await copied.journal.head(OTHER)]
        expect(one.seq - 1 - other.seq === 0 || one.seq - 1 - other.seq === 1).toBe(true)
        expect(head.seq).toBeGreaterThanOrEqual(other.seq)
        expect(await copied.journal.verify(STREAM)).toBeNull()
        expect(await copied.journal.verify(OTHER)).toBeNull()
        await copied.close()
        await expect(store.backup(copy.file)).rejects.toMatchObject({ name: 'StoreFault' })
      })
    })
  })
}

/** Bytes come back as plain `Uint8Array`, whatever kind of buffer they were made in. */
function plain(entry: Entry | undefined): Entry | undefined {
  return entry && { ...entry, body: Uint8Array.from(entry.body), salt: Uint8Array.from(entry.salt) }
}
