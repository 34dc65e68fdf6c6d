import * as v from 'valibot'
import * as Y from 'yjs'
import { NoticeAnswer } from '../../shared/sync'
import type { Connection } from './connection'
import { readFrame, type Incoming } from './frames'
import type { Pace } from './pace'
import type { Room } from './room'

/** How often a client may ask for the text or for all cursors: this many at once, and one per second for ever. */
const MAX_QUESTIONS = 30
/** Longest state vector that is read, in bytes: twenty thousand clientIDs. */
const MAX_VECTOR_BYTES = 256 << 10
/** A frame that makes the server fail is its fault (RFC 6455 §7.4.1). */
export const INTERNAL_FAULT = 1011

/** One connection's stay in a room. Whatever a client sends, nothing is thrown out of here. */
export class Visit {
  readonly #connection: Connection
  readonly #pace: Pace
  #room: Room | null = null
  #isOver = false
  #waiting: { readonly data: Buffer; readonly isBinary: boolean }[] = []
  #questions = MAX_QUESTIONS
  #questionsAt = performance.now()

  constructor(connection: Connection, pace: Pace) {
    this.#connection = connection
    this.#pace = pace
    connection.onResumed = () => this.#hearWaiting()
    connection.onDoneLate = (ms) => pace.spent(connection, ms, 0)
  }

  enter(room: Room): void {
    if (this.#isOver || !this.#connection.isOpen) return
    this.#room = room
    this.#pace.come(this.#connection)
    room.join(this.#connection)
  }

  leave(): void {
    this.#isOver = true
    this.#waiting = []
    this.#room?.leave(this.#connection)
    this.#room = null
  }

  /** One packet of the network brings hundreds of small messages: those behind a pause wait for their turn. */
  hear(data: Buffer, isBinary: boolean): void {
    if (!this.#connection.isOpen || !this.#room) return
    if (this.#connection.isPaused || !this.#pace.mayBegin(this.#connection))
      this.#waiting.push({ data, isBinary })
    else this.#handle(data, isBinary)
  }

  #hearWaiting(): void {
    const connection = this.#connection
    while (this.#waiting.length > 0 && !connection.isPaused && this.#pace.mayBegin(connection)) {
      const [message] = this.#waiting.splice(0, 1)
      if (message && connection.isOpen) this.#handle(message.data, message.isBinary)
    }
  }

  #handle(data: Buffer, isBinary: boolean): void {
    if (!this.#room) return
    const started = performance.now()
    try {
      if (!isBinary) throw new Error('not a binary message')
      this.#take(this.#room, readFrame(data))
    } catch (fault) {
      this.#connection.endAsMalformed(fault)
    }
    this.#pace.spent(this.#connection, performance.now() - started, data.length)
  }

  #take(room: Room, incoming: Incoming): void {
    const connection = this.#connection
    if (incoming.kind === 'update') room.receive(connection, incoming.update)
    else if (incoming.kind === 'awareness') room.hearPresence(connection, incoming.update)
    else if (incoming.kind === 'notice') room.hearNotice(connection, v.parse(NoticeAnswer, incoming.said))
    else if (!this.#mayAsk()) connection.note('a client asks too often')
    else if (incoming.kind === 'queryAwareness') room.answerPresence(connection)
    else this.#answer(room, readVector(incoming.vector))
  }

  #answer(room: Room, vector: ReadonlyMap<number, number>): void {
    this.#connection.expectAnswer()
    room.answer(this.#connection, vector).catch((fault: unknown) => {
      this.#connection.note('a joiner could not be answered', { err: fault })
      this.#connection.close(INTERNAL_FAULT)
    })
  }

  /** An answer is much larger than its question, so questions are counted. */
  #mayAsk(): boolean {
    const now = performance.now()
    this.#questions = Math.min(MAX_QUESTIONS, this.#questions + (now - this.#questionsAt) / 1_000)
    this.#questionsAt = now
    if (this.#questions < 1 || this.#connection.isAnswerUnread) return false
    this.#questions -= 1
    return true
  }
}

function readVector(vector: Uint8Array): ReadonlyMap<number, number> {
  if (vector.length > MAX_VECTOR_BYTES) throw new Error('a state vector of more clients than any text has')
  return Y.decodeStateVector(vector)
}
