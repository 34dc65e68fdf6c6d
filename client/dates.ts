import { knownZone } from '../shared/zoned'
import type { Language } from '../shared/languages'

/** Month names as United Nations documents in Arabic print them: both calendars' names side by side. */
const ARABIC_MONTHS = [
  'كانون الثاني/يناير',
  'شباط/فبراير',
  'آذار/مارس',
  'نيسان/أبريل',
  'أيار/مايو',
  'حزيران/يونيه',
  'تموز/يوليه',
  'آب/أغسطس',
  'أيلول/سبتمبر',
  'تشرين الأول/أكتوبر',
  'تشرين الثاني/نوفمبر',
  'كانون الأول/ديسمبر',
] as const

/**
 * A day written out.
 *
 * @param at milliseconds since 1970
 * @param locale BCP 47 tag, from `localeOf`
 * @param timeZone the browser's own when left out
 */
export function dateText(at: number, language: Language, locale: string, timeZone?: string): string {
  return written(at, language, formatOf(locale, withZone({ dateStyle: 'long' }, timeZone)))
}

/** A day and the time of day, to the minute; parameters as in `dateText`. */
export function timeText(at: number, language: Language, locale: string, timeZone?: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' } as const
  return written(at, language, formatOf(locale, withZone(options, timeZone)))
}

/** A moment by the clock of a room, and by the reader's own where that shows another time. */
export interface RoomTime {
  readonly time: string
  readonly zone: string
  /** With the day where that is another; null where both clocks show the same. */
  readonly own: string | null
}

/** A moment in the room's time zone; in the reader's own when the room has none. Other parameters as in `dateText`. */
export function roomTime(
  at: number,
  language: Language,
  locale: string,
  zones: { readonly room: string | null; readonly own: string },
): RoomTime {
  const zone = zones.room ?? zones.own
  const told = (one: string) => timeText(at, language, locale, one)
  const day = (one: string) => dateText(at, language, locale, one)
  const time = told(zone)
  if (told(zones.own) === time) return { time, zone, own: null }
  return { time, zone, own: day(zones.own) === day(zone) ? clockText(at, zones.own) : told(zones.own) }
}

/** The time of day, which is written alike in the six languages; by the reader’s own clock when no zone is named. */
export function clockText(at: number, timeZone?: string): string {
  return formatOf('en', withZone({ timeStyle: 'short', hourCycle: 'h23' }, timeZone)).format(at)
}

/** Making one takes a while, and a long text says the times of hundreds of decisions. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** United Nations documents in English write the day before the month. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const make = () => new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, options)
  // the browser's own zone may change while the page is open
  if (options.timeZone === undefined) return make()
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formats.get(key) ?? make()
  formats.set(key, known)
  return known
}

function written(at: number, language: Language, format: Intl.DateTimeFormat): string {
  if (language === 'ar') return writtenInArabic(at, format)
  return language === 'fr' ? writtenInFrench(at, format) : format.format(at)
}

/** The first of a month is an ordinal number in French. */
function writtenInFrench(at: number, format: Intl.DateTimeFormat): string {
  const parts = format.formatToParts(at)
  return parts.map(({ type, value }) => (type === 'day' && value === '1' ? '1er' : value)).join('')
}

function writtenInArabic(at: number, format: Intl.DateTimeFormat): string {
  const { timeZone } = format.resolvedOptions()
  const day = (field: Intl.DateTimeFormatOptions) => Number(formatOf('en', { ...field, timeZone }).format(at))
  const month = ARABIC_MONTHS[day({ month: 'numeric' }) - 1] ?? ''
  const date = `${day({ day: 'numeric' })} ${month} ${day({ year: 'numeric' })}`
  const parts = format.formatToParts(at)
  const hour = parts.find(({ type }) => type === 'hour')?.value
  const minute = parts.find(({ type }) => type === 'minute')?.value
  return hour === undefined || minute === undefined ? date : `${date}، ${hour}:${minute}`
}

function withZone(options: Intl.DateTimeFormatOptions, timeZone?: string): Intl.DateTimeFormatOptions {
  return timeZone === undefined ? options : { ...options, timeZone: knownZone(timeZone) }
}
