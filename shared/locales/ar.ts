import type { Catalogue } from '../i18n'
import { messages as first } from './first-ar'
import { messages as later } from './later-ar'

/** Every message in Arabic. */
export const messages: Catalogue = { ...first, ...later }
