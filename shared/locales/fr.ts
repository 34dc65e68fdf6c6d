import type { Catalogue } from '../i18n'
import { messages as first } from './first-fr'
import { messages as later } from './later-fr'

/** Every message in French. */
export const messages: Catalogue = { ...first, ...later }
