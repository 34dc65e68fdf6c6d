/**
 * Calls `act` with 0 … `count` - 1 in turn, `perSecond` times a second in all, for `ms` milliseconds. What a slow turn
 * of the event loop missed is made up for.
 */
export async function inRhythm(
  { count, perSecond, ms }: { readonly count: number; readonly perSecond: number; readonly ms: number },
  act: (index: number) => void,
): Promise<void> {
  const start = performance.now()
  let done = 0
  for (;;) {
    const elapsed = performance.now() - start
    if (elapsed >= ms) return
    const due = Math.floor((elapsed / 1_000) * perSecond)
    for (; done < due; done++) act(done % count)
    const next = ((done + 1) / perSecond) * 1_000 - (performance.now() - start)
    await new Promise((resolve) => (next > 1 ? setTimeout(resolve, next) : setImmediate(resolve)))
  }
}
