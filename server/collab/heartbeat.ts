/** Longest silence before a connection counts as lost; moving between access points takes seconds. */
export const SILENCE_LIMIT_MS = 20_000
/** A sign of life goes to every connection this often; a stock client reconnects after 30 s without one. */
export const HEARTBEAT_MS = 10_000

/** A connection as the heartbeat sees it. */
export interface Beating {
  /** When its socket last brought anything, by `performance.now()`. */
  readonly heardAt: number
  sendSignOfLife(): void
  /** Ends it without a farewell: nobody is there to hear it. */
  drop(): void
}

export interface Beat {
  readonly everyMs: number
  readonly silenceMs: number
}

/** Pings all connections and drops those that have been silent for too long, until the returned function is called. */
export function heartbeat(connections: Iterable<Beating>, { everyMs, silenceMs }: Beat): () => void {
  const timer = setInterval(() => {
    const now = performance.now()
    for (const connection of connections) {
      if (now - connection.heardAt > silenceMs + everyMs) connection.drop()
      else connection.sendSignOfLife()
    }
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
