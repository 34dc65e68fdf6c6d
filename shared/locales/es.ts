import type { Catalogue } from '../i18n'
import { messages as first } from './first-es'
import { messages as later } from './later-es'

/** Every message in Spanish. */
export const messages: Catalogue = { ...first, ...later }
