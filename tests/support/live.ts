import { io, type Socket } from 'socket.io-client'
import type { StreamId } from '../../shared/journal'
import { LIVE_PATH, type Answer, type CommandName, type EntryRead, type Payload } from '../../shared/protocol'
import type { Caller } from './typist'
import { until } from './until'

type Reply = { ok: true; value: unknown } | { ok: false; refusal: { code: string } }

/** A page's live socket. It keeps every entry that was announced to it, in order of arrival. */
export class Live {
  readonly entries: EntryRead[] = []
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('entries', (entries: EntryRead[]) => this.entries.push(...entries))
  }

  /**
   * Opens a socket in the name of a caller; throws when the server does not let it in.
   *
   * @param greeting what the page says when it comes
   */
  static async open(
    caller: Caller,
    headers: Record<string, string> = {},
    greeting: Record<string, unknown> = {},
  ): Promise<Live> {
    const socket = io(caller.url, {
      path: LIVE_PATH,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: greeting,
      extraHeaders: { origin: caller.url, cookie: caller.cookie, ...headers },
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    return new Live(socket)
  }

  get isOpen(): boolean {
    return this.#socket.connected
  }

  /** Calls a command; a refusal is thrown with its code as the message. */
  async ask<Name extends CommandName>(name: Name, payload: Payload<Name>): Promise<Answer<Name>> {
    const reply = (await this.#socket.timeout(5_000).emitWithAck('ask', name, payload)) as Reply
    if (!reply.ok) throw new Error(reply.refusal.code)
    return reply.value as Answer<Name>
  }

  /** Sends an event as no page would. */
  send(event: string, ...said: unknown[]): void {
    this.#socket.emit(event, ...said)
  }

  follow(stream: StreamId, after = 0): Promise<{ head: number }> {
    return this.ask('journal:follow', { stream, after })
  }

  /** Resolves when this page has been told of everything up to `seq`, shown or skipped. */
  async reached(seq: number): Promise<void> {
    await until(() => (this.entries.at(-1)?.seq ?? 0) >= seq, { what: `entry ${seq}` })
  }

  close(): void {
    this.#socket.close()
  }
}
