import { pino, type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from './config'

export type Log = Logger

/** Names under which keys to the house may be logged by mistake: what they hold is never written. */
const SECRET_NAMES = ['cookie', 'set-cookie', 'authorization', 'token', 'password', 'secret', 'mac'] as const

const REDACTED = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

/** Lines that wait while standard output takes none, in bytes; beyond it they are dropped. */
const WAITING_BYTES = 4 << 20

/**
 * Standard output, without which the server goes on: where it cannot be written (a full disk), lines are dropped. The
 * library would try for ever, before it let the process end.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ fd: 1, sync: false, maxLength: WAITING_BYTES })
  output.on('error', () => (output.flushSync = () => {}))
  return output
}

/**
 * The log: one JSON object a line. Cookies and tokens are left out wherever they occur, down to two levels.
 *
 * @param to where it is written; standard output when not given
 */
export function createLog(level: LogLevel, to?: DestinationStream): Log {
  const options = { level, base: null, redact: { paths: REDACTED, censor: '[left out]' } }
  return pino(options, to ?? standardOutput())
}
