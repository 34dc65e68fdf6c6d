import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/browser'
import { caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

const WIDTH = 360

for (const [language, scheme] of [
  ['en', 'light'],
  ['ar', 'dark'],
] as const) {
  test(`the document page is accessible and fits a telephone (${language}, ${scheme})`, async ({ venue }) => {
    const documentId = await venue.makeDocument()
    const page = await venue.enter('chair', 'نغوزي', { documentId, language })
    await page.emulateMedia({ colorScheme: scheme })
    await whenReady(page)
    await caretToEnd(provisionOf(page, 'operative'))
    await page.keyboard.insertText(' now')
    expect(await troubles(page)).toEqual([])
    await page.setViewportSize({ width: WIDTH, height: 740 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(WIDTH)
    expect(await troubles(page)).toEqual([])
  })
}

test('the keyboard alone reaches the text and leaves it again', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Tab')
  await expect(provisionOf(page, 'operative')).toHaveAttribute('data-level', '1')
  await page.keyboard.press('Shift+Tab')
  await expect(provisionOf(page, 'operative')).toHaveAttribute('data-level', '0')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(textOf(page)).not.toBeFocused()
})

test('a person whose access is withdrawn is told, and cannot type any more', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const { people } = await venue.coordinator.ask('people:list', {})
  const personId = people.find(({ name }) => name === 'Amina')?.personId
  if (!personId) throw new Error('Amina has signed in')
  await venue.coordinator.ask('people:revoke', { personId })
  await expect(page.getByText(/withdrawn|has ended/i).first()).toBeVisible({ timeout: 5_000 })
  await expect(page.locator('.text[contenteditable="true"]')).toHaveCount(0)
})

async function troubles(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  )
}
