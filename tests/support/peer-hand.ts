import * as Y from 'yjs'
import type { Node } from 'prosemirror-model'
import { marks, nodes } from '../../shared/text/schema'
import { Peer } from './peer'
import type { Random } from './random'
import type { Hand } from './raw-hand'

const WORDS = ['and ', 'the States', ' recalls', '😀', 'ل', 'é', ' ', 'shall not 👩‍👩‍👧', '.']

/** Edits at random through our editor and its binding, as a person with a browser does. */
export class PeerHand implements Hand {
  readonly #peer: Peer
  readonly #random: Random
  #sent: Uint8Array[] = []

  constructor(clientId: number, state: Uint8Array, random: Random) {
    this.#peer = new Peer(`c${clientId}-`, clientId, state)
    this.#random = random
    this.#peer.ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') this.#sent.push(update)
    })
  }

  get doc(): Y.Doc {
    return this.#peer.ydoc
  }

  get text(): Y.Text {
    return this.#peer.text
  }

  take(): Uint8Array[] {
    return this.#sent.splice(0)
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, 'remote')
    this.#peer.check()
  }

  close(): void {
    this.#peer.close()
  }

  act(): void {
    const chance = this.#random.below(100)
    if (chance < 8) this.#peer.undo()
    else if (chance < 12) this.#peer.redo()
    else this.#edit(chance)
    this.#peer.check()
  }

  #edit(chance: number): void {
    const peer = this.#peer
    const provision = this.#provision()
    if (!provision) return
    const id = provision.attrs.id as string
    const [from, to] = [this.#offset(provision), this.#offset(provision)].sort((a, b) => a - b) as [
      number,
      number,
    ]
    if (chance < 45)
      peer.type(id, from, this.#pick(WORDS), this.#random.below(4) === 0 ? [marks.em.create()] : [])
    else if (chance < 57) peer.delete(id, from, to)
    else if (chance < 68) peer.split(id, from)
    else if (chance < 76) this.#join(id)
    else if (chance < 80) peer.say(id, 'level', this.#random.below(4))
    else if (chance < 84) peer.say(id, 'kind', this.#pick(['sub', 'heading', 'preambular']))
    else if (chance < 86) this.#nameColumns()
    else if (chance < 90) peer.mark(id, from, to, marks.strong.create())
    else if (chance < 94) this.#remove(id)
    else peer.move(id, this.#random.below(peer.state.doc.childCount))
  }

  /** Backspace at the beginning, when a provision that is no table stands before. */
  #join(id: string): void {
    const { pos } = this.#peer.find(id)
    const before = this.#peer.state.doc.resolve(pos).nodeBefore
    if (before?.type === nodes.provision) this.#peer.join(id)
  }

  /** Makes a row a header row, or no longer, wherever it stands. */
  #nameColumns(): void {
    const rows: Node[] = []
    this.#peer.state.doc.forEach((node) => {
      if (node.type === nodes.table) rows.push(...node.children)
    })
    const row = rows.length > 0 ? this.#pick(rows) : null
    if (row) this.#peer.say(row.attrs.id as string, 'header', row.attrs.header !== true)
  }

  #remove(id: string): void {
    if (this.#peer.state.doc.childCount > 1) this.#peer.remove(id)
  }

  #provision(): Node | null {
    const found: Node[] = []
    this.#peer.state.doc.forEach((node) => {
      if (node.type === nodes.provision) found.push(node)
    })
    return found.length > 0 ? this.#pick(found) : null
  }

  /** An offset that is not inside a character. */
  #offset(provision: Node): number {
    const units = provision.textBetween(0, provision.content.size, '', '\ufffc')
    let at = this.#random.below(units.length + 1)
    while (/^[\udc00-\udfff]/.test(units.slice(at))) at += 1
    return at
  }

  #pick<Value>(from: readonly Value[]): Value {
    const value = from[this.#random.below(from.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }
}
