import { diff3Merge } from 'node-diff3'

/**
 * Merges two versions of a list that grew from one base.
 *
 * @returns the merged list, or null when both changed the same place differently
 */
export function mergeLists(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): string[] | null {
  const merged: string[] = []
  for (const region of regionsOf(base, mine, theirs)) {
    if (!region.ok) return null
    for (const item of region.ok) merged.push(item)
  }
  return merged
}

interface Region {
  readonly ok?: readonly string[]
}

function regionsOf(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly Region[] {
  const regions: readonly Region[] = diff3Merge([...mine], [...base], [...theirs], {
    excludeFalseConflicts: true,
  })
  return regions
}

/** A word, a run of spaces, a Chinese character, or one other character: what a reader sees as one thing. */
const WORDS = /\s+|\p{Script=Han}|[\p{L}\p{M}\p{N}_'’-]+|./gsu

/** Cuts text into words, spaces and punctuation; joined again they are the text. */
export function wordsOf(text: string): string[] {
  return text.match(WORDS) ?? []
}
