import type { Catalogue } from '../i18n'
import type { Language } from '../languages'

const LOADERS: Readonly<Record<Language, () => Promise<{ messages: Catalogue }>>> = {
  ar: () => import('./ar'),
  en: () => import('./en'),
  es: () => import('./es'),
  fr: () => import('./fr'),
  ru: () => import('./ru'),
  zh: () => import('./zh'),
}

/** Fetches the catalogue of one language; a browser loads only the language it shows. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return (await LOADERS[language]()).messages
}
