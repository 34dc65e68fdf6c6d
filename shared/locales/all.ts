import type { Catalogue } from '../i18n'
import type { Language } from '../languages'
import { messages as ar } from './ar'
import { messages as en } from './en'
import { messages as es } from './es'
import { messages as fr } from './fr'
import { messages as ru } from './ru'
import { messages as zh } from './zh'

/** All six catalogues at once, for whoever answers people of every language: the server and the tests. */
export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { ar, en, es, fr, ru, zh }
