/** Asks a person whether something unsaved may be left; `go` is called when it may. */
type Question = (go: () => void) => void

let questions: readonly (() => Question | null)[] = []

/**
 * Names somebody who may have to ask before the page is left by the browser's own buttons.
 *
 * @param ask the question, or null while nothing would be lost
 * @returns how to forget
 */
export function mayAskBeforeLeaving(ask: () => Question | null): () => void {
  questions = [...questions, ask]
  return () => {
    questions = questions.filter((other) => other !== ask)
  }
}

/** The question to ask before the page is left, or null when nothing would be lost: of what was opened last first. */
export function questionBeforeLeaving(): Question | null {
  for (const ask of [...questions].reverse()) {
    const question = ask()
    if (question) return question
  }
  return null
}
