import { writeFile } from 'node:fs/promises'
import { barriersOn } from '../support/barriers'
import { expect, test } from '../support/browser'
import { badgeOf, caretToEnd, textOf, whenReady } from '../support/drafting'

test('on paper there is the text alone, and of which moment it is', async ({ venue }, info) => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  for (const language of ['en', 'ar'] as const) {
    const made = { title: 'Zero draft', language, from: 'example' } as const
    const { documentId } = await venue.coordinator.ask('document:create', made)
    const page = await venue.enter('chair', 'Chair', { documentId, language })
    await whenReady(page)
    await page.evaluate(() => (window.print = () => dispatchEvent(new Event('beforeprint'))))
    await page.locator('body').press('ControlOrMeta+p')
    const { seq } = await venue.coordinator.ask('document:read', { documentId })
    await expect(page.locator('.printed')).toContainText(String(seq))
    await expect(page.locator('.printed')).toContainText(zone)
    await page.emulateMedia({ media: 'print' })
    await expect(page.locator('.printed')).toBeVisible()
    await expect(textOf(page)).toBeVisible()
    for (const chrome of [page.getByRole('banner'), page.getByRole('button'), page.locator('aside')])
      await expect(chrome.filter({ visible: true })).toHaveCount(0)
    const headers = textOf(page).locator('thead > tr:first-child > th')
    const [first, second] = [await headers.nth(0).boundingBox(), await headers.nth(1).boundingBox()]
    expect(Math.sign((second?.x ?? 0) - (first?.x ?? 0))).toBe(language === 'ar' ? -1 : 1)
    await expect(textOf(page).locator('tbody th').filter({ visible: true })).toHaveCount(0)
    await expect(textOf(page)).toHaveCSS('caret-color', 'rgba(0, 0, 0, 0)')
    const linesOf = (cell: Element) => {
      const range = document.createRange()
      range.selectNodeContents(cell)
      return range.getClientRects().length
    }
    expect(await headers.first().evaluate(linesOf)).toBe(1)
    const family = await textOf(page).evaluate((text) => getComputedStyle(text).fontFamily)
    expect(family).toMatch(/Noto Serif.*Amiri/)
    await writeFile(
      info.outputPath(`${language}.pdf`),
      await page.pdf({ format: 'A4', preferCSSPageSize: true }),
    )
  }
})

test('on paper all header rows of a table stand in its head, and the text is as before when it was printed', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const table = textOf(page).locator('table').first()
  const rows = table.locator('tbody > tr')
  await caretToEnd(rows.nth(1).locator('td').first())
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  expect(await barriersOn(page, '.toolbar')).toEqual([])
  await page.getByRole('button', { name: 'Header row' }).click()
  await expect(table.getByRole('columnheader')).toHaveCount(14)
  const shown = await table.innerText()
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await page.emulateMedia({ media: 'print' })
  await expect(table.locator('thead')).toHaveCSS('display', 'table-header-group')
  await expect(table.locator('thead > tr')).toHaveText(
    await rows.filter({ has: page.locator('th') }).allTextContents(),
  )
  await expect(rows.filter({ visible: true })).toHaveCount((await rows.count()) - 2)
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: 'screen' })
  expect(await table.innerText()).toBe(shown)
  await caretToEnd(rows.nth(1).locator('th').first())
  await page.keyboard.type(' typed')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  expect(provisions.filter(({ text }) => text.includes(' typed'))).toHaveLength(1)
})
