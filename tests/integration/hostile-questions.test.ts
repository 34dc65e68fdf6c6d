import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import { documentStream } from '../../shared/journal'
import { SYNC } from '../../shared/sync'
import { openText } from '../../shared/text/flat'
import { openFloor, type Floor } from '../support/floor'
import { RawSocket, syncMessage } from '../support/raw'
import { until } from '../support/until'

/** So many that an answer is dear on a quick machine too. */
const PIECES = 120_000
const SOCKETS = 60
/** Far below what so much work is waited off for, and far above what one answer takes; in milliseconds. */
const SOON_MS = 1_000

let floor: Floor
afterEach(() => floor.close())

/** A text in many pieces of one client, none of which can be joined with its neighbour. */
function inPieces(clientId: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const text = openText(doc)
  doc.transact(() => {
    for (let i = 0; i < PIECES; i += 1) text.insert(0, 'x')
  })
  return Y.encodeStateAsUpdate(doc)
}

const answersOf = ({ received }: RawSocket) =>
  received.filter((data) => data[0] === 0 && data[1] === SYNC.step2).length

const ask = (socket: RawSocket, clientId: number, clock: number) =>
  socket.send(syncMessage(SYNC.step1, Y.encodeStateVector(new Map([[clientId, clock]]))))

async function opened(clientId: number): Promise<DocumentId> {
  const documentId = await floor.importDocument(inPieces(clientId))
  await floor.collab.rooms.use(documentId, () => undefined)
  const stream = documentStream(documentId)
  await until(async () => (await floor.store.checkpoints.load(stream)) !== null, { what: 'a base' })
  return documentId
}

it(
  'answers that are dear are waited off by who asks for many, and nobody else',
  { timeout: 180_000 },
  async () => {
    floor = await openFloor()
    const clientId = 7
    const documentId = await opened(clientId)
    const mallory = floor.person('mallory', 'observer')
    const many = await Promise.all(
      Array.from({ length: SOCKETS }, () => RawSocket.open(floor, documentId, mallory)),
    )
    for (const [i, socket] of many.entries()) ask(socket, clientId, PIECES - 1 - i)
    await until(() => many.every((socket) => answersOf(socket) === 1), { timeoutMs: 120_000 })
    for (const [i, socket] of many.entries()) ask(socket, clientId, PIECES - 1 - SOCKETS - i)
    const amina = await RawSocket.open(floor, documentId, floor.person('amina'))
    ask(amina, clientId, PIECES - 2 - 2 * SOCKETS)
    await until(() => answersOf(amina) === 1, { timeoutMs: SOON_MS })
    expect(many.some((socket) => answersOf(socket) === 1)).toBe(true)
    for (const socket of [...many, amina]) socket.end()
  },
)
