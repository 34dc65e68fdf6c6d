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

/**
 * Waits until the worker of the build serves the page. Ask for `serviceWorkers: 'allow'`. A page that was loading when
 * the worker began is served from its next load on.
 */
export async function whenServedByWorker(page: Page): Promise<void> {
  const isServed = () =>
    page.evaluate(async () => {
      await navigator.serviceWorker.ready
      return navigator.serviceWorker.controller !== null
    })
  if (await isServed()) return
  await page.reload()
  await whenReady(page)
  await expect.poll(isServed).toBe(true)
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
  await putSelection(provision, { at: 'end' })
}

/** Puts the caret at the beginning of a provision. */
export async function caretToStart(provision: Locator): Promise<void> {
  await putSelection(provision, { at: 'start' })
}

/** Puts the caret behind some words in a provision, or selects them. */
export async function caretAfter(provision: Locator, words: string, isSelection = false): Promise<void> {
  await putSelection(provision, { at: isSelection ? 'words' : 'behindWords', words })
}

/** Waits until the editor has heard where the selection is: it reads that a moment after a key. */
export async function whenHeard(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard))))
}

/** Selects a provision and the break behind it. */
export async function selectWhole(provision: Locator): Promise<void> {
  await putSelection(provision, { at: 'whole' })
}

/** Copies or cuts a provision, or what is selected, as a browser does; returns what is on the clipboard then. */
export async function toClipboard(page: Page, act: 'copy' | 'cut', provision?: Locator): Promise<string> {
  if (provision) await selectWhole(provision)
  return textOf(page).evaluate((root, act) => {
    const clipboardData = new DataTransfer()
    root.dispatchEvent(new ClipboardEvent(act, { clipboardData, bubbles: true, cancelable: true }))
    return clipboardData.getData('text/html')
  }, act)
}

/**
 * Puts the selection as a hand does, and returns when the editor has heard of it: it reads where the selection is a
 * moment after it changed, and until then a key, or a change that arrives, finds the old one.
 */
async function putSelection(
  provision: Locator,
  where: { readonly at: 'start' | 'end' | 'whole' | 'words' | 'behindWords'; readonly words?: string },
): Promise<void> {
  await provision.evaluate(async (node, { at, words = '' }) => {
    const textNodeWith = () => {
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
      for (let text = walker.nextNode(); text; text = walker.nextNode())
        if (text.nodeValue?.includes(words)) return text
      throw new Error(`no “${words}” here`)
    }
    const rangeOf = () => {
      const range = document.createRange()
      range.selectNodeContents(node)
      if (at === 'start' || at === 'end') range.collapse(at === 'start')
      else if (at === 'whole' && node.nextElementSibling) range.setEnd(node.nextElementSibling, 0)
      else if (at === 'words' || at === 'behindWords') {
        const text = textNodeWith()
        const start = text.nodeValue?.indexOf(words) ?? 0
        range.setStart(text, at === 'words' ? start : start + words.length)
        range.setEnd(text, start + words.length)
      }
      return range
    }
    /** How many letters of the provision stand before the selection, and what is in it. */
    const describe = (range: Range) => {
      const before = document.createRange()
      before.selectNodeContents(node)
      if (!node.contains(range.startContainer)) return 'elsewhere'
      before.setEnd(range.startContainer, range.startOffset)
      return JSON.stringify([before.toString().length, range.toString()])
    }
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let tries = 0; tries < 50; tries += 1) {
      node.closest<HTMLElement>('[role="textbox"]')?.focus()
      const range = rangeOf()
      const wanted = describe(range)
      getSelection()?.removeAllRanges()
      getSelection()?.addRange(range)
      await frame()
      await frame()
      const selection = getSelection()
      if (selection?.rangeCount && describe(selection.getRangeAt(0)) === wanted) return
    }
    throw new Error('the selection does not stay')
  }, where)
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

/** Chooses something for the words or the provision at the caret. */
export async function choose(page: Page, what: string, choice: string): Promise<void> {
  await page.getByRole('combobox', { name: what, exact: true }).click()
  const list = page.getByRole('listbox', { name: what, exact: true })
  await list.getByRole('option', { name: choice, exact: true }).click()
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

/** From here on nothing that is typed on this page reaches the server, which does not know. */
export async function loseWords(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { send } = WebSocket.prototype
    WebSocket.prototype.send = function (data) {
      if (!this.url.includes('/sync/')) send.call(this, data)
    }
  })
}
