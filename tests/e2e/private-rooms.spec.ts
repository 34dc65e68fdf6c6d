import type { Page } from '@playwright/test'
import type { MechanismId } from '../../shared/ids'
import { expect, signIn, test, type Venue } from '../support/browser'
import { textOf, whenReady } from '../support/drafting'
import { oasis } from '../support/registry'
import { Table } from '../support/seats'
import type { Language } from '../../shared/languages'

/** Somebody on a seat of the invented mechanism, at home in a browser of their own. */
async function seated(
  venue: Venue,
  name: string,
  language: Language = 'en',
): Promise<{ page: Page; table: Table }> {
  const { id } = await venue.coordinator.ask('registry:add', { draft: oasis })
  const heldFor = { kind: 'mechanism', mechanismId: id as MechanismId } as const
  const table = await Table.open(venue.coordinator, [
    { label: 'OCM', role: 'drafter', office: 'delegate', heldFor },
  ])
  const page = await venue.openWindow(language)
  await signIn(page, (await table.slip('OCM')).url, name)
  return { page, table }
}

test('a mechanism drafts in a room of its own, takes the text out, and loses the room with the seat', async ({
  venue,
}) => {
  const { page, table } = await seated(venue, 'Ana')
  const coordinator = await venue.enter('coordinator', 'Carla')
  await page.getByRole('button', { name: 'New private room' }).click()
  await page.getByRole('dialog').getByLabel('Title').fill('Red lines')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await whenReady(page)
  await expect(page.getByRole('main').getByText(/Only .*OCM/)).toBeVisible()
  await page.getByText('Who can read this').click()
  await expect(page.getByRole('listitem').getByText('Ana')).toBeVisible()
  await textOf(page).click()
  await page.keyboard.press('End')
  await page.keyboard.type(' of the Oasis')
  await whenReady(page)
  const address = page.url()

  await coordinator.goto(address)
  await expect(coordinator.getByText('Not found, or not open to you')).toBeVisible()
  await coordinator.goto(venue.server.url)
  await expect(coordinator.getByText('Red lines')).toHaveCount(0)

  await page.getByRole('link', { name: 'Home' }).click()
  await page.getByRole('button', { name: /Actions.*Red lines|Red lines/ }).click()
  await page.getByRole('button', { name: 'Take out for all…' }).click()
  await page.getByRole('dialog').getByLabel('Title').fill('Offer')
  await page.getByRole('button', { name: 'Take out for all participants' }).click()
  await expect(page.getByRole('heading', { name: 'Offer' })).toBeVisible()
  await expect(page.getByRole('main').getByText(/Only .*OCM/)).toHaveCount(0)
  await expect(coordinator.getByRole('link', { name: /Offer/ })).toBeVisible()

  await page.goto(address)
  await whenReady(page)
  const { people } = await venue.coordinator.ask('people:list', {})
  const ana = people.find(({ name }) => name === 'Ana')
  if (!ana) throw new Error('Ana is in the house')
  const { meetingId } = table
  await venue.coordinator.ask('seat:vacate', { meetingId, seatId: table.seat('OCM'), personId: ana.personId })
  await expect(page.getByText('Not found, or not open to you')).toBeVisible()
  await expect(textOf(page)).toHaveCount(0)
  const documentId = address.split('/').at(-1) ?? ''
  const copies = () =>
    page.evaluate(async (id) => {
      const stored = await indexedDB.databases()
      return stored.filter(({ name }) => name?.includes(id)).length
    }, documentId)
  await expect.poll(copies, { message: 'what this browser stores of the room' }).toBe(0)
})

test('a coordinator opens a room for a mechanism and does not see it', async ({ venue }) => {
  const { page } = await seated(venue, 'Ana')
  const coordinator = await venue.enter('coordinator', 'Carla')
  await coordinator.getByRole('button', { name: 'New private room' }).click()
  const dialog = coordinator.getByRole('dialog')
  await dialog.getByLabel('For which mechanism').selectOption({ label: `OCM · ${oasis.names.en}` })
  await dialog.getByLabel('Title').fill('Prepared')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(coordinator.getByText('The private room is made')).toBeVisible()
  await expect(coordinator.getByRole('link', { name: /Prepared/ })).toHaveCount(0)
  await expect(page.getByRole('link', { name: /Prepared/ })).toContainText('Only')
})
