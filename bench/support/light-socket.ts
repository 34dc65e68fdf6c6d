import { connect, type Socket } from 'node:net'

const OPCODE = { binary: 2, close: 8, ping: 9, pong: 10 } as const
/** First byte of a frame that is a whole message. */
const WHOLE = 0x80
const MASKED = 0x80
const END_OF_HEADERS = '\r\n\r\n'

interface Listener {
  onOpen(): void
  onMessage(data: Buffer): void
}

/**
 * A WebSocket that does no more than a benchmark needs, for hundreds of them in one process: what a complete client
 * takes for a message is more than what a good server takes, and then the load measures itself.
 */
export class LightSocket {
  readonly #socket: Socket
  readonly #listener: Listener
  /** What has come of a frame that is not complete. */
  #parts: Buffer[] = []
  #held = 0
  /** How much must have come before it is worth looking again. */
  #needed = 0
  #isOpen = false

  constructor(address: string, listener: Listener) {
    const { hostname, port, pathname, search } = new URL(address)
    this.#listener = listener
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.on('data', (data) => this.#take(data))
    this.#socket.on('error', () => {})
    const headers = [
      `GET ${pathname}${search} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: bGlnaHQtc29ja2V0LWtleQ==',
      'Sec-WebSocket-Version: 13',
    ]
    this.#socket.write(headers.join('\r\n') + END_OF_HEADERS)
  }

  /** Bytes that wait to be sent. */
  get bufferedAmount(): number {
    return this.#socket.writableLength
  }

  /** Sends one binary message. */
  send(message: Uint8Array): void {
    this.#sendFrame(OPCODE.binary, message)
  }

  terminate(): void {
    this.#socket.destroy()
  }

  /** Every frame of a client is masked; a mask of zeros changes no byte and costs the server as much as any other. */
  #sendFrame(opcode: number, payload: Uint8Array): void {
    const { length } = payload
    const [short, width] = length < 126 ? [length, 0] : length < 1 << 16 ? [126, 2] : [127, 6]
    const frame = Buffer.alloc(2 + (short === 127 ? 8 : width) + 4 + length)
    frame[0] = WHOLE | opcode
    frame[1] = MASKED | short
    if (short === 126) frame.writeUInt16BE(length, 2)
    if (short === 127) frame.writeUIntBE(length, 4, 6)
    frame.set(payload, frame.length - length)
    this.#socket.write(frame)
  }

  #take(data: Buffer): void {
    this.#parts.push(data)
    this.#held += data.length
    if (this.#held < this.#needed) return
    const all = this.#parts.length === 1 ? data : Buffer.concat(this.#parts)
    const rest = all.subarray(this.#isOpen ? this.#read(all, 0) : this.#open(all))
    this.#parts = rest.length > 0 ? [rest] : []
    this.#held = rest.length
  }

  /** @returns how much of it was read */
  #open(all: Buffer): number {
    const end = all.indexOf(END_OF_HEADERS)
    if (end < 0) return 0
    if (!all.subarray(0, end).toString().startsWith('HTTP/1.1 101'))
      throw new Error(`a benchmark's socket was refused: ${all.subarray(0, end).toString()}`)
    this.#isOpen = true
    this.#listener.onOpen()
    return this.#read(all, end + END_OF_HEADERS.length)
  }

  /** Reads the complete frames from `at` on. @returns where the first incomplete one begins */
  #read(all: Buffer, at: number): number {
    for (;;) {
      this.#needed = 2
      if (all.length - at < 2) return at
      const short = (all[at + 1] ?? 0) & 0x7f
      const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10)
      this.#needed = start - at
      if (all.length < start) return at
      const length =
        short < 126 ? short : short === 126 ? all.readUInt16BE(at + 2) : all.readUIntBE(at + 4, 6)
      this.#needed = start - at + length
      if (all.length < start + length) return at
      this.#hear(all[at] ?? 0, all.subarray(start, start + length))
      at = start + length
    }
  }

  #hear(first: number, payload: Buffer): void {
    if (first === (WHOLE | OPCODE.binary)) this.#listener.onMessage(payload)
    else if (first === (WHOLE | OPCODE.ping)) this.#sendFrame(OPCODE.pong, payload)
    else if (first === (WHOLE | OPCODE.close)) this.terminate()
    else throw new Error(`a frame that begins with ${first}`)
  }
}
