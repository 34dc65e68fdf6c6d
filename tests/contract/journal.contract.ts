import { describe, expect, it } from 'vitest'
import type { SeatId } from '../../shared/ids'
import { EMPTY_HEAD } from '../../shared/journal'
import type { Store } from '../../server/store/port'
import { draftOf, drafter } from '../support/entries'
import { eachWith, headOf, wordsOf, written, plain, STREAM, OTHER, type OpenStore } from './opened-store'

/** What a journal promises while nobody interferes. */
export function journalContract(open: OpenStore): void {
  const current = eachWith(open)

  describe('journal', () => {
    it('begins empty', async () => {
      expect(await current.store.journal.head(STREAM)).toEqual(EMPTY_HEAD)
      expect(await current.store.journal.read(STREAM, 0)).toEqual([])
      expect(await current.store.journal.entryAt(STREAM, 1)).toBeNull()
      expect(await current.store.journal.streams()).toEqual([])
      expect(await current.store.journal.verify(STREAM)).toBeNull()
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
      const entries = written(await current.store.journal.append(STREAM, EMPTY_HEAD, drafts))
      expect(entries).toMatchObject(drafts)
      expect(await current.store.journal.read(STREAM, 0)).toEqual(entries.map(plain))
      expect(await current.store.journal.entryAt(STREAM, 2)).toEqual(plain(entries[1]))
      expect(await current.store.journal.head(STREAM)).toEqual(headOf(entries[2]))
      expect(entries.map((entry) => entry.salt.length)).toEqual([16, 16, 16])
      expect(new Set(entries.map((entry) => String(entry.salt))).size).toBe(3)
    })

    it('reads on after a seq or a head, in pages', async () => {
      await current.say(STREAM, 'a', 'b', 'c', 'd', 'e')
      const first = await current.store.journal.read(STREAM, 0, 2)
      expect(wordsOf(first)).toEqual(['a', 'b'])
      expect(wordsOf(await current.store.journal.read(STREAM, headOf(first[1]), 2))).toEqual(['c', 'd'])
      expect(wordsOf(await current.store.journal.read(STREAM, 4))).toEqual(['e'])
      expect(await current.store.journal.read(STREAM, 5)).toEqual([])
      expect(await current.store.journal.read(STREAM, 6)).toEqual([])
    })

    it('reads no more bytes at once than asked for, but one entry at least', async () => {
      const bytes = ['a', 'b', 'long'.repeat(100), 'c'].map((word) => draftOf(word).body.length)
      await current.say(STREAM, 'a', 'b', 'long'.repeat(100), 'c')
      const { journal } = current.store
      const sizesOf = async (after: number, limit: number, maxBytes: number) =>
        (await journal.read(STREAM, after, limit, maxBytes)).map(({ body }) => body.length)
      expect(await sizesOf(0, 10, 200)).toEqual(bytes.slice(0, 2))
      expect(await sizesOf(0, 1, 200)).toEqual(bytes.slice(0, 1))
      expect(await sizesOf(2, 10, 200)).toEqual(bytes.slice(2, 3))
      expect(await sizesOf(3, 10, 200)).toEqual(bytes.slice(3))
      expect(await sizesOf(0, 10, 1_000)).toEqual(bytes)
      expect(await sizesOf(4, 10, 200)).toEqual([])
    })

    it('writes more entries at once than fit into one statement', async () => {
      const words = Array.from({ length: 2_345 }, (_, index) => `word ${index}`)
      await current.say(STREAM, ...words)
      expect(wordsOf(await current.store.journal.read(STREAM, 2_300, 3))).toEqual(words.slice(2_300, 2_303))
      expect(await current.store.journal.verify(STREAM)).toBeNull()
    })

    it('answers who is behind with exactly the entries that were missed', async () => {
      const seen = await current.say(STREAM, 'a')
      const head = await current.say(STREAM, 'b', 'c')
      const appended = await current.store.journal.append(STREAM, seen, [draftOf('late')])
      expect(appended.kind).toBe('behind')
      expect(wordsOf(appended.entries)).toEqual(['b', 'c'])
      expect(await current.store.journal.head(STREAM)).toEqual(head)
      expect(written(await current.store.journal.append(STREAM, head, [draftOf('late')]))).toHaveLength(1)
    })

    it('gives one of two who append in the same turn the place, and tells the other what came first', async () => {
      const [one, other] = await Promise.all([
        current.store.journal.append(STREAM, EMPTY_HEAD, [draftOf('one'), draftOf('more')]),
        current.store.journal.append(STREAM, EMPTY_HEAD, [draftOf('other')]),
      ])
      expect(one.kind).toBe('written')
      expect(other.kind).toBe('behind')
      expect(wordsOf(other.entries)).toEqual(['one', 'more'])
    })

    it('takes an append without entries as a question whether the head is still the same', async () => {
      const head = await current.say(STREAM, 'a')
      expect(await current.store.journal.append(STREAM, head, [])).toEqual({ kind: 'written', entries: [] })
      expect((await current.store.journal.append(STREAM, EMPTY_HEAD, [])).kind).toBe('behind')
    })

    it('commits all appends of one turn together, over all streams', async () => {
      const before = current.opened.commits()
      await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          current.store.journal.append(`document:d${index}`, EMPTY_HEAD, [draftOf('a'), draftOf('b')]),
        ),
      )
      expect(current.opened.commits()).toBe(before + 1)
      expect(await current.store.journal.streams()).toHaveLength(40)
    })

    it('resolves nothing before it is there for everybody', async () => {
      const other = await current.opened.another()
      for (let round = 1; round <= 20; round++) {
        const head = await current.say(STREAM, `round ${round}`)
        expect(await other.journal.head(STREAM)).toEqual(head)
      }
      await other.close()
    })

    it('lets two connections race for every place without losing, doubling or mixing up anything', async () => {
      const other = await current.opened.another()
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
        run(current.store.journal, 'here'),
        run(other.journal, 'there'),
        run(current.store.journal, 'too'),
      ])
      const words = wordsOf(await current.store.journal.read(STREAM, 0))
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
        current.store.journal.append(OTHER, EMPTY_HEAD, [broken]),
        current.store.journal.append(STREAM, EMPTY_HEAD, [draftOf('good')]),
        current.store.journal.append(STREAM, EMPTY_HEAD, [draftOf('late')]),
      ])
      expect(bad.status).toBe('rejected')
      expect(good).toMatchObject({ value: { kind: 'written' } })
      expect(behind).toMatchObject({ value: { kind: 'behind' } })
      expect(await current.store.journal.head(OTHER)).toEqual(EMPTY_HEAD)
    })

    it('keeps what is under way when it is closed, and refuses what comes later', async () => {
      const other = await current.opened.another()
      const appending = other.journal.append(STREAM, EMPTY_HEAD, [draftOf('last words')])
      await other.close()
      expect(written(await appending)).toHaveLength(1)
      await expect(other.journal.append(STREAM, EMPTY_HEAD, [draftOf('x')])).rejects.toMatchObject({
        name: 'StoreFault',
        reason: 'unavailable',
      })
      expect(wordsOf(await current.store.journal.read(STREAM, 0))).toEqual(['last words'])
    })
  })
}
