import { explainRefusal, localeOf, translate } from '../shared/i18n'
import type { Catalogue, MessageKey, Parameters } from '../shared/i18n'
import { LANGUAGES, directionOf, isLanguage, type Language } from '../shared/languages'
import { loadCatalogue } from '../shared/locales/load'
import type { Refusal } from '../shared/result'
import { dateText, timeText } from './dates'
import { recall, remember } from './remembered'
import { languageAsked } from './route'

interface Spoken {
  readonly language: Language
  readonly catalogue: Catalogue
}

let spoken = $state.raw<Spoken | null>(null)

/** The words for a key in the language of the interface. Reactive: labels follow a switch of language at once. */
export function t(key: MessageKey, parameters?: Parameters): string {
  return spoken ? translate(spoken.catalogue, spoken.language, key, parameters) : ''
}

/** What a refusal says to the person. Reactive. */
export function explain(refusal: Refusal): string {
  return spoken ? explainRefusal(spoken.catalogue, spoken.language, refusal) : ''
}

/** The language of the interface. Reactive. */
export function currentLanguage(): Language {
  return spoken?.language ?? 'en'
}

/** Day and time in the person's own time zone. Reactive. */
export function formatTime(at: number): string {
  return timeText(at, currentLanguage(), localeOf(currentLanguage()))
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

async function speak(language: Language): Promise<void> {
  const catalogue = await loadCatalogue(language)
  spoken = { language, catalogue }
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
  document.querySelector('link[rel="manifest"]')?.setAttribute('href', `/manifests/${language}.webmanifest`)
}
