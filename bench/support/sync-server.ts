// A node in a process of its own.
import * as Y from 'yjs'
import type { DocumentId, PersonId } from '../../shared/ids'
import { openFloor, type Floor } from '../../tests/support/floor'
import { answerParent } from './answering'

const folder = process.env.DATA_DIR
if (!folder) throw new Error('DATA_DIR is not set')
const floor = await openFloor({ folder, admitsAnybody: true })

async function issue(floorOf: Floor, documentId: DocumentId, people: readonly string[]): Promise<number[]> {
  const room = await floorOf.collab.rooms.use(documentId, (room) => room)
  const { doc } = room.view().text
  const clockOf = (id: number) => (doc ? Y.getState(doc.store, id) : 0)
  const ids: number[] = []
  for (const person of people) {
    ids.push(await floorOf.collab.clients.issue(documentId, person as PersonId, clockOf))
  }
  return ids
}

answerParent(floor.url, {
  make: (text) => floor.makeDocument(text),
  import: (update) => floor.importDocument(update),
  issue: (documentId, people) => issue(floor, documentId, people),
  open: async (documentId) => (await floor.collab.rooms.use(documentId, (room) => room)).view().head.seq,
  stop: () => floor.stop(),
})
