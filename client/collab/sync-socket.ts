import { FRAME, SYNC } from '../../shared/sync'

type SocketClass = typeof WebSocket
type Data = Parameters<WebSocket['send']>[0]

/** What the wrapped socket tells about the frames it sends. */
export interface FrameWatch {
  /** A new socket: its frames are counted from 1 again. */
  opened(): void
  /** The frame with this number, of type sync update or sync step 2, left this socket. */
  sent(count: number): void
  /** Whether sync frames may still leave: not after a refusal. */
  mayWrite(): boolean
}

/**
 * A WebSocket class that counts what the server acknowledges: sync frames of type update and step 2. Updates that
 * are typed before the server asked for the replica's state are not sent: the answer (step 2) carries them, and on
 * their own they would leave a gap.
 */
export function watchedSocket(Base: SocketClass, watch: FrameWatch): SocketClass {
  return class extends Base {
    #count = 0
    #answered = false

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      watch.opened()
    }

    override send(data: Data): void {
      const type = syncTypeOf(data)
      if (type !== SYNC.update && type !== SYNC.step2) return super.send(data)
      if (type === SYNC.step2) this.#answered = true
      if (!this.#answered || !watch.mayWrite()) return
      super.send(data)
      this.#count += 1
      watch.sent(this.#count)
    }
  }
}

/** Second number of a sync frame, or null for frames of other types. Both numbers are below 128: one byte each. */
function syncTypeOf(data: Data): number | null {
  if (!(data instanceof Uint8Array) || data[0] !== FRAME.sync) return null
  return data[1] ?? null
}
