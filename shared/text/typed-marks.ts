import { countText } from './numbering'
import type { Block } from './branches'
import { kindAbove, subBefore } from './levels'

const NUMBER = /^[\d٠-٩]{1,2}\.$/
const LETTERS = /^\(?(\p{L}{1,5}|هـ)\)$/u
const SECOND = /^(?:[ivx]+|[一二三四五六七八九十]+)$/
const FIRST = /^(?:\p{Ll}|\p{Lo}|هـ)$/u

/** Longest mark that is understood, in UTF-16 units. */
export const LONGEST_MARK = 7

/**
 * What somebody means who types a mark by hand at the beginning of a paragraph: `1.` an operative one, `(a)` or `a)` a
 * sub-paragraph, `(i)` one of the second level. The text gives its number by itself.
 *
 * @returns kind and level, or null when it is no mark, or cannot stand there
 */
export function markTyped(mark: string, blocks: readonly Block[], index: number): Block | null {
  const block = blocks[index]
  const isCounted = block?.kind === 'operative' || block?.kind === 'preambular' || block?.kind === 'sub'
  if (!isCounted) return null
  const typed = mark.normalize('NFKC')
  if (NUMBER.test(typed)) return { kind: 'operative', level: 0 }
  const level = levelMeant(LETTERS.exec(typed)?.[1] ?? '', blocks, index)
  if (level === 0) return null
  if (block.kind !== 'sub' && kindAbove(blocks, index) !== block.kind) return null
  return { kind: 'sub', level }
}

/** 0: none. The letters i, v and x are of the first level where it is their turn. */
function levelMeant(letters: string, blocks: readonly Block[], index: number): number {
  const mayBeSecond = SECOND.test(letters) && subBefore(blocks, index) > 0
  if (mayBeSecond && letters !== nextLetter(blocks, index)) return 2
  return FIRST.test(letters) ? 1 : 0
}

function nextLetter(blocks: readonly Block[], index: number): string {
  let number = 1
  for (let at = index - 1; at >= 0; at -= 1) {
    const { kind, level } = blocks[at] ?? { kind: 'title', level: 0 }
    if (kind === 'sub') number += level <= 1 ? 1 : 0
    else if (kind !== 'row' && kind !== 'footnote') break
  }
  return countText(number, 'letters', 'european')
}
