// A node in a process of its own, which answers the questions of a benchmark over the channel to its parent.
import * as Y from 'yjs'
import type { DocumentId, PersonId } from '../../shared/ids'
import { openFloor, type Floor } from '../../tests/support/floor'
import type { Question } from './server-child'

const folder = process.env.DATA_DIR
if (!folder) throw new Error('DATA_DIR is not set')
const floor = await openFloor({ folder, admitsAnybody: true })

async function issue(floorOf: Floor, documentId: DocumentId, people: readonly string[]): Promise<number[]> {
  const room = await floorOf.collab.rooms.open(documentId)
  const { doc } = room.view().text
  const clockOf = (id: number) => (doc ? Y.getState(doc.store, id) : 0)
  const ids: number[] = []
  for (const person of people) {
    ids.push(await floorOf.collab.clients.issue(documentId, person as PersonId, clockOf))
  }
  return ids
}

function usage() {
  const { user, system } = process.cpuUsage()
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { cpuMs: (user + system) / 1_000, heapBytes: heapUsed + external, rssBytes: rss }
}

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'make':
      return floor.makeDocument(question.text)
    case 'import':
      return floor.importDocument(Buffer.from(question.update, 'base64'))
    case 'issue':
      return issue(floor, question.documentId, question.people)
    case 'open':
      return (await floor.collab.rooms.open(question.documentId)).view().head.seq
    case 'cpu': {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1_000
    }
    case 'usage':
      return usage()
    case 'stop':
      await floor.stop()
      process.disconnect()
      return null
  }
}

process.on('message', ({ id, question }: { id: number; question: Question }) => {
  answer(question).then(
    (value) => process.connected && process.send?.({ id, value }),
    (fault: unknown) => process.connected && process.send?.({ id, fault: String(fault) }),
  )
})
// Without its parent it has nothing to do.
process.on('disconnect', () => process.exit())
process.send?.({ id: 0, value: floor.url })
