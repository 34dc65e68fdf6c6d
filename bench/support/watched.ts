/* What is noted in a page: for each key how long it takes until it is painted, and which tasks are long. */

declare global {
  interface Window {
    watched: { paintMs: number[]; longTasks: number; editableAt: number }
  }
}

const watched = { paintMs: [] as number[], longTasks: 0, editableAt: 0 }
window.watched = watched

const painted = new MessageChannel()
let pressedAt = 0
painted.port1.onmessage = () => watched.paintMs.push(performance.now() - pressedAt)
addEventListener(
  'keydown',
  (event) => {
    pressedAt = event.timeStamp
    // a frame's callbacks come before it is painted, messages sent from them after it
    requestAnimationFrame(() => painted.port2.postMessage(null))
  },
  { capture: true },
)

new PerformanceObserver((list) => (watched.longTasks += list.getEntries().length)).observe({
  type: 'longtask',
})

function look(): void {
  const isWhole = document.querySelector('[contenteditable="true"] > :nth-child(1500)')
  if (isWhole) watched.editableAt = performance.now()
  else requestAnimationFrame(look)
}
look()

export {}
