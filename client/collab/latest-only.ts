/** Takes the next value to save. An urgent one is saved at once, others after a short pause. */
export type Saving<Value> = (value: Value, isUrgent?: boolean) => void

/**
 * Saves a value that changes with every key: one save at a time, and of the values that come meanwhile only the last.
 *
 * @param pauseMs how long a value that is not urgent waits for the next one
 */
export function latestOnly<Value>(save: (value: Value) => Promise<unknown>, pauseMs: number): Saving<Value> {
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
        const { value } = next
        next = null
        await save(value)
      }
    } finally {
      isRunning = false
    }
  }
  const start = () => void run().catch((fault: unknown) => console.error(fault))
  return (value, isUrgent = false) => {
    next = { value }
    if (isUrgent) start()
    else timer ??= setTimeout(start, pauseMs)
  }
}
