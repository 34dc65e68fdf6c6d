import type { Page } from '@playwright/test'
import { expect, signIn, test, type Venue } from '../support/browser'
import { caretAfter, caretToEnd, provisionOf, whenReady } from '../support/drafting'
import { savanna, oasis } from '../support/registry'
import { CHAIR_SEAT, officeSeat, Table } from '../support/seats'

/** A meeting of two mechanisms and a chair, and the way into its document by a slip. */
async function atTable(venue: Venue) {
  const documentId = await venue.makeDocument()
  const [smd, ocm] = await Promise.all(
    [savanna, oasis].map(async (draft) => (await venue.coordinator.ask('registry:add', { draft })).id),
  )
  if (!smd || !ocm) throw new Error('two mechanisms')
  const table = await Table.open(venue.coordinator, [
    officeSeat(smd, 'chair', 'SMD 1'),
    officeSeat(smd, 'secretariat', 'SMD 2'),
    officeSeat(ocm, 'delegate', 'OCM'),
    CHAIR_SEAT,
  ])
  const sit = async (label: string, name: string, language: 'en' | 'ar' = 'en'): Promise<Page> => {
    const page = await venue.openWindow(language)
    await signIn(page, (await table.slip(label)).url, name)
    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await whenReady(page)
    return page
  }
  return { sit }
}

test('who is here is told by mechanism: at the caret, in the list, and which seats have nobody here', async ({
  venue,
}) => {
  const { sit } = await atTable(venue)
  const page = await sit('OCM', 'Amina')
  const olga = await sit('SMD 2', 'Olga')
  await provisionOf(page, 'operative').scrollIntoViewIfNeeded()
  await caretAfter(provisionOf(olga, 'operative'), 'that the')
  await expect(page.locator('.caret')).toHaveText('\u2068SMD\u2069 · \u2068Olga\u2069')

  await page.locator('.present summary').click()
  const places = page.locator('.present .place')
  await expect(places).toHaveCount(2)
  await expect(places.first()).toContainText('OCM')
  await expect(places.first()).toContainText('Amina')
  await expect(places.last()).toContainText('SMD')
  await expect(places.last()).toContainText('Secretariat')
  const away = page.locator('.present .away')
  await expect(away).toContainText('2 seats without anybody here')
  await expect(away.getByRole('listitem')).toHaveText(['SMD 1', 'Chair'])

  // decisions are told by the clock of the room, which is not that of this browser
  const chair = await sit('Chair', 'Ngozi')
  await caretToEnd(provisionOf(chair, 'operative'))
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  await chair.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(provisionOf(page, 'operative')).toHaveAttribute('data-lock', /Europe\/Zurich.*your time/)
  await chair.close()

  await sit('SMD 1', 'Sara', 'ar')
  await expect(places.last()).toContainText('Sara')
  await expect(away.getByRole('listitem')).toHaveText(['Chair'])
})
