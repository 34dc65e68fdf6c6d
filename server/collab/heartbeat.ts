/** Longest silence before a connection counts as lost; moving between access points takes seconds. */
export const SILENCE_LIMIT_MS = 20_000
/** How often a connection is looked at; a stock client reconnects after 30 s without a message. */
export const HEARTBEAT_MS = 15_000

/** Each time between two looks at a connection is cut into so many: a crowd is not looked at all at once. */
const PHASES = 30

/** What happened on a connection since it was last looked at. */
export interface Looked {
  /** How long nothing has come, in milliseconds. */
  readonly silentMs: number
  /** Whether something came and something was sent: both ends know that they live. */
  readonly isBusy: boolean
}

/** A connection as the heartbeat sees it. */
export interface Beating {
  look(): Looked
  sendSignOfLife(): void
  /** Ends it without a farewell: nobody is there to hear it. */
  drop(): void
}

export interface Beat {
  readonly everyMs: number
  readonly silenceMs: number
}

/**
 * Sends a sign of life wherever nothing has come or gone for a while, and drops connections that have been silent for
 * too long, until the returned function is called.
 */
export function heartbeat(connections: Iterable<Beating>, { everyMs, silenceMs }: Beat): () => void {
  const due = new WeakMap<Beating, number>()
  const timer = setInterval(() => {
    const now = performance.now()
    for (const connection of connections) {
      const at = due.get(connection)
      if (at !== undefined && now < at) continue
      due.set(connection, now + (at === undefined ? Math.random() : 1) * everyMs)
      if (at !== undefined) beat(connection, silenceMs + everyMs)
    }
  }, everyMs / PHASES)
  timer.unref()
  return () => clearInterval(timer)
}

function beat(connection: Beating, limitMs: number): void {
  const { silentMs, isBusy } = connection.look()
  if (silentMs > limitMs) connection.drop()
  else if (!isBusy) connection.sendSignOfLife()
}
