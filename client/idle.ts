/** A shared computer that nobody touches for so long locks itself. */
export const IDLE_MINUTES = 10
/** The time is looked at this often: a computer that slept has missed its alarm. */
const LOOK_EVERY_MS = 2_000
/** Other tabs of this browser hear of a touch at most this often. */
const TELL_EVERY_MS = 5_000

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Calls back once when nobody has touched this browser, in any of its tabs, for `IDLE_MINUTES`.
 *
 * @returns how to stop
 */
export function whenIdle(onIdle: () => void): () => void {
  const others = new BroadcastChannel('adref.touched')
  let touchedAt = Date.now()
  let toldAt = 0
  let isStopped = false
  const isUp = (at: number) => at - touchedAt >= IDLE_MINUTES * 60_000

  /** A touch comes too late when the time was up before it: it has woken a computer that slept. */
  const touched = (at: number) => {
    if (isUp(at)) return end()
    touchedAt = Math.max(touchedAt, at)
  }
  const touchedHere = () => {
    const at = Date.now()
    touched(at)
    if (isStopped || at - toldAt < TELL_EVERY_MS) return
    toldAt = at
    others.postMessage(at)
  }
  others.onmessage = ({ data }) => {
    if (typeof data === 'number') touched(data)
  }
  for (const touch of TOUCHES) addEventListener(touch, touchedHere, { capture: true, passive: true })

  const stop = () => {
    isStopped = true
    clearInterval(timer)
    others.close()
    for (const touch of TOUCHES) removeEventListener(touch, touchedHere, { capture: true })
  }
  const end = () => {
    if (isStopped) return
    stop()
    onIdle()
  }
  const timer = setInterval(() => isUp(Date.now()) && end(), LOOK_EVERY_MS)
  return stop
}
