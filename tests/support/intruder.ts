import { WebSocket, type ClientOptions } from 'ws'
import * as decoding from 'lib0/decoding'
import * as v from 'valibot'
import type { DocumentId } from '../../shared/ids'
import { decodeNotice, FRAME, Notice, SYNC, syncPathOf } from '../../shared/sync'
import { syncMessage } from './raw'
import type { Caller } from './typist'
import { until } from './until'

/** A bare sync socket of somebody with a session: it sends what it is told to, and keeps what it hears. */
export class Intruder {
  readonly ws: WebSocket
  readonly notices: Notice[] = []
  readonly received: Buffer[] = []
  closedWith: number | null = null

  private constructor(ws: WebSocket) {
    this.ws = ws
    ws.on('message', (data: Buffer) => this.#hear(data))
    ws.on('close', (code) => (this.closedWith = code))
    ws.on('error', () => (this.closedWith ??= 0))
  }

  static async open(caller: Caller, documentId: DocumentId, options: ClientOptions = {}): Promise<Intruder> {
    const headers = { origin: caller.url, cookie: caller.cookie }
    const url = caller.url.replace('http', 'ws') + syncPathOf(documentId)
    const intruder = new Intruder(new WebSocket(url, { headers, ...options }))
    await until(() => intruder.ws.readyState === WebSocket.OPEN || intruder.closedWith !== null)
    return intruder
  }

  /** Sends an update; resolves with the code of the refusal, `saved`, or `closed`. */
  async submit(update: Uint8Array): Promise<string> {
    const heard = this.notices.length
    this.ws.send(syncMessage(SYNC.update, update))
    const answer = () => this.notices.slice(heard).find(({ type }) => type === 'ack' || type === 'refused')
    await until(() => answer() !== undefined || this.closedWith !== null, { what: 'an answer' })
    const said = answer()
    if (!said) return 'closed'
    return said.type === 'refused' ? said.code : 'saved'
  }

  /** Sends a message and resolves when the network has taken it. */
  send(message: Uint8Array | string): Promise<void> {
    return new Promise((resolve) => this.ws.send(message, () => resolve()))
  }

  end(): void {
    this.ws.terminate()
  }

  #hear(data: Buffer): void {
    this.received.push(data)
    const decoder = decoding.createDecoder(data)
    if (decoding.readVarUint(decoder) !== FRAME.notice) return
    this.notices.push(v.parse(Notice, decodeNotice(decoder)))
  }
}
