import * as Y from 'yjs'
import { EMPTY_UPDATE, step1Frame, step2Frame, updateFrame } from './frames'
import { GROUP, mergeUpdates } from './merge'

/** A stretch of committed text: the journal's rows from + 1 … to. */
interface Chunk {
  readonly from: number
  readonly to: number
  readonly update: Uint8Array
  readonly frame: Buffer
  /** 0 for one row, 1 for `GROUP` rows, and so on. */
  readonly level: number
  /** Clocks up to which it reaches, by client. */
  readonly ends: ReadonlyMap<number, number>
  /** What of it even those lack who have all its words: its deletions. Made when somebody asks. */
  deletes: Buffer | null
}

/** In one literal: it is made for every letter, and spreading costs more than all the rest. */
function chunkOf({ from, to, update, frame, level }: Omit<Chunk, 'ends' | 'deletes'>): Chunk {
  return { from, to, update, frame, level, ends: Y.parseUpdateMeta(update).to, deletes: null }
}

/** Chunks that follow one another as one of the next level. */
function mergedOf(chunks: readonly Chunk[]): Chunk {
  const [first] = chunks
  const last = chunks.at(-1)
  if (!first || !last) throw new Error('nothing to merge')
  const update = mergeUpdates(chunks.map((chunk) => chunk.update))
  return chunkOf({
    from: first.from,
    to: last.to,
    update,
    frame: updateFrame(update),
    level: first.level + 1,
  })
}

/** Committed text up to a row as one update, with its state vector. */
export interface Base {
  readonly seq: number
  readonly update: Uint8Array
  readonly vector: ReadonlyMap<number, number>
}

export const NO_BASE: Base = { seq: 0, update: EMPTY_UPDATE, vector: new Map() }

/** So many chunks may stand behind the base: whoever opens a text after a crash waits for no merging. */
const MANY_CHUNKS = 4 * GROUP
/** Rows behind the base that are worth a new base. */
const MANY_ROWS = 1_000
/** Bytes behind the base that are worth a new base, beside a quarter of the base itself. */
const MANY_BYTES = 64 << 10
/** Answers to state vectors that are kept: people who come back after the same interruption. */
const MAX_ANSWERS = 64
/** What they may take together, in bytes. */
const MAX_ANSWERS_BYTES = 8 << 20
/**
 * Whoever lacks more of the base than this gets all of it, whose bytes everybody shares, in bytes: what a client has
 * already does it no harm. Most letters take a byte, so who lacks so many clocks lacks about as much.
 */
const MUCH_BYTES = 256 << 10
/** Ends an answer. */
const NO_MORE = step2Frame(EMPTY_UPDATE)

/**
 * Committed text as bytes that are framed once and shared by all who join: a base, and the rows behind it. No joiner
 * costs an encoding of the text.
 */
export class Serving {
  #base: Base
  #baseFrame: Buffer
  #deletesFrame: Buffer | null = null
  #chunks: Chunk[] = []
  #rows = 0
  #bytes = 0
  #seq: number
  #tail: Buffer | null = null
  #question: Buffer | null = null
  readonly #vector: Map<number, number>
  readonly #answers = new Map<string, Buffer>()
  #answersBytes = 0

  constructor(base: Base) {
    this.#base = base
    this.#baseFrame = updateFrame(base.update)
    this.#seq = base.seq
    this.#vector = new Map(base.vector)
  }

  /** State vector of all committed text. */
  get vector(): ReadonlyMap<number, number> {
    return this.#vector
  }

  /** The frame that asks a client for what is not here. */
  get question(): Buffer {
    this.#question ??= step1Frame(this.#vector)
    return this.#question
  }

  /** Last row that is in here. */
  get seq(): number {
    return this.#seq
  }

  /** Rows with text behind the base. */
  get rows(): number {
    return this.#rows
  }

  /** What it takes of the memory, about, in bytes: updates, and the same bytes as frames. */
  get bytes(): number {
    return 2 * (this.#base.update.length + this.#bytes) + this.#answersBytes
  }

  /** Whether a new base is worth its work; the larger the base, the rarer. */
  get isLong(): boolean {
    return this.#rows >= MANY_ROWS || this.#bytes >= MANY_BYTES + this.#base.update.length / 4
  }

  /** Adds the text of a row. @param frame the update as one frame */
  add(seq: number, update: Uint8Array, frame: Buffer): void {
    const chunk = chunkOf({ from: seq - 1, to: seq, update, frame, level: 0 })
    this.#chunks.push(chunk)
    this.#seq = seq
    this.#rows += 1
    this.#bytes += update.length
    this.#tail = null
    this.#question = null
    this.#advance(chunk.ends)
    if (this.#chunks.length >= MANY_CHUNKS) this.#compress()
  }

  /** Everything there is, in the order in which it can be applied. */
  updates(): Uint8Array[] {
    return [this.#base.update, ...this.#chunks.map(({ update }) => update)]
  }

  /** Frames that bring a client from its state vector to the committed text, the last of them a step 2. */
  answer(vector: ReadonlyMap<number, number>): Buffer[] {
    const tail = vector.size === 0 ? [this.#tailFrames()] : this.#missingOfTail(vector)
    if (this.#base.seq === 0) return tail
    return [vector.size === 0 ? this.#baseFrame : this.#missingOfBase(vector), ...tail]
  }

  /** Frames of the rows after `seq`, for a reader that did not keep up. */
  since(seq: number): Buffer[] {
    if (seq < this.#base.seq) return [this.#baseFrame, ...this.#chunks.map(({ frame }) => frame)]
    return this.#chunks.filter(({ to }) => to > seq).map(({ frame }) => frame)
  }

  /** Takes a new base and drops the rows that are in it. */
  rebase(base: Base): void {
    const rest = this.#chunks.filter(({ to }) => to > base.seq)
    this.#base = base
    this.#baseFrame = updateFrame(base.update)
    this.#deletesFrame = null
    this.#chunks = rest
    this.#rows = rest.reduce((rows, { level }) => rows + GROUP ** level, 0)
    this.#bytes = rest.reduce((bytes, { update }) => bytes + update.length, 0)
    this.#tail = null
    this.#answers.clear()
    this.#answersBytes = 0
  }

  #advance(ends: ReadonlyMap<number, number>): void {
    for (const [client, clock] of ends) {
      if (clock > (this.#vector.get(client) ?? 0)) this.#vector.set(client, clock)
    }
  }

  /** Makes the tail short: `GROUP` chunks of one level become one of the next, which stands before those of its level. */
  #compress(): void {
    for (let level = 0; ; level += 1) {
      const from = this.#chunks.findIndex((chunk) => chunk.level === level)
      const own = this.#chunks.filter((chunk) => chunk.level === level)
      const merged: Chunk[] = []
      while (own.length >= GROUP) merged.push(mergedOf(own.splice(0, GROUP)))
      if (merged.length === 0) return
      this.#chunks.splice(from, merged.length * GROUP, ...merged)
    }
  }

  #tailFrames(): Buffer {
    const frames = this.#chunks.map(({ frame }) => frame)
    this.#tail ??= Buffer.concat([...frames, NO_MORE])
    return this.#tail
  }

  /**
   * On a bad line people come back every minute: of what they have, they get no more than the deletions. These bytes
   * are everybody's: whoever does not read them holds no copy.
   */
  #missingOfTail(vector: ReadonlyMap<number, number>): Buffer[] {
    const frames = this.#chunks.map((chunk) => {
      if (!covers(vector, chunk.ends)) return chunk.frame
      chunk.deletes ??= deletesOf(chunk.update, chunk.ends)
      return chunk.deletes
    })
    return [...frames.filter(({ length }) => length > 0), NO_MORE]
  }

  /** Who has all structs of the base lacks at most deletes: the same frame for everybody who comes back soon. */
  #missingOfBase(vector: ReadonlyMap<number, number>): Buffer {
    const { update, vector: whole } = this.#base
    if (covers(vector, whole)) {
      this.#deletesFrame ??= deletesOf(update, whole)
      return this.#deletesFrame
    }
    if (missingClocks(vector, whole) > MUCH_BYTES) return this.#baseFrame
    const key = JSON.stringify([...vector].filter(([client]) => whole.has(client)).sort(([a], [b]) => a - b))
    const known = this.#answers.get(key)
    if (known) return known
    const missing = Y.diffUpdate(update, encodeVector(vector))
    const answer = missing.length > MUCH_BYTES ? this.#baseFrame : updateFrame(missing)
    this.#keep(key, answer)
    return answer
  }

  #keep(key: string, answer: Buffer): void {
    const bytes = answer === this.#baseFrame ? 0 : answer.length
    if (this.#answers.size >= MAX_ANSWERS || this.#answersBytes + bytes > MAX_ANSWERS_BYTES) return
    this.#answers.set(key, answer)
    this.#answersBytes += bytes
  }
}

/** Whether a state vector has everything that another one has. */
export function covers(vector: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): boolean {
  for (const [client, clock] of other) if ((vector.get(client) ?? 0) < clock) return false
  return true
}

/** How many clocks of another state vector one lacks. */
function missingClocks(vector: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): number {
  let missing = 0
  for (const [client, clock] of other) missing += Math.max(0, clock - (vector.get(client) ?? 0))
  return missing
}

const NOTHING = Buffer.alloc(0)

/** The deletions of an update as a frame, given the clocks up to which it reaches; no bytes when there are none. */
function deletesOf(update: Uint8Array, ends: ReadonlyMap<number, number>): Buffer {
  const deletes = Y.diffUpdate(update, encodeVector(ends))
  return deletes.length <= EMPTY_UPDATE.length ? NOTHING : updateFrame(deletes)
}

const encodeVector = (vector: ReadonlyMap<number, number>) => Y.encodeStateVector(new Map(vector))
