import { expect, test } from '../support/browser'
import { caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'
import { mechanismSeat, Table } from '../support/seats'

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

test('a document is given another language while somebody types, and to the participants of a meeting', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  await Table.open(venue.coordinator, [mechanismSeat('SMD')])
  const ben = await venue.enter('drafter', 'Ben', { documentId })
  const olga = await venue.enter('observer', 'Olga', { documentId })
  const page = await venue.enter('coordinator', 'Amina', { documentId })
  for (const one of [ben, page]) await whenReady(one)
  await expect(textOf(olga)).toBeVisible()
  await caretToEnd(provisionOf(ben, 'operative'))
  await ben.keyboard.type('Welcomes')
  await page.getByRole('button', { name: 'Document settings' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Language of the text').selectOption('ar')
  await dialog.getByRole('button', { name: 'Save settings' }).click()
  for (const one of [ben, olga]) await expect(textOf(one)).toHaveAttribute('dir', 'rtl')
  await ben.keyboard.type(' the report')
  await expect(provisionOf(olga, 'operative')).toContainText('Welcomes the report')

  await page.goto(venue.server.url)
  await page.getByRole('button', { name: /^Actions for .?Zero draft/ }).click()
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await dialog.getByLabel('For whom').selectOption({ label: 'From regional practice to global review' })
  await expect(dialog.getByText(/read it no longer.*Olga/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Move' }).click()
  await expect(page.locator('.toast')).toContainText('has been moved')
  await expect(textOf(olga)).toHaveCount(0, { timeout: 5_000 })
  await expect(page.getByRole('listitem').filter({ hasText: 'Zero draft' })).toContainText(
    'From regional practice',
  )
  await ben.keyboard.type(' again')
  await whenReady(ben)
  await expect(provisionOf(ben, 'operative')).toContainText('Welcomes the report again')

  const meetings = page.getByRole('region', { name: 'Meetings' })
  await meetings.getByRole('link', { name: /From regional practice/ }).click()
  const present = page.getByRole('region', { name: 'Who is here' })
  for (const name of ['Amina', 'Ben']) await expect(present.getByText(name, { exact: true })).toBeVisible()
  await expect(present.getByText('Olga')).toHaveCount(0)
})
