import type { Clients, Store } from '../store/port'
import type { DocumentId, PersonId } from '../../shared/ids'
import { documentStream, type Entry, type Head, type Receipt, type StreamId } from '../../shared/journal'
import type { Bus } from '../bus/port'
import { Owners, withIssued } from './clients'
import { Committed } from './committed'
import { Compactor } from './compactor'
import type { Log, Who } from './connection'
import { Room } from './room'
import { Rounds } from './rounds'
import { Tick } from './tick'

/** A document that nobody has used for this long is put away, in milliseconds. */
export const IDLE_MS = 60_000
/** Documents that nobody uses may take this much memory together, in bytes; the least recently used are put away first. */
const IDLE_BYTES = 64 << 20
/** What the documents in which one person is may take together, in bytes: many tabs of long texts. */
const BYTES_OF_PERSON = 64 << 20
/** A text that takes less than this, in bytes, is open to everybody at any time. */
const LIGHT_BYTES = 1 << 20

export interface RoomsNeeds {
  readonly store: Pick<Store, 'journal' | 'checkpoints' | 'clients' | 'ping'>
  readonly bus: Bus
  readonly receipts: { sign(stream: StreamId, head: Head, notBefore?: number): Receipt }
  readonly log: Log
  readonly now: () => number
  readonly idleMs?: number
  readonly idleBytes?: number
}

/** The open documents of this node. */
export class Rooms {
  readonly #needs: RoomsNeeds
  readonly #compactor = new Compactor()
  readonly #tick: Tick
  readonly #rounds = new Rounds()
  readonly #opening = new Map<DocumentId, Promise<Room>>()
  readonly #open = new Map<DocumentId, Room>()
  readonly #byStream = new Map<string, Room>()
  readonly #closing = new Map<DocumentId, Promise<void>>()
  /** How many are using a document at this moment, or waiting for it to be opened. */
  readonly #uses = new Map<DocumentId, number>()
  #marked = new Set<Room>()
  readonly #stops: (() => void)[]
  #isClosed = false
  /** ClientIDs of all documents; hand out new ones through this, so that open rooms know them at once. */
  readonly clients: Clients

  constructor(needs: RoomsNeeds) {
    this.#needs = needs
    this.#tick = new Tick({ flush: () => this.#flush(), clock: () => performance.now() })
    this.clients = withIssued(needs.store.clients, (documentId, personId, clientId) =>
      this.#open.get(documentId)?.owners.add(personId, clientId),
    )
    const idleMs = needs.idleMs ?? IDLE_MS
    const timer = setInterval(() => this.#putAwayIdle(idleMs), Math.max(10, idleMs / 4))
    timer.unref()
    this.#stops = [() => clearInterval(timer), needs.bus.onEntries((entries) => this.#hear(entries))]
  }

  /**
   * Works with the room of a document, opened from the store when need be. The room stays until `work` has ended, and
   * may be put away then: nobody may hold it any longer. Throws `JournalDamaged` when its journal cannot be trusted,
   * and `StoreFault`.
   */
  async use<Value>(documentId: DocumentId, work: (room: Room) => Value | Promise<Value>): Promise<Value> {
    this.#uses.set(documentId, this.#usesOf(documentId) + 1)
    try {
      return await work(await this.#roomOf(documentId))
    } finally {
      this.#open.get(documentId)?.touch()
      const left = this.#usesOf(documentId) - 1
      if (left > 0) this.#uses.set(documentId, left)
      else this.#uses.delete(documentId)
    }
  }

  /** Whether the texts in which a person is take so much memory already that this room is too much beside them. */
  isTooMuchFor(personId: PersonId, room: Room): boolean {
    const { bytes } = room
    if (bytes < LIGHT_BYTES || room.holds(personId)) return false
    let elsewhere = 0
    for (const one of this.#open.values()) if (one.holds(personId)) elsewhere += one.bytes
    return elsewhere >= LIGHT_BYTES && elsewhere + bytes > BYTES_OF_PERSON
  }

  /** Closes the sync sockets of those who match, in all rooms. */
  disconnect(match: (who: Who) => boolean, code: number): void {
    for (const room of this.#open.values()) room.disconnect(match, code)
  }

  /** Saves what waits everywhere, once, so that it is acknowledged before the sockets close. */
  async flushAll(): Promise<void> {
    await Promise.all([...this.#open.values()].map((room) => room.flushNow()))
  }

  /** Saves what is unsaved everywhere, keeps checkpoints, and lets go. */
  async closeAll(): Promise<void> {
    this.#isClosed = true
    for (const stop of this.#stops) stop()
    await Promise.allSettled(this.#opening.values())
    for (const [documentId, room] of this.#open) this.#putAway(documentId, room)
    await Promise.all(this.#closing.values())
    this.#tick.close()
    this.#rounds.close()
    await this.#compactor.close()
  }

  #usesOf(documentId: DocumentId): number {
    return this.#uses.get(documentId) ?? 0
  }

  #roomOf(documentId: DocumentId): Promise<Room> {
    if (this.#isClosed) return Promise.reject(new Error('the rooms are closed'))
    const room = this.#open.get(documentId)
    if (room) return Promise.resolve(room)
    const opening = this.#opening.get(documentId) ?? this.#openRoom(documentId)
    this.#opening.set(documentId, opening)
    return opening
  }

  async #openRoom(documentId: DocumentId): Promise<Room> {
    try {
      await this.#closing.get(documentId)
      this.#putAwayHeavy()
      const room = await this.#make(documentId)
      this.#open.set(documentId, room)
      this.#byStream.set(documentStream(documentId), room)
      return room
    } finally {
      this.#opening.delete(documentId)
    }
  }

  async #make(documentId: DocumentId): Promise<Room> {
    const { store, bus, receipts, log, now } = this.#needs
    const { journal, checkpoints } = store
    const owners = await Owners.open(documentId, store.clients)
    const committed = await Committed.open(
      { journal, checkpoints, compactor: this.#compactor, log },
      documentId,
    )
    return new Room({
      committed,
      owners,
      bus,
      store,
      log,
      now,
      sign: (...signed) => receipts.sign(...signed),
      mark: (room) => {
        this.#marked.add(room)
        this.#tick.mark()
      },
      tick: this.#tick,
      rounds: this.#rounds,
    })
  }

  /** All rooms of a flush append in the same turn of the event loop, so the store commits them together. */
  #flush(): void {
    const marked = this.#marked
    this.#marked = new Set()
    for (const room of marked) room.flush()
  }

  #hear(entries: readonly Entry[]): void {
    const room = this.#byStream.get(entries[0]?.stream ?? '')
    room
      ?.hear(entries)
      .catch((fault: unknown) => this.#needs.log.error({ err: fault }, 'a room could not catch up'))
  }

  /** Rooms that nobody uses, those first that have been idle for longest. */
  #idle(): { readonly documentId: DocumentId; readonly room: Room; readonly since: number }[] {
    const unused = [...this.#open].filter(([documentId]) => !this.#uses.has(documentId))
    const idle = unused.flatMap(([documentId, room]) => {
      const since = room.idleSince
      return since === null ? [] : [{ documentId, room, since }]
    })
    return idle.sort((a, b) => a.since - b.since)
  }

  #putAwayIdle(idleMs: number): void {
    const before = performance.now() - idleMs
    for (const { documentId, room, since } of this.#idle())
      if (since <= before) this.#putAway(documentId, room)
  }

  /** Makes room for one more: a search, or somebody who opens one long text after the other, must not fill the memory. */
  #putAwayHeavy(): void {
    const { idleBytes = IDLE_BYTES } = this.#needs
    const idle = this.#idle()
    let bytes = idle.reduce((sum, { room }) => sum + room.bytes, 0)
    for (const { documentId, room } of idle) {
      if (bytes <= idleBytes) return
      bytes -= room.bytes
      this.#putAway(documentId, room)
    }
  }

  /** A document that is opened again meanwhile waits until its old room has let go. */
  #putAway(documentId: DocumentId, room: Room): void {
    this.#open.delete(documentId)
    this.#byStream.delete(documentStream(documentId))
    const closing = room
      .close()
      .catch((fault: unknown) => this.#needs.log.error({ err: fault }, 'a room did not close well'))
      .finally(() => this.#closing.delete(documentId))
    this.#closing.set(documentId, closing)
  }
}
