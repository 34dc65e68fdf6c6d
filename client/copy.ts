/**
 * Puts words on the clipboard. Pages served without TLS have no clipboard API, so the older way stands in.
 *
 * @returns whether it worked
 */
export async function copyText(text: string): Promise<boolean> {
  if (!isSecureContext) return copyBySelection(text)
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'unseen'
  document.body.append(area)
  area.select()
  // The only way on a plain-http page; browsers keep it for that reason.
  const hasCopied = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return hasCopied
}
