import { describe, expect, it } from 'vitest'
import { type StreamId } from '../../shared/journal'
import { eachWith, STREAM, OTHER, type OpenStore } from './opened-store'

/** What the store promises as a whole. */
export function wholeContract(open: OpenStore): void {
  const current = eachWith(open)

  describe('as a whole', () => {
    it('answers a ping while it is open', async () => {
      await current.store.ping()
      const other = await current.opened.another()
      await other.close()
      await expect(other.ping()).rejects.toMatchObject({ name: 'StoreFault' })
    })

    it('is copied as it was at one moment while others write', async () => {
      const { copy } = current.opened
      if (!copy) return
      let head = await current.say(STREAM, 'before')
      let isCopied = false
      const copying = current.store.backup(copy.file).then(() => (isCopied = true))
      while (!isCopied) {
        const streams: StreamId[] = [STREAM, OTHER]
        for (const stream of streams) head = await current.say(stream, 'meanwhile')
      }
      await copying
      const copied = await copy.open()
      const [one, other] = [await copied.journal.head(STREAM), await copied.journal.head(OTHER)]
      expect(one.seq - 1 - other.seq === 0 || one.seq - 1 - other.seq === 1).toBe(true)
      expect(head.seq).toBeGreaterThanOrEqual(other.seq)
      expect(await copied.journal.verify(STREAM)).toBeNull()
      expect(await copied.journal.verify(OTHER)).toBeNull()
      await copied.close()
      await expect(current.store.backup(copy.file)).rejects.toMatchObject({ name: 'StoreFault' })
    })
  })
}
