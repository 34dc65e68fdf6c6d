import { expect, type Locator, type Page } from '@playwright/test'
import type { DocumentId } from '../../shared/ids'
import type { Role } from '../../shared/roles'
import type { Venue } from './browser'

/** The text of the document as a person sees it. */
export const textOf = (page: Page): Locator => page.locator('.text[role="textbox"]')

/** The badge; its `data-state` is one of the four. */
export const badgeOf = (page: Page): Locator => page.locator('[data-state]')

/** The n-th provision of a kind, counted from 0. */
export const provisionOf = (page: Page, kind: string, index = 0): Locator =>
  textOf(page).locator(`[data-kind="${kind}"]`).nth(index)

/** Waits until the page has the text, may write it, and everything is saved. */
export async function whenReady(page: Page): Promise<void> {
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'true')
}

/** Two people in browsers of their own, ready at one new document. */
export async function twoAt(
  venue: Venue,
  ...[first, second]: [readonly [Role, string], readonly [Role, string]]
): Promise<{ documentId: DocumentId; first: Page; second: Page }> {
  const documentId = await venue.makeDocument()
  const pages = {
    first: await venue.enter(...first, { documentId }),
    second: await venue.enter(...second, { documentId }),
  }
  await whenReady(pages.first)
  await whenReady(pages.second)
  return { documentId, ...pages }
}

/** Puts the caret at the end of a provision. */
export async function caretToEnd(provision: Locator): Promise<void> {
  await provision.evaluate((node) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    range.collapse(false)
    const root = node.closest('[role="textbox"]')
    if (root instanceof HTMLElement) root.focus()
    getSelection()?.removeAllRanges()
    getSelection()?.addRange(range)
  })
}

/** Puts the caret behind some words in a provision, or selects them. */
export async function caretAfter(provision: Locator, words: string, select = false): Promise<void> {
  await provision.evaluate(
    (node, { words, select }) => {
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
      for (let at = walker.nextNode(); at; at = walker.nextNode()) {
        const found = at.nodeValue?.indexOf(words) ?? -1
        if (found < 0) continue
        const root = node.closest('[role="textbox"]')
        if (root instanceof HTMLElement) root.focus()
        const range = document.createRange()
        range.setStart(at, select ? found : found + words.length)
        range.setEnd(at, found + words.length)
        getSelection()?.removeAllRanges()
        getSelection()?.addRange(range)
        return
      }
      throw new Error(`no “${words}” here`)
    },
    { words, select },
  )
}

/** Loads the page again so that what comes for it can be kept back. */
export async function withHoldableLine(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const held: (() => void)[] = []
    let holds = false
    window.WebSocket = class extends WebSocket {
      override set onmessage(hear: (event: MessageEvent) => void) {
        super.onmessage = (event) => {
          if (!holds) return hear(event)
          held.push(() => hear(event))
          document.documentElement.dataset['held'] = String(held.length)
        }
      }
    }
    addEventListener('hold', () => (holds = true))
    addEventListener('let-go', () => {
      holds = false
      for (const deliver of held.splice(0)) deliver()
    })
  })
  await page.reload()
}

/** Takes the page's connection away. The browser's emulation leaves open sockets alone; the page drops its own. */
export async function loseLine(page: Page): Promise<void> {
  await page.context().setOffline(true)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
}

/** Gives the page its connection back. */
export async function findLine(page: Page): Promise<void> {
  await page.context().setOffline(false)
}

/** Pastes as a browser does when somebody presses the keys, without the system's clipboard. */
export async function paste(page: Page, html: string | null, plain = ''): Promise<void> {
  await textOf(page).evaluate(
    (root, { html, plain }) => {
      const clipboardData = new DataTransfer()
      if (html !== null) clipboardData.setData('text/html', html)
      if (plain !== '') clipboardData.setData('text/plain', plain)
      root.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    { html, plain },
  )
}
