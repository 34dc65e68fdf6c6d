import { WebSocket, type ClientOptions } from 'ws'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import { FRAME, SYNC } from '../../shared/sync'
import type { Who } from '../../server/collab/connection'
import type { Floor } from './floor'

/** A message with an update, or with a state vector. */
export function syncMessage(type: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, FRAME.sync)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}

/** The question of somebody who has nothing yet. */
export const ASK_FOR_ALL = syncMessage(SYNC.step1, Y.encodeStateVector(new Y.Doc()))

/** A bare socket that sends what it is told to, good or bad. */
export class RawSocket {
  readonly ws: WebSocket
  readonly received: Buffer[] = []
  closedWith: number | null = null

  private constructor(ws: WebSocket) {
    this.ws = ws
    ws.on('message', (data: Buffer) => this.received.push(data))
    ws.on('close', (code) => (this.closedWith = code))
    ws.on('error', () => (this.closedWith ??= 0))
  }

  static async open(
    floor: Floor,
    documentId: DocumentId,
    who: Who,
    options: ClientOptions & { query?: string } = {},
  ): Promise<RawSocket> {
    const { query = '', ...rest } = options
    const url = `${floor.url}/sync/${documentId}?session=${who.sessionId}${query}`
    const raw = new RawSocket(new WebSocket(url, rest))
    await new Promise<void>((resolve, reject) => {
      raw.ws.once('open', () => resolve())
      raw.ws.once('error', reject)
    })
    return raw
  }

  send(...messages: readonly Uint8Array[]): void {
    for (const message of messages) this.ws.send(message)
  }

  end(): void {
    this.ws.terminate()
  }
}
