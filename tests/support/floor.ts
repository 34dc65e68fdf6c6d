import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { decideCreate, TEXT_KINDS } from '../../shared/documents'
import { newId, type DocumentId, type PersonId, type SessionId } from '../../shared/ids'
import { documentStream, EMPTY_HEAD, type Actor } from '../../shared/journal'
import type { Role } from '../../shared/roles'
import { SYNC_PATH } from '../../shared/sync'
import { compose, type ProvisionSource } from '../../shared/text/compose'
import { openText } from '../../shared/text/flat'
import { createLocalBus } from '../../server/bus/local'
import type { Bus } from '../../server/bus/port'
import type { Log, Who } from '../../server/collab/connection'
import type { Beat } from '../../server/collab/heartbeat'
import { createCollab, SYNC_SOCKETS, type Collab } from '../../server/collab/socket'
import { createReceipts } from '../../server/receipts'
import { NO_SEAT } from '../../server/sessions'
import type { Store } from '../../server/store/port'
import { openStore } from '../../server/store/store'

/** The chair that makes documents in these tests. */
export const COORDINATOR: Actor = {
  personId: 'coordinator' as PersonId,
  seatId: null,
  role: 'coordinator',
}

/** One line that the server logged. */
export interface Logged {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** A node with its store, its sync sockets and nothing else. Sessions are named by the query: no cookie is needed. */
export interface Floor {
  readonly url: string
  readonly store: Store
  readonly collab: Collab
  readonly bus: Bus
  readonly logged: Logged[]
  readonly folder: string
  /** Makes a document; `text` are operative paragraphs `op1`, `op2` and so on. */
  makeDocument(text: readonly string[]): Promise<DocumentId>
  /** Makes a document of one update. */
  importDocument(update: Uint8Array): Promise<DocumentId>
  /** A person with a session; the same name is the same person. */
  person(name: string, role?: Role): Who
  /** Closes the node; the folder stays, so that another node can open it. */
  stop(): Promise<void>
  /** Removes the folder too. */
  close(): Promise<void>
}

export interface FloorOptions {
  readonly folder?: string
  readonly beat?: Beat
  readonly idleMs?: number
  readonly idleBytes?: number
  /** Wraps the store, to make it fail. */
  readonly around?: (store: Store) => Store
  readonly port?: number
  /** Lets everybody in under the name that the query gives as the session. */
  readonly admitsAnybody?: boolean
}

/** Opens a node on a free port. */
export async function openFloor(options: FloorOptions = {}): Promise<Floor> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'adref-floor-')))
  const opened = await openStore({ dataDir: folder })
  const store = options.around ? options.around(opened) : opened
  const logged: Logged[] = []
  const log = logInto(logged)
  const bus = createLocalBus({ onFault: (fault) => log.error({ err: fault }, 'a listener failed') })
  const receipts = createReceipts({ key: new Uint8Array(32), now: Date.now })
  const { beat, idleMs, idleBytes } = options
  const limits = {
    ...(beat && { beat }),
    ...(idleMs !== undefined && { idleMs }),
    ...(idleBytes !== undefined && { idleBytes }),
  }
  const collab = createCollab({ store, bus, receipts, log, now: Date.now, ...limits })
  const people = new Map<string, Who>()
  const server = serve(
    collab,
    (session) => people.get(session) ?? (options.admitsAnybody ? visitor(session) : null),
  )
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const stop = async (): Promise<void> => {
    server.close()
    await collab.close()
    await opened.close()
  }

  return {
    url: `ws://127.0.0.1:${port}`,
    store,
    collab,
    bus,
    logged,
    folder,
    makeDocument: (text) => makeDocument(opened, firstText(text)),
    importDocument: (update) => makeDocument(opened, update),
    person(name, role = 'drafter') {
      const personId = name as PersonId
      const who = { sessionId: newId<SessionId>(), personId, ...NO_PLACE, name, role }
      people.set(who.sessionId, who)
      return who
    },
    stop,
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeDocument(store: Store, text: Uint8Array): Promise<DocumentId> {
  const documentId = newId<DocumentId>()
  const created = decideCreate(
    { documentId, title: 'Text', language: 'en', onlyFor: null, meetingId: null },
    COORDINATOR,
    Date.now(),
  )
  if (!created.ok) throw new Error(created.refusal.code)
  const written = { kind: TEXT_KINDS.updated, actor: COORDINATOR, at: Date.now(), body: text }
  const drafts = [...created.value, { ...written, audience: 'everyone' as const }]
  await store.journal.append(documentStream(documentId), EMPTY_HEAD, drafts)
  return documentId
}

/** One operative paragraph per string, as one update. */
export function firstText(text: readonly string[]): Uint8Array {
  const sources = text.map((words, index): ProvisionSource => {
    return { id: `op${index + 1}`, kind: 'operative', runs: words ? [words] : [] }
  })
  const doc = new Y.Doc()
  compose(openText(doc), sources)
  return Y.encodeStateAsUpdate(doc)
}

/** Somebody who acts for no seat. */
const NO_PLACE = { ...NO_SEAT, mechanism: null, entering: null }

const visitor = (name: string): Who => {
  const who = { sessionId: name as SessionId, personId: name as PersonId }
  return { ...who, ...NO_PLACE, name, role: 'drafter' }
}

function serve(collab: Collab, whoIs: (session: string) => Who | null): Server {
  const server = createServer((_request, response) => response.end())
  const sockets = new WebSocketServer(SYNC_SOCKETS)
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const who = whoIs(searchParams.get('session') ?? '')
    if (!who) return void socket.destroy()
    const documentId = pathname.slice(SYNC_PATH.length) as DocumentId
    sockets.handleUpgrade(request, socket, head, (ws) =>
      collab.accept(ws, socket, who, documentId, searchParams),
    )
  })
  return server
}

function logInto(logged: Logged[]): Log {
  const at = (level: Logged['level']) => (facts: Record<string, unknown>, message: string) => {
    logged.push({ level, message, facts })
  }
  return { info: at('info'), warn: at('warn'), error: at('error') } as Log
}
