import type { Socket } from 'socket.io-client'
import { createSubscriber } from 'svelte/reactivity'
import * as v from 'valibot'
import { LIVE_PATH, EntryRead, RefusalRead } from '../shared/protocol'
import type { PersonId } from '../shared/ids'
import type { Answer, CommandName, Payload } from '../shared/protocol'
import { ok, refuse, type Refusal, type Result } from '../shared/result'
import { ANSWER_LIMIT_MS, post, readAnswer, readRefusal } from './api'
import { Following, resumePoints, type ShownEntry } from './following'

const Reply = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.unknown() }),
  v.object({ ok: v.literal(false), refusal: RefusalRead }),
])
const Entries = v.array(EntryRead)

/** Commands that may say more than one message of the socket holds. */
const TOO_LARGE: readonly CommandName[] = ['recovery:takeBack']
/** Longest pause between two attempts to reconnect. */
const RECONNECT_LIMIT_MS = 5_000

interface LiveNeeds {
  /**
   * Called when the server closes the line or will not open it, and when it is back after it was away: the session may
   * have ended, or its rights may be others.
   */
  readonly onDoubt: () => void
  /** Whether this page shows the person whom the server knows; until it does, nothing is asked. */
  readonly mayAsk: () => Promise<boolean>
  /** Why a command is not sent at this moment, whatever the server would say; null when it is sent. */
  readonly holdsBack: (name: CommandName) => Refusal | null
  /** For whom this page speaks: whoever was shown in it last; null before anybody was. */
  readonly speaker: () => PersonId | null
}

/**
 * The line to the server: asks commands and follows streams. The socket is opened with the first stream; until it
 * stands, and while it is away, commands go over HTTP.
 */
export class Live {
  readonly #followings = new Set<Following>()
  readonly #onDoubt: LiveNeeds['onDoubt']
  readonly #mayAsk: LiveNeeds['mayAsk']
  readonly #holdsBack: LiveNeeds['holdsBack']
  readonly #speaker: LiveNeeds['speaker']
  #socket: Socket | null = null
  #opening: Promise<void> | null = null
  #online = true
  #rests = false
  #changed = () => {}
  readonly #subscribe = createSubscriber((update) => {
    this.#changed = update
    return () => {
      this.#changed = () => {}
    }
  })

  constructor({ onDoubt, mayAsk, holdsBack, speaker }: LiveNeeds) {
    this.#onDoubt = onDoubt
    this.#mayAsk = mayAsk
    this.#holdsBack = holdsBack
    this.#speaker = speaker
  }

  /** False while the server cannot be reached. Reactive. */
  get online(): boolean {
    this.#subscribe()
    return this.#online
  }

  /**
   * Asks a command.
   *
   * @param by whose it is, where it could outlive their page; the page's own person when left out
   * @returns the answer or a refusal; `disconnected` when no answer came, `not-signed-in` when the page is another's now
   */
  async ask<Name extends CommandName>(
    name: Name,
    payload: Payload<Name>,
    by?: PersonId,
  ): Promise<Result<Answer<Name>>> {
    const heldBack = this.#holdsBack(name)
    if (heldBack) return { ok: false, refusal: heldBack }
    if (!(await this.#mayAsk())) return refuse('disconnected')
    const speaker = this.#speaker()
    if (by !== undefined && by !== speaker) return refuse('not-signed-in')
    const socket = this.#socket
    const goesOver = socket?.connected && !TOO_LARGE.includes(name)
    const result = goesOver ? await askOver(socket, name, payload) : await post(name, payload, speaker)
    if (!result.ok && SESSION_LOST.includes(result.refusal.code)) this.#onDoubt()
    return result
  }

  /**
   * Listens to a stream from after a seq; every entry comes once and in order, also after the line was away.
   * Call the result to stop.
   *
   * @param shut called when the stream is not, or no longer, open to this person
   */
  follow(stream: string, listener: (entry: ShownEntry) => void, after = 0, shut?: () => void): () => void {
    const following = new Following(stream, after, listener, shut)
    this.#followings.add(following)
    if (this.#socket?.connected) this.#resume(stream, after)
    else this.#opening ??= this.#open()
    return () => this.#stop(following)
  }

  /** The server turned another line of this page away. */
  doubt(): void {
    this.#onDoubt()
  }

  /** Closes the line and forgets all listeners, as at sign-out. */
  close(): void {
    this.#followings.clear()
    this.rest()
  }

  /** Closes the line until `wake`, as while the screen is locked. Who listens hears afterwards what came meanwhile. */
  rest(): void {
    const socket = this.#socket
    this.#rests = true
    // forgotten first: it has nothing to say about its own end
    this.#socket = null
    this.#opening = null
    this.#online = true
    socket?.disconnect()
  }

  /** Opens the line again after a rest, if anybody listens, who then asks anew. */
  wake(): void {
    if (!this.#rests) return
    this.#rests = false
    this.#changed()
    this.#openAgain()
  }

  #openAgain(): void {
    if (this.#followings.size > 0 && this.#socket === null) this.#opening ??= this.#open()
  }

  async #open(): Promise<void> {
    try {
      const { io } = await import('socket.io-client')
      if (this.#opening !== null) this.#connect(io)
    } catch {
      this.#opening = null
      this.#setOnline(false)
      // the code of the line itself could not be fetched, see `LatePage`; the server may be away
      setTimeout(() => this.#openAgain(), RECONNECT_LIMIT_MS)
    }
  }

  #connect(io: typeof import('socket.io-client').io): void {
    const socket = io({
      path: LIVE_PATH,
      transports: ['websocket'],
      reconnectionDelayMax: RECONNECT_LIMIT_MS,
      auth: (greet) => greet({ person: this.#speaker() }),
    })
    this.#socket = socket
    socket.on('connect', () => this.#connected())
    socket.on('entries', (entries: unknown) => this.#take(v.parse(Entries, entries)))
    socket.on('connect_error', () => {
      this.#lost()
      if (!socket.active) setTimeout(() => this.#reconnect(socket), RECONNECT_LIMIT_MS)
    })
    socket.on('disconnect', (reason) => {
      this.#lost()
      if (reason === 'io server disconnect') socket.connect()
    })
  }

  #connected(): void {
    const wasAway = !this.#online
    this.#setOnline(true)
    if (wasAway) this.#onDoubt()
    for (const [stream, after] of resumePoints(this.#followings)) this.#resume(stream, after)
  }

  #reconnect(socket: Socket): void {
    if (this.#socket === socket) socket.connect()
  }

  #lost(): void {
    if (this.#socket === null) return
    this.#setOnline(false)
    this.#onDoubt()
  }

  #take(entries: readonly EntryRead[]): void {
    for (const following of [...this.#followings]) {
      if (!following.take(entries)) this.#resume(following.stream, following.after)
    }
  }

  #resume(stream: string, after: number): void {
    if (this.#socket) void this.#followOn(this.#socket, stream, after)
  }

  async #followOn(socket: Socket, stream: string, after: number): Promise<void> {
    const followings = [...this.#followings].filter((one) => one.stream === stream)
    const answer = await askOver(socket, 'journal:follow', { stream, after })
    for (const following of followings) {
      if (answer.ok) following.goBackTo(answer.value.head)
      else if (answer.refusal.code === 'not-allowed') following.shut()
    }
  }

  #stop(following: Following): void {
    this.#followings.delete(following)
    const isWanted = [...this.#followings].some((other) => other.stream === following.stream)
    const socket = this.#socket
    if (!isWanted && socket?.connected) void askOver(socket, 'journal:unfollow', { stream: following.stream })
  }

  #setOnline(online: boolean): void {
    if (this.#online === online) return
    this.#online = online
    this.#changed()
  }
}

const SESSION_LOST: readonly string[] = ['not-signed-in', 'session-revoked']

async function askOver<Name extends CommandName>(
  socket: Socket,
  name: Name,
  payload: Payload<Name>,
): Promise<Result<Answer<Name>>> {
  try {
    const answer: unknown = await socket.timeout(ANSWER_LIMIT_MS).emitWithAck('ask', name, payload)
    const reply = v.parse(Reply, answer)
    return reply.ok ? ok(readAnswer(name, reply.value)) : { ok: false, refusal: readRefusal(reply.refusal) }
  } catch {
    return refuse('disconnected')
  }
}
