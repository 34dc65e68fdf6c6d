import { wellFormed, writable } from '../../shared/characters'

/** Whatever ends a line or stands for room in it, in a row. */
export const LINE_ENDS = /[\t\n\v\f\r\x85\u2028\u2029]+/g

const ISOLATES = /[\u2066-\u2068]/
const END_ISOLATE = '\u2069'

/**
 * Text from elsewhere as it may enter a provision: no control characters, no bidirectional embeddings or overrides,
 * isolates only in pairs, no half of a surrogate pair; line ends and tabs become spaces.
 */
export function cleanText(text: string): string {
  return balanceIsolates(writable(wellFormed(text)))
}

/** Drops isolates that are not closed, and ends that close nothing. */
function balanceIsolates(text: string): string {
  if (!/[\u2066-\u2069]/.test(text)) return text
  const open: number[] = []
  const dropped = new Set<number>()
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (ISOLATES.test(char)) open.push(at)
    else if (char === END_ISOLATE && open.pop() === undefined) dropped.add(at)
  }
  for (const at of open) dropped.add(at)
  return [...text.matchAll(/[\s\S]/g)].map(([char], at) => (dropped.has(at) ? '' : char)).join('')
}
