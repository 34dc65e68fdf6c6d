import type { Page } from '@playwright/test'
import { expect, signIn, test } from '../support/browser'
import { caretToEnd, provisionOf, whenReady } from '../support/drafting'

const question = (page: Page) => page.getByRole('alertdialog', { name: 'Leave without saving?' })
const form = (page: Page) => page.getByRole('dialog', { name: 'New meeting' })

async function lockIn(page: Page, name: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name }).click()
  await page.getByLabel('This computer is shared').check()
  await page.getByRole('button', { name: 'Lock now' }).click()
  await expect(page.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()
}

async function unlock(page: Page, key: string): Promise<void> {
  await page.getByLabel('Code of your slip, or your link').fill(key)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
}

test('a dialog in which something was written asks before it goes, whichever way one leaves', async ({
  venue,
}) => {
  const page = await venue.enter('coordinator', 'Amina')
  await page.goto(`${venue.server.url}/registry`)
  await page.getByRole('banner').getByRole('link').first().click()
  const open = async () => {
    await page.getByRole('button', { name: 'New meeting' }).click()
    await expect(form(page)).toBeVisible()
  }

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

test('what stands in a form when the screen locks is hidden, and there again for who comes back', async ({
  venue,
}) => {
  test.slow()
  const link = await venue.linkFor('coordinator', 'Amina')
  const page = await venue.openWindow()
  await signIn(page, link, 'Amina')
  const second = await page.context().newPage()
  await second.goto(venue.server.url)
  await page.getByRole('button', { name: 'New meeting' }).click()
  await form(page).getByLabel('Theme').fill('From practice to review')
  await form(page).getByRole('button', { name: 'Add session' }).click()
  await form(page).getByLabel('Session 1').fill('Opening')
  const title = await page.title()
  await lockIn(second, 'Amina')

  await expect(page.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()
  await expect(page).toHaveTitle('The screen is locked · Adref')
  await expect(page.locator('dialog, input[type="date"]')).toHaveCount(0)
  expect(await page.content()).not.toContain('From practice to review')
  await unlock(page, link)
  await expect(form(page).getByLabel('Theme')).toHaveValue('From practice to review')
  await expect(form(page).getByLabel('Session 1')).toHaveValue('Opening')
  await expect(page).toHaveTitle(title)
  // it is the dialog that it was: nothing behind it can be reached, and it still asks
  await page.keyboard.press('Escape')
  await question(page).getByRole('button', { name: 'Leave' }).click()
  await expect(form(page)).toHaveCount(0)
  // and the page hears of news again
  await venue.coordinator.ask('document:create', {
    ...{ title: 'Made meanwhile', language: 'en', from: 'blank' },
  })
  await expect(page.getByRole('link', { name: 'Made meanwhile' })).toBeVisible()
})

test('a reason that was not finished when the screen locked is there when the dialog is opened again', async ({
  venue,
}) => {
  test.slow()
  const documentId = await venue.makeDocument()
  const link = await venue.linkFor('chair', 'Ngozi')
  const page = await venue.openWindow()
  await signIn(page, link, 'Ngozi')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  const provision = provisionOf(page, 'operative')
  const reopen = async () => {
    await caretToEnd(provision)
    await page.getByRole('button', { name: 'Reopen' }).click()
  }
  await caretToEnd(provision)
  await page.getByRole('button', { name: 'Agree ad referendum' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await reopen()
  const reason = page.getByRole('dialog').getByRole('textbox')
  await reason.fill('The figures have changed')
  const second = await page.context().newPage()
  await second.goto(venue.server.url)
  await lockIn(second, 'Ngozi')
  await expect(reason).toHaveCount(0)
  await unlock(page, link)
  await whenReady(page)
  await reopen()
  await expect(reason).toHaveValue('The figures have changed')
})
