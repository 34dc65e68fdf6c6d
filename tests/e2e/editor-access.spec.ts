import { expect, test } from '../support/browser'
import { caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

test('the keyboard alone reaches the text and leaves it again', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const subs = await textOf(page).locator('[data-kind="sub"]').count()
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.keyboard.press('Tab')
  await expect(textOf(page).locator('[data-kind="sub"]')).toHaveCount(subs + 1)
  await page.keyboard.press('Shift+Tab')
  await expect(textOf(page).locator('[data-kind="sub"]')).toHaveCount(subs)
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
