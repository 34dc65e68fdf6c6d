import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/browser'
import { badgeOf, provisionOf, textOf, whenReady } from '../support/drafting'

/** More stops than any page has. */
const MOST_STOPS = 120

/** What has the keyboard's focus, and whether anybody can see that it has it. */
function focusOn(page: Page): Promise<{ what: string; isLost: boolean; isSeen: boolean }> {
  return page.evaluate(() => {
    const { activeElement, body } = document
    if (!activeElement || activeElement === body) return { what: 'nothing', isLost: true, isSeen: false }
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(activeElement)
    const hasRing = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    // a heading is where reading goes on, not a place where something can be done; a text shows its caret
    const isPlace = activeElement.getAttribute('tabindex') === '-1'
    const isText = activeElement.getAttribute('role') === 'textbox'
    return {
      what: activeElement.outerHTML.slice(0, 120),
      isLost: false,
      isSeen: hasRing || isPlace || isText,
    }
  })
}

/** Walks with Tab until something has the focus; everything on the way shows that it has it. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press(key)
    const { what, isLost, isSeen } = await focusOn(page)
    // behind the last stop the keyboard is at the browser itself
    if (!isLost) expect(isSeen, `${what} shows no focus`).toBe(true)
    const isThere = await target.evaluateAll((found) => found.some((one) => one === document.activeElement))
    if (isThere) return
  }
  throw new Error(`Tab does not lead to ${String(target)}`)
}

/** The focus is somewhere: who works with the keyboard goes on from there. */
async function keepsFocus(page: Page): Promise<void> {
  await expect.poll(async () => (await focusOn(page)).isLost).toBe(false)
}

/** From the text to something beside it: Escape lets Tab leave the text. */
async function leaveTextFor(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(textOf(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await tabTo(page, target, key)
}

test('a chair comes in, drafts, finds, brings down the gavel and reads the help with the keyboard alone', async ({
  venue,
}) => {
  await venue.makeDocument()
  await venue.makeDocument('Another', 'blank')
  const page = await venue.openWindow()
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const dialog = page.getByRole('dialog')

  await page.goto(await venue.linkFor('chair', 'Ngozi'))
  await expect(page.getByLabel('Your name')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Ngozi')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: /Zero draft/ })).toBeVisible()
  await keepsFocus(page)
  await tabTo(page, page.getByRole('link', { name: /Zero draft/ }))
  await page.keyboard.press('Enter')
  await whenReady(page)
  await keepsFocus(page)

  const provision = provisionOf(page, 'operative')
  const row = page.locator(`[role="treeitem"][data-row="${(await provision.getAttribute('data-id')) ?? ''}"]`)
  await tabTo(page, page.getByRole('treeitem'))
  while (!(await row.evaluate((one) => one === document.activeElement))) {
    await page.keyboard.press('ArrowDown')
    await expect.poll(async () => (await focusOn(page)).isSeen).toBe(true)
  }
  await page.keyboard.press('Enter')
  await expect(textOf(page)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(' in good time /footnote')
  await expect(page.getByRole('listbox').getByRole('option')).toHaveText(['Add footnote'])
  await page.keyboard.press('Enter')
  await page.keyboard.type('As last year.')
  await expect(textOf(page).locator('[data-kind="footnote"]', { hasText: 'As last year.' })).toBeAttached()
  await expect(provision).toContainText('in good time')

  await page.keyboard.press('ControlOrMeta+h')
  await expect(page.getByLabel('Words to find')).toBeFocused()
  await page.keyboard.type('in good time')
  await expect(page.getByRole('search')).toContainText('1 of 1')
  await tabTo(page, page.getByLabel('Replace with'))
  await page.keyboard.type('without delay')
  await tabTo(page, button('Replace all'))
  await page.keyboard.press('Enter')
  await expect(provision).toContainText('without delay')
  await page.keyboard.press('Escape')
  await expect(textOf(page)).toBeFocused()
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  await leaveTextFor(page, button('Agree ad referendum'))
  await page.keyboard.press('Enter')
  await tabTo(page, dialog.getByRole('button', { name: 'Agree ad referendum' }))
  await page.keyboard.press('Enter')
  await expect(button('Reopen')).toBeVisible()
  await leaveTextFor(page, button('Reopen'))
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('textbox')).toBeFocused()
  await page.keyboard.type('New facts')
  await tabTo(page, dialog.getByRole('button', { name: 'Reopen' }))
  await page.keyboard.press('Enter')
  await expect(button('Agree ad referendum')).toBeVisible()

  await leaveTextFor(page, button('Document settings'), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(button('Document settings')).toBeFocused()
  await tabTo(page, button('Help'), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(button('Help')).toBeFocused()
  await tabTo(page, page.getByRole('banner').locator('[popovertarget]'))
  await page.keyboard.press('Enter')
  await tabTo(page, button('Sign out'))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('banner').locator('[popovertarget]')).toBeFocused()
})
