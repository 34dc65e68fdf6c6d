import { afterEach } from 'vitest'
import type { DocumentId } from '../../shared/ids'
import { openFloor, type Floor, type FloorOptions } from './floor'
import { enter, type Writer, type WriterOptions } from './writer'

/** Rooms and people of one test file; everything is closed after each test. */
export function visits() {
  const writers: Writer[] = []
  const floors: Floor[] = []

  afterEach(async () => {
    for (const writer of writers.splice(0)) writer.leave()
    for (const floor of floors.splice(0)) await floor.close()
  })

  return {
    /** A node with one document. */
    async open(text: string[], options?: FloorOptions): Promise<{ floor: Floor; documentId: DocumentId }> {
      const floor = await openFloor(options)
      floors.push(floor)
      return { floor, documentId: await floor.makeDocument(text) }
    },

    /** A drafter in sync. */
    async come(floor: Floor, documentId: DocumentId, name: string, options?: WriterOptions): Promise<Writer> {
      return this.keep(await enter(floor, documentId, floor.person(name), options))
    },

    keep(writer: Writer): Writer {
      writers.push(writer)
      return writer
    },
  }
}
