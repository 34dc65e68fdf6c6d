import { setImmediate as nextTurn } from 'node:timers/promises'
import * as Y from 'yjs'
import { EMPTY_DOCUMENT, foldDocument, isTextKind, type DocumentState } from '../../shared/documents'
import {
  documentStream,
  EMPTY_HEAD,
  type Entry,
  type EntryDraft,
  type Head,
  type StreamId,
} from '../../shared/journal'
import type { DocumentId } from '../../shared/ids'
import type { Checkpoints, Journal } from '../store/port'
import { encodeFolded, readCheckpoint } from './checkpoint'
import type { Compactor } from './compactor'
import type { Log } from './connection'
import { updateFrame } from './frames'
import { NO_BASE, Serving, type Base } from './serving'

/** Rows that are read at once; between two pages everybody else gets a turn. */
const PAGE = 200
/** Fewer rows behind the checkpoint than this are not worth a new one when a document is closed. */
const FEW_ROWS = 20
/** So many rows that are no text, or so many bytes of them, are worth a new checkpoint: opening reads them all. */
const MANY_OTHERS = { rows: 2_000, bytes: 4 << 20 } as const
/** After a compaction that failed the next one waits this long, in milliseconds. */
const AFTER_FAILURE_MS = 60_000

export interface CommittedNeeds {
  readonly journal: Journal
  readonly checkpoints: Checkpoints
  readonly compactor: Compactor
  readonly log: Log
}

/** An entry with text, framed for everybody. */
export interface CommittedText {
  readonly entry: Entry
  readonly frame: Buffer
}

/** What became of an append: the text that is new to this node, and whether the drafts are in. */
export interface Outcome {
  readonly isWritten: boolean
  readonly entries: readonly Entry[]
  readonly texts: readonly CommittedText[]
}

/** The committed side of a room: what the journal of its document holds, folded, and its text as bytes. */
export class Committed {
  readonly stream: StreamId
  readonly #needs: CommittedNeeds
  readonly #serving: Serving
  #state: DocumentState
  #head: Head
  /** Rows without text behind the checkpoint. */
  #others = { rows: 0, bytes: 0 }
  #isCompacting = false
  #notBefore = 0

  private constructor(
    needs: CommittedNeeds,
    stream: StreamId,
    opened: { state: DocumentState; head: Head; base: Base },
  ) {
    this.#needs = needs
    this.stream = stream
    this.#state = opened.state
    this.#head = opened.head
    this.#serving = new Serving(opened.base)
  }

  /** Opens from the newest checkpoint and the rows behind it. Throws `JournalDamaged` and `StoreFault`. */
  static async open(needs: CommittedNeeds, documentId: DocumentId): Promise<Committed> {
    const stream = documentStream(documentId)
    const checkpoint = await needs.checkpoints.load(stream)
    const read = checkpoint && readCheckpoint(checkpoint)
    const opened = read
      ? { ...read, head: checkpoint.head }
      : { state: EMPTY_DOCUMENT, head: EMPTY_HEAD, base: NO_BASE }
    const committed = new Committed(needs, stream, opened)
    for await (const page of committed.#pages()) committed.#fold(page)
    committed.compactWhenLong()
    return committed
  }

  get state(): DocumentState {
    return this.#state
  }

  get head(): Head {
    return this.#head
  }

  get serving(): Serving {
    return this.#serving
  }

  /** Appends behind the head; when others were first, folds in what they wrote and leaves the drafts out. */
  async append(drafts: readonly EntryDraft[]): Promise<Outcome> {
    const appended = await this.#needs.journal.append(this.stream, this.#head, drafts)
    const texts = this.#fold(appended.entries)
    this.compactWhenLong()
    return { isWritten: appended.kind === 'written', entries: appended.entries, texts }
  }

  /** Folds in what others have written. */
  async catchUp(): Promise<{ readonly entries: readonly Entry[]; readonly texts: readonly CommittedText[] }> {
    const entries: Entry[] = []
    const texts: CommittedText[] = []
    for await (const page of this.#pages()) {
      entries.push(...page)
      texts.push(...this.#fold(page))
    }
    return { entries, texts }
  }

  /** Starts compacting in the background when the rows behind the base have become many. */
  compactWhenLong(): void {
    const isLong =
      this.#serving.isLong || this.#others.rows >= MANY_OTHERS.rows || this.#others.bytes >= MANY_OTHERS.bytes
    if (!isLong || this.#isCompacting || performance.now() < this.#notBefore) return
    this.#compact().catch((fault: unknown) => {
      this.#notBefore = performance.now() + AFTER_FAILURE_MS
      this.#needs.log.warn({ err: fault, stream: this.stream }, 'no checkpoint was made')
    })
  }

  /** Keeps what is folded, so that the next opening is fast. Checkpoints are disposable: a fault loses nothing. */
  async rest(): Promise<void> {
    const { rows } = this.#serving
    if (rows + this.#others.rows >= FEW_ROWS && !this.#isCompacting) await this.#compact()
  }

  /** The rows behind the head, as far as whoever reads them folds each page before the next. */
  async *#pages(): AsyncGenerator<readonly Entry[]> {
    for (;;) {
      const page = await this.#needs.journal.read(this.stream, this.#head, PAGE)
      yield page
      if (page.length < PAGE) return
      await nextTurn()
    }
  }

  #fold(entries: readonly Entry[]): CommittedText[] {
    const texts: CommittedText[] = []
    const { seq } = this.#head
    const fresh = entries.filter((entry) => entry.seq > seq)
    this.#state = foldDocument(this.#state, fresh)
    for (const entry of fresh) {
      this.#head = { seq: entry.seq, hash: entry.hash }
      if (!isTextKind(entry.kind)) {
        this.#others.rows += 1
        this.#others.bytes += entry.body.length
        continue
      }
      const frame = updateFrame(entry.body)
      this.#serving.add(entry.seq, entry.body, frame)
      texts.push({ entry, frame })
    }
    return texts
  }

  async #compact(): Promise<void> {
    this.#isCompacting = true
    try {
      const head = this.#head
      const state = this.#state
      const { rows, bytes } = this.#others
      const { update, vector } = await this.#needs.compactor.compact(this.#serving.updates())
      const base = { seq: head.seq, update, vector: Y.decodeStateVector(vector) }
      this.#serving.rebase(base)
      const folded = encodeFolded(state, base.vector)
      await this.#needs.checkpoints.save(this.stream, { head, text: update, state: folded })
      this.#others = { rows: this.#others.rows - rows, bytes: this.#others.bytes - bytes }
    } finally {
      this.#isCompacting = false
    }
  }
}
