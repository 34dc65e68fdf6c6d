/**
 * Saves a value that changes often: one save at a time, and of the values that come meanwhile only the last.
 *
 * @returns takes the next value to save
 */
export function latestOnly<Value>(save: (value: Value) => Promise<unknown>): (value: Value) => void {
  let running = false
  let next: { value: Value } | null = null
  const run = async () => {
    running = true
    try {
      while (next) {
        const { value } = next
        next = null
        await save(value)
      }
    } finally {
      running = false
    }
  }
  return (value) => {
    next = { value }
    if (!running) run().catch((fault: unknown) => console.error(fault))
  }
}
