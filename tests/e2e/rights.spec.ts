import { barriersOn } from '../support/barriers'
import { expect, signIn, test } from '../support/browser'
import { textOf, whenReady } from '../support/drafting'
import { mechanismSeat, personIdOf, Table } from '../support/seats'

test('a coordinator sees the rooms as an observer does, sends nothing meanwhile, and is back by Escape', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const table = await Table.open(venue.coordinator, [mechanismSeat('OCM')])
  const page = await venue.enter('coordinator', 'Amina')
  const people = await venue.coordinator.ask('people:list', {})
  const amina = people.people.find(({ name }) => name === 'Amina')
  const { meetingId } = table
  const to = amina?.personId ?? (await personIdOf(venue.coordinator))
  await venue.coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('OCM'), from: null, to })
  await page.reload()
  await page.getByRole('button', { name: /Amina/ }).click()
  await page.getByLabel('No seat, in my own role').click()
  await expect(page.getByRole('banner').getByRole('button', { name: /Coordinator/ })).toBeVisible()
  await page.getByRole('link', { name: 'Roles and rights' }).click()

  await page.getByRole('button', { name: 'View as this role: Observer' }).click()
  const banner = page.getByRole('complementary', { name: 'View as this role' })
  await expect(banner).toContainText(/You see this as: .*Observer.*Nothing you do is sent/)
  await page.getByRole('link', { name: 'Home' }).click()
  await expect(page.getByText('Zero draft')).toBeVisible()
  await expect(page.getByRole('button', { name: 'New document' })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Links' })).toHaveCount(0)

  await page.getByRole('button', { name: /Amina/ }).click()
  await page.getByLabel('OCM').click()
  await expect(page.getByText('You are viewing as another role, so nothing was sent')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(banner).toBeVisible()

  await page.getByText('Zero draft').click()
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await expect(banner).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(banner).toHaveCount(0)
  await whenReady(page)
  expect(page.url()).toContain(documentId)
})

test('the view ends when the page is loaded again, offers no role that may more, and is a list on a telephone', async ({
  venue,
}) => {
  const page = await venue.enter('chair', 'Boris')
  await page.goto(`${venue.server.url}/rights`)
  await expect(page.getByRole('button', { name: 'View as this role: Coordinator' })).toHaveCount(0)
  await page.getByRole('button', { name: 'View as this role: Drafter' }).click()
  const leave = page.getByRole('button', { name: 'Leave the view' })
  await expect(leave).toBeVisible()
  await expect(page.getByRole('button', { name: 'View as this role: Observer' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Roles and rights' })).toBeVisible()
  await expect(leave).toHaveCount(0)
  await expect(page.getByRole('table')).toBeVisible()
  await page.setViewportSize({ width: 360, height: 740 })
  await expect(page.getByRole('table')).toHaveCount(0)
})

test('a recipient comes in by a slip, is told that nothing has been released, and finds no meeting and no document', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const table = await Table.open(venue.coordinator, [
    {
      ...{ label: 'Inbox', role: 'recipient', office: 'delegate' },
      heldFor: { kind: 'function', name: 'recipient' },
    },
  ])
  const page = await venue.openWindow()
  await signIn(page, (await table.slip('Inbox')).url, 'Ines')
  await expect(page.getByRole('region', { name: 'Adopted texts' })).toContainText(
    'Nothing has been released yet.',
  )
  for (const name of ['Documents', 'Meetings', 'People', 'Practice', 'Links'])
    await expect(page.getByRole('heading', { name, exact: true })).toHaveCount(0)
  await expect(page.getByRole('searchbox')).toHaveCount(0)
  expect(await barriersOn(page)).toEqual([])
  for (const place of [`documents/${documentId}`, `meetings/${table.meetingId}`, 'registry', 'practice']) {
    await page.goto(`${venue.server.url}/${place}`)
    await expect(page.getByRole('heading', { name: 'Not found, or not open to you' })).toBeVisible()
    await expect(page.locator('body')).not.toContainText(/Zero draft|From regional practice/)
  }
  await page.goto(`${venue.server.url}/rights`)
  await expect(page.getByText('Whoever is not signed in sees nothing here.')).toBeVisible()
})
