import { expect, test } from '../support/browser'
import { textOf } from '../support/drafting'

test('the coordinator lets somebody in again who was shown out by mistake, and gives another the role that was meant', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const ben = await venue.enter('drafter', 'Ben', { documentId })
  const cleo = await venue.enter('drafter', 'Cleo', { documentId })
  for (const page of [ben, cleo]) await expect(textOf(page)).toHaveAttribute('contenteditable', 'true')

  const page = await venue.enter('coordinator', 'Amina')
  const people = page.getByRole('region', { name: 'People' })
  await people.getByRole('button', { name: 'End access Ben' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End access' }).click()
  await expect(people.getByText('Access ended')).toBeVisible()
  await expect(ben.getByRole('heading', { name: 'Your session has ended' })).toBeVisible()
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click()
  await expect(people.getByText(/Ben.* may come in again/)).toBeVisible()
  await expect(people.getByText('Access ended')).toHaveCount(0)

  await people.getByRole('button', { name: 'Change the role Cleo' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Role', { exact: true }).selectOption('observer')
  await dialog.getByRole('button', { name: 'Change the role' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(textOf(cleo)).toHaveAttribute('contenteditable', 'false')
  await expect(cleo.getByRole('banner')).toContainText('Observer')
})
