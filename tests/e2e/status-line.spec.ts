import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '../support/browser'
import { caretAfter, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

test('the words are counted as they are typed, and those selected beside them', async ({ venue }) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const provision = textOf(page).locator('[data-kind]').last()
  await caretToEnd(provision)
  const count = page.getByText(/words? of 3,300/)
  const before = Number(/\d+/.exec((await count.textContent()) ?? '')?.[0])
  await page.keyboard.insertText('Welcomes the report')
  await expect(count).toHaveText(`${before + 3} words of 3,300`)
  await caretAfter(provision, 'the report', true)
  await expect(page.getByText('2 words selected')).toBeVisible()
  await caretToEnd(provision)
  await expect(page.getByText('2 words selected')).toHaveCount(0)
  await page.keyboard.insertText(' word'.repeat(3_300))
  await expect(page.getByText(`${before + 3} words above the limit`)).toBeVisible()
})

for (const [language, title] of [
  ['en', 'Keyboard shortcuts'],
  ['ar', 'اختصارات لوحة المفاتيح'],
] as const) {
  test(`the sheet of shortcuts opens by key and by button (${language})`, async ({ venue }) => {
    const documentId = await venue.makeDocument()
    const page = await venue.enter('drafter', 'Amina', { documentId, language })
    await whenReady(page)
    await caretToEnd(provisionOf(page, 'operative'))
    await page.keyboard.press('ControlOrMeta+/')
    const dialog = page.getByRole('dialog', { name: title })
    await expect(dialog.locator('kbd', { hasText: 'F3' }).first()).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await page.setViewportSize({ width: 360, height: 740 })
    await page.getByRole('button', { name: title }).click()
    await expect(dialog).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  })
}
