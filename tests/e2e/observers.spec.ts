import type { Page } from '@playwright/test'
import { expect, signIn, test, type Venue } from '../support/browser'
import { barriersOn } from '../support/barriers'
import { textOf, whenReady } from '../support/drafting'
import { CHAIR_SEAT, EXAMPLE_MEETING, mechanismSeat, Table } from '../support/seats'

const TITLE = 'A session without observers'
const HOUR = 3_600_000

async function seated(venue: Venue, table: Table, label: string, name: string): Promise<Page> {
  const page = await venue.openWindow()
  await signIn(page, (await table.slip(label)).url, name)
  return page
}

test('an observer leaves the text when the chair closes the session, and comes back by themselves', async ({
  venue,
}) => {
  const guest = { ...mechanismSeat('SMD', 'observer'), label: 'Guest' }
  const table = await Table.open(venue.coordinator, [CHAIR_SEAT, guest])
  const { meetingId } = table
  const session = { label: 'Informals', startsAt: Date.now() - HOUR, endsAt: Date.now() + HOUR }
  const terms = { ...EXAMPLE_MEETING, sessions: [session] }
  await venue.coordinator.ask('meeting:change', { meetingId, terms })
  const said = { title: 'Zero draft', language: 'en', from: 'example', meetingId } as const
  const { documentId } = await venue.coordinator.ask('document:create', said)
  const address = `${venue.server.url}/documents/${documentId}`
  const observer = await seated(venue, table, 'Guest', 'Olga')
  await observer.goto(address)
  await expect(textOf(observer)).toContainText('migration')
  const chair = await seated(venue, table, 'Chair', 'Carla')
  await chair.goto(address)
  await whenReady(chair)

  await chair.getByRole('button', { name: 'Close to observers' }).click()
  const title = observer.getByRole('heading', { name: TITLE })
  await expect(title).toBeFocused()
  await expect(observer.getByText(/Session: .Informals/)).toBeVisible()
  await expect(observer.getByText('closed to you until')).toHaveCount(2)
  await expect(textOf(observer)).toHaveCount(0)
  await expect(observer.getByText('migration')).toHaveCount(0)
  expect(await barriersOn(observer)).toEqual([])

  // while the server is away this browser knows what it said last, and shows nothing of its copy
  await observer.route('**/api/document:enter', (route) => route.abort())
  await observer.reload()
  await expect(title).toBeVisible()
  await expect(textOf(observer)).toHaveCount(0)
  await observer.unroute('**/api/document:enter')
  await observer.reload()
  await expect(title).toBeVisible()
  await expect(observer.getByText('Zero draft')).toBeVisible()
  await expect(textOf(observer)).toHaveCount(0)

  await chair.goto(`${venue.server.url}/rights`)
  await chair.getByRole('button', { name: 'View as this role: Observer' }).click()
  await chair.getByRole('link', { name: 'Adref' }).click()
  await chair.getByRole('link', { name: /Zero draft/ }).click()
  await expect(chair.getByRole('heading', { name: TITLE })).toBeVisible()
  await expect(textOf(chair)).toHaveCount(0)

  await chair.goto(`${venue.server.url}/meetings/${meetingId}`)
  await expect(chair.getByText('without observers')).toBeVisible()
  await chair.getByRole('button', { name: 'Admit observers' }).click()
  await expect(textOf(observer)).toContainText('migration')
  await expect(title).toHaveCount(0)
  await expect(chair.getByText('without observers')).toHaveCount(0)
})
