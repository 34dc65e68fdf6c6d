import { describe, expect, it } from 'vitest'
import type { DocumentId, PersonId } from '../../shared/ids'
import { eachWith, type OpenStore } from './opened-store'

const DOCUMENT = 'outcome' as DocumentId

/** What is promised about clientIDs. */
export function clientsContract(open: OpenStore): void {
  const current = eachWith(open)

  describe('clients', () => {
    const amina = 'amina' as PersonId
    const boris = 'boris' as PersonId

    it('never hands the same clientID out twice in a document', async () => {
      const issued = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          current.store.clients.issue(DOCUMENT, index % 2 ? amina : boris, () => 0),
        ),
      )
      expect(new Set(issued).size).toBe(60)
      for (const id of issued) expect(Number.isInteger(id) && id >= 1 && id < 2 ** 32).toBe(true)
      const owners = await current.store.clients.owners(DOCUMENT)
      expect([...owners.keys()].sort()).toEqual([...issued].sort())
      expect([...owners.values()].filter((person) => person === amina)).toHaveLength(30)
      expect((await current.store.clients.owners('another' as DocumentId)).size).toBe(0)
    })

    it('hands a clientID out again when it was given back at the clock that the text has', async () => {
      const id = await current.store.clients.issue(DOCUMENT, amina, () => 0)
      await current.store.clients.release(DOCUMENT, amina, id, 12)
      expect(await current.store.clients.issue(DOCUMENT, amina, (client) => (client === id ? 12 : 0))).toBe(
        id,
      )
      expect(
        await current.store.clients.issue(DOCUMENT, amina, (client) => (client === id ? 12 : 0)),
      ).not.toBe(id)
    })

    it('hands out nothing new when only a clientID that was given back is asked for', async () => {
      const { clients } = current.store
      const id = await clients.issue(DOCUMENT, amina, () => 0)
      expect(await clients.reissue(DOCUMENT, amina, () => 0)).toBeNull()
      await clients.release(DOCUMENT, amina, id, 0)
      expect(await clients.reissue(DOCUMENT, boris, () => 0)).toBeNull()
      expect(await clients.reissue(DOCUMENT, amina, () => 1)).toBeNull()
      expect(await clients.reissue(DOCUMENT, amina, () => 0)).toBe(id)
      expect(await clients.reissue(DOCUMENT, amina, () => 0)).toBeNull()
    })

    it('keeps a clientID back when the text has moved on under it, or somebody else asks', async () => {
      const id = await current.store.clients.issue(DOCUMENT, amina, () => 0)
      await current.store.clients.release(DOCUMENT, amina, id, 12)
      const clockOf = (clock: number) => (client: number) => (client === id ? clock : 0)
      expect(await current.store.clients.issue(DOCUMENT, amina, clockOf(13))).not.toBe(id)
      expect(await current.store.clients.issue(DOCUMENT, boris, clockOf(12))).not.toBe(id)
      expect(await current.store.clients.issue('another' as DocumentId, amina, clockOf(12))).not.toBe(id)
    })

    it('hands out nothing that was given back before this start: a backup may have been restored since', async () => {
      const id = await current.store.clients.issue(DOCUMENT, amina, () => 0)
      await current.store.clients.release(DOCUMENT, amina, id, 12)
      const started = await current.opened.another()
      const clockOf = (client: number) => (client === id ? 12 : 0)
      expect(await started.clients.reissue(DOCUMENT, amina, clockOf)).toBeNull()
      expect(await started.clients.issue(DOCUMENT, amina, clockOf)).not.toBe(id)
      await started.close()
    })

    it('does not let anybody give back the clientID of somebody else', async () => {
      const id = await current.store.clients.issue(DOCUMENT, amina, () => 0)
      await current.store.clients.release(DOCUMENT, boris, id, 0)
      expect(await current.store.clients.issue(DOCUMENT, amina, () => 0)).not.toBe(id)
      expect((await current.store.clients.owners(DOCUMENT)).get(id)).toBe(amina)
    })

    it('gives a clientID that was given back to one of several takers only', async () => {
      const other = await current.opened.another()
      const id = await current.store.clients.issue(DOCUMENT, amina, () => 0)
      await current.store.clients.release(DOCUMENT, amina, id, 0)
      const taken = await Promise.all(
        [current.store, other, current.store, other].map(({ clients }) =>
          clients.issue(DOCUMENT, amina, () => 0),
        ),
      )
      expect(taken.filter((client) => client === id)).toHaveLength(1)
      expect(new Set(taken).size).toBe(4)
      await other.close()
    })
  })
}
