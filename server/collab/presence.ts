import * as decoding from 'lib0/decoding'
import type { PersonId } from '../../shared/ids'
import { MAX_CURSOR_BYTES } from '../../shared/sync'
import { awarenessFrame, joinedParts, varUint } from './frames'
import type { Riders } from './lanes'

/** Cursors never make an edit larger more often than this: at most one frame per this time, in milliseconds. */
export const CURSORS_EVERY_MS = { fast: 50, slow: 100 } as const
/** Cursors travel with text when the last ones were sent at least this long ago, in milliseconds: viewers get text seldom. */
const WITH_TEXT_AFTER_MS = { fast: CURSORS_EVERY_MS.fast, slow: 0 } as const
/** A sign of life without a new cursor can wait: clients drop a cursor only after 30 s of silence. */
const RENEWALS_EVERY_MS = 5_000
/** A page has one replica, and for a moment a second one while it resets. */
const MAX_CLIENTS_PER_CONNECTION = 4
/** An awareness update with more entries than this speaks of no room that there is. */
const MAX_ENTRIES = 5_000
/** Longest state that is worth parsing: a cursor and whatever a stock client adds to it, in bytes. */
const MAX_STATE_BYTES = 4 * MAX_CURSOR_BYTES
/**
 * Clocks that the server writes are milliseconds since 1970, so they grow across restarts. A client counts its own
 * from zero; a clock above this that is not news is our own word coming back.
 */
const SERVER_CLOCKS_FROM = 2 ** 40

export type Lane = keyof typeof CURSORS_EVERY_MS
const LANES: readonly Lane[] = ['fast', 'slow']

/** A connection as presence sees it. */
export interface Presenter {
  readonly personId: PersonId
  readonly wantsCursors: boolean
  owns(clientId: number): boolean
  /** Sends a frame that may be left out when the reader does not keep up. */
  sendCursors(frame: Buffer): void
}

interface Held {
  readonly holder: Presenter
  readonly clock: number
  /** JSON of the cursor. */
  readonly cursor: string
  readonly entry: Uint8Array
}

interface Needs {
  readonly receivers: (lane: Lane) => ReadonlySet<Presenter>
  /** Whether text is on its way to the disk, and then to everybody: cursors wait for it, see `textHasGone`. */
  readonly isTextComing: () => boolean
  readonly now: () => number
}

/** What a client said about one clientID. */
interface Said {
  readonly clientId: number
  readonly clock: number
  readonly state: Uint8Array
}

/**
 * Who has the caret where. A connection speaks only for clientIDs that its person owns and that nobody else presents;
 * the person's id and the clock are the server's, the cursor is all that a client can say.
 */
export class Presence {
  readonly #needs: Needs
  readonly #held = new Map<number, Held>()
  readonly #presented = new Map<Presenter, Set<number>>()
  readonly #lanes: Readonly<Record<Lane, CursorLane>>
  readonly #renewals: CursorLane
  #clock = SERVER_CLOCKS_FROM

  constructor(needs: Needs) {
    this.#needs = needs
    const laneOf = (everyMs: number, ...lanes: readonly Lane[]) =>
      new CursorLane({
        everyMs,
        mustWait: () => needs.isTextComing(),
        send: (entries) => lanes.forEach((lane) => this.#send(lane, entries)),
      })
    const { fast, slow } = CURSORS_EVERY_MS
    this.#lanes = { fast: laneOf(fast, 'fast'), slow: laneOf(slow, 'slow') }
    this.#renewals = laneOf(RENEWALS_EVERY_MS, ...LANES)
  }

  /** Takes in an awareness update; entries for foreign clientIDs are passed over. Throws when it is malformed. */
  hear(from: Presenter, update: Uint8Array): void {
    for (const said of readEntries(update)) {
      if (from.owns(said.clientId) && this.#mayPresent(from, said)) this.#take(from, said)
    }
  }

  /** Everybody else's cursors as one frame for somebody who has just come; null when there are none. */
  frameFor(to: Presenter): Buffer | null {
    if (!to.wantsCursors) return null
    const others = [...this.#held.values()].filter(({ holder }) => holder.personId !== to.personId)
    return others.length > 0 ? awarenessFrame(others.map(({ entry }) => entry)) : null
  }

  /** Takes the cursors that wait for a lane, to be sent with its text; null when none do, or when it is too soon. */
  takeFor(lane: Lane): Riders<Presenter> | null {
    const entries = this.#lanes[lane].takeAfter(WITH_TEXT_AFTER_MS[lane])
    if (!entries) return null
    const shared = awarenessFrame([...entries.values()])
    return { shared, frameFor: (to) => this.#frameWithoutOwn(to, entries, shared) }
  }

  /** Text has been sent, or will not be: cursors that did not travel with it go by themselves. */
  textHasGone(): void {
    for (const lane of this.#allLanes()) lane.goOn()
  }

  /** Takes a connection's cursors off everybody's screen. */
  leave(from: Presenter): void {
    for (const clientId of this.#presented.get(from) ?? []) this.#remove(clientId)
    this.#presented.delete(from)
  }

  close(): void {
    for (const lane of this.#allLanes()) lane.close()
  }

  #allLanes(): readonly CursorLane[] {
    return [this.#lanes.fast, this.#lanes.slow, this.#renewals]
  }

  /** A stock client sends back what it hears; such an echo must not take a cursor away from its holder. */
  #mayPresent(from: Presenter, { clientId, clock }: Said): boolean {
    const held = this.#held.get(clientId)
    if (held?.holder === from) return true
    if (held && clock >= SERVER_CLOCKS_FROM && clock <= held.clock) return false
    return (this.#presented.get(from)?.size ?? 0) < MAX_CLIENTS_PER_CONNECTION
  }

  #take(from: Presenter, { clientId, state }: Said): void {
    const cursor = cursorOf(state)
    if (cursor === null) return this.#remove(clientId)
    const held = this.#held.get(clientId)
    const clock = this.#nextClock()
    const entry = entryOf(clientId, clock, `{"personId":${JSON.stringify(from.personId)},"cursor":${cursor}}`)
    this.#hold(clientId, { holder: from, clock, cursor, entry })
    if (held?.cursor === cursor && held.holder === from) return this.#renewals.put(clientId, entry)
    this.#tell(clientId, entry)
  }

  #hold(clientId: number, held: Held): void {
    const before = this.#held.get(clientId)
    if (before && before.holder !== held.holder) this.#presented.get(before.holder)?.delete(clientId)
    const presented = this.#presented.get(held.holder) ?? new Set()
    this.#presented.set(held.holder, presented.add(clientId))
    this.#held.set(clientId, held)
  }

  #remove(clientId: number): void {
    const held = this.#held.get(clientId)
    if (!held) return
    this.#held.delete(clientId)
    this.#presented.get(held.holder)?.delete(clientId)
    this.#tell(clientId, entryOf(clientId, this.#nextClock(), 'null'))
  }

  #tell(clientId: number, entry: Uint8Array): void {
    this.#renewals.forget(clientId)
    for (const lane of LANES) {
      if (this.#needs.receivers(lane).size > 0) this.#lanes[lane].put(clientId, entry)
    }
  }

  #nextClock(): number {
    this.#clock = Math.max(this.#clock + 1, this.#needs.now())
    return this.#clock
  }

  #send(lane: Lane, entries: ReadonlyMap<number, Uint8Array>): void {
    const receivers = this.#needs.receivers(lane)
    if (receivers.size === 0) return
    const shared = awarenessFrame([...entries.values()])
    for (const receiver of receivers) {
      const frame = this.#frameWithoutOwn(receiver, entries, shared)
      if (frame) receiver.sendCursors(frame)
    }
  }

  /** A presenter's own entries are left out: with the server's clock they would overwrite its newer ones. */
  #frameWithoutOwn(to: Presenter, entries: ReadonlyMap<number, Uint8Array>, shared: Buffer): Buffer | null {
    if (!to.wantsCursors) return null
    const own = this.#presented.get(to)
    const mine = own ? [...own].filter((clientId) => entries.has(clientId)) : []
    if (mine.length === 0) return shared
    return mine.length < entries.size ? awarenessFrame(without(entries, mine)) : null
  }
}

interface CursorLaneNeeds {
  /** Entries are sent at most once per this time, in milliseconds. */
  readonly everyMs: number
  /** Whether entries wait for somebody to take them along, until `goOn`. */
  readonly mustWait: () => boolean
  readonly send: (entries: ReadonlyMap<number, Uint8Array>) => void
}

/** Newest entry per clientID: sent at once after a pause, or with text that is on its way. */
class CursorLane {
  readonly #needs: CursorLaneNeeds
  #waiting = new Map<number, Uint8Array>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #immediate: ReturnType<typeof setImmediate> | null = null
  #sentAt = -Infinity

  constructor(needs: CursorLaneNeeds) {
    this.#needs = needs
  }

  put(clientId: number, entry: Uint8Array): void {
    this.#waiting.set(clientId, entry)
    if (!this.#needs.mustWait()) this.goOn()
  }

  /** Sends what waits as soon as it may be sent. */
  goOn(): void {
    if (this.#waiting.size === 0 || this.#timer || this.#immediate) return
    const wait = this.#needs.everyMs - (performance.now() - this.#sentAt)
    if (wait <= 0) this.#immediate = setImmediate(() => this.#flush())
    else this.#timer = setTimeout(() => this.#flush(), wait)
  }

  forget(clientId: number): void {
    this.#waiting.delete(clientId)
  }

  close(): void {
    this.#disarm()
    this.#waiting.clear()
  }

  /** Takes what waits, to be sent by others; null when nothing does, or when the last went less than `ms` ago. */
  takeAfter(ms: number): ReadonlyMap<number, Uint8Array> | null {
    if (this.#waiting.size === 0 || performance.now() - this.#sentAt < ms) return null
    return this.#take()
  }

  #take(): ReadonlyMap<number, Uint8Array> {
    this.#disarm()
    this.#sentAt = performance.now()
    const entries = this.#waiting
    this.#waiting = new Map()
    return entries
  }

  #flush(): void {
    const entries = this.#take()
    if (entries.size > 0) this.#needs.send(entries)
  }

  #disarm(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#immediate) clearImmediate(this.#immediate)
    this.#timer = null
    this.#immediate = null
  }
}

const without = (entries: ReadonlyMap<number, Uint8Array>, mine: readonly number[]) =>
  [...entries].filter(([clientId]) => !mine.includes(clientId)).map(([, entry]) => entry)

function readEntries(update: Uint8Array): Said[] {
  const decoder = decoding.createDecoder(update)
  const said: Said[] = []
  const count = decoding.readVarUint(decoder)
  if (count > MAX_ENTRIES) throw new Error('an awareness update with too many entries')
  for (let left = count; left > 0; left--) {
    const clientId = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    said.push({ clientId, clock, state: decoding.readVarUint8Array(decoder) })
  }
  return said
}

function entryOf(clientId: number, clock: number, state: string): Uint8Array {
  const said = Buffer.from(state)
  return joinedParts(varUint(clientId), varUint(clock), varUint(said.length), said)
}

const decoder = new TextDecoder()

/** A number as JSON has it: without zeros before it. */
const NUMBER = '(?:0|[1-9]\\d{0,14})'
/** A relative position in the text as Yjs writes it as JSON. */
const PLACE = `\\{(?:"type":null,)?"tname":"\\w{1,20}"(?:,"item":(?:null|\\{"client":${NUMBER},"clock":${NUMBER}\\}))?,"assoc":-?\\d\\}`
/** The state that our own pages send with every letter: nothing need be taken apart and put together again. */
const PLAIN = new RegExp(`^\\{"cursor":(\\{"anchor":${PLACE},"head":${PLACE}\\})\\}$`)

/** JSON of the cursor in a client's state: `null` when there is none that we carry; null when the client is going. */
function cursorOf(state: Uint8Array): string | null {
  if (state.length > MAX_STATE_BYTES) return 'null'
  const json = decoder.decode(state)
  const plain = PLAIN.exec(json)?.[1]
  return plain && plain.length <= MAX_CURSOR_BYTES ? plain : cursorIn(JSON.parse(json) as unknown)
}

function cursorIn(said: unknown): string | null {
  if (said === null) return null
  const cursor = typeof said === 'object' && 'cursor' in said ? said.cursor : null
  if (typeof cursor !== 'object' || cursor === null || !('anchor' in cursor && 'head' in cursor))
    return 'null'
  const json = JSON.stringify({ anchor: cursor.anchor, head: cursor.head })
  return Buffer.byteLength(json) <= MAX_CURSOR_BYTES ? json : 'null'
}
