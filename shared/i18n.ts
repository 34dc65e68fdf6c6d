import type { messages as english } from './locales/en'
import type { Language } from './languages'
import type { Refusal } from './result'

/** Key of a message, as `shared/locales/en` defines them. */
export type MessageKey = keyof typeof english

/** All forms of a counted message that a language needs; `count` chooses among them. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

/** A text with `{name}` places, or its plural forms. */
export type Message = string | PluralForms

/** Every message of one language. */
export type Catalogue = Readonly<Record<MessageKey, Message>>

/** What goes into the `{name}` places. A number called `count` also chooses the plural form. */
export type Parameters = Readonly<Record<string, string | number>>

/** Arabic screens show European digits: figures of one text must look the same in all six languages. */
const LOCALES: Readonly<Record<Language, string>> = {
  ar: 'ar-u-nu-latn',
  en: 'en',
  es: 'es',
  fr: 'fr',
  ru: 'ru',
  zh: 'zh-Hans',
}

/** First strong isolate and its end: a name in another script does not turn the sentence around it. */
const ISOLATE = '\u2068'
const END_ISOLATE = '\u2069'

/** BCP 47 tag to give to every `Intl` formatter, so that dates and numbers agree with the messages. */
export function localeOf(language: Language): string {
  return LOCALES[language]
}

/** The text of a message in one language. Numbers are written the language's way, inserted words are isolated. */
export function translate(
  catalogue: Catalogue,
  language: Language,
  key: MessageKey,
  parameters: Parameters = {},
): string {
  return sayMessage(catalogue[key], language, parameters)
}

/** Words of unknown direction, set apart so that they do not turn what stands around them. */
export function isolated(words: string): string {
  return ISOLATE + words + END_ISOLATE
}

/** The text of one message, with what goes into its places. */
export function sayMessage(message: Message, language: Language, parameters: Parameters = {}): string {
  const text = typeof message === 'string' ? message : pluralForm(message, language, parameters)
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = parameters[name]
    if (value === undefined) return place
    return typeof value === 'number' ? formatNumber(language, value) : isolated(value)
  })
}

/** What a refusal says to a person: what happened, what became of the work, what to do next. */
export function explainRefusal(catalogue: Catalogue, language: Language, refusal: Refusal): string {
  return translate(catalogue, language, `refusal.${refusal.code}`, refusal.detail)
}

/** A number in a language's way, with European digits everywhere. */
export function formatNumber(language: Language, value: number): string {
  return formatterOf(numberFormats, language, (locale) => new Intl.NumberFormat(locale)).format(value)
}

/** The plural forms that a language needs, `other` among them. */
export function pluralFormsOf(language: Language): readonly Intl.LDMLPluralRule[] {
  return rulesOf(language).resolvedOptions().pluralCategories
}

function pluralForm(forms: PluralForms, language: Language, { count }: Parameters): string {
  if (typeof count !== 'number') return forms.other
  return forms[rulesOf(language).select(count)] ?? forms.other
}

const numberFormats = new Map<Language, Intl.NumberFormat>()
const pluralRules = new Map<Language, Intl.PluralRules>()

const rulesOf = (language: Language) =>
  formatterOf(pluralRules, language, (locale) => new Intl.PluralRules(locale))

function formatterOf<Formatter>(
  made: Map<Language, Formatter>,
  language: Language,
  make: (locale: string) => Formatter,
): Formatter {
  const known = made.get(language)
  if (known) return known
  const fresh = make(LOCALES[language])
  made.set(language, fresh)
  return fresh
}
