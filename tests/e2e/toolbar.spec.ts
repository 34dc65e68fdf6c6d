import type { Page } from '@playwright/test'
import { barriersOn } from '../support/barriers'
import { expect, test, type Venue } from '../support/browser'
import { caretAfter, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

const toolbarOf = (page: Page) => page.getByRole('toolbar')
const chooser = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true })

async function drafter(venue: Venue, language: 'en' | 'ar' = 'en'): Promise<Page> {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId, language })
  await whenReady(page)
  return page
}

test('kind, language and direction are chosen with keys, and nothing changes before the choice', async ({
  venue,
}) => {
  const page = await drafter(venue)
  const { keyboard } = page
  const provision = provisionOf(page, 'operative')
  const id = (await provision.getAttribute('data-id')) ?? ''
  const same = textOf(page).locator(`[data-id="${id}"]`)
  const options = page.getByRole('listbox').getByRole('option')
  await caretAfter(provision, 'Affirm')

  const rounds = [
    { name: 'Kind of provision', attribute: 'data-kind', before: 'operative', third: 'preambular' },
    { name: 'Language of words', attribute: 'lang', before: null, third: 'en' },
    { name: 'Direction', attribute: 'dir', before: 'auto', third: 'rtl' },
  ]
  for (const { name, attribute, before, third } of rounds) {
    await keyboard.press('Alt+F10')
    await expect(toolbarOf(page).locator(':focus')).toHaveCount(1)
    while (!(await chooser(page, name).evaluate((one) => one === document.activeElement)))
      await keyboard.press('ArrowRight')
    // looked at, and left
    await keyboard.press('ArrowDown')
    await expect(options.first()).toBeVisible()
    expect(await barriersOn(page, '.toolbar')).toEqual([])
    await keyboard.press('ArrowDown')
    await keyboard.press('Escape')
    await expect(options).toHaveCount(0)
    await expect(chooser(page, name)).toBeFocused()
    await expect(same).toHaveJSProperty('nodeType', 1)
    expect(await same.getAttribute(attribute)).toBe(before)
    // the third, and nothing on the way to it
    await keyboard.press('Enter')
    await keyboard.press('Home')
    await keyboard.press('ArrowDown')
    await keyboard.press('ArrowDown')
    expect(await same.getAttribute(attribute)).toBe(before)
    await expect(options.nth(2)).toHaveAttribute('aria-selected', 'true')
    if (attribute === 'lang') await keyboard.press('ArrowUp')
    await keyboard.press('Enter')
    await expect(textOf(page)).toBeFocused()
    if (attribute === 'lang') await expect(same).toHaveAttribute('lang', 'ar')
    else await expect(same).toHaveAttribute(attribute, third)
  }
  await keyboard.type(' again')
  await expect(same).toContainText('Affirm again')
})

test('the tools are one stop of Tab, arrow keys lead through them, and Escape back into the text', async ({
  venue,
}) => {
  const page = await drafter(venue)
  const { keyboard } = page
  const focused = toolbarOf(page).locator(':focus')
  await caretToEnd(provisionOf(page, 'operative'))
  await keyboard.press('Alt+F10')
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused()
  await keyboard.press('End')
  await expect(page.getByRole('button', { name: /^Help: .*Kinds of provisions/ })).toBeFocused()
  await keyboard.press('ArrowRight')
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused()
  await keyboard.press('ArrowLeft')
  await keyboard.press('ArrowLeft')
  await keyboard.press('ArrowLeft')
  await expect(page.getByRole('button', { name: 'Cross reference' })).toBeFocused()
  await keyboard.press('Tab')
  await expect(focused).toHaveCount(0)
  await keyboard.press('Shift+Tab')
  await expect(page.getByRole('button', { name: 'Cross reference' })).toBeFocused()
  await keyboard.press('Escape')
  await expect(textOf(page)).toBeFocused()
  await keyboard.type(' Still here.')
  await expect(provisionOf(page, 'operative')).toContainText('Still here.')
})

test('in Arabic the arrow keys run with the line, and on a telephone the panel takes the focus', async ({
  venue,
}) => {
  const page = await drafter(venue, 'ar')
  const { keyboard } = page
  const undo = page.getByRole('button', { name: 'تراجع' })
  await caretToEnd(provisionOf(page, 'operative'))
  await keyboard.press('Alt+F10')
  await expect(undo).toBeFocused()
  await keyboard.press('ArrowLeft')
  await expect(undo).not.toBeFocused()
  await keyboard.press('ArrowRight')
  await expect(undo).toBeFocused()

  await page.setViewportSize({ width: 360, height: 736 })
  await keyboard.press('ArrowLeft')
  await expect(page.getByRole('button', { name: 'أدوات أخرى' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.locator('.more-tools :focus')).toHaveCount(1)
  await keyboard.press('ArrowDown')
  const kind = page.getByRole('combobox', { name: 'نوع الحكم' })
  await expect(kind).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('listbox').getByRole('option').first()).toBeInViewport({ ratio: 1 })
  await keyboard.press('Escape')
  await expect(kind).toBeFocused()
  await keyboard.press('Escape')
  await expect(page.locator('.more-tools')).toBeHidden()
  await expect(page.getByRole('button', { name: 'أدوات أخرى' })).toBeFocused()
})
