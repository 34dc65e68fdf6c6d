/** Does what it is given in order, each when the one before has ended, well or not. */
export type OneAtATime = <Value>(act: () => Promise<Value>) => Promise<Value>

/** For work that holds much memory while it lasts: whoever asks at the same time waits. */
export function createOneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
}
