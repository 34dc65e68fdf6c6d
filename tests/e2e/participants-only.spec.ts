import type { Page } from '@playwright/test'
import { expect, signIn, test, type Venue } from '../support/browser'
import { badgeOf, loseWords, textOf, whenReady } from '../support/drafting'
import { CHAIR_SEAT, EXAMPLE_MEETING, mechanismSeat, Table } from '../support/seats'
import { countStoredCopies, storesText, untilProven, untilStored } from '../support/stored-copies'

const NOT_HERE = 'Not found, or not open to you'
const NINTH = 'The ninth meeting'

/** Two meetings, each with the seats of its chair and of one who drafts. */
async function twoMeetings({ coordinator }: Venue): Promise<[Table, Table]> {
  const seats = [CHAIR_SEAT, mechanismSeat('OCM')]
  const [eighth, ninth] = [await Table.open(coordinator, seats), await Table.open(coordinator, seats)]
  const { meetingId } = ninth
  await coordinator.ask('meeting:change', { meetingId, terms: { ...EXAMPLE_MEETING, theme: NINTH } })
  return [eighth, ninth]
}

async function seated(venue: Venue, table: Table, label: string, name: string): Promise<Page> {
  const page = await venue.openWindow()
  await signIn(page, (await table.slip(label)).url, name)
  return page
}

test('a document that is made in a meeting is there for its participants, and for nobody of another', async ({
  venue,
}) => {
  const [eighth, ninth] = await twoMeetings(venue)
  const coordinator = await venue.enter('coordinator', 'Carla')
  const ana = await seated(venue, eighth, 'OCM', 'Ana')
  const sam = await seated(venue, ninth, 'Chair', 'Sam')
  await expect(sam.getByRole('link', { name: NINTH })).toBeVisible()
  await expect(sam.getByRole('link', { name: EXAMPLE_MEETING.theme })).toHaveCount(0)

  await coordinator.getByRole('link', { name: EXAMPLE_MEETING.theme }).click()
  await expect(coordinator.getByText('No document of this meeting yet')).toBeVisible()
  await coordinator.getByRole('button', { name: 'New document' }).click()
  const dialog = coordinator.getByRole('dialog')
  await expect(dialog.getByLabel('For whom').locator('option:checked')).toHaveText(EXAMPLE_MEETING.theme)
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Zero draft')
  await dialog.getByRole('button', { name: 'Create document' }).click()
  await whenReady(coordinator)
  const address = coordinator.url()

  const listed = ana.getByRole('link', { name: /Zero draft/ })
  await expect(listed).toContainText(EXAMPLE_MEETING.theme)
  await listed.click()
  await whenReady(ana)
  await expect(sam.getByRole('link', { name: /Zero draft/ })).toHaveCount(0)
  await sam.getByLabel('Search titles and texts').fill('draft')
  await expect(sam.getByText('No document says this').first()).toBeVisible()
  for (const place of [address, `${venue.server.url}/meetings/${eighth.meetingId}`]) {
    await sam.goto(place)
    await expect(sam.getByText(NOT_HERE)).toBeVisible()
  }

  const { people } = await venue.coordinator.ask('people:list', {})
  const personId = people.find(({ name }) => name === 'Ana')?.personId
  if (!personId) throw new Error('Ana is in the house')
  const { meetingId } = eighth
  await venue.coordinator.ask('seat:vacate', { meetingId, seatId: eighth.seat('OCM'), personId })
  await expect(ana.getByText(NOT_HERE)).toBeVisible()
  await expect(textOf(ana)).toHaveCount(0)
})

test('among several meetings a document is made for none before one is chosen', async ({ venue }) => {
  const [{ meetingId }] = await twoMeetings(venue)
  const page = await venue.enter('coordinator', 'Carla')
  await page.getByRole('button', { name: 'New document' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Zero draft')
  const readers = dialog.getByLabel('For whom')
  await expect(readers.locator('option:checked')).toHaveText('Choose')
  await dialog.getByRole('button', { name: 'Create document' }).click()
  await expect(readers).toBeFocused()
  await expect(dialog.getByText('Choose who may read it')).toBeVisible()
  await readers.selectOption(meetingId)
  await expect(dialog.getByText('Those who hold a seat in the meeting')).toBeVisible()
  await dialog.getByRole('button', { name: 'Create document' }).click()
  await whenReady(page)
  const { documents } = await venue.coordinator.ask('document:list', {})
  expect(documents.map((one) => one.meetingId)).toEqual([meetingId])
})

test('a seat of another meeting only reads, and the page says how one does more', async ({ venue }) => {
  const [eighth, ninth] = await twoMeetings(venue)
  const { meetingId } = eighth
  const said = { title: 'Zero draft', language: 'en', from: 'blank', meetingId } as const
  const { documentId } = await venue.coordinator.ask('document:create', said)
  const page = await seated(venue, eighth, 'OCM', 'Bo')
  await page.goto((await ninth.slip('Chair')).url)
  await page.reload()
  await page.getByRole('button', { name: /Take this seat as .*Bo/ }).click()
  await page.waitForURL((url) => url.pathname !== '/join')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await expect(page.getByText('You act for a seat of another meeting')).toBeVisible()
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await page.getByRole('button', { name: /Act for .*OCM/ }).click()
  await whenReady(page)
  await expect(page.getByText('You act for a seat of another meeting')).toHaveCount(0)
})

/** Bo has opened a document of the eighth meeting, and acts at home for a seat of the ninth. */
async function onBothTables(venue: Venue, words: string) {
  const [eighth, ninth] = await twoMeetings(venue)
  const { meetingId } = eighth
  const said = { title: 'Zero draft', language: 'en', from: 'example', meetingId } as const
  const { documentId } = await venue.coordinator.ask('document:create', said)
  const page = await seated(venue, eighth, 'OCM', 'Bo')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  await untilProven(page, 1)
  if (words !== '') {
    await loseWords(page)
    await textOf(page).click()
    await page.keyboard.press('End')
    await page.keyboard.type(words)
    await expect(badgeOf(page)).toHaveAttribute('data-state', 'sending')
    await untilStored(page, words)
  }
  const { code: token } = await ninth.slip('Chair')
  const { people } = await venue.coordinator.ask('people:list', {})
  const personId = people.find(({ name }) => name === 'Bo')?.personId
  if (!personId) throw new Error('Bo is in the house')
  // no page is open meanwhile, so that the only live socket is that of the page at home
  await page.goto('about:blank')
  await page.context().request.post(`${venue.server.url}/api/seat:take`, { data: { token } })
  const isLive = new Promise<void>((resolve) => {
    page.on('websocket', (socket) => {
      if (socket.url().includes('/live')) socket.on('framereceived', () => resolve())
    })
  })
  await page.goto(venue.server.url)
  await isLive
  await expect(page.getByRole('banner')).toContainText('Chair')
  expect(await countStoredCopies(page)).toBe(1)
  const vacate = () =>
    venue.coordinator.ask('seat:vacate', { meetingId, seatId: eighth.seat('OCM'), personId })
  return { page, vacate, documentId }
}

test('whoever loses a seat keeps no copy of what was for its holders, also while they act for another', async ({
  venue,
}) => {
  const { page, vacate } = await onBothTables(venue, '')
  await vacate()
  await expect.poll(() => countStoredCopies(page)).toBe(0)
})

test('whoever loses a seat keeps their own unsaved words, and not the text around them', async ({
  venue,
}) => {
  test.slow()
  const { page, vacate, documentId } = await onBothTables(venue, 'of the Oasis')
  await vacate()
  await expect(page.getByText('Words kept in this browser')).toBeVisible()
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await expect(page.getByText(NOT_HERE)).toBeVisible()
  await expect.poll(() => storesText(page)).toBe(false)
  await page.goto(venue.server.url)
  const left = page.getByRole('region', { name: 'Words kept in this browser' })
  await expect(left).toContainText('Zero draft')
  await expect(left).toContainText('of the Oasis')
})
