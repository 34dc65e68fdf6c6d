let isFirstPage = true

/**
 * Attachment for the main heading of a page: a person who moved here hears where they are and goes on from the top.
 * The first page after loading leaves the focus to the browser.
 */
export function arrival(heading: HTMLElement): void {
  if (isFirstPage) isFirstPage = false
  else heading.focus({ preventScroll: true })
}

/**
 * Whether the focus may go where somebody is to type: they have put it nowhere yet. Under a finger it stays away, as the
 * keyboard that opens would cover what is to be read first.
 */
export function mayTakeFocus(): boolean {
  const { activeElement, body } = document
  const isUnused = !activeElement || activeElement === body || activeElement.matches('main h1')
  return isUnused && !matchMedia('(pointer: coarse)').matches
}
