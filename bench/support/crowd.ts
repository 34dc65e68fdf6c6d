import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import { decodeNotice, FRAME, SYNC, SYNC_QUERY } from '../../shared/sync'
import { openText } from '../../shared/text/flat'
import { ASK_FOR_ALL, syncMessage } from '../../tests/support/raw'
import { LightSocket } from './light-socket'

/** Somebody who only watches: a socket that counts what it receives. */
export class Viewer {
  readonly ws: LightSocket
  readonly name: string
  /** Called with each update, and with the time at which it came. */
  onUpdate: ((update: Uint8Array, at: number) => void) | null = null
  bytes = 0
  messages = 0
  /** When the answer to its question was complete, by `performance.now()`. */
  syncedAt = 0
  readonly synced: Promise<void>
  #isSynced: () => void = () => {}

  constructor(url: string, documentId: DocumentId, name: string, asksForNotices = false) {
    this.name = name
    const notices = asksForNotices ? `&${SYNC_QUERY.notices}=1` : ''
    this.ws = new LightSocket(`${url}/sync/${documentId}?session=${name}${notices}`, {
      onOpen: () => this.ws.send(ASK_FOR_ALL),
      onMessage: (data) => this.#take(data),
    })
    this.synced = new Promise((resolve) => (this.#isSynced = resolve))
  }

  leave(): void {
    this.ws.terminate()
  }

  /** What else a message may be. */
  protected hear(data: Buffer): void {
    if (data[0] === undefined) throw new Error('a message has a type')
  }

  #take(data: Buffer): void {
    this.bytes += data.length
    this.messages += 1
    if (data[0] !== FRAME.sync) return this.hear(data)
    if (data[1] === SYNC.step1) return
    if (this.onUpdate) this.onUpdate(updateIn(data), performance.now())
    if (data[1] === SYNC.step2) {
      this.syncedAt = performance.now()
      this.#isSynced()
    }
  }
}

/** The update in a sync message. */
export function updateIn(data: Buffer): Uint8Array {
  const decoder = decoding.createDecoder(data)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}

/** Offset in the flat text at which the first paragraph has its words. */
const FIRST_LETTER = 3

/** Somebody who types single letters in one place, with honest updates made by a replica of their own. */
export class Typer extends Viewer {
  readonly clientId: number
  readonly #doc = new Y.Doc()
  readonly #text: Y.Text
  #at: number
  #made: Uint8Array | null = null
  #cursors = 0
  /** Times at which updates were sent, by their number on this socket. */
  readonly sentAt: number[] = []
  /** Times at which they were acknowledged. */
  readonly ackedAt: number[] = []
  /** Called when a letter was sent, with the clock behind it. */
  onSent: ((clock: number, at: number) => void) | null = null

  /** @param at offset of the flat text at which the letters go in */
  constructor(
    url: string,
    documentId: DocumentId,
    who: { name: string; clientId: number },
    text: Uint8Array,
    at: number,
  ) {
    super(url, documentId, who.name, true)
    this.clientId = who.clientId
    this.#text = openText(this.#doc)
    Y.applyUpdate(this.#doc, text)
    this.#doc.clientID = who.clientId
    this.#at = Math.min(at, this.#text.length)
    this.#doc.on('update', (update: Uint8Array) => (this.#made = update))
  }

  /** Makes the update of one more letter, without sending it. */
  make(letter = 'x'): Uint8Array {
    this.#text.insert(this.#at, letter, {})
    this.#at += 1
    if (!this.#made) throw new Error('a letter makes an update')
    return this.#made
  }

  /** Goes on typing somewhere else: `share` of the way through the text. */
  moveTo(share: number): void {
    this.#at = FIRST_LETTER + Math.floor(share * (this.#text.length - FIRST_LETTER))
  }

  /** The clock behind what was made so far. */
  get clock(): number {
    return Y.getState(this.#doc.store, this.clientId)
  }

  /** Sends one more letter, and the cursor behind it. */
  type(): void {
    const update = this.make()
    const at = performance.now()
    this.onSent?.(this.clock, at)
    this.send(update, at)
    this.ws.send(cursorOf(this.clientId, ++this.#cursors))
  }

  send(update: Uint8Array, at = performance.now()): void {
    this.sentAt.push(at)
    this.ws.send(syncMessage(SYNC.update, update))
  }

  protected override hear(data: Buffer): void {
    if (data[0] !== FRAME.notice) return
    const decoder = decoding.createDecoder(data)
    decoding.readVarUint(decoder)
    const notice = decodeNotice(decoder) as { type: string; count: number; code?: string }
    if (notice.type === 'refused') throw new Error(`a benchmark's update was refused: ${notice.code}`)
    if (notice.type !== 'ack') return
    const now = performance.now()
    while (this.ackedAt.length < notice.count) this.ackedAt.push(now)
  }
}

/**
 * An awareness message with a cursor.
 *
 * @param position a relative position as JSON; without it one as large as a real one, which points nowhere
 */
export function cursorOf(
  clientId: number,
  clock: number,
  position: unknown = { type: null, tname: 'text', item: { client: clientId, clock }, assoc: 0 },
): Uint8Array {
  const update = encoding.createEncoder()
  encoding.writeVarUint(update, 1)
  encoding.writeVarUint(update, clientId)
  encoding.writeVarUint(update, clock)
  encoding.writeVarString(update, JSON.stringify({ cursor: { anchor: position, head: position } }))
  const message = encoding.createEncoder()
  encoding.writeVarUint(message, FRAME.awareness)
  encoding.writeVarUint8Array(message, encoding.toUint8Array(update))
  return encoding.toUint8Array(message)
}
