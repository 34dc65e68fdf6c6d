import type { Page, WebSocket } from '@playwright/test'
import type { DocumentId } from '../../shared/ids'
import { expect, signIn, test, type Venue } from '../support/browser'
import { badgeOf, caretToEnd, findLine, loseLine, provisionOf, textOf, whenReady } from '../support/drafting'
import { mechanismSeat, Table } from '../support/seats'

/** Somebody at a shared computer with a document open, and the slip by which they came. */
async function atSharedComputer(venue: Venue) {
  const documentId = await venue.makeDocument()
  const table = await Table.open(venue.coordinator, [mechanismSeat('SMD')])
  const { code, url } = await table.slip('SMD')
  const page = await venue.openWindow()
  await signIn(page, url, 'Ngozi')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  await page.getByRole('banner').getByRole('button', { name: 'Ngozi' }).click()
  await page.getByLabel('This computer is shared').check()
  await page.keyboard.press('Escape')
  return { documentId, page, code }
}

/** The same document in a second tab of the same browser, and the lines that this tab has open. */
async function secondTab(page: Page) {
  const second = await page.context().newPage()
  const lines = new Set<WebSocket>()
  second.on('websocket', (line) => {
    lines.add(line)
    line.on('close', () => lines.delete(line))
  })
  await second.goto(page.url())
  await whenReady(second)
  return { second, lines }
}

async function lock(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Ngozi' }).click()
  await page.getByRole('button', { name: 'Lock now' }).click()
  await expectLocked(page)
}

async function expectLocked(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('Ngozi')
  await expect(textOf(page)).toHaveCount(0)
}

async function unlock(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code of your slip, or your link').fill(code)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
}

/** Whether the server still knows this browser's person without a code. */
const isOpen = async (venue: Venue, page: Page) =>
  (await page.context().request.post(`${venue.server.url}/api/session:read`, { data: {} })).ok()

const wordsAt = async (venue: Venue, documentId: DocumentId) =>
  (await venue.coordinator.ask('document:read', { documentId })).provisions.map(({ text }) => text).join('\n')

test('a screen that was locked without a connection opens by the code when there is one again, with the words that waited', async ({
  venue,
}) => {
  test.slow()
  const { documentId, page, code } = await atSharedComputer(venue)
  await loseLine(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' without delay')
  await lock(page)
  await unlock(page, code)
  await expect(page.getByRole('main').getByRole('status')).toContainText('Without the server')
  await findLine(page)
  await unlock(page, code)
  await whenReady(page)
  await expect(provisionOf(page, 'operative')).toContainText(' without delay')
  await expect.poll(() => wordsAt(venue, documentId)).toContain(' without delay')
})

test('a server that was away when a screen was locked hears of it as soon as it is back, and the code opens', async ({
  venue,
}) => {
  test.slow()
  const { page, code } = await atSharedComputer(venue)
  await venue.server.stop()
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
  await lock(page)
  await venue.server.start()
  await expect.poll(() => isOpen(venue, page)).toBe(false)
  await expectLocked(page)
  await unlock(page, code)
  await whenReady(page)
})

test('locking one tab locks the others, and unlocking one brings all of them back', async ({ venue }) => {
  test.slow()
  const { page, code } = await atSharedComputer(venue)
  const { second, lines } = await secondTab(page)
  await lock(page)
  await expectLocked(second)
  await expect.poll(() => lines.size).toBe(0)
  await unlock(second, '00000-00000')
  await expect(second.getByRole('main').getByRole('status')).toBeVisible()
  await expectLocked(page)
  await unlock(page, code)
  await whenReady(page)
  await whenReady(second)

  await lock(second)
  await expectLocked(page)
  await second.close()
  await unlock(page, code)
  await whenReady(page)
})

test('without a connection a lock hides the text in every tab, and what another tab held unsaved is saved afterwards', async ({
  venue,
}) => {
  test.slow()
  const { documentId, page, code } = await atSharedComputer(venue)
  const { second } = await secondTab(page)
  await loseLine(page)
  await expect(badgeOf(second)).toHaveAttribute('data-state', 'offline')
  await caretToEnd(provisionOf(second, 'operative'))
  await second.keyboard.type(' without delay')
  await expect(badgeOf(second)).toContainText('1 change')
  await lock(page)
  await expectLocked(second)
  await findLine(page)
  await unlock(page, code)
  await whenReady(page)
  await whenReady(second)
  await expect(provisionOf(second, 'operative')).toContainText(' without delay')
  await expect.poll(() => wordsAt(venue, documentId)).toContain(' without delay')
})
