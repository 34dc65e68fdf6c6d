import type { Page } from '@playwright/test'
import { expect, signIn, test } from '../support/browser'
import { barriersOn } from '../support/barriers'
import { textOf, whenReady } from '../support/drafting'
import { CHAIR_SEAT, mechanismSeat, Table } from '../support/seats'

const TITLE = 'Zero draft'

/** Everything that a page shows, with the names and hints that only some hear. */
const shownOn = (page: Page) => page.locator('body').innerHTML()

test('a coordinator hands out a link for an administrator, who seats people and keeps the registry, and finds no document', async ({
  venue,
}) => {
  const { url } = venue.server
  const documentId = await venue.makeDocument(TITLE)
  const { meetingId } = await Table.open(venue.coordinator, [mechanismSeat('OCM')])
  const of = { title: `${TITLE} of the meeting`, language: 'en', from: 'blank', meetingId } as const
  const own = await venue.coordinator.ask('document:create', of)
  const coordinator = await venue.enter('coordinator', 'Amina')
  await coordinator.getByLabel('Role', { exact: true }).selectOption('administrator')
  await expect(coordinator.getByRole('option', { name: TITLE })).toHaveCount(0)
  await coordinator.getByLabel('For whom', { exact: true }).fill('Ada')
  await coordinator.getByRole('button', { name: 'Make link' }).click()
  const address = coordinator.locator('input[readonly]')
  await expect(address).toHaveValue(/\/join#/)

  const page = await venue.openWindow()
  await signIn(page, await address.inputValue(), 'Ada')
  await expect(page.getByRole('banner')).toContainText('Administrator')
  await expect(page.getByRole('main').getByText('for an administrator there are no documents')).toBeVisible()
  await expect(page.getByRole('region', { name: 'People' }).getByText('Amina').first()).toBeVisible()
  for (const name of ['Documents', 'Practice', 'Private rooms'])
    await expect(page.getByRole('heading', { name })).toHaveCount(0)
  await expect(page.getByRole('searchbox')).toHaveCount(0)

  await page.getByRole('link', { name: /From regional practice/ }).click()
  await page.getByRole('button', { name: 'Add seat' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name plate').fill('Savanna')
  await form.getByRole('button', { name: 'Add seat' }).click()
  await expect(form).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Documents' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Print slip Savanna' }).click()
  await page.getByRole('button', { name: 'Make slips' }).click()
  const slip = page.getByRole('article', { name: 'Savanna' })
  const code = (await slip.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/).textContent()) ?? ''
  expect(await shownOn(page)).not.toContain(TITLE)

  await page.goto(`${url}/join#${code}`)
  await page.getByRole('button', { name: /Take this seat as .*Ada/ }).click()
  await expect(page.getByText('You look after seats and links without reading texts')).toBeVisible()
  const other = await venue.openWindow()
  await signIn(other, `${url}/join#${code}`, 'Omar')
  await other.goto(`${url}/documents/${own.documentId}`)
  await expect(textOf(other)).toBeVisible()

  await page.goto(`${url}/registry`)
  await page.getByRole('button', { name: 'New mechanism' }).click()
  await form.getByLabel('Acronym').fill('SMD')
  await form.getByLabel('English').fill('Savanna Mobility Dialogue')
  await form.getByLabel('West Africa', { exact: true }).check()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await expect(page.getByText('Savanna Mobility Dialogue').first()).toBeVisible()

  const places = [documentId, own.documentId, documentId.replace(/.$/, documentId.endsWith('a') ? 'b' : 'a')]
  for (const place of [...places.map((id) => `documents/${id}`), 'practice']) {
    await page.goto(`${url}/${place}`)
    await expect(page.getByRole('heading', { name: 'Not found, or not open to you' })).toBeVisible()
    expect(await shownOn(page)).not.toContain(TITLE)
  }
})

test('who sees the rooms as an administrator does finds no document in them, and is back by Escape', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument(TITLE)
  const page = await venue.enter('coordinator', 'Amina')
  await expect(page.getByRole('link', { name: TITLE })).toBeVisible()
  await page.getByRole('link', { name: 'What each role may do' }).click()
  await page.getByRole('button', { name: 'View as this role: Administrator' }).click()
  await page.getByRole('link', { name: 'Home' }).click()
  await expect(page.getByRole('main').getByText('for an administrator there are no documents')).toBeVisible()
  await expect(page.getByRole('link', { name: TITLE })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('link', { name: TITLE })).toBeVisible()
  await page.getByRole('link', { name: TITLE }).click()
  await whenReady(page)
  expect(page.url()).toContain(documentId)
})

test('a seat that becomes an administrator’s takes the text off the screen', async ({ venue }) => {
  const table = await Table.open(venue.coordinator, [mechanismSeat('OCM')])
  const { meetingId } = table
  const of = { title: TITLE, language: 'en', from: 'example', meetingId } as const
  const { documentId } = await venue.coordinator.ask('document:create', of)
  const page = await venue.openWindow()
  await signIn(page, (await table.slip('OCM')).url, 'Ana')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  const terms = mechanismSeat('OCM', 'administrator')
  await venue.coordinator.ask('seat:change', { meetingId, seatId: table.seat('OCM'), terms })
  await expect(page.getByRole('heading', { name: 'Not found, or not open to you' })).toBeVisible()
  await expect(textOf(page)).toHaveCount(0)
  expect(await shownOn(page)).not.toContain(TITLE)
})

test('an administrator reads a meeting in emergency, which its chair is told of, sees in the record and ends', async ({
  venue,
}) => {
  const { url } = venue.server
  const table = await Table.open(venue.coordinator, [CHAIR_SEAT])
  const { meetingId } = table
  const of = { title: TITLE, language: 'en', from: 'example', meetingId } as const
  await venue.coordinator.ask('document:create', of)
  const chair = await venue.openWindow()
  await signIn(chair, (await table.slip('Chair')).url, 'Chen')
  const page = await venue.enter('administrator', 'Ada')
  await page.goto(`${url}/meetings/${meetingId}`)
  await page.getByRole('button', { name: 'Open in an emergency' }).click()
  const dialog = page.getByRole('dialog')
  expect(await barriersOn(page, 'dialog[open]')).toEqual([])
  await dialog.getByLabel('Reason, for the record').fill('A backup cannot be restored')
  await dialog.getByRole('button', { name: 'Open for 60 minutes' }).click()

  const strip = page.getByRole('complementary', { name: 'Emergency access' })
  await expect(strip).toContainText(/Emergency access until .*\d\d:\d\d/)
  await page.getByRole('link', { name: TITLE }).click()
  await expect(textOf(page)).toContainText(/[A-Za-z]{4}/)
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await expect(strip).toBeVisible()

  const notice = chair.getByRole('complementary', { name: 'Emergency access' })
  await expect(notice).toContainText(/Ada.*as administrator.*From regional practice/)
  await expect(notice).toContainText('A backup cannot be restored')
  expect(await barriersOn(chair, 'aside')).toEqual([])
  await notice.getByRole('button', { name: 'Noted' }).click()
  await expect(notice).toHaveCount(0)
  await chair.goto(`${url}/meetings/${meetingId}`)
  const record = chair.getByRole('region', { name: 'Emergency access' })
  await expect(record).toContainText(/Noted by: .*Chen/)
  await record.getByRole('button', { name: 'End emergency access' }).click()
  await expect(record).toContainText(/ended at .* by .*Chen/)

  await expect(page.getByRole('heading', { name: 'Not found, or not open to you' })).toBeVisible()
  await expect(strip).toHaveCount(0)
  expect(await shownOn(page)).not.toContain(TITLE)
  // nothing of the text stays in the browser either
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
})
