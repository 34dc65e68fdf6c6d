import type { Duplex } from 'node:stream'

/** How long a farewell may take before the line is cut, in milliseconds. */
const FAREWELL_MS = 1_000

/**
 * Ends a line when what was written is out. What still comes is thrown away without a look: whoever floods does not
 * stop at a farewell.
 */
export function hangUp(line: Duplex): void {
  line.removeAllListeners('data')
  line.resume()
  line.end()
  setTimeout(() => line.destroy(), FAREWELL_MS).unref()
}
