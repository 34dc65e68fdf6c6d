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
