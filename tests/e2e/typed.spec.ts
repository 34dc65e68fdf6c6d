import type { Page } from '@playwright/test'
import { expect, test } from '../support/browser'

const question = (page: Page) => page.getByRole('alertdialog', { name: 'Leave without saving?' })
const form = (page: Page) => page.getByRole('dialog', { name: 'New meeting' })

test('a dialog in which something was written asks before it goes, whichever way one leaves', async ({
  venue,
}) => {
  const page = await venue.enter('coordinator', 'Amina')
  await page.goto(`${venue.server.url}/registry`)
  await page.getByRole('banner').getByRole('link').first().click()
  const open = () => page.getByRole('button', { name: 'New meeting' }).click()

  await open()
  await page.keyboard.press('Escape')
  await expect(form(page)).toHaveCount(0)

  await open()
  await form(page).getByLabel('Theme').fill('From practice to review')
  await page.keyboard.press('Escape')
  await expect(question(page).getByRole('button', { name: 'Keep writing' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(question(page)).toHaveCount(0)
  await expect(form(page).getByLabel('Theme')).toHaveValue('From practice to review')

  await form(page).getByRole('button', { name: 'Cancel' }).click()
  await question(page).getByRole('button', { name: 'Keep writing' }).click()
  await page.goBack()
  await expect(question(page)).toBeVisible()
  await expect(page).toHaveURL(/\/$/)
  await question(page).getByRole('button', { name: 'Leave' }).click()
  await expect(page).toHaveURL(/\/registry$/)
})
