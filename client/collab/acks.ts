/** Which local changes the acknowledged frames of one socket carried. */
export interface Acks {
  /** Number of the last acknowledged frame on this socket. */
  readonly count: number
  /** A new socket counts from 1 again; what was not acknowledged will be sent again. */
  restart(): void
  /** A frame left; it carries, with the frames before it, every local change so far. */
  sent(count: number): void
  /** @returns the number of the last local change that is committed now */
  acknowledged(count: number): number
}

/**
 * Matches cumulative acknowledgements with local changes.
 *
 * @param lastChange number of the last local change at this moment
 */
export function acksOf(lastChange: () => number): Acks {
  let count = 0
  let committed = 0
  let flying: { count: number; change: number }[] = []
  return {
    get count() {
      return count
    },
    restart() {
      count = 0
      flying = []
    },
    sent(frame) {
      flying.push({ count: frame, change: lastChange() })
    },
    acknowledged(frames) {
      count = Math.max(count, frames)
      for (const frame of flying) if (frame.count <= count) committed = Math.max(committed, frame.change)
      flying = flying.filter((frame) => frame.count > count)
      return committed
    },
  }
}
