import type * as decoding from 'lib0/decoding'
import * as v from 'valibot'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import { decodeNotice, FRAME, Notice, encodeNotice, SCHEMA_VERSION } from '../../shared/sync'
import { openText, rawDelete, segmentsOf } from '../../shared/text/flat'
import type { Floor } from './floor'
import { until } from './until'
import type { Who } from '../../server/collab/connection'

export interface WriterOptions {
  /** Whether the client understands notices; a stock client does not. */
  readonly notices?: boolean
  readonly schema?: number
  /** A clientID to use in place of one that the server issues. */
  readonly clientId?: number
  /** Answers a freeze by itself. */
  readonly answersFreeze?: boolean
}

/** A person who types through a real y-websocket provider over a real socket. */
export class Writer {
  readonly doc = new Y.Doc()
  readonly text: Y.Text
  readonly provider: WebsocketProvider
  readonly notices: Notice[] = []
  readonly closed: number[] = []
  /** Updates made here, and the answer to the server's step 1: what is acknowledged on a first connection. */
  sent = 1

  constructor(floor: Floor, documentId: DocumentId, who: Who, options: WriterOptions = {}) {
    this.text = openText(this.doc)
    if (options.clientId !== undefined) this.doc.clientID = options.clientId
    const { notices = true, schema = SCHEMA_VERSION } = options
    const asks: Record<string, string> = notices ? { notices: '1', schema: String(schema) } : {}
    this.provider = new WebsocketProvider(`${floor.url}/sync`, documentId, this.doc, {
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      connect: false,
      params: { ...asks, session: who.sessionId },
    })
    this.doc.on('update', (_update, origin) => {
      if (origin !== this.provider) this.sent += 1
    })
    this.provider.on('connection-close', (event) => this.closed.push(event?.code ?? 0))
    if (notices) this.#hearNotices(options.answersFreeze ?? true)
  }

  connect(): void {
    this.provider.connect()
  }

  async synced(): Promise<this> {
    await until(() => this.provider.synced, { what: 'sync' })
    return this
  }

  /** Inserts words `at` an offset of the flat text; at its end when left out. */
  type(words: string, at: number = this.text.length): void {
    this.doc.transact(() => this.text.insert(at, words, {}))
  }

  /** Deletes `length` units from an offset of the flat text. */
  erase(at: number, length: number): void {
    rawDelete(this.text, at, length)
  }

  /** All words, without boundaries. */
  get words(): string {
    return segmentsOf(this.text)
      .map(({ content }) => (typeof content === 'string' ? content : ''))
      .join('')
  }

  get acknowledged(): number {
    return Math.max(0, ...this.notices.flatMap((notice) => (notice.type === 'ack' ? [notice.count] : [])))
  }

  /** The last notice of a type, if any. */
  last<Type extends Notice['type']>(type: Type): Extract<Notice, { type: Type }> | undefined {
    return this.notices
      .filter((notice): notice is Extract<Notice, { type: Type }> => notice.type === type)
      .at(-1)
  }

  leave(): void {
    this.provider.destroy()
    this.doc.destroy()
  }

  #hearNotices(answersFreeze: boolean): void {
    const handlers = this.provider.messageHandlers as ((
      encoder: unknown,
      decoder: decoding.Decoder,
    ) => void)[]
    handlers[FRAME.notice] = (_encoder, decoder) => {
      const notice = v.parse(Notice, decodeNotice(decoder))
      this.notices.push(notice)
      if (notice.type === 'freeze' && answersFreeze) {
        this.provider.ws?.send(new Uint8Array(encodeNotice({ type: 'frozen', nonce: notice.nonce })))
      }
    }
  }
}

/** A writer with a clientID of the server's, connected and in sync. */
export async function enter(
  floor: Floor,
  documentId: DocumentId,
  who: Who,
  options: WriterOptions = {},
): Promise<Writer> {
  const { doc } = await floor.collab.rooms.use(documentId, (room) => room.view().text)
  const clockOf = (id: number) => (doc ? Y.getState(doc.store, id) : 0)
  const clientId = options.clientId ?? (await floor.collab.clients.issue(documentId, who.personId, clockOf))
  const writer = new Writer(floor, documentId, who, { ...options, clientId })
  writer.connect()
  return writer.synced()
}
