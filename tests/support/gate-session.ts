import type { Node } from 'prosemirror-model'
import * as Y from 'yjs'
import type { PersonId } from '../../shared/ids'
import type { RefusalCode } from '../../shared/result'
import { documentOf } from '../../shared/text/build'
import { segmentsOf } from '../../shared/text/flat'
import { readBlockFormats, readEmbed } from '../../shared/text/formats'
import { compose } from '../../shared/text/compose'
import { heal, type Repair } from '../../shared/text/heal'
import { textHashOf } from '../../shared/text/canonical'
import { provisionsOf } from '../../shared/text/provisions'
import { nodes } from '../../shared/text/schema'
import { Replica, type Policy, type Sender } from '../../server/collab/replica'
import { Desk } from './desk'
import type { Random } from './random'
import type { Hand } from './raw-hand'

/** A person of a session: their replica, the clientIDs that they ever had, and whether they are connected. */
interface Writer {
  readonly personId: PersonId
  readonly owned: Set<number>
  hand: Hand
  isOnline: boolean
}

/** What went wrong in a session; empty when nothing did. */
export type Fault = string

/** Gives somebody a replica under a clientID. */
export type MakeHand = (clientId: number, state: Uint8Array, random: Random, newId: () => string) => Hand

/** Several people editing one text through the gate. */
export class GateSession {
  readonly replica: Replica
  readonly journal: Uint8Array[]
  readonly faults: Fault[] = []
  readonly locks = new Map<string, string>()
  submitted = 0
  refused = 0
  readonly #random: Random
  readonly #makeHand: MakeHand
  readonly #people: Writer[]
  readonly #sent: { update: Uint8Array; sender: Sender }[] = []
  readonly #repair: Repair = { makeId: () => this.#newId(), isSettled: (id) => this.locks.has(id) }
  #nextClient = 100
  #nextId = 0

  constructor(random: Random, people: number, makeHand: MakeHand) {
    this.#random = random
    this.#makeHand = makeHand
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
    else person.hand.act()
    this.#sendAll()
  }

  /** The server repairs the text, as it does when the document is quiet, until it finds nothing more. */
  heal(): void {
    const { effect } = this.replica.heal(this.#repair)
    if (!effect) return
    this.#commit(effect, null)
    this.heal()
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
    this.#sendAll()
    this.#compare('replayed journal', Replica.from(this.journal).text)
    for (const { hand, personId } of this.#people) this.#compare(personId, hand.text)
    this.replica.rebuild()
    this.#compare('rebuilt replica', Replica.from(this.journal).text)
    for (const { hand } of this.#people) hand.close()
  }

  #compare(name: string, text: Y.Text): void {
    if (JSON.stringify(segmentsOf(text)) !== JSON.stringify(segmentsOf(this.replica.text))) {
      this.faults.push(`${name} differs from the replica`)
    }
  }

  #enter(personId: PersonId, owned: Set<number>, state = Y.encodeStateAsUpdate(this.replica.doc)): Writer {
    const clientId = (this.#nextClient += 1 + this.#random.below(5))
    owned.add(clientId)
    const hand = this.#makeHand(clientId, state, this.#random, () => this.#newId())
    return { personId, owned, hand, isOnline: true }
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
    const { doc } = person.hand
    person.hand.receive(Y.encodeStateAsUpdate(this.replica.doc, Y.encodeStateVector(doc)))
    person.isOnline = true
    person.hand.take()
    this.#submit(person, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(this.replica.doc)))
  }

  /** The page is loaded again: what the browser kept, under a new clientID. */
  #reload(person: Writer): void {
    const state = Y.encodeStateAsUpdate(person.hand.doc)
    const wasOnline = person.isOnline
    person.hand.close()
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

  /** Sends what online people wrote, also what editors write in answer to what others wrote. */
  #sendAll(): void {
    for (let round = 0; round < 5; round += 1) {
      const writers = this.#people.filter(({ isOnline }) => isOnline)
      if (writers.filter((person) => this.#send(person)).length === 0) return
    }
    this.faults.push('editors answer one another without end')
  }

  #send(person: Writer): boolean {
    const updates = person.hand.take()
    for (const update of updates) if (!this.#submit(person, update)) break
    return updates.length > 0
  }

  #submit(person: Writer, update: Uint8Array): boolean {
    this.submitted += 1
    const sender = this.#senderOf(person)
    const before = this.locks.size > 0 ? Y.encodeStateAsUpdate(this.replica.doc) : new Uint8Array([0, 0])
    const shown = this.locks.size > 0 ? documentOf(this.replica.text) : null
    const result = this.replica.submit(update, sender, this.#policy())
    if (!result.ok) {
      this.refused += 1
      if (!this.#isDeserved(before, update, result.refusal))
        this.faults.push(`refused: ${JSON.stringify(result.refusal)}`)
      if (this.locks.size > 0) this.#compare('rebuilt after a refusal', Replica.from([before]).text)
      // a refusal is a reset
      person.hand.close()
      Object.assign(person, this.#enter(person.personId, person.owned))
      return false
    }
    this.#sent.push({ update, sender })
    if (result.value.effect) this.#commit(result.value.effect, person)
    this.#checkLocks(shown)
    this.#checkSoundness()
    return true
  }

  /** Where the replica says that nothing can need repair, nothing does. */
  #checkSoundness(): void {
    if (this.replica.mayBeIll) return
    const copy = Replica.from([Y.encodeStateAsUpdate(this.replica.doc)])
    if (heal(copy.text, this.#repair))
      this.faults.push('something needs repair, and the replica does not know')
  }

  #checkLocks(before: Node | null): void {
    const after = before ? documentOf(this.replica.text) : null
    for (const [id, hash] of this.locks) {
      if (textHashOf(this.replica.text, id) !== hash) this.faults.push(`the settled provision ${id} changed`)
      if (before && after && !this.#isShownAsBefore(before, after, id))
        this.faults.push(`the settled provision ${id} is shown otherwise`)
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
    const shown = documentOf(copy.text)
    Y.applyUpdate(copy.doc, update)
    if (JSON.stringify(allOf(copy.text, id)) !== JSON.stringify(was)) return true
    return !this.#isShownAsBefore(shown, documentOf(copy.text), id)
  }

  /** Whether a settled provision is shown with the same cells, and leads to notes where it did. */
  #isShownAsBefore(before: Node, after: Node, id: string): boolean {
    const [was, now] = [rowShown(before, id), rowShown(after, id)]
    if (was && now) {
      if ((was.header && !now.header) || !isSubset(now.columns, was.columns)) return false
      if (orderOf(was.columns, now.columns) !== orderOf(now.columns, was.columns)) return false
    }
    const left = notesShown(after)
    return signsShown(after, id).every((noteId) => left.has(noteId) || !notesShown(before).has(noteId))
  }

  #commit(effect: Uint8Array, author: Writer | null): void {
    this.journal.push(effect)
    for (const person of this.#people) {
      if (person.isOnline && person !== author) person.hand.receive(effect)
    }
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
    {
      id: 'h',
      kind: 'row',
      table: 't',
      header: true,
      runs: [{ column: 'k' }, 'Lead', { column: 'l' }, 'By'],
    },
    { id: 'r', kind: 'row', table: 't', runs: [{ column: 'k' }, 'Forum', { column: 'l' }, '2028'] },
    { id: 'fn', kind: 'footnote', runs: ['See the annex'] },
  ])
  return Y.encodeStateAsUpdate(desk.doc)
}

/** The provision or row that is shown under an id; null when there is none. */
function unitShown(shown: Node, id: string): Node | null {
  const units = shown.children.flatMap((node) => (node.type === nodes.table ? node.children : [node]))
  return units.find(({ attrs }) => attrs.id === id) ?? null
}

/** The columns of a row as the editor shows it, and whether its cells are those of a header row; null for all others. */
function rowShown(shown: Node, id: string): { columns: string[]; header: boolean } | null {
  const unit = unitShown(shown, id)
  if (unit?.type !== nodes.row) return null
  const columns = unit.children.map((cell) => String(cell.attrs.column))
  return { columns, header: unit.firstChild?.attrs.header === true }
}

/** Ids of the notes that stand in what is shown. */
function notesShown(shown: Node): Set<string> {
  const notes = shown.children.filter(({ attrs }) => attrs.kind === 'footnote')
  return new Set(notes.map(({ attrs }) => String(attrs.id)))
}

/** Ids of the notes to which signs in a provision or row lead. */
function signsShown(shown: Node, id: string): string[] {
  const signs: string[] = []
  unitShown(shown, id)?.descendants((node) => {
    if (node.type === nodes.footnoteReference) signs.push(String(node.attrs.id))
  })
  return signs
}

const isSubset = (part: readonly string[], whole: readonly string[]) =>
  part.every((one) => whole.includes(one))

/** Those of one list that are in the other too, in its order. */
const orderOf = (list: readonly string[], other: readonly string[]) =>
  list.filter((one) => other.includes(one)).join(' ')

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
