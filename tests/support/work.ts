/** Starts to count work. @returns milliseconds of processor time since; others' load on the machine does not count */
export function countWork(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000
  }
}
