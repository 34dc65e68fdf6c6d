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

/** Puts a text with its structure on the clipboard, and the words alone for programs that take no more. @returns whether it worked */
export async function copyRich({ html, text }: { html: string; text: string }): Promise<boolean> {
  try {
    if (!isSecureContext) return copyByEvent(html, text)
    const blobOf = (type: string, said: string) => ({ [type]: new Blob([said], { type }) })
    const item = new ClipboardItem({ ...blobOf('text/html', html), ...blobOf('text/plain', text) })
    await navigator.clipboard.write([item])
    return true
  } catch {
    return copyByEvent(html, text)
  }
}

function copyByEvent(html: string, text: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/html', html)
    event.clipboardData?.setData('text/plain', text)
  }
  addEventListener('copy', put, { capture: true })
  const hasCopied = document.execCommand('copy')
  removeEventListener('copy', put, { capture: true })
  return hasCopied
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
