import * as Y from 'yjs'
import type { PersonId } from '../shared/ids'
import type { Result } from '../shared/result'
import { compose } from '../shared/text/compose'
import { openText } from '../shared/text/flat'
import { blockValue } from '../shared/text/formats'
import { Boundaries } from '../server/collab/gate/boundaries'
import { inspect, type Ground } from '../server/collab/gate/inspect'
import { boundaryIdOf } from '../server/collab/gate/items'
import { Replica, type Policy, type Sender } from '../server/collab/replica'
import { Random } from '../tests/support/random'
import type { Figure } from './support/figure'

export const name = 'the gate per update, at 100,000 words and 1,000 clientIDs'

const PROVISIONS = 1_500
const WORDS = 100_000
const CLIENTS = 1_000
const FIRST_CLIENT = 1_000
const KEYSTROKES = 20_000
/** Characters that one person types in one place before the next one types elsewhere. */
const RUN = 10

const anybody: Sender = { personId: 'anybody' as PersonId, role: 'drafter', owns: () => true }
/** Every second provision is settled. */
const policy: Policy = {
  mayEdit: true,
  lockOf: (id) => (isSettled(id) ? 'provision-settled' : null),
  takingBack: false,
}
const isSettled = (id: string): boolean => Number(id.slice(1)) % 2 === 1

/**
 * Measures inspection, what `submit` needs beside Yjs, and Yjs itself: for keystrokes, for new provisions, for marks,
 * and for keystrokes where the whole text is one provision. Half of all provisions are settled.
 */
export async function run(): Promise<readonly Figure[]> {
  const many = new Writers(spreadText())
  const long = new Writers(longText())
  return Promise.resolve([
    ...measure('keystroke', many.state, many.keystrokes(KEYSTROKES), { p50: 50, p99: 1_000 }),
    ...measure('new provision', many.state, many.enters(1_000)),
    ...measure('mark', many.state, many.bolds(1_000)),
    ...measure('keystroke in one long provision', long.state, long.keystrokes(5_000), {
      p50: 50,
      p99: 1_000,
    }),
  ])
}

/** Writers that share one copy of the text and take turns under their clientIDs. */
class Writers {
  readonly doc = new Y.Doc()
  readonly text: Y.Text
  readonly #random = new Random(7)

  constructor(state: Uint8Array) {
    this.text = openText(this.doc)
    Y.applyUpdate(this.doc, state)
  }

  get state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc)
  }

  /** Updates of one typed character each, in open provisions. */
  keystrokes(count: number): Uint8Array[] {
    let at = 0
    return this.#updates(count, (index) => {
      if (index % RUN === 0) at = this.#openOffset()
      this.text.insert(at, 'x')
      at += 1
    })
  }

  /** Updates that split an open provision each. */
  enters(count: number): Uint8Array[] {
    return this.#updates(count, (index) => {
      const id = `n${index * 2}`
      this.text.insertEmbed(this.#openOffset(), { b: id }, { kind: blockValue(id, 'operative') })
    })
  }

  /** Updates that make a letter of an open provision strong. */
  bolds(count: number): Uint8Array[] {
    return this.#updates(count, () => this.text.format(this.#openOffset(), 1, { strong: true }))
  }

  #updates(count: number, edit: (index: number) => void): Uint8Array[] {
    const updates: Uint8Array[] = []
    const keep = (update: Uint8Array): void => void updates.push(update)
    this.doc.on('update', keep)
    for (let index = 0; index < count; index += 1) {
      if (index % RUN === 0) this.doc.clientID = FIRST_CLIENT + (Math.floor(index / RUN) % CLIENTS)
      this.doc.transact(() => edit(index))
    }
    this.doc.off('update', keep)
    return updates
  }

  /** An offset inside the words of a random open provision. */
  #openOffset(): number {
    const open = openStretches(this.text)
    const one = open[this.#random.below(open.length)]
    if (!one) throw new Error('an open provision has words')
    return one.from + 1 + this.#random.below(one.to - one.from)
  }
}

function openStretches(text: Y.Text): { from: number; to: number }[] {
  const found: { from: number; to: number; id: string }[] = []
  let offset = 0
  for (let item = text._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue
    const id = boundaryIdOf(item)
    if (id !== null) found.push({ from: offset, to: offset, id })
    offset += item.length
    const last = found.at(-1)
    if (last) last.to = offset - 1
  }
  return found.filter(({ id, from, to }) => !isSettled(id) && to > from)
}

/** 100,000 words in 1,500 provisions; 1,000 people have each typed in some of them. */
function spreadText(): Uint8Array {
  const writers = new Writers(stateOf(PROVISIONS))
  writers.keystrokes(CLIENTS * RUN)
  return writers.state
}

/** 100,000 words in one provision, cut into pieces by edits all over. */
function longText(): Uint8Array {
  const writers = new Writers(stateOf(1))
  for (let round = 0; round < 4; round += 1) writers.keystrokes(CLIENTS * RUN)
  return writers.state
}

function stateOf(provisions: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  const words = 'Recognizes the role of consultation mechanisms on migration '
  const repeats = Math.round(WORDS / 8 / provisions)
  compose(
    openText(doc),
    Array.from({ length: provisions }, (_, index) => ({ id: `p${index}`, runs: [words.repeat(repeats)] })),
  )
  return Y.encodeStateAsUpdate(doc)
}

interface Hold {
  readonly p50: number
  readonly p99: number
}

/** Times what each update costs, in microseconds. */
function measure(what: string, state: Uint8Array, updates: readonly Uint8Array[], hold?: Hold): Figure[] {
  const replica = Replica.from([state])
  const boundaries = new Boundaries(replica.text)
  const ground: Ground = { doc: replica.doc, text: replica.text, boundaries: () => boundaries }
  const inspected: number[] = []
  const submitted: number[] = []
  for (const update of updates) {
    inspected.push(timed(() => inspect(ground, update, anybody, policy)))
    submitted.push(timed(() => mustPass(replica.submit(update, anybody, policy))))
  }
  return [
    ...spread(`${what}: inspection`, inspected, hold),
    ...spread(`${what}: submit, Yjs included`, submitted),
    ...spread(`${what}: Yjs alone`, bareApply(updates, state)),
  ]
}

function mustPass(result: Result<unknown>): void {
  if (!result.ok) throw new Error(`the gate refused an honest update: ${result.refusal.code}`)
}

function bareApply(updates: readonly Uint8Array[], state: Uint8Array): number[] {
  const doc = new Y.Doc()
  openText(doc)
  Y.applyUpdate(doc, state)
  doc.on('update', () => undefined)
  return updates.map((update) => timed(() => Y.applyUpdate(doc, update)))
}

function timed(work: () => unknown): number {
  const before = performance.now()
  work()
  return (performance.now() - before) * 1_000
}

function spread(what: string, micros: readonly number[], hold?: Hold): Figure[] {
  const sorted = [...micros].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0
  return [
    { what: `${what}, p50`, value: at(0.5), unit: 'µs', ...(hold && { atMost: hold.p50 }) },
    { what: `${what}, p99`, value: at(0.99), unit: 'µs', ...(hold && { atMost: hold.p99 }) },
  ]
}
