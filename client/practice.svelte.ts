let isHere = $state(false)

/** Whether what is on screen is for practice. Reactive. */
export function isPractice(): boolean {
  return isHere
}

/** Says on every part of the page that it is for practice, until the returned function is called. */
export function markPractice(): () => void {
  setHere(true)
  return () => setHere(false)
}

function setHere(now: boolean): void {
  isHere = now
  document.documentElement.toggleAttribute('data-practice', now)
}
