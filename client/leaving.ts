import type { WordsHere } from './collab/words-here'
import type { Route } from './route'

/** Asks a person whether something unsaved may be left; `go` is called when it may. */
type Question = (go: () => void) => void

/** @returns the question before one goes to a place, or null while nothing would be lost by that */
type Ask = (to: Route) => Question | null

let questions: readonly Ask[] = []

/** Names somebody who may have to ask before the page is left. @returns how to forget */
export function mayAskBeforeLeaving(ask: Ask): () => void {
  questions = [...questions, ask]
  return () => {
    questions = questions.filter((other) => other !== ask)
  }
}

/** The question to ask before the page is left for a place, or null when nothing would be lost: of what was opened last first. */
export function questionBeforeLeaving(to: Route): Question | null {
  for (const ask of [...questions].reverse()) {
    const question = ask(to)
    if (question) return question
  }
  return null
}

let holders: readonly (() => WordsHere | null)[] = []

/** Names somebody who may hold words that are on this page only. @param words what those are; null when none @returns how to forget */
export function mayHoldUnstored(words: () => WordsHere | null): () => void {
  holders = [...holders, words]
  return () => {
    holders = holders.filter((other) => other !== words)
  }
}

/** Words that are on this page only: neither the server nor this browser has them. */
export function unstoredHere(): readonly WordsHere[] {
  return holders.flatMap((words) => words() ?? [])
}
