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

  const touched = () => {
    touchedAt = Date.now()
    if (touchedAt - toldAt < TELL_EVERY_MS) return
    toldAt = touchedAt
    others.postMessage(null)
  }
  others.onmessage = () => (touchedAt = Date.now())
  for (const touch of TOUCHES) addEventListener(touch, touched, { capture: true, passive: true })

  const stop = () => {
    clearInterval(timer)
    others.close()
    for (const touch of TOUCHES) removeEventListener(touch, touched, { capture: true })
  }
  const timer = setInterval(() => {
    if (Date.now() - touchedAt < IDLE_MINUTES * 60_000) return
    stop()
    onIdle()
  }, LOOK_EVERY_MS)
  return stop
}
