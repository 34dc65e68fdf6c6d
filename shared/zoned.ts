/** By which clock a time is shown in a zone that this machine does not know. */
const UNKNOWN_ZONE = 'UTC'

/** Minutes and seconds of a local time never count in a timetable: `2027-10-12T09:00`. */
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/

/** Whether a name is that of a time zone of the IANA database that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/**
 * The moment that a clock in a time zone shows as `local`, in milliseconds since 1970. A time that the clocks skip in
 * spring is read as the hour after; null when `local` is no time.
 *
 * @param local as a form field gives it: `2027-10-12T09:00`
 */
export function momentOf(local: string, timeZone: string): number | null {
  const parts = LOCAL.exec(local)
  if (!parts) return null
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts.slice(1).map(Number)
  const asUtc = Date.UTC(year, month - 1, day, hour, minute)
  const guess = asUtc - offsetAt(asUtc, timeZone)
  return asUtc - offsetAt(guess, timeZone)
}

/** What a clock in a time zone shows at a moment, as a form field takes it: `2027-10-12T09:00`. */
export function localTimeOf(moment: number, timeZone: string): string {
  return new Date(moment + offsetAt(moment, timeZone)).toISOString().slice(0, 16)
}

/** A time zone as this machine can show it: UTC for one that it does not know, as newer machines may. */
export function knownZone(name: string): string {
  return isTimeZone(name) ? name : UNKNOWN_ZONE
}

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: knownZone(timeZone), hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  const shown = Object.fromEntries(
    format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1_000) * 1_000
}
