import type { Catalogue } from '../i18n'
import type { Language } from '../languages'

/** A part of a catalogue: a page asks for the others when it needs them. */
export type Part = Partial<Catalogue>

type Loaders = Readonly<Record<Language, () => Promise<{ messages: Part }>>>

const FIRST: Loaders = {
  ar: () => import('./first-ar'),
  en: () => import('./first-en'),
  es: () => import('./first-es'),
  fr: () => import('./first-fr'),
  ru: () => import('./first-ru'),
  zh: () => import('./first-zh'),
}

const LATER: Loaders = {
  ar: () => import('./later-ar'),
  en: () => import('./later-en'),
  es: () => import('./later-es'),
  fr: () => import('./later-fr'),
  ru: () => import('./later-ru'),
  zh: () => import('./later-zh'),
}

/** Fetches what a first visit needs in one language; a browser loads only the language it shows. */
export async function loadFirst(language: Language): Promise<Part> {
  return (await FIRST[language]()).messages
}

/** Fetches the whole catalogue of one language. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  const [first, later] = await Promise.all([loadFirst(language), LATER[language]()])
  return { ...first, ...later.messages } as Catalogue
}
