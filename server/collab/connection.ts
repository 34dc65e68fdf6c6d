import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import type { Entering } from '../../shared/entered'
import type { DocumentId, MechanismId, MeetingId, PersonId, SeatId, SessionId } from '../../shared/ids'
import type { Actor } from '../../shared/journal'
import { can, type Office, type Role } from '../../shared/roles'
import { CLOSE, type Notice } from '../../shared/sync'
import { hangUp } from '../hang-up'
import { noticeFrame, SIGN_OF_LIFE } from './frames'
import type { Looked } from './heartbeat'

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>

/** Who is at the other end, as the session says. */
export interface Who {
  readonly sessionId: SessionId
  readonly personId: PersonId
  readonly seatId: SeatId | null
  /** Label of the seat, or null. */
  readonly seatLabel: string | null
  /** The mechanism for whose seat the person acts, its short name, and in which office; null for nobody of a mechanism. */
  readonly mechanismId: MechanismId | null
  readonly mechanism: string | null
  readonly office: Office | null
  readonly name: string
  readonly role: Role
  /** Set where the person acts for a seat of another meeting than that of the document: here they only read. */
  readonly isElsewhere?: true
  /** The meeting of the document where the person observes: they leave while it sits without observers. */
  readonly observes?: MeetingId | null
  /** For whom the words of this socket are, when they are not the person's own to say; null when they are. */
  readonly entering: Entering | null
}

/** Of what a fault says only so many letters are logged: it may quote what came. */
const FAULT_LETTERS = 200

/** Above this many unread bytes nothing more is queued; one catch-up follows when the reader has caught up. */
const FULL_BYTES = 1 << 20
/** A reader that is this far behind is cut; it comes back and resyncs. */
const CUT_BYTES = 8 << 20

interface Needs {
  readonly documentId: DocumentId
  readonly ws: WebSocket
  readonly socket: Duplex
  readonly who: Who
  readonly wantsNotices: boolean
  /** False on a slow line: others' cursors are most of all bytes. */
  readonly wantsCursors: boolean
  readonly log: Log
}

/** One sync socket: its counts, its backpressure, its pauses. */
export class Connection {
  readonly documentId: DocumentId
  readonly who: Who
  readonly wantsNotices: boolean
  readonly wantsCursors: boolean
  readonly actor: Actor
  readonly personId: PersonId
  /** Updates that came so far, good or bad. */
  received = 0
  /** After a refusal nothing is taken from this socket any more. */
  isMuted = false
  /** Called with the row from which text is missing when a reader that fell behind reads again. */
  onCaughtUp: ((after: number) => void) | null = null
  /** Called when nothing keeps this connection from being read any more, before it is read again. */
  onResumed: () => void = () => undefined
  /** Told how long something took that was not done when it was asked for, in milliseconds. */
  onDoneLate: (ms: number) => void = () => undefined
  /** Whether a clientID is this person's; set when the room is open. */
  owns: (clientId: number) => boolean = () => false
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #log: Log
  readonly #pauses = new Set<string>()
  readonly #noted = new Set<string>()
  #missing: { after: number; bytes: number } | null = null
  /** Bytes of the last answer to a joiner: a large text is no sign of a slow reader. */
  #answered = 0
  #isAnswerComing = false
  #isCut = false
  /** Bytes that had come and gone when the heartbeat last looked. */
  #seen = { heard: 0, sent: 0 }
  #heardAt = performance.now()

  constructor({ documentId, ws, socket, who, wantsNotices, wantsCursors, log }: Needs) {
    this.documentId = documentId
    this.who = who
    this.personId = who.personId
    this.actor = { personId: who.personId, seatId: who.seatId, role: who.role }
    this.wantsNotices = wantsNotices
    this.wantsCursors = wantsCursors
    this.#ws = ws
    this.#socket = socket
    this.#log = log
    socket.on('drain', () => this.#drained())
  }

  /** Whether this person's role may edit text at all. */
  get isEditor(): boolean {
    return can(this.who.role, 'editText')
  }

  get isOpen(): boolean {
    return !this.#isCut && this.#ws.readyState === this.#ws.OPEN
  }

  /**
   * Whether an answer is on its way, or much of what was sent still waits for the network: whoever asks again before
   * reading it gets no more.
   */
  get isAnswerUnread(): boolean {
    return this.#isAnswerComing || this.#socket.writableLength > FULL_BYTES
  }

  /** To be called before an answer to a joiner is made, which takes a while when many join. */
  expectAnswer(): void {
    this.#isAnswerComing = true
  }

  /** Looks at what the socket brought and took since the last look. */
  look(): Looked {
    const { heard, sent } = this.#bytesSoFar()
    const now = performance.now()
    const isBusy = heard !== this.#seen.heard && sent !== this.#seen.sent
    if (heard !== this.#seen.heard) this.#heardAt = now
    this.#seen = { heard, sent }
    return { silentMs: now - this.#heardAt, isBusy }
  }

  /** Sends frames that must not be left out. */
  send(...frames: readonly Buffer[]): void {
    if (!this.isOpen) return
    if (this.#unread > CUT_BYTES) return this.#cut()
    if (frames.length === 1 && frames[0]) this.#socket.write(frames[0])
    else this.#writeAll(frames)
  }

  /** Answers a joiner: from here on everything that is committed reaches this reader. */
  sendAnswer(frames: readonly Buffer[]): void {
    this.#isAnswerComing = false
    this.#missing = null
    this.send(...frames)
    this.#answered = this.#socket.writableLength
  }

  /** Sends text behind row `after`, or remembers that this reader lacks it. */
  sendText(frame: Buffer, after: number): void {
    if (!this.isOpen) return
    if (!this.#missing && this.#unread <= FULL_BYTES) {
      this.#socket.write(frame)
      return
    }
    this.#missing ??= { after, bytes: 0 }
    this.#missing.bytes += frame.length
    if (this.#unread + this.#missing.bytes > CUT_BYTES) this.#cut()
  }

  /** Cursors are left out while a reader is behind; the next one shows where everybody is. */
  sendCursors(frame: Buffer): void {
    if (this.isOpen && !this.#missing && this.#unread <= FULL_BYTES) this.#socket.write(frame)
  }

  notify(notice: Notice): void {
    if (this.wantsNotices) this.send(noticeFrame(notice))
  }

  sendSignOfLife(): void {
    if (!this.isOpen) return
    this.#socket.write(SIGN_OF_LIFE)
    this.#seen = { ...this.#seen, sent: this.#bytesSoFar().sent }
  }

  /** Stops reading until every reason is gone. */
  pauseReading(reason: string): void {
    if (this.#pauses.size === 0) this.#ws.pause()
    this.#pauses.add(reason)
  }

  resumeReading(reason: string): void {
    if (!this.#pauses.delete(reason) || this.isPaused) return
    this.onResumed()
    if (!this.isPaused) this.#ws.resume()
  }

  get isPaused(): boolean {
    return this.#pauses.size > 0
  }

  /** Logs something about this connection, the first time only. */
  note(what: string, facts: Record<string, unknown> = {}): void {
    if (this.#noted.has(what)) return
    this.#noted.add(what)
    this.#log.warn({ ...facts, personId: this.personId, sessionId: this.who.sessionId }, what)
  }

  /** Says farewell and hangs up. */
  close(code: number): void {
    if (this.#isCut) return
    this.#isCut = true
    this.#ws.close(code)
    hangUp(this.#socket)
  }

  /**
   * What came makes no sense, or makes us fail: nothing of this socket is looked at any more. A fault may hold all that
   * came, so only its name and a few of its words are logged.
   */
  endAsMalformed(fault: unknown): void {
    this.isMuted = true
    const { name, message } = fault instanceof Error ? fault : new Error(String(fault))
    this.note('a frame made no sense', { fault: name, why: message.slice(0, FAULT_LETTERS) })
    this.close(CLOSE.malformed)
  }

  /** Destroys the socket at once. */
  drop(): void {
    this.#isCut = true
    this.note('a sync socket fell silent and was dropped')
    this.#ws.terminate()
  }

  #bytesSoFar(): { heard: number; sent: number } {
    const socket = this.#socket
    if (!('bytesRead' in socket && 'bytesWritten' in socket)) return { heard: 0, sent: 0 }
    return { heard: Number(socket.bytesRead), sent: Number(socket.bytesWritten) }
  }

  get #unread(): number {
    return this.#socket.writableLength - this.#answered
  }

  #writeAll(frames: readonly Buffer[]): void {
    this.#socket.cork()
    for (const frame of frames) this.#socket.write(frame)
    this.#socket.uncork()
  }

  #cut(): void {
    this.note('a reader that does not keep up was cut', { unread: this.#socket.writableLength })
    this.close(CLOSE.tooSlow)
  }

  #drained(): void {
    this.#answered = 0
    const missing = this.#missing
    this.#missing = null
    if (missing && this.isOpen) this.onCaughtUp?.(missing.after)
  }
}
