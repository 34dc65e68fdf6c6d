import { PLAIN, readLook, storedLook, type Look } from './look'
import { recall, remember } from './remembered'

const NAMES = ['theme', 'contrast', 'size', 'screen', 'line'] as const

let look = $state.raw<Look>(PLAIN)

/** How this browser shows the pages. Reactive. */
export function currentLook(): Look {
  return look
}

/** Changes the look and remembers it on this browser. */
export function chooseLook(chosen: Partial<Look>): void {
  look = { ...look, ...chosen }
  const stored = storedLook(look)
  remember('adref.look', Object.keys(stored).length > 0 ? JSON.stringify(stored) : null)
  show()
}

/** Takes up the remembered look, which `look.js` shows already, and follows the device where nothing was chosen. */
export function startAppearance(): void {
  look = readLook(recall('adref.look'))
  show()
  prefersContrast().addEventListener('change', show)
}

const prefersContrast = () => matchMedia('(prefers-contrast: more)')

function show(): void {
  const { dataset } = document.documentElement
  const shown = { ...(prefersContrast().matches ? { contrast: 'high' } : {}), ...storedLook(look) }
  for (const name of NAMES) {
    const value = shown[name]
    if (value === undefined) delete dataset[name]
    else dataset[name] = value
  }
}
