import type { Page } from '@playwright/test'
import { expect, test, type Venue } from '../support/browser'
import { textOf, whenReady } from '../support/drafting'
import { EXAMPLE_MEETING } from '../support/seats'

const documentsOf = (page: Page) => page.getByRole('region', { name: 'Documents' })
const actionsOf = (page: Page, title: string) =>
  page.getByRole('button', { name: new RegExp(`^Actions for .?${title}`) })

/** The home of the coordinator, with the example text on it. */
async function atHome(venue: Venue, language: 'en' | 'ar' = 'en') {
  const documentId = await venue.makeDocument('Zero draft')
  const page = await venue.enter('coordinator', 'Amina', { language })
  await expect(page.getByRole('link', { name: /Zero draft/ })).toBeVisible()
  return { documentId, page }
}

test('words are searched from the keyboard, and lead to their provision', async ({ venue }) => {
  const { documentId, page } = await atHome(venue)
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  await page.getByRole('searchbox').fill('no such words anywhere')
  await expect(page.getByText('No document says this').last()).toBeVisible()
  await page.getByRole('searchbox').fill('MIGRATION')
  await expect(page.getByText('Found in 1 document')).toBeAttached()
  await expect(page.locator('mark').first()).toHaveText(/migration/i)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const place = page.locator('search a[href*="#"]').first()
  await expect(place).toBeFocused()
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === `/documents/${documentId}`)
  expect(provisions.map(({ id }) => `#${id}`)).toContain(new URL(page.url()).hash)
})

test('a search is given up by Escape, and a lost server is said', async ({ venue }) => {
  const { page } = await atHome(venue)
  const field = page.getByRole('searchbox')
  await field.fill('migration')
  await expect(page.locator('mark').first()).toBeVisible()
  await field.press('Escape')
  await expect(field).toHaveValue('')
  await expect(page.locator('mark')).toHaveCount(0)
  await page.context().setOffline(true)
  await venue.server.kill()
  await field.fill('report')
  await expect(page.locator('search').getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('a document is archived at once, brought back by undo, and read meanwhile', async ({ venue }) => {
  const { documentId, page } = await atHome(venue)
  const drafter = await venue.enter('drafter', 'Drafter', { documentId })
  await whenReady(drafter)
  const archive = async () => {
    await actionsOf(page, 'Zero draft').click()
    await page.getByRole('button', { name: 'Archive', exact: true }).click()
  }
  await archive()
  await expect(page.getByText('1 archived document')).toBeVisible()
  await expect(drafter.getByText('This document is archived')).toBeVisible()
  await expect(textOf(drafter)).toHaveAttribute('aria-readonly', 'true')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('1 archived document')).toHaveCount(0)
  await whenReady(drafter)
  await expect(drafter.getByText('This document is archived')).toHaveCount(0)

  await archive()
  await page.getByText('1 archived document').click()
  await page.getByRole('link', { name: /Zero draft/ }).click()
  await expect(page.getByText('This document is archived')).toBeVisible()
})

test('a document is duplicated and renamed from its actions', async ({ venue }) => {
  const { page } = await atHome(venue)
  await actionsOf(page, 'Zero draft').click()
  await page.keyboard.press('Escape')
  await expect(actionsOf(page, 'Zero draft')).toBeFocused()
  await actionsOf(page, 'Zero draft').click()
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('First draft')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(documentsOf(page).getByRole('link', { name: /First draft/ })).toBeVisible()

  await actionsOf(page, 'First draft').click()
  await page.getByRole('button', { name: 'Duplicate' }).click()
  await expect(page.getByRole('textbox', { name: 'Title', exact: true })).toHaveValue('First draft (copy)')
  await page.getByRole('button', { name: 'Make the copy' }).click()
  await expect(page.getByRole('heading', { name: 'First draft (copy)' })).toBeVisible()
  await expect(textOf(page)).toContainText('migration')
})

test('what is set for a document shows on other screens at once', async ({ venue }) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const chair = await venue.enter('chair', 'Chair', { documentId })
  const observer = await venue.enter('observer', 'Observer', { documentId })
  await expect(observer.getByRole('heading', { name: 'Zero draft' }).first()).toBeVisible()
  await chair.getByRole('button', { name: 'Document settings' }).click()
  await expect(chair.getByLabel('Word limit')).toHaveValue('3300')
  await chair.getByRole('textbox', { name: 'Title', exact: true }).fill('First draft')
  await chair.getByLabel('Word limit').fill('')
  await chair.getByRole('button', { name: 'Save settings' }).click()
  await expect(chair.getByRole('dialog')).toHaveCount(0)
  await expect(observer.getByRole('heading', { name: 'First draft' })).toBeVisible()
  await expect(observer.getByRole('button', { name: 'Document settings' })).toHaveCount(0)
  await chair.getByRole('button', { name: 'Document settings' }).click()
  await expect(chair.getByLabel('Word limit')).toHaveValue('')
})

test('a new document and a new meeting show at home, even when somebody comes in right after', async ({
  venue,
}) => {
  const { page } = await atHome(venue)
  await expect(page.getByText('No meeting yet').first()).toBeVisible()
  await venue.makeDocument('First draft', 'blank')
  await venue.coordinator.ask('meeting:create', EXAMPLE_MEETING)
  await venue.coordinator.invite('drafter', 'Jorge')
  await expect(page.getByRole('link', { name: /First draft/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /From regional practice to global review/ })).toBeVisible()
})
