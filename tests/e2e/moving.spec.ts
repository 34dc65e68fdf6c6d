import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, twoAt, whenReady } from '../support/drafting'

test('a provision moves with what belongs to it, for everybody, and one undo takes it back', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Li'])
  await write(page, 'first of two', 'second of two')
  const before = await wordsOf(page, 6)
  await saved(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Alt+ArrowDown')
  const [one, a, b, two = ''] = before
  await expect.poll(() => wordsOf(other, 4)).toEqual([two, one, a, b])
  await expect(page.locator('[role="status"]', { hasText: 'paragraphs have moved together' })).toContainText(
    'OP 2',
  )
  await page.keyboard.type('!')
  await expect(provisionOf(page, 'operative', 1)).toHaveText(/!$/)
  await page.keyboard.press('ControlOrMeta+z')
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => wordsOf(other, 6)).toEqual(before)

  await saved(page)
  await selectFrom(page, provisionOf(page, 'operative', 1), provisionOf(page, 'operative', 2))
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(() => wordsOf(other, 5)).toEqual([before[3], before[4], one, a, b])
})

test('a table moves as one, by its key and in the outline', async ({ venue }) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.getByRole('button', { name: 'Add table' }).click()
  await page.keyboard.type('Lead')
  await saved(page)
  const table = textOf(page).locator(':scope > table').filter({ hasText: /^Lead/ })
  const before = () => table.evaluate((node) => node.previousElementSibling?.textContent?.slice(0, 12))
  const affirm = (await provisionOf(page, 'operative').textContent())?.slice(0, 12)
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(before).toBe(affirm)
  await page.keyboard.type('!')
  await expect(table.getByRole('columnheader').first()).toHaveText('Lead!')
  await saved(page)
  const row = page.getByRole('treeitem').filter({ hasText: 'Lead!' })
  await row.focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(row).toBeFocused()
  await expect(table.locator('xpath=following-sibling::*[1]')).toHaveText(new RegExp(`^${affirm ?? ''}`))
})

test('a heading dragged in the outline takes its section along', async ({ venue }) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  const [first, second] = [provisionOf(page, 'heading'), provisionOf(page, 'heading', 1)]
  const rowOf = async (provision: Locator) =>
    page.locator(`[role="treeitem"][data-row="${(await provision.getAttribute('data-id')) ?? ''}"]`)
  const section = await textOf(page).evaluate((root) => {
    const all = [...root.children]
    const from = all.findIndex((one) => one.matches('[data-kind="heading"]'))
    const to = all.findIndex((one, index) => index > from && one.matches('[data-kind="heading"]'))
    return all.slice(from, to).map((one) => one.textContent)
  })
  const secondWords = await second.textContent()
  expect(section.length).toBeGreaterThan(1)
  await (await rowOf(first)).click()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(provisionOf(page, 'heading')).toHaveText(secondWords ?? '')
  await saved(page)
  // the outline follows the words a little later
  await expect(page.locator('[role="treeitem"].heading').first()).toContainText(secondWords ?? '')
  await (await rowOf(second)).scrollIntoViewIfNeeded()
  await (await rowOf(second)).dragTo(await rowOf(first), { targetPosition: { x: 40, y: 3 } })
  await expect(provisionOf(page, 'heading')).toHaveText(section[0] ?? '')
})

test('nothing moves of which a part is agreed, and the reason names it', async ({ venue }) => {
  const { first: page, second: chair } = await twoAt(venue, ['drafter', 'Amina'], ['chair', 'Suad'])
  await write(page, 'To meet again')
  await saved(page)
  await caretToEnd(provisionOf(chair, 'sub'))
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  await chair.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(provisionOf(page, 'sub')).toHaveClass(/settled/)
  const before = await wordsOf(page, 4)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Alt+ArrowDown')
  await expect(
    page.getByText(/OP 1\(a\).? is agreed ad referendum, so nothing was changed/).first(),
  ).toBeVisible()
  expect(await wordsOf(page, 4)).toEqual(before)
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(() => wordsOf(chair, 3)).toEqual([before[2], before[0], before[1]])
  await expect(provisionOf(chair, 'sub')).toHaveClass(/settled/)
})

/** Sub-paragraphs of the first operative paragraph. */
async function write(page: Page, ...subs: string[]): Promise<void> {
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type(subs[0] ?? '')
  for (const words of subs.slice(1)) {
    await page.keyboard.press('Enter')
    await page.keyboard.type(words)
  }
}

/** The words of operative paragraphs and what is below them. */
const wordsOf = (page: Page, count: number): Promise<(string | null)[]> =>
  textOf(page)
    .locator('[data-kind="operative"], [data-kind="sub"]')
    .evaluateAll((all, count) => all.slice(0, count).map((one) => one.textContent), count)

const saved = (page: Page) => expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

async function selectFrom(page: Page, from: Locator, to: Locator): Promise<void> {
  await caretToEnd(from)
  await page.keyboard.press('Home')
  await to.scrollIntoViewIfNeeded()
  await to.click({ modifiers: ['Shift'], position: { x: 140, y: 20 } })
}
