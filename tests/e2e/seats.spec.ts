import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, signIn, test } from '../support/browser'
import { CHAIR_SEAT, mechanismSeat, Table } from '../support/seats'

test('who holds two seats acts for one at a time, and the page follows', async ({ venue }) => {
  test.slow()
  const documentId = await venue.makeDocument()
  const table = await Table.open(venue.coordinator, [mechanismSeat('SMD'), CHAIR_SEAT])
  const page = await venue.openWindow()
  await signIn(page, (await table.slip('SMD')).url, 'Ngozi')
  await page.goto((await table.slip('Chair')).url)
  await page.reload()
  await page.getByRole('button', { name: /Take this seat as .*Ngozi/ }).click()
  await page.waitForURL((url) => url.pathname !== '/join')
  await expect(page.getByRole('banner')).toContainText('Chair · Chair')

  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await expect(page.locator('[contenteditable="true"]')).toBeVisible()
  await page.getByRole('banner').getByRole('button').click()
  await page.getByRole('radio', { name: /SMD/ }).click()
  await expect(page.getByRole('banner')).toContainText('SMD · Drafter')
  expect(await barriersOn(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('[contenteditable="true"]').focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('fromsmd ')
  await expect
    .poll(async () => (await venue.coordinator.ask('document:read', { documentId })).provisions[0]?.text)
    .toContain('fromsmd ')
})

/** Violations that axe finds, by rule and element. */
async function barriersOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
