import type { MechanismId } from '../../shared/ids'
import { barriersOn } from '../support/barriers'
import { expect, signIn, test, type Venue } from '../support/browser'
import { badgeOf, caretToEnd, loseWords, provisionOf, textOf, whenReady } from '../support/drafting'
import { oasis } from '../support/registry'
import { mechanismSeat, Table } from '../support/seats'
import { untilStored } from '../support/stored-copies'

const WORDS = 'of the Oasis'

/** Somebody on two seats who typed words in a private room of the first, and whose session acts for the second now. */
async function withWordsInRoom(venue: Venue) {
  const { id } = await venue.coordinator.ask('registry:add', { draft: oasis })
  const heldFor = { kind: 'mechanism', mechanismId: id as MechanismId } as const
  const ocm = { label: 'OCM', role: 'drafter', office: 'delegate', heldFor } as const
  const table = await Table.open(venue.coordinator, [ocm, mechanismSeat('CMD')])
  const page = await venue.openWindow()
  await signIn(page, (await table.slip('OCM')).url, 'Ana')
  const actFor = async (label: string) => {
    const data = { seatId: table.seat(label) }
    await page.context().request.post(`${venue.server.url}/api/session:actFor`, { data })
  }
  const taken = { token: (await table.slip('CMD')).code }
  await page.context().request.post(`${venue.server.url}/api/seat:take`, { data: taken })
  await actFor('OCM')
  await page.goto(venue.server.url)
  await page.getByRole('button', { name: 'New private room' }).click()
  await page.getByRole('dialog').getByLabel('Title').fill('Red lines')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await whenReady(page)
  const room = page.url()
  await loseWords(page)
  await textOf(page).click()
  await page.keyboard.press('End')
  await page.keyboard.type(WORDS)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'sending')
  await untilStored(page, WORDS)
  await page.goto(venue.server.url)
  await actFor('CMD')
  await page.reload()
  await expect(page.getByRole('banner')).toContainText('CMD')
  return { page, table, room }
}

test('who left unsaved words in a private room of another seat is told of them, goes back to it and has them saved', async ({
  venue,
}) => {
  test.slow()
  const { page, room } = await withWordsInRoom(venue)
  await page.getByRole('banner').getByRole('button', { name: 'Ana' }).click()
  await expect(page.getByText(/1 change in a private room of .*OCM.* is not saved yet/)).toBeVisible()
  await page.getByRole('radio', { name: /OCM/ }).click()
  await expect(page.getByRole('banner').getByRole('button', { name: /^Ana.*OCM/ })).toBeVisible()
  await page.goto(room)
  await whenReady(page)
  await expect(textOf(page)).toContainText(WORDS)
  await page.goto(venue.server.url)
  await page.getByRole('banner').getByRole('button', { name: 'Ana' }).click()
  await page.getByRole('radio', { name: /CMD/ }).click()
  await expect(page.getByRole('banner')).toContainText('CMD')
})

test('words for a private room whose seat was taken away are read, downloaded and laid aside at home', async ({
  venue,
}) => {
  test.slow()
  const { page, table } = await withWordsInRoom(venue)
  const { people } = await venue.coordinator.ask('people:list', {})
  const ana = people.find(({ name }) => name === 'Ana')
  if (!ana) throw new Error('Ana is not here')
  const place = { meetingId: table.meetingId, seatId: table.seat('OCM') }
  await venue.coordinator.ask('seat:vacate', { ...place, personId: ana.personId })
  await page.reload()
  const left = page.getByRole('region', { name: 'Words kept in this browser' })
  await expect(left).toContainText('Red lines')
  await expect(left).toContainText(WORDS)
  expect(await barriersOn(page)).toEqual([])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    left.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('Red lines.txt')
  await left.getByRole('button', { name: 'Lay aside' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Lay aside' }).click()
  await expect(left).toHaveCount(0)
  await page.getByRole('banner').getByRole('button', { name: 'Ana' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'You have signed out' })).toBeVisible()
})

test('a slip gives its seat once words that were typed from another are saved', async ({ venue }) => {
  test.slow()
  const documentId = await venue.makeDocument()
  const table = await Table.open(venue.coordinator, [mechanismSeat('SMD'), mechanismSeat('CMD')])
  const page = await venue.openWindow()
  await signIn(page, (await table.slip('SMD')).url, 'Ana')
  const address = `${venue.server.url}/documents/${documentId}`
  await page.goto(address)
  await whenReady(page)
  await loseWords(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(WORDS)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'sending')
  await untilStored(page, WORDS)

  const slip = await table.slip('CMD')
  const take = page.getByRole('button', { name: /Take this seat as .*Ana/ })
  await page.goto(slip.url)
  await take.click()
  await expect(page.getByText('1 change of yours is not saved yet')).toBeVisible()
  await expect(page.getByRole('banner')).toContainText('SMD')
  const second = await page.context().newPage()
  await second.goto(address)
  await whenReady(second)
  await expect(provisionOf(second, 'operative')).toContainText(WORDS)
  await expect(page.getByText('1 change of yours is not saved yet')).toHaveCount(0)
  await take.click()
  await expect(page.getByRole('banner')).toContainText('CMD')
})
