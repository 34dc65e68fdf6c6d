import { describe, expect, it } from 'vitest'
import { type Head } from '../../shared/journal'
import { eachWith, wordsOf, STREAM, type OpenStore } from './opened-store'

/** What checkpoints promise. */
export function checkpointsContract(open: OpenStore): void {
  const current = eachWith(open)

  describe('checkpoints', () => {
    const checkpointAt = (head: Head, state: string) => ({ head, text: new Uint8Array([1, 2, 3]), state })

    it('are kept, and the newest wins', async () => {
      const first = await current.say(STREAM, 'a')
      const second = await current.say(STREAM, 'b')
      expect(await current.store.checkpoints.load(STREAM)).toBeNull()
      await current.store.checkpoints.save(STREAM, checkpointAt(second, '{"b":1}'))
      await current.store.checkpoints.save(STREAM, checkpointAt(first, '{"a":1}'))
      expect(await current.store.checkpoints.load(STREAM)).toEqual(checkpointAt(second, '{"b":1}'))
      const third = await current.say(STREAM, 'c')
      await current.store.checkpoints.save(STREAM, checkpointAt(third, '{"c":1}'))
      expect(await current.store.checkpoints.load(STREAM)).toEqual(checkpointAt(third, '{"c":1}'))
    })

    it('can all be deleted without losing an entry', async () => {
      const head = await current.say(STREAM, 'a', 'b')
      await current.store.checkpoints.save(STREAM, checkpointAt(head, '{}'))
      await current.store.checkpoints.clear()
      expect(await current.store.checkpoints.load(STREAM)).toBeNull()
      expect(wordsOf(await current.store.journal.read(STREAM, 0))).toEqual(['a', 'b'])
    })

    it('are worth nothing when the journal does not hold their entry, and make room for new ones', async () => {
      const head = await current.say(STREAM, 'a')
      await current.store.checkpoints.save(STREAM, checkpointAt({ seq: 7, hash: 'f'.repeat(64) }, '{}'))
      expect(await current.store.checkpoints.load(STREAM)).toBeNull()
      await current.store.checkpoints.save(STREAM, checkpointAt(head, '{}'))
      expect(await current.store.checkpoints.load(STREAM)).toEqual(checkpointAt(head, '{}'))
    })
  })

  describe('a checkpoint that was damaged', () => {
    const columns = [`text = '123'`, `state = '{"a":2}'`, `state = ''`]
    it.each(columns)('is dropped, so that the journal is read instead: %s', async (change) => {
      const head = await current.say(STREAM, 'a')
      await current.store.checkpoints.save(STREAM, {
        head,
        text: new Uint8Array([1, 2, 3]),
        state: '{"a":1}',
      })
      await current.opened.edit(`update checkpoint set ${change}`)
      expect(await current.store.checkpoints.load(STREAM)).toBeNull()
      await current.store.checkpoints.save(STREAM, { head, text: new Uint8Array(), state: '{}' })
      expect(await current.store.checkpoints.load(STREAM)).toMatchObject({ head, state: '{}' })
    })
  })
}
