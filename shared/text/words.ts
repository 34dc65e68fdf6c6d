/** Share of the limit from which the count warns. */
const NEAR = 0.95

const RUNS = /\S+/gu
const HAN = /\p{Script=Han}/gu
const WORDY = /[\p{L}\p{N}]/u

/**
 * Counts words: every longest run of characters without a space is one; in Chinese, which has no spaces, every character
 * is one, as is every run of other letters or digits between them. Chinese punctuation is none.
 */
export function countWords(text: string): number {
  let count = 0
  for (const [run] of text.matchAll(RUNS)) count += wordsInRun(run)
  return count
}

function wordsInRun(run: string): number {
  const characters = run.match(HAN)?.length ?? 0
  if (characters === 0) return 1
  return characters + run.split(HAN).filter((rest) => WORDY.test(rest)).length
}

/** How a number of words stands to the limit. */
export type WordLimitState = 'within' | 'near' | 'above'

/** @param limit null when there is none */
export function wordLimitState(count: number, limit: number | null): WordLimitState {
  if (limit === null || count < limit * NEAR) return 'within'
  return count > limit ? 'above' : 'near'
}
