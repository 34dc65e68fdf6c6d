import type { Node } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import * as Y from 'yjs'
import { nameOfBlock } from '../../client/editor/going'
import { moveOf } from '../../client/editor/moving'
import { toggleHeader } from '../../client/editor/tables'
import { documentOf } from '../../shared/text/build'
import { openText } from '../../shared/text/flat'
import type { ProvisionSource } from '../../shared/text/compose'
import { marks, nodes } from '../../shared/text/schema'
import { exchange, Peer, show, updateOf } from './peer'

/** What one run of three people found wrong; empty when nothing. */
export interface Finding {
  readonly seed: number
  readonly problem: 'threw' | 'diverged' | 'fresh load differs' | 'lost' | 'doubled' | 'broken'
  readonly detail: string
  readonly log: readonly string[]
}

export interface FuzzOptions {
  /** Steps of one run. */
  readonly steps?: number
  readonly undo?: boolean
  readonly moves?: boolean
  readonly tables?: boolean
  /** Header rows, also where there can be none. Without them seeds from before mean what they meant. */
  readonly headers?: boolean
  /** Deletions over several provisions. */
  readonly stretches?: boolean
  /** Words that are dragged somewhere else. */
  readonly drags?: boolean
  /** Moves of several provisions and tables at once. */
  readonly runs?: boolean
}

const FIRST_WORDS: readonly ProvisionSource[] = [
  { id: 'p0', runs: ['w1 w2 w3 w4 w5 w6 '] },
  { id: 'p1', runs: ['x1 x2 x3 x4 '] },
  { id: 'p2', level: 1, runs: ['y1 y2 y3 y4 y5 '] },
  { id: 'r1', kind: 'row', table: 't', runs: [{ column: 'k0' }, 'a1 ', { column: 'k1' }, 'b1 '] },
  { id: 'r2', kind: 'row', table: 't', runs: [{ column: 'k0' }, 'a2 ', { column: 'k1' }, 'b2 '] },
  { id: 'p9', runs: ['z1 z2 '] },
]
const START = updateOf(FIRST_WORDS)
const STARTING = documentOf(openCopy(START)).textBetween(
  0,
  documentOf(openCopy(START)).content.size,
  ' ',
  ' ',
)

/** Three people type, split, join, mark, move, undo and change tables, apart and together, from one seed. */
export function runBinding(seed: number, options: FuzzOptions = {}): Finding[] {
  return new BindingRun(seed, options).run()
}

/** Numbers that look random and follow from a seed (xorshift32). */
export function randomFrom(seed: number): (below: number) => number {
  let x = Math.imul(seed, 2_654_435_761) >>> 0 || 1
  return (below) => {
    x ^= x << 13
    x >>>= 0
    x ^= x >>> 17
    x = (x ^ (x << 5)) >>> 0
    return x % below
  }
}

interface Place {
  readonly node: Node
  readonly pos: number
  readonly isCell: boolean
}

type Action = (peer: Peer) => string | null

class BindingRun {
  readonly #seed: number
  readonly #random: (below: number) => number
  readonly #peers: Peer[]
  readonly #steps: number
  readonly #actions: [number, Action][]
  readonly #log: string[] = []
  readonly #typed = new Set(wordsIn(STARTING))
  /** Words that somebody deleted, or took back: they may be missing. */
  readonly #mayMiss = new Set<string>()
  /** Words of moved provisions: a move at the same time as another gives two copies. */
  readonly #mayDouble = new Set<string>()
  #made = 0

  constructor(
    seed: number,
    {
      steps = 40,
      undo = true,
      moves = true,
      tables = true,
      headers = false,
      stretches = true,
      drags = false,
      runs = false,
    }: FuzzOptions,
  ) {
    this.#seed = seed
    this.#random = randomFrom(seed)
    this.#steps = steps
    const ids = [11, 22, 33].sort(() => this.#random(3) - 1)
    this.#peers = ['A', 'B', 'C'].map((name, index) => new Peer(name, ids[index] ?? 0, START))
    this.#actions = [
      [6, (peer) => this.#type(peer)],
      [1, (peer) => this.#deleteWord(peer)],
      [2, (peer) => this.#split(peer)],
      [2, (peer) => this.#join(peer)],
      [1, (peer) => this.#level(peer)],
      [1, (peer) => this.#kind(peer)],
      [1, (peer) => this.#mark(peer)],
      [1, (peer) => this.#remove(peer)],
      [stretches ? 1 : 0, (peer) => this.#removeStretch(peer)],
      [1, (peer) => this.#footnote(peer)],
      [tables ? 1 : 0, (peer) => this.#table(peer)],
      [undo ? 1 : 0, (peer) => this.#undo(peer)],
      [1, (peer) => this.#typeTwice(peer)],
      [moves ? 1 : 0, (peer) => this.#move(peer)],
      [headers ? 1 : 0, (peer) => this.#header(peer)],
      [drags ? 1 : 0, (peer) => this.#drag(peer)],
      [runs ? 1 : 0, (peer) => this.#moveRun(peer)],
    ]
  }

  run(): Finding[] {
    try {
      for (let step = 0; step < this.#steps; step += 1) this.#step()
      return this.#finish()
    } catch (fault) {
      return [this.#finding('threw', String(fault instanceof Error ? fault.stack : fault))]
    } finally {
      for (const peer of this.#peers) peer.close()
    }
  }

  #step(): void {
    const peer = this.#one(this.#peers)
    const done = this.#action()(peer)
    if (done !== null) this.#log.push(`${peer.name} ${done}`)
    peer.check()
    if (this.#random(6) > 0) return
    const [a, b] = [this.#one(this.#peers), this.#one(this.#peers)]
    if (a === b) return
    this.#log.push(`${a.name}${b.name} meet`)
    exchange(a, b)
    a.check()
    b.check()
  }

  #action(): Action {
    const total = this.#actions.reduce((sum, [weight]) => sum + weight, 0)
    let left = this.#random(total)
    for (const [weight, action] of this.#actions) {
      if (left < weight) return action
      left -= weight
    }
    throw new Error('the weights do not add up')
  }

  #finish(): Finding[] {
    exchange(...this.#peers)
    for (const peer of this.#peers) peer.check()
    const shown = this.#peers.map((peer) => JSON.stringify(peer.state.doc.toJSON()))
    const all = this.#peers.map((peer) => show(peer.state.doc)).join('\n')
    if (new Set(shown).size > 1) return [this.#finding('diverged', all)]
    const [first] = this.#peers
    if (!first) return []
    const fresh = documentOf(openCopy(Y.encodeStateAsUpdate(first.ydoc)))
    if (!fresh.eq(first.state.doc)) return [this.#finding('fresh load differs', all)]
    return this.#countWords(first.state.doc)
  }

  #countWords(doc: Node): Finding[] {
    const counts = new Map<string, number>()
    for (const word of allWords(doc)) counts.set(word, (counts.get(word) ?? 0) + 1)
    const findings: Finding[] = []
    const lost = [...this.#typed].filter((word) => !counts.has(word) && !this.#mayMiss.has(word))
    const doubled = [...counts].filter(([word, count]) => count > 1 && !this.#mayDouble.has(word))
    const broken = [...counts.keys()].filter((word) => !this.#typed.has(word))
    const text = show(doc)
    if (lost.length > 0) findings.push(this.#finding('lost', `${lost.join(' ')} in ${text}`))
    if (doubled.length > 0) findings.push(this.#finding('doubled', `${doubled.join(' ')} in ${text}`))
    if (broken.length > 0) findings.push(this.#finding('broken', `${broken.join(' ')} in ${text}`))
    return findings
  }

  #finding(problem: Finding['problem'], detail: string): Finding {
    return { seed: this.#seed, problem, detail, log: this.#log }
  }

  #one<T>(list: readonly T[]): T {
    const found = list[this.#random(list.length)]
    if (found === undefined) throw new Error('nothing to choose from')
    return found
  }

  #newWord(peer: Peer): string {
    this.#made += 1
    const word = `${peer.name}${this.#made}${this.#random(9) === 0 ? '😀' : ''}`
    this.#typed.add(word)
    return word
  }

  #places(peer: Peer): Place[] {
    const places: Place[] = []
    peer.state.doc.descendants((node, pos) => {
      if (node.inlineContent) places.push({ node, pos, isCell: node.type === nodes.cell })
      return !node.inlineContent
    })
    return places
  }

  #provision(peer: Peer): Place | null {
    const places = this.#places(peer).filter(({ isCell }) => !isCell)
    return places.length > 0 ? this.#one(places) : null
  }

  /** An offset between words. */
  #gap(node: Node): number {
    const text = textOf(node)
    return this.#one([0, ...[...text.matchAll(/ |￼/g)].map((match) => match.index + 1)])
  }

  #type(peer: Peer): string {
    const { node, pos } = this.#one(this.#places(peer))
    const word = this.#newWord(peer)
    peer.dispatch(peer.state.tr.insertText(`${word} `, pos + 1 + this.#gap(node)))
    return `types ${word}`
  }

  #typeTwice(peer: Peer): string {
    const { tr } = peer.state
    const places = this.#places(peer).filter(({ node }) => node.content.size > 0)
    for (const { node, pos } of places.reverse().slice(0, 2)) {
      tr.insertText(`${this.#newWord(peer)} `, pos + 1 + this.#gap(node))
    }
    peer.dispatch(tr)
    return 'types in two places'
  }

  #deleteWord(peer: Peer): string | null {
    const { node, pos } = this.#one(this.#places(peer))
    const found = [...textOf(node).matchAll(/[^\s￼]+ /g)]
    if (found.length === 0) return null
    const { 0: word, index } = this.#one(found)
    this.#mayMiss.add(word.trim())
    peer.dispatch(peer.state.tr.delete(pos + 1 + index, pos + 1 + index + word.length))
    return `deletes ${word}`
  }

  /** In one change, as an editor does it: the word goes to the end of another provision or cell, or between its words. */
  #drag(peer: Peer): string | null {
    const [from, to] = [this.#one(this.#places(peer)), this.#one(this.#places(peer))]
    const found = [...textOf(from.node).matchAll(/[^\s￼]+ /g)]
    const isBetween = /(^|[ ￼])$/.test(textOf(to.node))
    if (found.length === 0 || from.pos === to.pos || !isBetween) return null
    const { 0: word, index } = this.#one(found)
    const at = this.#random(2) === 0 ? to.node.content.size : this.#gap(to.node)
    this.#mayDouble.add(word.trim())
    const { tr } = peer.state
    tr.delete(from.pos + 1 + index, from.pos + 1 + index + word.length)
    peer.dispatch(tr.insertText(word, tr.mapping.map(to.pos + 1 + at)))
    return `drags ${word}to ${to.pos}`
  }

  #split(peer: Peer): string | null {
    const place = this.#provision(peer)
    if (!place) return null
    peer.dispatch(peer.state.tr.split(place.pos + 1 + this.#gap(place.node)))
    return `splits ${place.node.attrs.id as string}`
  }

  #join(peer: Peer): string | null {
    const place = this.#provision(peer)
    const before = place && peer.state.doc.resolve(place.pos).nodeBefore
    if (!place || before?.type !== nodes.provision || place.node.attrs.id === 'head') return null
    peer.dispatch(peer.state.tr.join(place.pos))
    return `joins ${place.node.attrs.id as string}`
  }

  #level(peer: Peer): string | null {
    const place = this.#provision(peer)
    if (!place) return null
    peer.dispatch(peer.state.tr.setNodeAttribute(place.pos, 'level', this.#random(5)))
    return 'indents'
  }

  #kind(peer: Peer): string | null {
    const place = this.#provision(peer)
    if (!place) return null
    peer.dispatch(
      peer.state.tr.setNodeAttribute(place.pos, 'kind', this.#one(['operative', 'preambular', 'sub'])),
    )
    return 'changes the kind'
  }

  #mark(peer: Peer): string | null {
    const { node, pos } = this.#one(this.#places(peer))
    const [from, to] = [this.#gap(node), this.#gap(node)].sort((a, b) => a - b)
    if (from === undefined || to === undefined || from === to) return null
    const mark = this.#one([marks.strong.create(), marks.em.create(), marks.lang.create({ language: 'fr' })])
    const { tr } = peer.state
    if (this.#random(4) === 0) peer.dispatch(tr.removeMark(pos + 1 + from, pos + 1 + to, mark.type))
    else peer.dispatch(tr.addMark(pos + 1 + from, pos + 1 + to, mark))
    return `marks ${mark.type.name}`
  }

  #remove(peer: Peer): string | null {
    const place = this.#provision(peer)
    if (!place || peer.state.doc.childCount < 2) return null
    this.#missing(place.node)
    peer.dispatch(peer.state.tr.delete(place.pos, place.pos + place.node.nodeSize))
    return `removes ${place.node.attrs.id as string}`
  }

  /** Deletes from within one provision into another, over all that stands between. */
  #removeStretch(peer: Peer): string | null {
    const [a, b] = [this.#provision(peer), this.#provision(peer)]
    if (!a || !b) return null
    const ends = [a, b].map(({ node, pos }) => pos + 1 + this.#gap(node)).sort((x, y) => x - y)
    const [from, to] = [ends[0] ?? 0, ends[1] ?? 0]
    if (to === from || to - from > 60) return null
    for (const word of wordsIn(peer.state.doc.textBetween(from, to, ' ', ' '))) this.#mayMiss.add(word)
    peer.dispatch(peer.state.tr.delete(from, to))
    return 'deletes a stretch'
  }

  #footnote(peer: Peer): string {
    const { node, pos } = this.#one(this.#places(peer))
    peer.dispatch(
      peer.state.tr.insert(pos + 1 + this.#gap(node), nodes.footnoteReference.create({ id: peer.newId() })),
    )
    return 'adds a footnote'
  }

  #undo(peer: Peer): string {
    const before = new Set(allWords(peer.state.doc))
    const isUndo = this.#random(3) > 0
    if (isUndo) peer.undo()
    else peer.redo()
    const after = new Set(allWords(peer.state.doc))
    for (const word of before) if (!after.has(word)) this.#mayMiss.add(word)
    return isUndo ? 'undoes' : 'redoes'
  }

  #move(peer: Peer): string | null {
    const place = this.#provision(peer)
    if (!place || peer.state.doc.childCount < 3 || place.node.attrs.id === 'head') return null
    this.#missing(place.node)
    for (const word of allWords(place.node)) this.#mayDouble.add(word)
    peer.move(place.node.attrs.id as string, this.#random(peer.state.doc.childCount - 1))
    return `moves ${place.node.attrs.id as string}`
  }

  /** As the editor does it: with what belongs to it, beside another or past its neighbour. */
  #moveRun(peer: Peer): string | null {
    const { doc } = peer.state
    const names = doc.children.map(nameOfBlock)
    const [id, beside] = [this.#one(names), this.#one(names)]
    const isStep = this.#random(3) === 0
    const side = this.#random(2) === 0 ? 'before' : 'after'
    const move = moveOf(peer.state, id, isStep ? (side === 'before' ? -1 : 1) : { beside, side })
    if (!move || names.includes('head')) return null
    const first = names.indexOf(id)
    for (const block of doc.children.slice(first, first + move.count)) {
      this.#missing(block)
      for (const word of allWords(block)) this.#mayDouble.add(word)
    }
    peer.dispatch(move.tr)
    return `moves ${move.count} from ${id}`
  }

  #table(peer: Peer): string | null {
    let found: { table: Node; pos: number } | null = null as { table: Node; pos: number } | null
    peer.state.doc.forEach((node, pos) => {
      if (node.type === nodes.table) found ??= { table: node, pos }
    })
    if (!found) return null
    const { table, pos } = found
    const index = this.#random(table.childCount)
    let rowPos = pos + 1
    for (let i = 0; i < index; i += 1) rowPos += table.child(i).nodeSize
    const row = table.child(index)
    const command = this.#random(4)
    if (command === 0) this.#addRow(peer, row, rowPos + row.nodeSize)
    else if (command === 1) this.#deleteRow(peer, table, row, rowPos)
    else this.#changeColumn(peer, table, pos, command === 3 && row.childCount > 1)
    return ['adds a row', 'deletes a row', 'adds a column', 'deletes a column'][command] ?? null
  }

  #addRow(peer: Peer, row: Node, pos: number): void {
    const cells = row.children.map((cell) => nodes.cell.create({ column: cell.attrs.column as string }))
    peer.dispatch(peer.state.tr.insert(pos, nodes.row.create({ id: peer.newId() }, cells)))
  }

  /** As the command does it, or by the row alone, also where it cannot be one: the cells are left to the binding. */
  #header(peer: Peer): string | null {
    const rows: { row: Node; pos: number }[] = []
    peer.state.doc.descendants((node, pos) => {
      if (node.type === nodes.row) rows.push({ row: node, pos })
      return node.type === nodes.table
    })
    if (rows.length === 0) return null
    const { row, pos } = this.#one(rows)
    if (this.#random(2) === 0)
      peer.dispatch(peer.state.tr.setNodeAttribute(pos, 'header', row.attrs.header !== true))
    else {
      peer.dispatch(peer.state.tr.setSelection(TextSelection.create(peer.state.doc, pos + 2)))
      toggleHeader(peer.state, peer.dispatch)
    }
    return `toggles the header row ${row.attrs.id as string}`
  }

  #deleteRow(peer: Peer, table: Node, row: Node, pos: number): void {
    if (table.childCount < 2) return
    this.#missing(row)
    peer.dispatch(peer.state.tr.delete(pos, pos + row.nodeSize))
  }

  /** A coarse step on purpose: the whole table is replaced. */
  #changeColumn(peer: Peer, table: Node, pos: number, isDelete: boolean): void {
    const at = this.#random(table.child(0).childCount)
    const added = nodes.cell.create({ column: peer.newId() })
    const rows = table.children.map((row) => {
      if (isDelete) this.#missing(row.child(at))
      const cells = row.children.flatMap((cell, index) => {
        if (index !== at) return [cell]
        return isDelete ? [] : [cell, added]
      })
      return nodes.row.create(row.attrs, cells)
    })
    peer.dispatch(peer.state.tr.replaceWith(pos, pos + table.nodeSize, nodes.table.create(table.attrs, rows)))
  }

  #missing(node: Node): void {
    for (const word of allWords(node)) this.#mayMiss.add(word)
  }
}

const textOf = (node: Node): string => node.textBetween(0, node.content.size, '', '￼')

function openCopy(update: Uint8Array): Y.Text {
  const doc = new Y.Doc()
  const text = openText(doc)
  Y.applyUpdate(doc, update, 'remote')
  return text
}

function allWords(node: Node): string[] {
  return wordsIn(
    node.inlineContent
      ? node.textBetween(0, node.content.size, '', ' ')
      : node.children.map((child) => allWords(child).join(' ')).join(' '),
  )
}

function wordsIn(text: string): string[] {
  return text.match(/\S+/g) ?? []
}
