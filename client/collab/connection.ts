import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { equalityDeep } from 'lib0/function'
import * as v from 'valibot'
import { applyAwarenessUpdate, encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness'
import { readSyncStep1 } from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { DocumentId, PersonId, ProvisionId, SeatId } from '../../shared/ids'
import type { Receipt } from '../../shared/journal'
import type { RefusalCode } from '../../shared/result'
import {
  CLOSE,
  decodeNotice,
  encodeNotice,
  FRAME,
  Notice,
  SCHEMA_VERSION,
  SYNC,
  SYNC_PATH,
  SYNC_QUERY,
} from '../../shared/sync'
import { proofOf } from '../../shared/proof'
import { acksOf } from './acks'
import { watchedSocket } from './sync-socket'

/** At most 10 cursors a second leave this browser: cursors are most of all bytes. */
export const CURSOR_EVERY_MS = 100
/** On a slow line one's own cursor leaves this seldom. */
const CURSOR_ON_SLOW_LINE_EVERY_MS = 2_000

/** Who is here, as the server writes it. */
export type RosterPerson = Extract<Notice, { type: 'roster' }>['people'][number]

/** Why a connection ended for good. */
export type ClosedFor =
  | 'session-revoked'
  | 'not-allowed'
  | 'document-lost'
  | 'schema-version'
  | 'seat-gone'
  | 'other-seat'
  | 'without-observers'

/** Where a caret is: two Yjs relative positions as JSON. */
export interface Cursor {
  readonly anchor: unknown
  readonly head: unknown
}

/** The number `count` of the refused update, and why. */
export interface RefusedUpdate {
  readonly code: RefusalCode
  readonly provisionId: ProvisionId | null
  readonly count: number
}

/** What a connection tells its replica. */
export interface ConnectionListener {
  /** Connected and in step with the server, or not any more. */
  online(online: boolean): void
  /** Every local change up to this number is committed. */
  acknowledged(change: number, receipt: Receipt): void
  /** The journal holds everything that was sent so far, also what others typed. */
  proven(receipt: Receipt): void
  /** Nothing more is written on this connection. */
  refused(refusal: RefusedUpdate): void
  /** A gavel is about to fall: lock the provision, then call `frozen` once everything typed has left. */
  freeze(provisionId: ProvisionId, frozen: () => void): void
  thaw(provisionId: ProvisionId, settled: boolean): void
  saving(saving: boolean): void
  /** The record of the document is damaged: nothing more is taken in. */
  damaged(): void
  recovery(recovering: boolean): void
  roster(people: readonly RosterPerson[]): void
  closed(reason: ClosedFor): void
  /** An update of the server could not be applied: the replica is of no use any more. */
  broken(fault: unknown): void
}

export interface ConnectionNeeds {
  /** `ws://host` or `wss://host`. */
  readonly origin: string
  readonly documentId: DocumentId
  /** Who types: the line is closed when another is signed in by now. */
  readonly personId: PersonId
  readonly doc: Y.Doc
  /** Nothing but text is wanted: the line is slow. */
  readonly isTextOnly: boolean
  /** The seat for which words are entered on this line; null for the person's own. */
  readonly enterFor: SeatId | null
  /** Under which standing what this line sends was typed, or on which practice seat; see `SYNC_QUERY`. */
  readonly typedAs: string
  /** The last receipt that this browser holds: the server compares it, and those that follow, whenever the line opens. */
  readonly receipt: Receipt | null
  /** Number of the last local change; a frame that leaves now carries everything up to it. */
  readonly lastChange: () => number
  readonly listener: ConnectionListener
  readonly socket?: typeof WebSocket
}

const CLOSED_FOR: Readonly<Record<number, ClosedFor>> = {
  [CLOSE.sessionRevoked]: 'session-revoked',
  [CLOSE.notAllowed]: 'not-allowed',
  [CLOSE.documentLost]: 'document-lost',
  [CLOSE.schemaVersion]: 'schema-version',
  [CLOSE.seatGone]: 'seat-gone',
  [CLOSE.otherSeat]: 'other-seat',
  [CLOSE.withoutObservers]: 'without-observers',
}

const paramsFor = ({
  isTextOnly,
  enterFor,
  typedAs,
  personId,
  receipt,
}: ConnectionNeeds): Record<string, string> => ({
  [SYNC_QUERY.notices]: '1',
  [SYNC_QUERY.schema]: String(SCHEMA_VERSION),
  ...(isTextOnly && { [SYNC_QUERY.cursors]: '0' }),
  ...(enterFor && { [SYNC_QUERY.enterFor]: enterFor }),
  [SYNC_QUERY.typedAs]: typedAs,
  [SYNC_QUERY.person]: personId,
  ...(receipt && { [SYNC_QUERY.proof]: proofOf(receipt) }),
})

/**
 * The sync socket of one replica: y-websocket's provider, without its echo of everybody's presence and without
 * exchange between tabs, and with the server's notices understood. Opens at once and reconnects by itself.
 */
export class Connection {
  readonly #needs: ConnectionNeeds
  readonly #provider: WebsocketProvider
  readonly #acks: ReturnType<typeof acksOf>
  readonly #waiting: { update: Uint8Array; completes: boolean }[] = []
  #held = false
  #refused = false
  #beforeChanges = () => {}
  #readCursor: () => Cursor | null = () => null
  #cursorTimer: ReturnType<typeof setTimeout> | null = null
  #whenInStep: (() => void)[] = []

  constructor(needs: ConnectionNeeds) {
    this.#needs = needs
    this.#acks = acksOf(needs.lastChange)
    const socket = watchedSocket(needs.socket ?? WebSocket, {
      opened: () => this.#acks.restart(),
      sent: (count) => this.#acks.sent(count),
      mayWrite: () => !this.#refused,
    })
    this.#provider = new WebsocketProvider(
      needs.origin + SYNC_PATH.slice(0, -1),
      needs.documentId,
      needs.doc,
      {
        connect: false,
        disableBc: true,
        params: paramsFor(needs),
        WebSocketPolyfill: socket,
      },
    )
    this.#quietPresence()
    this.#readFrames()
    this.#provider.on('sync', (inStep) => this.#inStep(inStep))
    this.#provider.on('closed', ({ code }) => needs.listener.closed(CLOSED_FOR[code] ?? 'not-allowed'))
    this.#provider.connect()
  }

  /** Everybody's carets. */
  get awareness(): Awareness {
    return this.#provider.awareness
  }

  get online(): boolean {
    return this.#provider.wsconnected && this.#provider.synced
  }

  /** Whether changes from elsewhere are being kept back. */
  get isHeld(): boolean {
    return this.#held
  }

  /** Number of the last committed sync frame on the present socket. */
  get acknowledgedFrames(): number {
    return this.#acks.count
  }

  /**
   * Begins again with a new socket, and is offline until that is in step: for a line that is known to be dead. Nobody
   * would answer the farewell of the old one.
   */
  reopen(): void {
    this.#provider.disconnect()
    this.#provider.connect()
  }

  /** Keeps incoming changes back until `release`, while an input method composes. */
  hold(): void {
    this.#held = true
  }

  /** Applies what `hold` kept back. */
  release(): void {
    this.#held = false
    this.#applyWaiting()
  }

  /** Calls back before changes from elsewhere are applied, outside of any transaction. */
  beforeChanges(callBack: () => void): void {
    this.#beforeChanges = callBack
  }

  /** Shows this person's caret to others, or that it is elsewhere; of many within 100 ms only the last is read. */
  showCursor(read: () => Cursor | null): void {
    this.#readCursor = read
    this.#cursorTimer ??= setTimeout(
      () => {
        this.#cursorTimer = null
        const cursor = this.#readCursor()
        // others' changes leave the caret on its words: they need not hear again where it is
        if (!equalityDeep(this.awareness.getLocalState(), { cursor }))
          this.awareness.setLocalState({ cursor })
      },
      this.#needs.isTextOnly ? CURSOR_ON_SLOW_LINE_EVERY_MS : CURSOR_EVERY_MS,
    )
  }

  /** Leaves the room. Nothing is sent any more; the replica stays as it is. */
  close(): void {
    if (this.#cursorTimer) clearTimeout(this.#cursorTimer)
    this.#whenInStep = []
    this.#provider.destroy()
    this.awareness.destroy()
  }

  /** The stock handler sends every presence it hears back to the server; only this replica's own may leave. */
  #quietPresence(): void {
    const { awareness, doc } = this.#provider
    awareness.off('update', this.#provider._awarenessUpdateHandler)
    awareness.setLocalState({ cursor: null })
    awareness.on('update', (_change: unknown, origin: unknown) => {
      if (origin !== 'local') return
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, FRAME.awareness)
      encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [doc.clientID]))
      this.#send(encoding.toUint8Array(encoder))
    })
  }

  #readFrames(): void {
    const handlers = this.#provider.messageHandlers
    handlers[FRAME.sync] = (encoder, decoder) => this.#readSync(encoder, decoder)
    handlers[FRAME.awareness] = (_encoder, decoder) =>
      applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), this.#provider)
    handlers[FRAME.notice] = (_encoder, decoder) => this.#readNotice(decoder)
  }

  #readSync(encoder: encoding.Encoder, decoder: decoding.Decoder): void {
    const type = decoding.readVarUint(decoder)
    if (type === SYNC.step1) {
      encoding.writeVarUint(encoder, FRAME.sync)
      readSyncStep1(decoder, encoder, this.#needs.doc)
      return
    }
    this.#waiting.push({ update: decoding.readVarUint8Array(decoder), completes: type === SYNC.step2 })
    if (!this.#held) this.#applyWaiting()
  }

  #applyWaiting(): void {
    if (this.#waiting.length > 0) this.#beforeChanges()
    for (const { update, completes } of this.#waiting.splice(0)) {
      try {
        Y.applyUpdate(this.#needs.doc, update, this.#provider)
      } catch (fault) {
        this.#needs.listener.broken(fault)
        return
      }
      if (completes && this.#provider.wsconnected) this.#provider.synced = true
    }
  }

  #inStep(inStep: boolean): void {
    if (inStep) for (const answer of this.#whenInStep.splice(0)) answer()
    this.#needs.listener.online(inStep)
  }

  #readNotice(decoder: decoding.Decoder): void {
    const read = v.safeParse(Notice, decodeNotice(decoder))
    if (!read.success) return
    this.#hear(read.output)
  }

  #hear(notice: Notice): void {
    const { listener } = this.#needs
    switch (notice.type) {
      case 'ack':
        this.#prove(notice.receipt)
        return listener.acknowledged(this.#acks.acknowledged(notice.count), notice.receipt)
      case 'receipt':
        this.#prove(notice.receipt)
        return listener.proven(notice.receipt)
      case 'refused':
        this.#refused = true
        return listener.refused({ ...notice, provisionId: notice.provisionId ?? null })
      case 'freeze':
        return listener.freeze(notice.provisionId, () => this.#answerFrozen(notice.nonce))
      case 'thaw':
        return listener.thaw(notice.provisionId, notice.settled)
      case 'saving':
        return listener.saving(notice.saving)
      case 'damaged':
        return listener.damaged()
      case 'recovery':
        return listener.recovery(notice.recovering)
      case 'roster':
        return listener.roster(notice.people)
    }
  }

  /** The next socket says what this one was told last. */
  #prove(receipt: Receipt): void {
    this.#provider.params[SYNC_QUERY.proof] = proofOf(receipt)
  }

  /** The socket keeps the order, so everything typed before has left before this answer. */
  #answerFrozen(nonce: string): void {
    const answer = () => this.#send(encodeNotice({ type: 'frozen', nonce }))
    if (this.online) answer()
    else this.#whenInStep.push(answer)
  }

  #send(frame: Uint8Array<ArrayBufferLike>): void {
    const { ws, wsconnected } = this.#provider
    if (wsconnected && ws?.readyState === ws?.OPEN) ws?.send(new Uint8Array(frame))
  }
}
