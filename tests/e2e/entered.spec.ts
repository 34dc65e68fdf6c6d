import type { Page } from '@playwright/test'
import type { DocumentId } from '../../shared/ids'
import type { Language } from '../../shared/languages'
import { barriersOn } from '../support/barriers'
import { expect, signIn, test, type Venue } from '../support/browser'
import { caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'
import { savanna } from '../support/registry'
import { CHAIR_SEAT, officeSeat, Table } from '../support/seats'

const WIDTH = 360

/** A meeting in which a mechanism sits with its chair and its secretariat. */
async function tableAt({ coordinator }: Venue): Promise<Table> {
  const { id } = await coordinator.ask('registry:add', { draft: savanna })
  return Table.open(coordinator, [
    officeSeat(id, 'chair', 'SMD'),
    officeSeat(id, 'secretariat', 'SMD secretariat'),
    CHAIR_SEAT,
  ])
}

/** Somebody sits down by a slip, in a browser of their own, and opens the document. */
async function sit(venue: Venue, table: Table, label: string, name: string, documentId: DocumentId) {
  const page = await venue.openWindow()
  await signIn(page, (await table.slip(label)).url, name)
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  return page
}

const marked = (page: Page) => textOf(page).locator('.entered')
const leftOf = (page: Page) =>
  provisionOf(page, 'operative').evaluate((node) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    const { left, right } = range.getBoundingClientRect()
    return [left, right, node.getBoundingClientRect().height]
  })

test('what a secretariat types waits for the chair of its mechanism, on every screen', async ({ venue }) => {
  const table = await tableAt(venue)
  const documentId = await venue.makeDocument()
  const secretariat = await sit(venue, table, 'SMD secretariat', 'Kofi', documentId)
  const chair = await sit(venue, table, 'SMD', 'Aminata', documentId)
  const presiding = await sit(venue, table, 'Chair', 'Ngozi', documentId)

  await expect(secretariat.getByRole('button', { name: 'For ⁨SMD⁩' })).toBeVisible()
  await expect(chair.getByRole('button', { name: /I enter for|For/ })).toHaveCount(0)
  const before = await leftOf(presiding)
  await caretToEnd(provisionOf(secretariat, 'operative'))
  await secretariat.keyboard.type('!')
  await expect(marked(presiding)).toHaveCount(1)
  await expect(marked(presiding)).toHaveAttribute('data-entered', /Entered by .*Kofi.* for .*SMD/)
  await secretariat.keyboard.press('Backspace')
  await expect(provisionOf(presiding, 'operative')).not.toHaveText(/!$/)
  expect(await leftOf(presiding)).toEqual(before)
  const panel = (page: Page) => page.getByRole('region', { name: 'Waiting for confirmation' })
  await expect(panel(presiding)).toContainText(/Kofi.* for .*SMD/)
  await expect(panel(presiding).getByRole('button', { name: /Confirm/ })).toHaveCount(0)
  await expect(presiding.getByRole('treeitem').filter({ hasText: 'Entered by' })).toHaveCount(1)

  await caretToEnd(provisionOf(presiding, 'operative'))
  await presiding.getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(presiding.getByRole('dialog')).toContainText(/chair has not confirmed .*SMD/)
  await presiding.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()

  await panel(chair)
    .getByRole('button', { name: /^Confirm/ })
    .click()
  for (const page of [secretariat, chair, presiding]) {
    await expect(marked(page)).toHaveCount(0)
    await expect(panel(page)).toHaveCount(0)
  }

  await caretToEnd(provisionOf(secretariat, 'operative', 1))
  await secretariat.keyboard.type(' warmly')
  await caretToEnd(provisionOf(secretariat, 'operative', 2))
  await secretariat.keyboard.type(' indeed')
  await expect(marked(chair)).toHaveCount(2)
  await panel(chair).getByRole('button', { name: 'Confirm all 2' }).click()
  await expect(marked(presiding)).toHaveCount(0)
})

test('a secretariat says on whose instruction it typed, and the chair reads it before confirming', async ({
  venue,
}) => {
  const table = await tableAt(venue)
  const documentId = await venue.makeDocument()
  const secretariat = await sit(venue, table, 'SMD secretariat', 'Kofi', documentId)
  const chair = await sit(venue, table, 'SMD', 'Aminata', documentId)
  for (const index of [0, 1]) {
    await caretToEnd(provisionOf(secretariat, 'operative', index))
    await secretariat.keyboard.type(' warmly')
  }
  const panel = (page: Page) => page.getByRole('region', { name: 'Waiting for confirmation' })
  const ask = panel(secretariat).getByRole('button', { name: /^On whose instruction/ })
  await expect(ask).toHaveCount(2)
  await expect(panel(chair).getByRole('listitem')).toHaveCount(2)
  await expect(panel(chair).getByRole('button', { name: /instruction/ })).toHaveCount(0)

  await ask.first().click()
  const dialog = secretariat.getByRole('dialog', { name: 'On whose instruction?' })
  await dialog.getByLabel('On the instruction of:').fill('Ms Diallo, by telephone')
  await dialog.getByLabel('For all 2 provisions where my words wait').check()
  expect(await barriersOn(secretariat)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(secretariat.getByText('The instruction is noted for 2 provisions.')).toBeAttached()
  for (const page of [secretariat, chair])
    await expect(panel(page).getByText('On the instruction of: Ms Diallo, by telephone')).toHaveCount(2)

  const change = panel(secretariat).getByRole('button', { name: /^Change/ })
  await expect(change).toHaveCount(2)
  await expect(change.first()).toBeFocused()
  await change.last().click()
  await expect(dialog.getByLabel('On the instruction of:')).toHaveValue('Ms Diallo, by telephone')
  await dialog.getByLabel('On the instruction of:').fill('')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(panel(chair).getByText('On the instruction of:')).toHaveCount(1)
  await chair.reload()
  await whenReady(chair)
  await expect(panel(chair).getByText('On the instruction of: Ms Diallo, by telephone')).toHaveCount(1)
  expect(await barriersOn(chair)).toEqual([])

  await secretariat.context().setOffline(true)
  await expect(change).toBeDisabled()
  await secretariat.context().setOffline(false)
  await expect(change).toBeEnabled()
  await panel(chair).getByRole('button', { name: 'Confirm all 2' }).click()
  for (const page of [secretariat, chair]) await expect(panel(page)).toHaveCount(0)
})

test('the coordinator enters for a seat that they choose, and it is said as long as they do', async ({
  venue,
}) => {
  await tableAt(venue)
  const documentId = await venue.makeDocument()
  const page = await venue.enter('coordinator', 'Carla', { documentId })
  await whenReady(page)
  await page.getByRole('button', { name: 'I enter for …' }).click()
  await page.getByRole('dialog').getByLabel('I enter for …').selectOption('SMD')
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
  await whenReady(page)
  await page.reload()
  await whenReady(page)
  await expect(page.getByRole('button', { name: 'For ⁨SMD⁩' })).toBeVisible()
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' warmly')
  await expect(marked(page)).toHaveCount(1)

  const reader = await lookOn(venue, documentId, 'ar')
  await expect(marked(reader)).toHaveCount(1)
  expect(await barriersOn(reader)).toEqual([])
  expect(await reader.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(WIDTH)

  await page.getByRole('button', { name: 'For ⁨SMD⁩' }).click()
  await page.getByRole('dialog').getByLabel('I enter for …').selectOption('Myself, in my own name')
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.keyboard.type(' too')
  await whenReady(page)
  await expect(provisionOf(reader, 'operative', 1)).toHaveText(/too$/)
  await expect(marked(reader)).toHaveCount(1)
})

/** Somebody who reads, on a telephone in the dark. */
async function lookOn(venue: Venue, documentId: DocumentId, language: Language): Promise<Page> {
  const page = await venue.enter('observer', 'Omar', { language, documentId })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: WIDTH, height: 740 })
  return page
}
