import type { Marked } from './protocol'
import { findIn, fold, FORGIVING, saysWords } from './text/forgiving'

/** Words that one search may name; further ones are not looked for. */
const MAX_TERMS = 8
/** Words shown before the first match and behind it, in UTF-16 units: about a line on each side. */
const BEFORE = 60
const BEHIND = 140
/** A snippet begins and ends between words when there is a space this near, in UTF-16 units. */
const NEAR = 20

/** The words that a query looks for: all of them must be said. Chinese words stand together without spaces. */
export function termsOf(query: string): string[] {
  return [...new Set(query.split(/\s+/u).filter((term) => term !== ''))].slice(0, MAX_TERMS)
}

/** Whether a text says all the words, compared forgivingly, in any order. */
export function saysAll(text: string, terms: readonly string[]): boolean {
  return terms.length > 0 && terms.every((term) => saysWords(text, term))
}

/** A text with the places of the words that it says; those that run into each other are one. */
export function marked(text: string, terms: readonly string[]): Marked {
  const folded = fold(text)
  const places = terms
    .flatMap((term) => findIn(text, folded, term, FORGIVING))
    .map(({ from, to }): [number, number] => [from, to])
    .sort(([one], [other]) => one - other)
  const marks: [number, number][] = []
  for (const [from, to] of places) {
    const last = marks.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else marks.push([from, to])
  }
  return { text, marks }
}

/** The stretch of a text around the first word that was looked for, with dots where more was cut off. */
export function snippetOf(text: string, terms: readonly string[]): Marked {
  const { marks } = marked(text, terms)
  const [from, to] = marks[0] ?? [0, 0]
  const begin = beginOf(text, from)
  const end = endOf(text, Math.min(to, from + BEHIND))
  const dots = begin > 0 ? '… ' : ''
  const moved = marks
    .filter(([at]) => at >= begin && at < end)
    .map(([at, until]): [number, number] => [
      at - begin + dots.length,
      Math.min(until, end) - begin + dots.length,
    ])
  const words = text.slice(begin, end).replaceAll('\t', ' ')
  return { text: `${dots}${words}${end < text.length ? ' …' : ''}`, marks: moved }
}

function beginOf(text: string, from: number): number {
  const wished = Math.max(0, from - BEFORE)
  if (wished === 0) return 0
  const space = text.slice(wished, wished + NEAR).search(/\s/u)
  return space < 0 ? whole(text, wished) : wished + space + 1
}

function endOf(text: string, to: number): number {
  const wished = Math.min(text.length, to + BEHIND)
  if (wished === text.length) return wished
  const space = text.slice(wished - NEAR, wished).search(/\s\S*$/u)
  return space < 0 ? whole(text, wished) : wished - NEAR + space
}

/** No character is cut in two. */
function whole(text: string, at: number): number {
  return /^[\udc00-\udfff]/.test(text.slice(at, at + 1)) ? at + 1 : at
}
