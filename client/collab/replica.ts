import type { Node } from 'prosemirror-model'
import * as Y from 'yjs'
import type { PersonId } from '../../shared/ids'
import type { Receipt } from '../../shared/journal'
import type { Answer, Payload } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import { openText } from '../../shared/text/flat'
import type { Live } from '../live'
import { Alone } from './alone'
import { Connection, type ConnectionListener, type ConnectionNeeds } from './connection'
import { StoredCopy, type CopyOf } from './offline'
import { changesBetween, contentsOf } from './reading'
import { outcomeOf, type Outcome } from './rebase'
import { oncePerProvision, Unsaved, type UnsavedChange } from './unsaved'

/** What the server says on entering a document. */
export type Entered = Answer<'document:enter'>

/** How commands are asked. */
export type Asking = Pick<Live, 'ask'>

/** What a replica tells those who show it. */
export interface ReplicaListener extends Omit<ConnectionListener, 'acknowledged' | 'proven' | 'online'> {
  /** Something that the badge depends on has changed. */
  changed(): void
  online(online: boolean): void
  /** The text has changed, here or elsewhere. */
  stirred(): void
  /** Changes that had waited without a connection are committed now, and nothing else waits. */
  caughtUp(saved: readonly Outcome[]): void
}

/**
 * This page's copy of a document: the text, what is stored of it in this browser, the line to the server, and the
 * changes that wait for their acknowledgement. It lives until the page leaves or the server refuses a change.
 */
export class Replica {
  readonly doc: Y.Doc
  readonly text: Y.Text
  readonly stored: StoredCopy
  readonly unsaved: Unsaved
  readonly #of: CopyOf
  readonly #asking: Asking
  /** What closed tabs left without an acknowledgement. */
  readonly #left: readonly UnsavedChange[]
  readonly #waited = new Set<string>()
  /** Of those that waited, the provisions in which words were merged with others'. */
  readonly #merged = new Set<string>()
  #caughtUp: Outcome[] = []
  #connection: Connection | null = null
  #listener: ReplicaListener | null = null
  #clientId: number | null = null
  #alone: Alone | null = null
  #takesUp = false
  #whileAlone = () => {}

  private constructor(of: CopyOf, asking: Asking, doc: Y.Doc, stored: StoredCopy) {
    this.#of = of
    this.#asking = asking
    this.doc = doc
    this.text = openText(doc)
    this.stored = stored
    this.#left = oncePerProvision(stored.left, () => contentsOf(this.text))
    this.unsaved = new Unsaved(this.#left)
    for (const { provisionId } of this.#left) this.#waited.add(provisionId)
    doc.on('update', (_update, _origin, _doc, transaction: Y.Transaction) => {
      if (transaction.local || this.#takesUp) this.#noteChange()
      this.#listener?.stirred()
    })
    doc.on('afterAllTransactions', () => this.#keepClientId())
    stored.onKeeping(() => this.#tellChanged())
  }

  /** Opens what this browser stores of the document, or an empty copy. */
  static async open(of: CopyOf, asking: Asking): Promise<Replica> {
    const doc = new Y.Doc()
    openText(doc)
    return new Replica(of, asking, doc, await StoredCopy.open(of, doc))
  }

  /** Asks to be let in; from here on this page writes under the clientID that the server issues. */
  async enter(): Promise<Result<Entered>> {
    const entered = await this.askToEnter()
    if (entered.ok && !this.#alone?.hasTyped) this.admit(entered.value)
    return entered
  }

  /** Asks whether the document is open to the person, and held by the server as far as this copy knows it; nothing changes here. */
  askToEnter(): Promise<Result<Entered>> {
    const { documentId, personId } = this.#of
    return this.#asking.ask('document:enter', { documentId, receipt: this.stored.receipt }, personId)
  }

  /** From here on this copy is written under the clientID that the server issued. */
  admit({ clientId, receipt, recovering }: Pick<Entered, 'clientId' | 'receipt' | 'recovering'>): void {
    this.#clientId = clientId
    // in recovery the older receipt is the better proof
    if (!recovering) this.stored.saveReceipt(receipt)
    this.doc.clientID = clientId
  }

  /** The server does not answer: what is typed from here on is told apart until this page is let in. */
  goOnAlone(changed: () => void): void {
    this.#alone = new Alone(this.doc, this.#left)
    this.#whileAlone = changed
  }

  /** What was typed before this page was let in; null when nothing was. */
  get alone(): Alone | null {
    return this.#alone?.hasTyped ? this.#alone : null
  }

  /**
   * Takes up changes of earlier pages that the server may not have.
   *
   * @param isTold whether it is said when the change of a provision is saved
   */
  takeUp(
    update: Uint8Array,
    changes: readonly UnsavedChange[],
    isTold: (provisionId: string) => boolean,
  ): void {
    const last = this.unsaved.last
    this.#takesUp = true
    Y.applyUpdate(this.doc, update)
    this.#takesUp = false
    if (this.unsaved.last === last) return
    for (const { provisionId, after, baseline, now } of changes) {
      this.unsaved.record({ provisionId, after, before: baseline, now })
      if (isTold(provisionId)) this.#waited.add(provisionId)
    }
    this.stored.saveUnsaved(this.unsaved.changes(), true)
  }

  /** Opens the line. It reconnects by itself until `close`. @param line where to, what is wanted, and for whom words are */
  connect(
    line: Pick<ConnectionNeeds, 'origin' | 'isTextOnly' | 'enterFor' | 'typedAs'>,
    listener: ReplicaListener,
  ): void {
    this.#listener = listener
    this.#alone = null
    this.#connection = new Connection({
      ...line,
      ...this.#of,
      doc: this.doc,
      receipt: this.stored.receipt,
      lastChange: () => this.unsaved.last,
      listener: {
        ...listener,
        online: (online) => this.#online(online),
        acknowledged: (change, receipt) => this.#acknowledged(change, receipt),
        proven: (receipt) => this.stored.saveReceipt(receipt),
      },
    })
  }

  /** The line, or null before `connect` and after `disconnect`. */
  get connection(): Connection | null {
    return this.#connection
  }

  get online(): boolean {
    return this.#connection?.online ?? false
  }

  /** Whether it is in step with the server, nothing waits to be saved, and nothing that came is kept back. */
  get isAtRest(): boolean {
    return this.online && !this.unsaved.waiting && this.#connection?.isHeld === false
  }

  /** Remembers what the last local change made of the provisions, as the editor shows them. */
  record(before: Node, after: Node): void {
    const changes = changesBetween(before, after)
    for (const change of changes) {
      this.unsaved.record(change)
      this.#alone?.record(change)
      if (!this.online) this.#waited.add(change.provisionId)
    }
    if (changes.length > 0) this.stored.saveUnsaved(this.unsaved.changes(), !this.online)
    this.#tellChanged()
  }

  /** What was carried over from another copy is told as saved when it is, and not before. */
  tellWhenSaved({ provisionId, merged }: Pick<Outcome, 'provisionId' | 'merged'>): void {
    this.#waited.add(provisionId)
    if (merged) this.#merged.add(provisionId)
  }

  /** Whether it will be told when the change of a provision is saved. */
  waits(provisionId: string): boolean {
    return this.#waited.has(provisionId)
  }

  /** Leaves the room and keeps the text. */
  disconnect(): void {
    this.#connection?.close()
    this.#connection = null
  }

  /** Leaves the room for a while: gives the clientID back when nothing waits, and keeps the text and what is stored. */
  async rest(): Promise<void> {
    const leave = this.leaving()
    this.disconnect()
    if (!leave) return
    this.#clientId = null
    await this.#asking.ask('document:leave', leave, this.#of.personId)
  }

  /** Leaves the room; what is stored stays for the next page. Gives the clientID back when nothing waits. */
  async close(): Promise<void> {
    const leave = this.leaving()
    this.disconnect()
    await this.stored.close()
    this.doc.destroy()
    if (leave) await this.#asking.ask('document:leave', leave, this.#of.personId)
  }

  /** Whose copy it is. */
  get personId(): PersonId {
    return this.#of.personId
  }

  /** What to tell the server when this page goes away, or null when it may come back under its clientID. */
  leaving(): Payload<'document:leave'> | null {
    const clientId = this.#clientId
    if (clientId === null || this.unsaved.waiting) return null
    const { documentId } = this.#of
    return { documentId, clientId, clock: Y.getState(this.doc.store, clientId) }
  }

  /** Leaves the room and deletes what is stored: it holds changes that no server takes. */
  async destroy(): Promise<void> {
    this.disconnect()
    this.doc.destroy()
    await this.stored.destroy()
  }

  #noteChange(): void {
    this.unsaved.note()
    this.#alone?.note()
    this.#tellChanged()
  }

  #tellChanged(): void {
    if (this.#listener) this.#listener.changed()
    else this.#whileAlone()
  }

  /** Yjs takes another clientID when its own comes back from the server, as after a page that used it before. */
  #keepClientId(): void {
    if (this.#clientId !== null) this.doc.clientID = this.#clientId
  }

  #online(online: boolean): void {
    if (!online) {
      for (const { provisionId } of this.unsaved.changes()) this.#waited.add(provisionId)
      this.stored.saveUnsaved(this.unsaved.changes(), true)
    }
    this.#listener?.online(online)
  }

  #acknowledged(change: number, receipt: Receipt): void {
    const saved = this.unsaved.acknowledge(change)
    for (const change of saved) {
      const merged = this.#merged.delete(change.provisionId)
      if (this.#waited.delete(change.provisionId)) this.#caughtUp.push({ ...outcomeOf(change), merged })
    }
    this.stored.saveReceipt(receipt)
    this.stored.saveUnsaved(this.unsaved.changes())
    if (!this.unsaved.waiting) this.#allSaved()
    this.#listener?.changed()
  }

  #allSaved(): void {
    this.stored.dropAdopted().catch((fault: unknown) => console.error(fault))
    if (this.#caughtUp.length > 0) this.#listener?.caughtUp(this.#caughtUp.splice(0))
  }
}
