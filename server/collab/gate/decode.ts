import { TEXT_ROOT } from '../../../shared/sync'
import { ok, refuse, type Refusal, type Result } from '../../../shared/result'

/** Clocks end here: larger ones leave the range in which Yjs and its peers count exactly. */
export const MAX_CLOCK = 2 ** 31

/** Most structs that are decoded at all: each costs about a hundred bytes then. */
export const MAX_STRUCTS = 200_000

/** Most ranges of one delete set. */
export const MAX_RANGES = 400_000

/** Longest JSON of an embed or a format value, in bytes: a link of 2,000 characters with every one escaped. */
export const MAX_JSON_BYTES = 12_288

/** Longest key of a format, in bytes. */
export const MAX_KEY_BYTES = 128

/** Place of a character in the history: who wrote it, and as which one of theirs. */
export interface Place {
  readonly client: number
  readonly clock: number
}

/** A struct as an update carries it, not yet applied. Only kinds that a flat text may hold are ever made. */
export interface Struct extends Place {
  readonly length: number
  readonly kind: 'string' | 'embed' | 'format' | 'deleted' | 'gc' | 'skip'
  readonly origin: Place | null
  readonly rightOrigin: Place | null
  /** Words of a `string`, key of a `format`, else empty. */
  readonly text: string
  /** Object of an `embed`, value of a `format`, else null. */
  readonly value: unknown
}

/** A stretch of deleted clocks. */
export interface Range {
  readonly clock: number
  readonly length: number
}

/** An update, read to its last byte. Structs and ranges of a client are in the order of their clocks. */
export interface Decoded {
  readonly structs: ReadonlyMap<number, readonly Struct[]>
  readonly ranges: ReadonlyMap<number, readonly Range[]>
}

/**
 * Decodes an update (V1) with hard limits before anything is allocated for it. Stricter than Yjs, which loops on
 * counts that the sender chose and reads some bytes in two ways.
 *
 * @param maxStructs with more of them it is too large
 * @returns `update-malformed`, `update-too-large`, `clock-limit` or, for content that no text holds,
 * `content-not-allowed`, before its payload is read
 */
export function decodeUpdate(update: Uint8Array, maxStructs = MAX_STRUCTS): Result<Decoded> {
  try {
    const reader = new Reader(update)
    const structs = readStructs(reader, maxStructs)
    const ranges = readRanges(reader)
    if (reader.left > 0) return refuse('update-malformed')
    return ok({ structs, ranges })
  } catch (thrown) {
    if (thrown instanceof Unreadable) return { ok: false, refusal: thrown.refusal }
    throw thrown
  }
}

/** Ends the reading from any depth; never leaves this file. */
class Unreadable extends Error {
  readonly refusal: Refusal
  constructor(code: Refusal['code'] = 'update-malformed') {
    super(code)
    this.refusal = { code }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads the primitive values of an update; every one is checked against the bytes that are left. */
class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new Unreadable()
    this.#at += 1
    return byte
  }

  /** An unsigned integer in its shortest form, at most 2^53 - 1. */
  number(): number {
    let value = 0
    let unit = 1
    for (let i = 0; i < 8; i += 1) {
      const byte = this.byte()
      value += (byte & 127) * unit
      if (byte < 128) {
        if ((byte === 0 && i > 0) || value > Number.MAX_SAFE_INTEGER) throw new Unreadable()
        return value
      }
      unit *= 128
    }
    throw new Unreadable()
  }

  /** How many things follow, each of at least `minBytes`. */
  count(minBytes: number): number {
    const count = this.number()
    if (count * minBytes > this.left) throw new Unreadable()
    return count
  }

  string(maxBytes: number): string {
    const length = this.number()
    if (length > this.left) throw new Unreadable()
    if (length > maxBytes) throw new Unreadable('content-not-allowed')
    const bytes = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    try {
      return utf8.decode(bytes)
    } catch {
      throw new Unreadable()
    }
  }

  /** A plain value, or an object of plain values: nothing that a text holds is deeper, and depth costs the stack. */
  json(): unknown {
    const value = parsed(this.string(MAX_JSON_BYTES))
    if (!isPlain(value) && !isFlat(value)) throw new Unreadable('content-not-allowed')
    return value
  }

  place(): Place {
    return { client: this.number(), clock: this.number() }
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    throw new Unreadable()
  }
}

const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object'
const isFlat = (value: unknown): boolean =>
  !isPlain(value) && !Array.isArray(value) && Object.values(value as object).every(isPlain)

const MIN_SECTION_BYTES = 5
const MIN_STRUCT_BYTES = 2

function readStructs(reader: Reader, most: number): Map<number, Struct[]> {
  const structs = new Map<number, Struct[]>()
  let total = 0
  for (let sections = reader.count(MIN_SECTION_BYTES); sections > 0; sections -= 1) {
    const count = reader.count(MIN_STRUCT_BYTES)
    total += count
    if (total > most) throw new Unreadable('update-too-large')
    const client = reader.number()
    // Yjs keeps only the last of two sections of one client
    if (count === 0 || structs.has(client)) throw new Unreadable()
    structs.set(client, readSection(reader, client, count))
  }
  return structs
}

function readSection(reader: Reader, client: number, count: number): Struct[] {
  const section: Struct[] = []
  let clock = reader.number()
  for (let i = 0; i < count; i += 1) {
    const struct = readStruct(reader, client, clock)
    if (struct.length === 0) throw new Unreadable()
    clock += struct.length
    if (clock > MAX_CLOCK) throw new Unreadable('clock-limit')
    section.push(struct)
  }
  return section
}

const CONTENT_BITS = 31
const HAS_SUB = 32
const HAS_RIGHT_ORIGIN = 64
const HAS_ORIGIN = 128
const GC = 0
const SKIP = 10

function readStruct(reader: Reader, client: number, clock: number): Struct {
  const info = reader.byte()
  if (info === GC || info === SKIP) {
    const kind = info === GC ? 'gc' : 'skip'
    return {
      client,
      clock,
      length: reader.number(),
      kind,
      origin: null,
      rightOrigin: null,
      text: '',
      value: null,
    }
  }
  if ((info & HAS_SUB) !== 0) throw new Unreadable('content-not-allowed')
  const origin = (info & HAS_ORIGIN) === 0 ? null : reader.place()
  const rightOrigin = (info & HAS_RIGHT_ORIGIN) === 0 ? null : reader.place()
  if (!origin && !rightOrigin) readParent(reader)
  return readContent(reader, info & CONTENT_BITS, { client, clock, origin, rightOrigin })
}

/** What has no neighbours names its parent: the one root, never a type inside it. */
function readParent(reader: Reader): void {
  const isRoot = reader.number()
  if (isRoot > 1) throw new Unreadable()
  if (isRoot === 0 || reader.string(MAX_KEY_BYTES) !== TEXT_ROOT) throw new Unreadable('content-not-allowed')
}

type Bare = Pick<Struct, 'client' | 'clock' | 'origin' | 'rightOrigin'>

function readContent(reader: Reader, type: number, { client, clock, origin, rightOrigin }: Bare): Struct {
  const make = (kind: Struct['kind'], length: number, text: string, value: unknown): Struct => ({
    client,
    clock,
    length,
    kind,
    origin,
    rightOrigin,
    text,
    value,
  })
  if (type === 1) return make('deleted', reader.number(), '', null)
  if (type === 4) {
    const text = reader.string(Infinity)
    return make('string', text.length, text, null)
  }
  if (type === 5) return make('embed', 1, '', reader.json())
  if (type === 6) {
    const key = reader.string(MAX_KEY_BYTES)
    return make('format', 1, key, reader.json())
  }
  // JSON, binary, nested types, any and subdocuments: refused unread
  throw new Unreadable(type >= 2 && type <= 9 ? 'content-not-allowed' : 'update-malformed')
}

function readRanges(reader: Reader): Map<number, Range[]> {
  const ranges = new Map<number, Range[]>()
  let total = 0
  for (let sections = reader.count(2); sections > 0; sections -= 1) {
    const client = reader.number()
    const count = reader.count(2)
    total += count
    if (total > MAX_RANGES) throw new Unreadable('update-too-large')
    if (ranges.has(client)) throw new Unreadable()
    ranges.set(client, readRangesOf(reader, count))
  }
  return ranges
}

/** Ranges in order and apart from one another, as every Yjs writes them: overlapping ones cost Yjs time without end. */
function readRangesOf(reader: Reader, count: number): Range[] {
  const ranges: Range[] = []
  let end = 0
  for (let i = 0; i < count; i += 1) {
    const clock = reader.number()
    const length = reader.number()
    if (length === 0 || clock < end) throw new Unreadable()
    end = clock + length
    ranges.push({ clock, length })
  }
  return ranges
}
