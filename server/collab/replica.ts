import * as Y from 'yjs'
import { ok, refuse, type Refusal, type Result } from '../../shared/result'
import { openText } from '../../shared/text/flat'
import { heal, type Repair } from '../../shared/text/heal'
import { Boundaries } from './gate/boundaries'
import { drawsTooMuch } from './gate/cells'
import { History } from './gate/history'
import { inspect, type Ground, type Inspected } from './gate/inspect'
import { lockRefusal, type LockOf, type Policy, type Sender } from './gate/policy'
import { standInOrder } from './gate/order'
import { changeOf, reachOf, type Change, type Moved, type Reach } from './gate/reach'
import { shownOtherwise } from './gate/shown'
import { Weight } from './gate/weight'
import { provisionsNear, wordsOf } from './gate/words'
import { QuietDoc } from './quiet-doc'

export type { LockOf, Policy, Sender } from './gate/policy'

/** What a struct takes of the memory beside its words, about, in bytes, as measured. */
const BYTES_OF_STRUCT = 200

const NOWHERE: Reach = { touched: new Set(), moved: [] }
const NO_WORDS: ReadonlyMap<string, string> = new Map()

/** What a write did. */
export interface Written {
  /** The smallest update (V1) with the same effect, to be journalled; null when nothing changed. */
  readonly effect: Uint8Array | null
  /** Between which provisions it moved words, by splitting or joining them. */
  readonly moved: readonly Moved[]
}

/** An admitted update. */
export interface Submitted extends Written {
  /** Ids of the provisions whose words, formats or marks it changed, new ones included. */
  readonly touched: readonly string[]
}

/**
 * The server's live copy of one text. Updates of clients come in through `submit` only, which inspects them, applies
 * them and checks the effect; after a refusal the replica says exactly what it said before.
 */
export class Replica {
  #doc: Y.Doc
  #text: Y.Text
  #boundaries: Boundaries | null = null
  readonly #history: History
  readonly #weight: Weight
  readonly #ground: Ground
  #emitted: Uint8Array | null = null
  #reach: Reach | null = null
  /** ClientIDs of the new structs whose reach is looked at; null while the journal is followed. */
  #judged: ReadonlySet<number> | null = null
  #lockOf: LockOf | null = null
  /** A locked provision that the last change shows otherwise, though it does not touch it. */
  #shownOtherwise: string | null = null
  /** Why the last change leaves a text that browsers cannot draw; null when they can. */
  #tooMuchToDraw: Refusal | null = null
  #mayBeIll = true
  /** What locked provisions say, as far as it was compared and not changed since. */
  readonly #words = new Map<string, string>()

  /** Makes a replica of a journal's updates, in their order. Throws when they do not fit together. */
  static from(updates: Iterable<Uint8Array>): Replica {
    return new Replica(new History(updates))
  }

  private constructor(history: History) {
    this.#history = history
    this.#weight = new Weight(() => this.#doc)
    const { doc, text } = this.#open()
    this.#doc = doc
    this.#text = text
    const owner = (): Replica => this
    this.#ground = {
      get doc() {
        return owner().#doc
      },
      get text() {
        return owner().#text
      },
      boundaries: () => (this.#boundaries ??= new Boundaries(this.#text)),
    }
  }

  /** The Yjs document. Ask for it each time: a rebuild replaces it. */
  get doc(): Y.Doc {
    return this.#doc
  }

  /** The one text of the document. Ask for it each time: a rebuild replaces it. */
  get text(): Y.Text {
    return this.#text
  }

  /** What it takes of the memory, about, in bytes: its history, and as much again and the structs in the Yjs document. */
  get bytes(): number {
    let structs = 0
    for (const section of this.#doc.store.clients.values()) structs += section.length
    return 2 * this.#history.bytes + BYTES_OF_STRUCT * structs
  }

  /** The clock that the text holds for a clientID, 0 when none. */
  clockOf(clientId: number): number {
    return Y.getState(this.#doc.store, clientId)
  }

  /**
   * Judges an update of a client and applies it when it may come in.
   *
   * @returns what it changed, or a refusal of the gate: `update-too-large`, `update-malformed`, `clock-limit`,
   * `foreign-client`, `update-gap`, `clock-reused`, `future-delete`, `content-not-allowed`, `split-character`,
   * `duplicate-id`, `read-only`, or the code of a lock with `detail.provisionId`, or what the policy says of its reach
   */
  submit(update: Uint8Array, sender: Sender, policy: Policy): Result<Submitted> {
    const inspected = inspect(this.#ground, update, sender, policy)
    if (!inspected.ok) return inspected
    if (!inspected.value.hasEffect) return ok({ effect: null, touched: [], moved: [] })
    const { fresh, hits } = inspected.value
    const weight = this.#weight
    const { takingBack } = policy
    const brought = [fresh, hits.cut.length, sender] as const
    if (takingBack ? weight.isTooMuchBack(...brought) : weight.isTooMuch(...brought))
      return refuse('update-too-large')
    const submitted = this.#admit(update, inspected.value, policy)
    if (submitted.ok && takingBack) weight.addBack(...brought)
    else if (submitted.ok) weight.add(...brought)
    return submitted
  }

  /** Whether `heal` may find something: not after letters where all is well, so a pause in typing costs nothing. */
  get mayBeIll(): boolean {
    return this.#mayBeIll
  }

  /** Repairs what editing at the same time left behind, see `heal`. */
  heal(how: Repair): Written {
    const written = this.write((text) => void heal(text, how))
    this.#mayBeIll = written.effect !== null
    return written
  }

  /** The server's own writes, in one transaction. */
  write(change: (text: Y.Text) => void): Written {
    this.#ground.boundaries()
    this.#reach = NOWHERE
    this.#judged = new Set([this.#doc.clientID])
    try {
      const effect = this.#change(() => this.#doc.transact(() => change(this.#text)))
      this.#mayBeIll ||= effect !== null
      return { effect, moved: this.#moved }
    } finally {
      this.#judged = null
    }
  }

  /** Applies an update of the journal, which was judged before it was written there. */
  apply(update: Uint8Array): void {
    this.#change(() => Y.applyUpdate(this.#doc, update))
    this.#mayBeIll = true
  }

  /** Makes the Yjs document again of the bytes it was made of and of what was applied since. */
  rebuild(): void {
    const { clientID } = this.#doc
    this.#doc.destroy()
    this.#boundaries = null
    const { doc, text } = this.#open()
    doc.clientID = clientID
    this.#doc = doc
    this.#text = text
  }

  close(): void {
    this.#doc.destroy()
  }

  #open(): { doc: Y.Doc; text: Y.Text } {
    const doc = new QuietDoc()
    const text = openText(doc)
    this.#history.applyTo(doc)
    if (doc.store.pendingStructs || doc.store.pendingDs) {
      throw new Error('the updates of the journal do not fit together')
    }
    doc.on('beforeObserverCalls', (transaction: Y.Transaction) => this.#observe(transaction))
    doc.on('update', (update: Uint8Array) => (this.#emitted = update))
    return { doc, text }
  }

  #admit(update: Uint8Array, { fresh, hits }: Inspected, policy: Policy): Result<Submitted> {
    const { lockOf } = policy
    const near = provisionsNear(this.#doc, this.#ground.boundaries(), fresh, hits)
    const before = this.#wordsBefore([...near].filter((id) => lockOf(id) !== null))
    const reach = this.#try(update, new Set(fresh.map(({ client }) => client)), lockOf)
    const refusal = this.#isWhole()
      ? reach &&
        (lockOfAny(reach.touched, lockOf) ??
          lockOfAny(this.#changedOf(before), lockOf) ??
          lockRefusal(this.#shownOtherwise, lockOf) ??
          this.#tooMuchToDraw ??
          this.#judgeReach(reach, policy))
      : refuse('update-malformed').refusal
    if (refusal || !reach) {
      this.rebuild()
      return { ok: false, refusal: refusal ?? { code: 'update-malformed' } }
    }
    const { touched, moved } = reach
    for (const id of touched) this.#words.delete(id)
    this.#mayBeIll ||= !this.#isPlain(fresh, hits, touched)
    return ok({ effect: this.#keep(), touched: [...touched], moved })
  }

  #judgeReach(reach: Reach, { judgeReach }: Policy): Refusal | null {
    const code = judgeReach?.(reach, (id) => this.#ground.boundaries().livingOf(id).size > 0)
    return code ? { code } : null
  }

  /** Whether an update only wrote words, in provisions where words leave nothing to repair. */
  #isPlain(fresh: Inspected['fresh'], hits: Inspected['hits'], touched: ReadonlySet<string>): boolean {
    if (hits.items.length > 0 || fresh.some(({ kind }) => kind !== 'string')) return false
    for (const id of touched) if (!this.#ground.boundaries().isSound(id)) return false
    return true
  }

  #wordsBefore(ids: readonly string[]): ReadonlyMap<string, string> {
    if (ids.length === 0) return NO_WORDS
    const unread = new Set(ids.filter((id) => !this.#words.has(id)))
    if (unread.size > 0) wordsOf(this.#text, unread).forEach((words, id) => this.#words.set(id, words))
    return new Map(ids.map((id) => [id, this.#words.get(id) ?? '']))
  }

  #changedOf(before: ReadonlyMap<string, string>): string[] {
    if (before.size === 0) return []
    const after = wordsOf(this.#text, new Set(before.keys()))
    return [...before.keys()].filter((id) => before.get(id) !== (after.get(id) ?? ''))
  }

  /** Applies an update and finds out how far it reached; null when Yjs threw or placed it against its own word. */
  #try(update: Uint8Array, clients: ReadonlySet<number>, lockOf: LockOf): Reach | null {
    this.#emitted = null
    this.#reach = NOWHERE
    this.#judged = clients
    this.#lockOf = lockOf
    this.#shownOtherwise = null
    this.#tooMuchToDraw = null
    try {
      Y.applyUpdate(this.#doc, update)
      return this.#reach
    } catch {
      return null
    } finally {
      this.#judged = null
      this.#lockOf = null
    }
  }

  get #moved(): readonly Moved[] {
    return this.#reach?.moved ?? []
  }

  /** Whether nothing waits for what never came, and there is one root. */
  #isWhole(): boolean {
    const { store, share } = this.#doc
    return store.pendingStructs === null && store.pendingDs === null && share.size === 1
  }

  #change(by: () => void): Uint8Array | null {
    this.#emitted = null
    this.#words.clear()
    try {
      by()
      if (!this.#isWhole()) throw new Error('an update does not fit the text that it was written for')
    } catch (cause) {
      this.rebuild()
      throw cause
    }
    return this.#keep()
  }

  /** Keeps what the last transaction did, so that a rebuild does it again. */
  #keep(): Uint8Array | null {
    const effect = this.#emitted
    this.#emitted = null
    if (effect) this.#history.add(effect)
    if (this.#history.isLong) this.#history.fold(Y.encodeStateAsUpdate(this.#doc))
    return effect
  }

  #findShownOtherwise(change: Change): string | null {
    const lockOf = this.#lockOf
    if (!lockOf || !this.#reach) return null
    const isLocked = (id: string): boolean => lockOf(id) !== null
    const { touched } = this.#reach
    return shownOtherwise(this.#text, change, { touched, boundaries: this.#ground.boundaries(), isLocked })
  }

  /** Runs in every transaction, while what it deleted can still be read. */
  #observe(transaction: Y.Transaction): void {
    if (this.#judged) {
      const change = changeOf(transaction, this.#judged)
      const isInOrder = standInOrder(this.#doc, change.added)
      this.#reach = isInOrder ? reachOf(this.#text, change, this.#ground.boundaries()) : null
      this.#shownOtherwise = this.#findShownOtherwise(change)
      const draws = drawsTooMuch(this.#text, change.added, this.#ground.boundaries())
      this.#tooMuchToDraw = draws ? refuse('update-too-large').refusal : null
    } else if (this.#boundaries) {
      const { added, deleted } = changeOf(transaction, transaction.afterState.keys())
      this.#boundaries.learn(added, deleted)
    }
  }
}

function lockOfAny(ids: Iterable<string>, lockOf: LockOf): Refusal | null {
  for (const id of ids) {
    const refusal = lockRefusal(id, lockOf)
    if (refusal) return refusal
  }
  return null
}
