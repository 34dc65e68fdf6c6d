import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as v from 'valibot'
import WebSocket from 'ws'
import * as Y from 'yjs'
import type { DocumentId, PersonId, SeatId } from '../../shared/ids'
import type { Answer, CommandName, Payload } from '../../shared/protocol'
import type { Receipt } from '../../shared/journal'
import { proofOf } from '../../shared/proof'
import type { RefusalCode } from '../../shared/result'
import type { Role } from '../../shared/roles'
import { decodeNotice, encodeNotice, FRAME, Notice, SYNC, SYNC_QUERY, syncPathOf } from '../../shared/sync'
import { openText, rawDelete } from '../../shared/text/flat'

/** A signed-in caller of the HTTP interface. */
export class Caller {
  readonly url: string
  readonly cookie: string

  constructor(url: string, cookie: string) {
    this.url = url
    this.cookie = cookie
  }

  /** Redeems a single-use link. */
  static async signIn(url: string, token: string, name: string): Promise<Caller> {
    const response = await post(url, 'session:signIn', { token, name }, '')
    if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
    if (!cookie) throw new Error('sign-in sets a cookie')
    return new Caller(url, cookie)
  }

  /** Calls a command; a refusal is thrown with its code as the message. */
  async ask<Name extends CommandName>(name: Name, payload: Payload<Name>): Promise<Answer<Name>> {
    const response = await post(this.url, name, payload, this.cookie)
    const body = (await response.json()) as { refusal?: { code: string } }
    if (!response.ok) throw new Error(body.refusal?.code ?? `status ${response.status}`)
    return body
  }

  /** Signs somebody else in with a link made for the purpose. */
  async invite(role: v.InferOutput<typeof Role>, name: string): Promise<Caller> {
    const { url } = await this.ask('link:create', { role, label: name, onlyDocumentId: null })
    return Caller.signIn(this.url, url.split('#')[1] ?? '', name)
  }
}

function post(url: string, name: CommandName, payload: unknown, cookie: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin: url, cookie }
  return fetch(`${url}/api/${name}`, { method: 'POST', headers, body: JSON.stringify(payload) })
}

/**
 * A person who types, with the least code that keeps the rules of the sync socket; independent of the client, so that
 * both can be wrong in different ways. It remembers every update that it saw of others and every one of its own that
 * was acknowledged.
 */
export class Typist {
  /** With whose cookie the next socket comes. */
  caller: Caller
  readonly documentId: DocumentId
  readonly doc = new Y.Doc()
  readonly text: Y.Text
  /** Updates of others, as they arrived. */
  readonly seen: Uint8Array[] = []
  /** Own updates that the server has acknowledged. */
  readonly acknowledged: Uint8Array[] = []
  refusal: RefusalCode | null = null
  /** Who is here, as the server said last. */
  roster: Extract<Notice, { type: 'roster' }>['people'] = []
  #socket: WebSocket | null = null
  #sent: Uint8Array[] = []
  #acked = 0
  #answered = false
  synced = false
  /** The seat for which words are entered on the next socket. */
  enterFor: SeatId | null = null
  /** Under which standing, or on which practice seat, the words of the next socket were typed; null says nothing. */
  typedAs: string | null = null
  /** Who types, as the next socket says; null says nothing. */
  person: PersonId | null = null
  /** The last receipt: the server compares it when the next socket opens. */
  receipt: Receipt | null = null
  /** Whether the server has said that the document is in recovery. */
  isRecovering = false
  /** The code with which the server closed the socket, or null. */
  closedWith: number | null = null
  /** Called when a provision freezes, before the answer goes out. */
  onFreeze: ((provisionId: string) => void) | null = null
  /** Whether it says that it has sent what was typed. */
  answersFreeze = true

  /** @param clientId that the server issued */
  constructor(caller: Caller, documentId: DocumentId, clientId: number) {
    this.caller = caller
    this.documentId = documentId
    this.doc.clientID = clientId
    this.text = openText(this.doc)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#send(update, SYNC.update)
    })
  }

  /** Enters a document with a clientID of its own. */
  static async enter(caller: Caller, documentId: DocumentId): Promise<Typist> {
    const { clientId } = await caller.ask('document:enter', { documentId, receipt: null })
    return new Typist(caller, documentId, clientId)
  }

  /** Opens the socket; call again after it broke. */
  connect(): void {
    const path =
      syncPathOf(this.documentId) +
      (this.enterFor ? `&${SYNC_QUERY.enterFor}=${this.enterFor}` : '') +
      (this.typedAs ? `&${SYNC_QUERY.typedAs}=${this.typedAs}` : '') +
      (this.person ? `&${SYNC_QUERY.person}=${this.person}` : '') +
      (this.receipt ? `&${SYNC_QUERY.proof}=${proofOf(this.receipt)}` : '')
    const socket = new WebSocket(this.caller.url.replace('http', 'ws') + path, {
      headers: { origin: this.caller.url, cookie: this.caller.cookie },
    })
    socket.binaryType = 'nodebuffer'
    this.#socket = socket
    this.#sent = []
    this.#acked = 0
    this.#answered = false
    this.synced = false
    socket.on('open', () => this.#write(FRAME.sync, SYNC.step1, Y.encodeStateVector(this.doc)))
    socket.on('message', (data: Buffer) => {
      if (socket === this.#socket) this.#read(data)
    })
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      if (socket !== this.#socket) return
      this.synced = false
      this.closedWith = code
    })
  }

  /** How many of the own updates wait for their acknowledgement on this socket. */
  get waiting(): number {
    return this.#sent.length
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /** Inserts a word; characters between provisions are not split. */
  insert(index: number, words: string): void {
    this.doc.transact(() => this.text.insert(index, words), 'typed')
  }

  remove(index: number, length: number): void {
    this.doc.transact(() => rawDelete(this.text, index, length), 'typed')
  }

  /** Sends a frame as it is. */
  say(frame: Uint8Array): void {
    this.#socket?.send(frame)
  }

  /** Drops the line as a network does: nothing more is sent or read. */
  disconnect(): void {
    this.#socket?.terminate()
    this.#socket = null
    this.synced = false
  }

  #read(data: Uint8Array): void {
    const decoder = decoding.createDecoder(data)
    const type = decoding.readVarUint(decoder)
    if (type === FRAME.notice) return this.#hear(v.parse(Notice, decodeNotice(decoder)))
    if (type !== FRAME.sync) return
    const kind = decoding.readVarUint(decoder)
    const payload = decoding.readVarUint8Array(decoder).slice()
    if (kind === SYNC.step1) {
      const missing = Y.encodeStateAsUpdate(this.doc, payload)
      this.#answered = true
      this.#send(missing, SYNC.step2)
      return
    }
    this.seen.push(payload)
    Y.applyUpdate(this.doc, payload, this)
    if (kind === SYNC.step2) this.synced = true
  }

  #hear(notice: Notice): void {
    if (notice.type === 'ack' || notice.type === 'receipt') this.receipt = notice.receipt
    if (notice.type === 'ack') {
      const count = notice.count - this.#acked
      this.acknowledged.push(...this.#sent.splice(0, count))
      this.#acked = notice.count
    } else if (notice.type === 'refused') this.refusal = notice.code
    else if (notice.type === 'recovery') this.isRecovering = notice.recovering
    else if (notice.type === 'roster') this.roster = notice.people
    else if (notice.type === 'freeze') {
      this.onFreeze?.(notice.provisionId)
      if (this.answersFreeze) this.#socket?.send(encodeNotice({ type: 'frozen', nonce: notice.nonce }))
    }
  }

  #send(update: Uint8Array, kind: number): void {
    if (!this.#answered || !this.connected || this.refusal) return
    this.#sent.push(update)
    this.#write(FRAME.sync, kind, update)
  }

  #write(type: number, kind: number, payload: Uint8Array): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, payload)
    this.say(encoding.toUint8Array(encoder))
  }
}
