import * as idb from 'lib0/indexeddb'
import * as v from 'valibot'
import * as Y from 'yjs'
import { DocumentSettings } from '../../shared/documents'
import { isId, newId, SeatId, type DocumentId, type PersonId, type ProvisionId } from '../../shared/ids'
import type { Receipt } from '../../shared/journal'
import { DocumentCard, EnteredRead, ReceiptShape, Status } from '../../shared/protocol'
import { PlenaryRead } from '../../shared/protocol/plenary'
import { SCHEMA_VERSION } from '../../shared/sync'
import { ClosedUntil } from './closed'
import { plainWordsOf } from './content'
import { KeptHere, keptOnce } from './kept'
import { latestOnly, type Saving } from './latest-only'
import { PromptStore } from './prompt-store'
import { Outcome } from './rebase'
import { rollCall, type Answering } from './roll-call'
import { UnsavedChange } from './unsaved'
import type { WordsHere } from './words-here'

/** How long living tabs get to say which stored copies are theirs. */
const ROLL_CALL_MS = 150

/** While connected, what waits is written down this often; the words themselves are stored with every key. */
const SAVE_PAUSE_MS = 200

/** Whose copy of which document. */
export interface CopyOf {
  readonly personId: PersonId
  readonly documentId: DocumentId
}

const KEYS = {
  ...{ unsaved: 'unsaved', kept: 'kept', report: 'report' },
  ...{ receipt: 'receipt', known: 'known', card: 'card' },
} as const

/** What the server last said of the document: so much is shown while it does not answer. */
export const Known = v.object({
  document: DocumentCard,
  settings: DocumentSettings,
  statuses: v.array(Status),
  entered: v.optional(v.array(EnteredRead), []),
  plenary: v.optional(v.nullable(PlenaryRead), null),
  /** The practice seat under which words that wait were typed. */
  practiceSeatId: v.optional(v.nullable(SeatId), null),
  /** Under which standing words that wait were typed, elsewhere; see `standingOf`. */
  typedAs: v.optional(v.nullable(v.string()), null),
  /** The session without observers that put the person out of the text; null while it is open to them. */
  closed: v.optional(v.nullable(ClosedUntil), null),
})
export type Known = v.InferOutput<typeof Known>
const Left = v.array(UnsavedChange)
const Kept = v.array(KeptHere)
const Report = v.array(Outcome)

const prefixOf = (personId: PersonId) => `adref ${personId} `
const nameOf = ({ personId, documentId }: CopyOf) => `${prefixOf(personId)}${documentId} ${SCHEMA_VERSION} `

/**
 * The copy of one document that one tab stores in this browser: the replica, the changes that wait for their
 * acknowledgement, the last receipt, and refused words that did not reach the server yet. Each tab has its own, so
 * that a refusal in one does not take away what another holds; the next tab takes over what a closed one left.
 */
export class StoredCopy {
  /** Changes that closed tabs left without an acknowledgement. */
  readonly left: readonly UnsavedChange[]
  readonly keptHere: readonly KeptHere[]
  /** What became of changes and was not in the text, as far as the person has not seen it yet. */
  readonly report: readonly Outcome[]
  /** What the server said when this browser last worked on the document. */
  readonly known: Known | null
  readonly #persistence: PromptStore
  readonly #adopted: string[]
  readonly #answering: Answering
  #isClosed = false
  /** What beside the text could not be stored yet. */
  readonly #unstored = new Set<string>()
  #receipt: Receipt | null
  readonly #storeReceipt: Saving<Receipt>
  readonly saveUnsaved: Saving<readonly UnsavedChange[]>
  readonly saveKeptHere: Saving<readonly KeptHere[]>
  readonly saveReport: Saving<readonly Outcome[]>
  readonly saveKnown: Saving<Known>

  private constructor(persistence: PromptStore, answering: Answering, stored: readonly Stored[]) {
    this.#persistence = persistence
    this.#answering = answering
    this.#adopted = stored.map(({ name }) => name).filter((name) => name !== persistence.name)
    this.left = stored.flatMap(({ left }) => left)
    this.keptHere = keptOnce(stored.flatMap(({ kept }) => kept))
    this.report = stored.flatMap(({ report }) => report)
    const newest = newestOf(stored.map(({ receipt }) => receipt))
    this.#receipt = newest
    this.known = newestKnown(stored)
    const saving = <Value>(key: string) =>
      latestOnly(
        async (value: Value) => {
          if (!this.#isClosed && !persistence.isLost) await persistence.set(key, JSON.stringify(value))
        },
        SAVE_PAUSE_MS,
        (succeeded) => this.#saved(key, succeeded),
      )
    this.saveUnsaved = saving(KEYS.unsaved)
    this.saveKeptHere = saving(KEYS.kept)
    this.saveReport = saving(KEYS.report)
    this.#storeReceipt = saving(KEYS.receipt)
    this.saveKnown = saving(KEYS.known)
  }

  /**
   * Loads what this browser stores into `doc` and stores its changes from here on. Nothing of another person, and
   * nothing of another schema version, is read. What the browser cannot open is left as it is: then the page works
   * without a store, and `isKeeping` says so.
   */
  static async open(of: CopyOf, doc: Y.Doc): Promise<StoredCopy> {
    const answering = rollCall(nameOf(of))
    const free = await answering.take(await storedNames(nameOf(of)).catch(noneToRead), ROLL_CALL_MS)
    const stored: Stored[] = []
    for (const other of free) {
      // the first one becomes this tab's own, and is loaded by it
      const [read] = await readStored(other, stored.length === 0 ? null : doc).then(justOne, noneToRead)
      if (read) stored.push(read)
    }
    const name = stored[0]?.name ?? nameOf(of) + newId()
    answering.claim(name)
    const persistence = new PromptStore(name, doc)
    await persistence.whenSynced
    return new StoredCopy(persistence, answering, stored)
  }

  /** The newest receipt that this browser holds for the document. */
  get receipt(): Receipt | null {
    return this.#receipt
  }

  saveReceipt(receipt: Receipt): void {
    this.#receipt = receipt
    this.#storeReceipt(receipt)
  }

  /** Deletes what other closed tabs left, once everything in it is acknowledged or stored again here. */
  async dropAdopted(): Promise<void> {
    for (const name of this.#adopted.splice(0)) {
      await idb.deleteDB(name)
      this.#answering.release(name)
    }
  }

  /** Whether this browser keeps what is typed: its disk may be full, or the copy deleted by somebody. */
  get isKeeping(): boolean {
    return this.#persistence.isKeeping && this.#unstored.size === 0
  }

  /** Calls back whenever `isKeeping` changes. */
  onKeeping(callBack: () => void): void {
    this.#persistence.on('keeping', callBack)
  }

  #saved(key: string, succeeded: boolean): void {
    if (succeeded === !this.#unstored.has(key)) return
    if (succeeded) this.#unstored.delete(key)
    else this.#unstored.add(key)
    this.#persistence.emit('keeping', [])
  }

  /** Stops storing; what is stored stays. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#answering.close()
    await this.#persistence.destroy()
  }

  /** Stops storing and deletes the copy: after a refusal it holds changes that no server takes. */
  async destroy(): Promise<void> {
    this.#isClosed = true
    await this.#persistence.destroy()
    await idb.deleteDB(this.#persistence.name)
    await this.dropAdopted()
    // not before: another tab could take up what is being deleted
    this.#answering.close()
  }
}

/** Deletes what this browser stores of a document that is not open to a person. Words of their own stay, without the text. */
export async function forget(of: CopyOf): Promise<void> {
  const known = new Set<string>()
  for (const name of await storedNames(nameOf(of))) {
    const stored = await readStored(name, null)
    if (stored.left.length + stored.kept.length === 0) await idb.deleteDB(name)
    else await keepWordsOnly(stored, known)
  }
}

/**
 * What waited to be saved is kept like refused words, for nothing can be saved in a text that is not there.
 *
 * @param known what other copies of the document have kept so: one may have taken over what another left
 */
async function keepWordsOnly({ name, left, kept, card }: Stored, known: Set<string>): Promise<void> {
  const written = left.flatMap(({ provisionId, now }): KeptHere[] => {
    const text = now ? plainWordsOf(now) : ''
    const isKnown = text === '' || known.has(`${provisionId} ${text}`)
    known.add(`${provisionId} ${text}`)
    const at = isId(provisionId) ? (provisionId as ProvisionId) : null
    return isKnown ? [] : [{ wordsId: newId(), provisionId: at, text, code: 'not-allowed' }]
  })
  await withStores(name, 'readwrite', async (updates, custom) => {
    await idb.put(custom, JSON.stringify([...kept, ...written]), KEYS.kept)
    if (card) await idb.put(custom, JSON.stringify(card), KEYS.card)
    for (const gone of [KEYS.unsaved, KEYS.receipt, KEYS.known]) await idb.del(custom, gone)
    await idb.rtop(updates.clear())
  })
}

/** Does so with all documents that are closed to a person now, as far as this browser knows whose they are. */
export async function forgetClosed(
  personId: PersonId,
  isClosed: (document: DocumentCard) => boolean,
): Promise<void> {
  for (const name of await storedNames(prefixOf(personId))) {
    const { card } = await readStored(name, null)
    if (card && isClosed(card)) await forget({ personId, documentId: card.documentId })
  }
}

/** Deletes what this browser stores of a document, words that wait in it included: their author has laid them aside. */
export async function layAside(of: CopyOf): Promise<void> {
  for (const name of await storedNames(nameOf(of))) await idb.deleteDB(name)
}

/** Deletes every copy that this browser stores for a person, as signing out does. */
export async function clearLocalData(personId: PersonId): Promise<void> {
  for (const name of await storedNames(prefixOf(personId))) await idb.deleteDB(name)
}

/** What this browser holds of a person's words that no server has acknowledged, by document. */
export async function wordsHere(personId: PersonId): Promise<readonly WordsHere[]> {
  const byDocument = new Map<DocumentId, WordsHere>()
  for (const name of await storedNames(prefixOf(personId))) {
    const { left, kept, card } = await readStored(name, null)
    const count = left.length + kept.length
    if (count === 0) continue
    const documentId = name.slice(prefixOf(personId).length).split(' ')[0] as DocumentId
    const before = byDocument.get(documentId)
    const written = left.flatMap(({ now }) => (now ? [plainWordsOf(now)] : []))
    byDocument.set(documentId, {
      documentId,
      title: card?.title ?? before?.title ?? null,
      onlyFor: card?.onlyFor ?? before?.onlyFor ?? null,
      meetingId: card?.meetingId ?? before?.meetingId ?? null,
      count: count + (before?.count ?? 0),
      texts: [...(before?.texts ?? []), ...written, ...kept.map(({ text }) => text)].filter(Boolean),
    })
  }
  return [...byDocument.values()]
}

interface Stored {
  readonly name: string
  readonly left: readonly UnsavedChange[]
  readonly kept: readonly KeptHere[]
  readonly report: readonly Outcome[]
  readonly receipt: Receipt | null
  readonly known: Known | null
  /** The document as this browser knew it last. */
  readonly card: DocumentCard | null
}

const justOne = <Value>(value: Value): Value[] => [value]

function noneToRead(fault: unknown): never[] {
  console.error(fault)
  return []
}

async function storedNames(prefix: string): Promise<string[]> {
  const databases = await indexedDB.databases()
  return databases.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : [])).sort()
}

/** Opens one copy for as long as something is done with it. */
async function withStores<Value>(
  name: string,
  mode: 'readonly' | 'readwrite',
  work: (updates: IDBObjectStore, custom: IDBObjectStore) => Promise<Value>,
): Promise<Value | null> {
  const db = await idb.openDB(name, (fresh) =>
    idb.createStores(fresh, [['updates', { autoIncrement: true }], ['custom']]),
  )
  try {
    const [updates, custom] = idb.transact(db, ['updates', 'custom'], mode)
    return updates && custom ? await work(updates, custom) : null
  } finally {
    db.close()
  }
}

/** Reads the values of one copy and, when `doc` is given, applies its updates. */
async function readStored(name: string, doc: Y.Doc | null): Promise<Stored> {
  const stored = await withStores(name, 'readonly', async (updates, custom): Promise<Stored> => {
    const read = async <Schema extends v.GenericSchema>(key: string, schema: Schema) =>
      parsed(schema, await idb.get(custom, key))
    const left = (await read(KEYS.unsaved, Left)) ?? []
    const kept = (await read(KEYS.kept, Kept)) ?? []
    const report = (await read(KEYS.report, Report)) ?? []
    const receipt = await read(KEYS.receipt, ReceiptShape)
    const known = await read(KEYS.known, Known)
    const card = known?.document ?? (await read(KEYS.card, DocumentCard))
    if (doc)
      for (const update of await idb.getAll(updates))
        Y.applyUpdate(doc, v.parse(v.instance(Uint8Array), update))
    return { name, left, kept, report, receipt, known, card }
  })
  return stored ?? { name, left: [], kept: [], report: [], receipt: null, known: null, card: null }
}

/** A stored value of this version's shape, or null. */
function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  stored: unknown,
): v.InferOutput<Schema> | null {
  if (typeof stored !== 'string') return null
  const read = v.safeParse(schema, JSON.parse(stored))
  return read.success ? read.output : null
}

/** What the copy that is furthest on knows; a fresh one that was never let in knows nothing. Where words wait counts first. */
function newestKnown(stored: readonly Stored[]): Known | null {
  const seqOf = ({ receipt }: Stored) => receipt?.seq ?? 0
  const knowing = stored.filter(({ known }) => known !== null)
  const waiting = knowing.filter(({ left }) => left.length > 0)
  const [best] = (waiting.length > 0 ? waiting : knowing).toSorted((a, b) => seqOf(b) - seqOf(a))
  return best?.known ?? null
}

function newestOf(receipts: readonly (Receipt | null)[]): Receipt | null {
  return receipts.reduce((best, next) => (next && (!best || next.seq > best.seq) ? next : best), null)
}
