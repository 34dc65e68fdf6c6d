import * as Y from 'yjs'
import { segmentsOf } from '../../shared/text/flat'
import { BLOCK_KEYS, blockValue } from '../../shared/text/formats'
import { provisionsOf, type TextProvision } from '../../shared/text/provisions'
import { Desk } from './desk'
import type { Random } from './random'

/** A replica that somebody edits, as a session through the gate needs it. */
export interface Hand {
  readonly doc: Y.Doc
  readonly text: Y.Text
  /** One edit at random. */
  act(): void
  /** Takes the updates that were written since the last call. */
  take(): Uint8Array[]
  /** Takes in what others wrote. */
  receive(update: Uint8Array): void
  close(): void
}

const WORDS = ['and ', 'the States', ' recalls', '😀', 'ل', 'é', ' ', 'x', 'shall not 👩‍👩‍👧', '.']

/** Edits at random by plain calls on the shared text, keeping its rules: a client without our editor. */
export class RawHand implements Hand {
  readonly desk: Desk
  readonly #undo: Y.UndoManager
  readonly #random: Random
  readonly #newId: () => string

  constructor(clientId: number, state: Uint8Array, random: Random, newId: () => string) {
    this.desk = new Desk(clientId, state)
    this.#undo = new Y.UndoManager(this.desk.text, { captureTimeout: 0, trackedOrigins: new Set([null]) })
    this.#random = random
    this.#newId = newId
  }

  get doc(): Y.Doc {
    return this.desk.doc
  }

  get text(): Y.Text {
    return this.desk.text
  }

  take(): Uint8Array[] {
    return this.desk.take()
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, 'remote')
  }

  close(): void {
    this.doc.destroy()
  }

  act(): void {
    const { desk } = this
    const { text, doc } = desk
    const chance = this.#random.below(100)
    if (chance < 10) this.#undo.undo()
    else if (chance < 14) this.#undo.redo()
    else {
      doc.transact(() => {
        if (chance < 46) this.#type(text)
        else if (chance < 60) this.#cut(desk)
        else if (chance < 70) this.#split(desk)
        else if (chance < 76) this.#join(desk)
        else if (chance < 82) this.#reformat(text)
        else if (chance < 89) this.#mark(text)
        else if (chance < 93) this.#remove(desk)
        else this.#move(desk)
      })
    }
  }

  #type(text: Y.Text): void {
    const at = this.#place(text)
    if (this.#random.below(2) === 0) text.insert(at, this.#pick(WORDS))
    else text.insert(at, this.#pick(WORDS), this.#random.below(3) === 0 ? { strong: true } : {})
  }

  #cut(desk: Desk): void {
    const from = this.#place(desk.text)
    const units = unitsOf(desk.text)
    let to = Math.min(units.length, from + 1 + this.#random.below(8))
    while (to < units.length && isLow(units[to])) to += 1
    // words only: boundaries go by joins
    const stop = units.indexOf('\ufffc', from)
    if (stop >= from && stop < to) to = stop
    if (to > from) desk.delete(from, to - from)
  }

  #split(desk: Desk): void {
    const at = this.#place(desk.text)
    const id = this.#newId()
    const formats: Record<string, string> = {
      kind: blockValue(id, this.#pick(['operative', 'sub', 'heading'])),
    }
    if (this.#random.below(2) === 0) formats['level'] = blockValue(id, 1)
    desk.text.insertEmbed(at, { b: id }, formats)
  }

  #join(desk: Desk): void {
    const provision = this.#provision(desk.text)
    if (provision) desk.delete(provision.from, 1)
  }

  #reformat(text: Y.Text): void {
    const provision = this.#provision(text)
    if (!provision) return
    const [key, value] = this.#pick<[string, string]>([
      ['kind', 'preambular'],
      ['level', '2'],
      ['dir', 'rtl'],
      ['kind', 'sub'],
      ['header', '1'],
    ])
    const ends = this.#random.below(4) === 0
    text.format(provision.from, 1, { [key]: ends ? null : blockValue(provision.id, value) })
  }

  #mark(text: Y.Text): void {
    const from = this.#place(text)
    const units = unitsOf(text)
    let to = Math.min(units.length, from + 1 + this.#random.below(12))
    while (to < units.length && isLow(units[to])) to += 1
    const value = this.#random.below(3) > 0 ? true : null
    if (to > from) text.format(from, to - from, { [this.#pick(['strong', 'em'])]: value })
  }

  #remove(desk: Desk): void {
    const provision = this.#provision(desk.text)
    if (provision) this.#markGone(desk, provision)
  }

  #markGone(desk: Desk, { from, to, id }: TextProvision): void {
    if (to > from + 1) desk.delete(from + 1, to - from - 1)
    desk.text.format(from, 1, { gone: blockValue(id, '1') })
  }

  #move(desk: Desk): void {
    const provision = this.#provision(desk.text)
    const target = this.#provision(desk.text)
    if (!provision || !target || target === provision || target.from === provision.to) return
    const insert = (at: number): void => {
      const formats: Record<string, string> = {}
      for (const key of BLOCK_KEYS) {
        const value = provision.boundary?.formats[key]
        if (typeof value === 'string' && value.startsWith(`${provision.id}=`) && key !== 'gone')
          formats[key] = value
      }
      desk.text.insertEmbed(at, { b: provision.id }, formats)
      let offset = at + 1
      for (const { content, length, formats: marks } of provision.segments) {
        const own = Object.fromEntries(
          Object.entries(marks).filter(([key]) => key === 'strong' || key === 'em'),
        )
        if (typeof content === 'string') desk.text.insert(offset, content, own)
        else desk.text.insertEmbed(offset, content, own)
        offset += length
      }
    }
    if (target.from > provision.from) {
      insert(target.from)
      this.#markGone(desk, provision)
    } else {
      this.#markGone(desk, provision)
      insert(target.from)
    }
  }

  #provision(text: Y.Text): TextProvision | null {
    const all = provisionsOf(text).filter((one) => !one.isHead && !one.hidden)
    return all.length > 0 ? this.#pick(all) : null
  }

  /** An offset that is not inside a character. */
  #place(text: Y.Text): number {
    const units = unitsOf(text)
    let at = this.#random.below(units.length + 1)
    while (at < units.length && isLow(units[at])) at += 1
    return at
  }

  #pick<Value>(from: readonly Value[]): Value {
    const value = from[this.#random.below(from.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }
}

/** Flat text as UTF-16 units, U+FFFC for each object. */
function unitsOf(text: Y.Text): string {
  return segmentsOf(text)
    .map(({ content }) => (typeof content === 'string' ? content : '\ufffc'))
    .join('')
}

function isLow(unit: string | undefined): boolean {
  return unit !== undefined && unit >= '\udc00' && unit <= '\udfff'
}
