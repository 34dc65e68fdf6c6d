import * as v from 'valibot'
import { cleanName } from './characters'

/** What is this many times longer than it may be is not worth cleaning, which takes time. */
const MAX_UNCLEAN = 10

/**
 * A name, label, title or reason as it enters. It is cleaned rather than refused, because it is mostly pasted: line
 * ends and tabs become single spaces; control characters, directional embeddings, overrides and isolates, and halves
 * of characters are dropped.
 *
 * @param max longest, in UTF-16 units
 */
export const line = (min: 0 | 1, max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(MAX_UNCLEAN * max),
    v.transform(cleanName),
    v.minLength(min),
    v.maxLength(max),
  )
