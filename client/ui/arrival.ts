let isFirstPage = true

/**
 * Attachment for the main heading of a page: a person who moved here hears where they are and goes on from the top.
 * The first page after loading leaves the focus to the browser.
 */
export function arrival(heading: HTMLElement): void {
  if (isFirstPage) isFirstPage = false
  else heading.focus({ preventScroll: true })
}
