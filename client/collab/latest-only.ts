/** Takes the next value to save. An urgent one is saved at once, others after a short pause. */
export type Saving<Value> = (value: Value, isUrgent?: boolean) => void

/** What could not be saved, as with a full disk, is offered again after this long, in milliseconds. */
const RETRY_MS = 2_000

/**
 * Saves a value that changes with every key: one save at a time, and of the values that come meanwhile only the last.
 * A save that failed is tried again until it succeeds or a newer value is there.
 *
 * @param pauseMs how long a value that is not urgent waits for the next one
 * @param onSaved told after each try whether it succeeded
 */
export function latestOnly<Value>(
  save: (value: Value) => Promise<unknown>,
  pauseMs: number,
  onSaved: (succeeded: boolean) => void = () => undefined,
): Saving<Value> {
  let next: { value: Value } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let isRunning = false
  const run = async () => {
    clearTimeout(timer)
    timer = undefined
    if (isRunning) return
    isRunning = true
    try {
      while (next) {
        const taken: { value: Value } = next
        next = null
        try {
          await save(taken.value)
        } catch (fault) {
          console.error(fault)
          next ??= taken
          timer ??= setTimeout(start, RETRY_MS)
          return onSaved(false)
        }
        onSaved(true)
      }
    } finally {
      isRunning = false
    }
  }
  const start = () => void run()
  return (value, isUrgent = false) => {
    next = { value }
    if (isUrgent) start()
    else timer ??= setTimeout(start, pauseMs)
  }
}
