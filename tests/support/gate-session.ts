import * as Y from 'yjs'
import type { PersonId } from '../../shared/ids'
import type { RefusalCode } from '../../shared/result'
import { segmentsOf } from '../../shared/text/flat'
import { BLOCK_KEYS, blockValue, readBlockFormats, readEmbed } from '../../shared/text/formats'
import { compose } from '../../shared/text/compose'
import { heal } from '../../shared/text/heal'
import { textHashOf } from '../../shared/text/canonical'
import { provisionsOf, type TextProvision } from '../../shared/text/provisions'
import { Replica, type Policy, type Sender } from '../../server/collab/replica'
import { Desk } from './desk'
import type { Random } from './random'

const WORDS = ['and ', 'the States', ' recalls', '😀', 'ل', 'é', ' ', 'x', 'shall not 👩‍👩‍👧', '.']

/** A person of a session: their replica, the clientIDs that they ever had, and whether they are connected. */
interface Writer {
  readonly personId: PersonId
  readonly owned: Set<number>
  desk: Desk
  undo: Y.UndoManager
  isOnline: boolean
}

/** What went wrong in a session; empty when nothing did. */
export type Fault = string

/** Several people editing one text through the gate, by plain calls that keep the rules of the flat text. */
export class GateSession {
  readonly replica: Replica
  readonly journal: Uint8Array[]
  readonly faults: Fault[] = []
  readonly locks = new Map<string, string>()
  submitted = 0
  refused = 0
  readonly #random: Random
  readonly #people: Writer[]
  readonly #sent: { update: Uint8Array; sender: Sender }[] = []
  #nextClient = 100
  #nextId = 0

  constructor(random: Random, people: number) {
    this.#random = random
    this.journal = [firstText()]
    this.replica = Replica.from(this.journal)
    // the same seed gives the same order of what was written at the same place
    this.replica.doc.clientID = 2
    this.#people = Array.from({ length: people }, (_, index) =>
      this.#enter(`p${index}` as PersonId, new Set()),
    )
  }

  /** One person does one thing. */
  step(): void {
    const person = this.#pick(this.#people)
    const chance = this.#random.below(100)
    if (chance < 6) this.#toggle(person)
    else if (chance < 8) this.#reload(person)
    else if (chance < 10) this.#openSecondTab(person)
    else if (chance < 13) this.#sendAgain()
    else this.#edit(person)
    if (person.isOnline) this.#send(person)
  }

  /** The server repairs the text, as it does when the document is quiet. */
  heal(): void {
    const effect = this.replica.write((text) => void heal(text, () => this.#newId()))
    if (effect) this.#commit(effect, null)
  }

  /** The gavel falls on a provision: from now on its words are compared after every update. */
  settle(): void {
    const open = provisionsOf(this.replica.text).filter(
      (one) => !one.hidden && !one.isHead && one.shownId === one.id,
    )
    if (open.length === 0) return
    const { id } = this.#pick(open)
    const hash = textHashOf(this.replica.text, id)
    if (hash) this.locks.set(id, hash)
  }

  /** Everybody comes back, and everything must be equal. */
  finish(): void {
    for (const person of this.#people) if (!person.isOnline) this.#toggle(person)
    this.#compare('replayed journal', Replica.from(this.journal).text)
    for (const { desk, personId } of this.#people) this.#compare(personId, desk.text)
    this.replica.rebuild()
    this.#compare('rebuilt replica', Replica.from(this.journal).text)
    for (const { desk } of this.#people) desk.doc.destroy()
  }

  #compare(name: string, text: Y.Text): void {
    if (JSON.stringify(segmentsOf(text)) !== JSON.stringify(segmentsOf(this.replica.text))) {
      this.faults.push(`${name} differs from the replica`)
    }
  }

  #enter(personId: PersonId, owned: Set<number>, state = Y.encodeStateAsUpdate(this.replica.doc)): Writer {
    const clientId = (this.#nextClient += 1 + this.#random.below(5))
    owned.add(clientId)
    const desk = new Desk(clientId, state)
    const undo = new Y.UndoManager(desk.text, { captureTimeout: 0, trackedOrigins: new Set([null]) })
    return { personId, owned, desk, undo, isOnline: true }
  }

  #senderOf({ personId, owned }: Writer): Sender {
    return { personId, role: 'drafter', owns: (clientId) => owned.has(clientId) }
  }

  #policy(): Policy {
    const settled: RefusalCode = 'provision-settled'
    return { mayEdit: true, lockOf: (id) => (this.locks.has(id) ? settled : null), takingBack: false }
  }

  #toggle(person: Writer): void {
    if (person.isOnline) {
      person.isOnline = false
      return
    }
    const { doc } = person.desk
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.replica.doc, Y.encodeStateVector(doc)), 'server')
    person.isOnline = true
    person.desk.take()
    this.#submit(person, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(this.replica.doc)))
  }

  /** The page is loaded again: what the browser kept, under a new clientID. */
  #reload(person: Writer): void {
    const state = Y.encodeStateAsUpdate(person.desk.doc)
    const wasOnline = person.isOnline
    person.desk.doc.destroy()
    Object.assign(person, this.#enter(person.personId, person.owned, state))
    person.isOnline = false
    if (wasOnline) this.#toggle(person)
  }

  #openSecondTab(person: Writer): void {
    if (this.#people.length >= 5) return
    this.#people.push(this.#enter(person.personId, person.owned))
  }

  #sendAgain(): void {
    if (this.#sent.length === 0) return
    const { update, sender } = this.#pick(this.#sent)
    const result = this.replica.submit(update, sender, this.#policy())
    if (!result.ok) this.faults.push(`refused when sent again: ${JSON.stringify(result.refusal)}`)
    else if (result.value.effect) this.faults.push('an update that was sent again has an effect')
  }

  #send(person: Writer): void {
    for (const update of person.desk.take()) if (!this.#submit(person, update)) return
  }

  #submit(person: Writer, update: Uint8Array): boolean {
    this.submitted += 1
    const sender = this.#senderOf(person)
    const before = this.locks.size > 0 ? Y.encodeStateAsUpdate(this.replica.doc) : new Uint8Array([0, 0])
    const result = this.replica.submit(update, sender, this.#policy())
    if (!result.ok) {
      this.refused += 1
      if (!this.#isDeserved(before, update, result.refusal))
        this.faults.push(`refused: ${JSON.stringify(result.refusal)}`)
      if (this.locks.size > 0) this.#compare('rebuilt after a refusal', Replica.from([before]).text)
      // a refusal is a reset
      person.desk.doc.destroy()
      Object.assign(person, this.#enter(person.personId, person.owned))
      return false
    }
    this.#sent.push({ update, sender })
    if (result.value.effect) this.#commit(result.value.effect, person)
    this.#checkLocks()
    return true
  }

  #checkLocks(): void {
    for (const [id, hash] of this.locks) {
      if (textHashOf(this.replica.text, id) !== hash) this.faults.push(`the settled provision ${id} changed`)
    }
  }

  /** Whether the update really changes the provision that the refusal names. */
  #isDeserved(
    before: Uint8Array,
    update: Uint8Array,
    { code, detail }: { code: string; detail?: object },
  ): boolean {
    if (code !== 'provision-settled') return false
    const id = String((detail as { provisionId: string }).provisionId)
    const copy = Replica.from([before])
    const was = allOf(copy.text, id)
    Y.applyUpdate(copy.doc, update)
    return JSON.stringify(allOf(copy.text, id)) !== JSON.stringify(was)
  }

  #commit(effect: Uint8Array, author: Writer | null): void {
    this.journal.push(effect)
    for (const person of this.#people) {
      if (person.isOnline && person !== author) Y.applyUpdate(person.desk.doc, effect, 'server')
    }
  }

  #edit({ desk, undo }: Writer): void {
    const { text, doc } = desk
    const chance = this.#random.below(100)
    if (chance < 10) undo.undo()
    else if (chance < 14) undo.redo()
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
        const value = provision.formats[key]
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

  #newId(): string {
    return `n${(this.#nextId += 1)}`
  }

  #pick<Value>(from: readonly Value[]): Value {
    const value = from[this.#random.below(from.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }
}

function firstText(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  const desk = new Desk(1)
  compose(desk.text, [
    { id: 't', kind: 'title', runs: ['Draft'] },
    { id: 'a', kind: 'preambular', runs: ['Recalling the 😀 resolution'] },
    { id: 'b', runs: ['Welcomes ', { text: 'the report', formats: { strong: true } }, ' of the mechanism'] },
    { id: 'c', kind: 'sub', level: 1, runs: ['its annexes', { footnote: 'fn' }] },
    { id: 'd', runs: ['Requests a follow-up'] },
    { id: 'e', runs: [] },
    { id: 'fn', kind: 'footnote', runs: ['See the annex'] },
  ])
  return Y.encodeStateAsUpdate(desk.doc)
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

/** Everything that stands behind boundaries with an id: each character by its place, with its marks. */
function allOf(text: Y.Text, id: string): string[] {
  const all: string[] = []
  const formats: Record<string, unknown> = {}
  let reading = false
  for (let item = text._start; item; item = item.right) {
    const { content } = item
    if (item.deleted) continue
    if (content instanceof Y.ContentFormat) formats[content.key] = content.value
    if (!item.countable) continue
    const embed =
      content instanceof Y.ContentEmbed ? readEmbed(content.embed as Record<string, unknown>) : null
    if (embed?.key === 'b') reading = embed.id === id
    if (!reading) continue
    const says = embed?.key === 'b' ? JSON.stringify(readBlockFormats(id, formats)) : marksOf(formats)
    for (let i = 0; i < item.length; i += 1) all.push(`${item.id.client}:${item.id.clock + i} ${says}`)
  }
  return all
}

function marksOf(formats: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(['strong', 'em'].filter((key) => formats[key] === true))
}
