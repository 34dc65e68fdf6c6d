import type { Catalogue } from '../i18n'
import { messages as first } from './first-zh'
import { messages as later } from './later-zh'

/** Every message in Chinese. */
export const messages: Catalogue = { ...first, ...later }
