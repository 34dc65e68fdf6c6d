import { writeFile } from 'node:fs/promises'
import { expect, test } from '../support/browser'
import { textOf, whenReady } from '../support/drafting'

test('on paper there is the text alone, and of which moment it is', async ({ venue }, info) => {
  for (const language of ['en', 'ar'] as const) {
    const made = { title: 'Zero draft', language, from: 'example' } as const
    const { documentId } = await venue.coordinator.ask('document:create', made)
    const page = await venue.enter('chair', 'Chair', { documentId, language })
    await whenReady(page)
    await page.evaluate(() => (window.print = () => undefined))
    await page.locator('body').press('ControlOrMeta+p')
    const { seq } = await venue.coordinator.ask('document:read', { documentId })
    await expect(page.locator('.printed')).toContainText(String(seq))
    await page.emulateMedia({ media: 'print' })
    await expect(page.locator('.printed')).toBeVisible()
    await expect(textOf(page)).toBeVisible()
    for (const chrome of [page.getByRole('banner'), page.getByRole('button'), page.locator('aside')])
      await expect(chrome.filter({ visible: true })).toHaveCount(0)
    const headers = textOf(page).locator('tr:first-child > th')
    const [first, second] = [await headers.nth(0).boundingBox(), await headers.nth(1).boundingBox()]
    expect(Math.sign((second?.x ?? 0) - (first?.x ?? 0))).toBe(language === 'ar' ? -1 : 1)
    await expect(headers.first().locator('..')).toHaveCSS('display', 'table-header-group')
    await expect(textOf(page)).toHaveCSS('caret-color', 'rgba(0, 0, 0, 0)')
    const linesOf = (cell: Element) => {
      const range = document.createRange()
      range.selectNodeContents(cell)
      return range.getClientRects().length
    }
    expect(await headers.first().evaluate(linesOf)).toBe(1)
    const family = await textOf(page).evaluate((text) => getComputedStyle(text).fontFamily)
    expect(family).toMatch(/serif|naskh/i)
    await writeFile(
      info.outputPath(`${language}.pdf`),
      await page.pdf({ format: 'A4', preferCSSPageSize: true }),
    )
  }
})
