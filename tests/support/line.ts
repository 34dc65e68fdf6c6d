import { connect, type Socket } from 'node:net'
import type { Caller } from './typist'
import { upgradeRequest } from './request'
import { until } from './until'

/** Parts of a frame as RFC 6455 §5.2 has them, good or bad. */
export interface FrameParts {
  readonly opcode: number
  readonly payload?: Uint8Array | string
  readonly fin?: boolean
  /** Claims that the payload is compressed. */
  readonly rsv1?: boolean
  readonly masked?: boolean
}

const MASK = Uint8Array.of(1, 2, 3, 4)

/** The bytes of one client's frame. */
export function frameOf({
  opcode,
  payload = '',
  fin = true,
  rsv1 = false,
  masked = true,
}: FrameParts): Buffer {
  const body = Buffer.from(payload)
  const first = (fin ? 128 : 0) | (rsv1 ? 64 : 0) | opcode
  const bit = masked ? 128 : 0
  const head = Buffer.from(
    body.length < 126 ? [first, bit | body.length] : [first, bit | 126, body.length >> 8, body.length & 255],
  )
  if (!masked) return Buffer.concat([head, body])
  return Buffer.concat([head, MASK, body.map((byte, i) => byte ^ (MASK[i % 4] ?? 0))])
}

/** A bare line of TCP to the server: it says what it is told to, and counts what it hears. */
export class Line {
  readonly socket: Socket
  /** What came back, as far as it was read. */
  heard = ''
  isClosed = false

  constructor(url: string) {
    const { hostname, port } = new URL(url)
    this.socket = connect(Number(port), hostname)
    this.socket.on('data', (chunk) => (this.heard = (this.heard + chunk.toString('latin1')).slice(0, 10_000)))
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => (this.isClosed = true))
  }

  /** A line that has been upgraded to a WebSocket at a path, in the name of a caller. */
  static async upgraded({ url, cookie }: Caller, path: string): Promise<Line> {
    const line = new Line(url)
    line.socket.write(upgradeRequest(url, path, { cookie }))
    await until(() => line.heard.includes('\r\n\r\n') || line.isClosed, { what: 'the upgrade' })
    if (!line.heard.startsWith('HTTP/1.1 101')) throw new Error(`no upgrade: ${line.heard.slice(0, 40)}`)
    return line
  }

  /** Resolves when the network has taken the bytes, the line is closed, or half a second has passed. */
  say(bytes: Uint8Array | string): Promise<void> {
    if (this.isClosed) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(patience)
        this.socket.off('close', done)
        resolve()
      }
      const patience = setTimeout(done, 500)
      this.socket.once('close', done)
      this.socket.write(bytes, done)
    })
  }

  end(): void {
    this.socket.destroy()
  }
}
