// A plain y-websocket server in a process of its own: nothing is kept, nothing is judged, nobody is asked who they are.
import { getYDoc, setupWSConnection } from '@y/websocket-server/utils'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { newId, type DocumentId } from '../../shared/ids'
import { SYNC_PATH } from '../../shared/sync'
import { firstText } from '../../tests/support/floor'
import { answerParent } from './answering'

const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket, request) => setupWSConnection(socket, request))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo

/** Its documents are named by the path of the address. */
const docOf = (documentId: DocumentId): Y.Doc => getYDoc(`${SYNC_PATH}${documentId}`.slice(1))

async function load(update: Uint8Array): Promise<DocumentId> {
  const documentId = newId<DocumentId>()
  Y.applyUpdate(docOf(documentId), update)
  return documentId
}

answerParent(`ws://127.0.0.1:${port}`, {
  make: (text) => load(firstText(text)),
  import: load,
  issue: async (_, people) => people.map(() => new Y.Doc().clientID),
  open: async () => 0,
  async stop() {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  },
})
