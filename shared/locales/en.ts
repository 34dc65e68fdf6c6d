import { messages as first } from './first-en'
import { messages as later } from './later-en'

/** Every message in English; the other languages have the same keys. */
export const messages = { ...first, ...later }
