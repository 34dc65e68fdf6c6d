import { localeOf, sayMessage, type MessageKey, type Parameters } from '../shared/i18n'
import { LANGUAGES, directionOf, isLanguage, type Language } from '../shared/languages'
import { loadCatalogue, loadFirst, type Part } from '../shared/locales/load'
import type { Refusal } from '../shared/result'
import { clockText, dateText, roomTime, timeText } from './dates'
import { recall, remember } from './remembered'
import { languageAsked } from './route'

interface Spoken {
  readonly language: Language
  /** What is there of the catalogue: all of it once a page behind the first one was wanted. */
  readonly messages: Part
}

let spoken = $state.raw<Spoken | null>(null)

/** The words for a key in the language of the interface. Reactive: labels follow a switch of language at once. */
export function t(key: MessageKey, parameters?: Parameters): string {
  const message = spoken?.messages[key]
  return spoken && message !== undefined ? sayMessage(message, spoken.language, parameters) : ''
}

/** What a refusal says to the person. Reactive. */
export function explain(refusal: Refusal): string {
  return t(`refusal.${refusal.code}`, refusal.detail)
}

/** The language of the interface. Reactive. */
export function currentLanguage(): Language {
  return spoken?.language ?? 'en'
}

/** Day and time in the person's own time zone. Reactive. */
export function formatTime(at: number): string {
  return timeText(at, currentLanguage(), localeOf(currentLanguage()))
}

/**
 * When something was decided: by the clock of the room, which is named, and by the reader's own where that differs. Reactive.
 *
 * @param room time zone of the room; null when it is not known
 */
export function formatRoomTime(at: number, room: string | null): string {
  const language = currentLanguage()
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const { time, zone, own: ownTime } = roomTime(at, language, localeOf(language), { room, own })
  return ownTime === null
    ? t('shell.time', { time, zone })
    : t('shell.time.own', { time, zone, own: ownTime })
}

/** The same on paper, which others read elsewhere: by the clock of the room alone. Reactive. */
export function formatPaperTime(at: number, room: string | null): string {
  const language = currentLanguage()
  const own = room ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const { time, zone } = roomTime(at, language, localeOf(language), { room, own })
  return t('shell.time', { time, zone })
}

/** The time of day in the person's own time zone. */
export function formatClock(at: number): string {
  return clockText(at)
}

/** Day in the person's own time zone. Reactive. */
export function formatDate(at: number): string {
  return dateText(at, currentLanguage(), localeOf(currentLanguage()))
}

/** A day of the calendar, which is the same day everywhere. Reactive. @param day `YYYY-MM-DD` */
export function formatDay(day: string): string {
  const language = currentLanguage()
  return dateText(Date.parse(`${day}T00:00:00Z`), language, localeOf(language), 'UTC')
}

/** Switches the interface; nothing is mounted anew. The choice is remembered. */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language)
  remember('adref.language', language)
}

/** Speaks the language that a link asks for by `?lang=`, else the remembered one, else one of the browser's own. */
export async function startLanguage(): Promise<void> {
  const asked = languageAsked(location.search)
  if (asked) return chooseLanguage(asked)
  const remembered = recall('adref.language')
  await speak(isLanguage(remembered) ? remembered : preferredLanguage(navigator.languages))
}

/** The first of a browser's languages that is one of the six; English when none is. */
export function preferredLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language)
    if (found) return found
  }
  return 'en'
}

let wantsAll = false

/** Fetches what the pages behind the first one say, if it is not there yet; throws when it cannot be had. */
export async function learnTheRest(): Promise<void> {
  if (wantsAll) return
  const language = currentLanguage()
  const messages = await loadCatalogue(language)
  wantsAll = true
  if (currentLanguage() === language) spoken = { language, messages }
  else await speak(currentLanguage())
}

async function speak(language: Language): Promise<void> {
  const messages = await (wantsAll ? loadCatalogue(language) : loadFirst(language))
  spoken = { language, messages }
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
  document.querySelector('link[rel="manifest"]')?.setAttribute('href', `/manifests/${language}.webmanifest`)
}
