import { pino, type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from './config'

export type Log = Logger

/** Names under which keys to the house may be logged by mistake: what they hold is never written. */
const SECRET_NAMES = ['cookie', 'set-cookie', 'authorization', 'token', 'password', 'secret', 'mac'] as const

const REDACTED = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

/**
 * The log: one JSON object a line. Cookies and tokens are left out wherever they occur, down to two levels.
 *
 * @param to where it is written; standard output when not given
 */
export function createLog(level: LogLevel, to?: DestinationStream): Log {
  const options = { level, base: null, redact: { paths: REDACTED, censor: '[left out]' } }
  return to ? pino(options, to) : pino(options)
}
