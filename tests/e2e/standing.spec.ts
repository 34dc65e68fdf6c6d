import type { Page } from '@playwright/test'
import type { DocumentId, PersonId } from '../../shared/ids'
import { expect, signIn, test, type Venue } from '../support/browser'
import { badgeOf, caretToEnd, findLine, loseLine, provisionOf, textOf, whenReady } from '../support/drafting'
import { savanna } from '../support/registry'
import { officeSeat, Table } from '../support/seats'

/** The secretariat of a mechanism has typed a word while its line was lost. */
async function wordTypedOffline(venue: Venue) {
  const { id } = await venue.coordinator.ask('registry:add', { draft: savanna })
  const table = await Table.open(venue.coordinator, [
    officeSeat(id, 'chair', 'SMD'),
    officeSeat(id, 'secretariat', 'SMD secretariat'),
  ])
  const documentId = await venue.makeDocument()
  const page = await venue.openWindow()
  await signIn(page, (await table.slip('SMD secretariat')).url, 'Kofi')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  const { seats } = await venue.coordinator.ask('meeting:read', { meetingId: table.meetingId })
  const personId = seats.flatMap(({ persons }) => persons.map((person) => person.personId))[0]
  if (!personId) throw new Error('Kofi sits nowhere')
  const watching = await venue.enter('drafter', 'Olga', { documentId })
  await whenReady(watching)
  await loseLine(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' offline')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
  return { table, documentId, page, watching, personId }
}

const marked = (page: Page) => textOf(page).locator('.entered')

/** The coordinator gives somebody the chair's seat. */
const giveChair = ({ coordinator }: Venue, table: Table, to: PersonId) =>
  coordinator.ask('seat:handOver', {
    ...{ meetingId: table.meetingId, seatId: table.seat('SMD'), from: null, to },
  })

/** The page says for whom one writes: words typed before it says “chair” are the secretariat's still. */
async function untilChair(page: Page): Promise<void> {
  await expect(page.getByRole('banner')).toContainText('SMD · Chair of the mechanism')
  await whenReady(page)
}

const enteredIn = async ({ coordinator }: Venue, documentId: DocumentId) =>
  (await coordinator.ask('document:enter', { documentId, receipt: null })).entered

test('words typed for the secretariat wait for the chair, though who typed them is the chair by now', async ({
  venue,
}) => {
  const { table, documentId, page, watching, personId } = await wordTypedOffline(venue)
  await giveChair(venue, table, personId)
  await findLine(page)
  await expect(marked(watching)).toHaveCount(1)
  await expect(provisionOf(watching, 'operative')).toHaveText(/ offline$/)
  await untilChair(page)
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.keyboard.type(' as chair')
  await expect(provisionOf(watching, 'operative', 1)).toHaveText(/ as chair$/)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  expect(await enteredIn(venue, documentId)).toHaveLength(1)
})

test('words typed for a seat that is lost are kept for who typed them, and nobody is said to have said them', async ({
  venue,
}) => {
  const { table, documentId, page, watching, personId } = await wordTypedOffline(venue)
  const { meetingId } = table
  await giveChair(venue, table, personId)
  await venue.coordinator.ask('seat:vacate', { meetingId, seatId: table.seat('SMD secretariat'), personId })
  await findLine(page)
  const kept = page.getByRole('region', { name: 'Your kept words' })
  await expect(kept).toContainText('offline')
  // the page comes in step under the present seat, with an editor of its own
  await expect(async () => {
    await expect(textOf(page)).toHaveAttribute('contenteditable', 'true', { timeout: 1_000 })
    await caretToEnd(provisionOf(page, 'operative', 1))
  }).toPass()
  await page.keyboard.type(' as chair')
  await expect(provisionOf(watching, 'operative', 1)).toHaveText(/ as chair$/)
  await expect(provisionOf(watching, 'operative')).not.toHaveText(/offline/)
  expect(await enteredIn(venue, documentId)).toEqual([])
})
