import { recall, remember } from './remembered'

/** How the screen is lit: by the system's wish, or as chosen here. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

let theme = $state<Theme>('system')

/** The chosen theme. Reactive. */
export function currentTheme(): Theme {
  return theme
}

/** Chooses and remembers a theme. */
export function chooseTheme(chosen: Theme): void {
  show(chosen)
  remember('adref.theme', chosen === 'system' ? null : chosen)
}

/** Shows the remembered theme; to be called before anything is drawn. */
export function startTheme(): void {
  const remembered = recall('adref.theme')
  show(THEMES.find((known) => known === remembered) ?? 'system')
}

function show(chosen: Theme): void {
  theme = chosen
  if (chosen === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = chosen
}
