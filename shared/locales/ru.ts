import type { Catalogue } from '../i18n'
import { messages as first } from './first-ru'
import { messages as later } from './later-ru'

/** Every message in Russian. */
export const messages: Catalogue = { ...first, ...later }
