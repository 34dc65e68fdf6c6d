import type { Page } from '@playwright/test'
import { expect, test } from '../support/browser'
import { caretToEnd, provisionOf, whenReady, whenServedByWorker } from '../support/drafting'

test.use({ serviceWorkers: 'allow' })

/** What a slow line may carry once everything has been fetched before, in bytes. */
const MOST_BYTES = 100_000

/** Counts what a page fetches and what its sockets carry, both ways, in bytes; what the browser holds costs nothing. */
async function countBytes(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page)
  const held = new Set<string>()
  let bytes = 0
  await session.send('Network.enable')
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.fromServiceWorker || response.fromDiskCache) held.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!held.has(requestId)) bytes += encodedDataLength
  })
  const carry = ({ response }: { response: { payloadData: string } }) =>
    (bytes += response.payloadData.length)
  session.on('Network.webSocketFrameReceived', carry)
  session.on('Network.webSocketFrameSent', carry)
  return () => bytes
}

test('on a slow line only the text travels: opening a document again and following others stays below 100 kB', async ({
  venue,
}) => {
  test.slow()
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Sione', { documentId })
  const other = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await whenReady(other)
  await caretToEnd(provisionOf(other, 'operative'))
  await expect(page.locator('.caret')).toHaveCount(1)
  await page.getByRole('banner').locator('[popovertarget]').click()
  await page.getByLabel('Slow line').check()
  await expect(page.locator('.caret')).toHaveCount(0)
  await whenReady(page)
  await whenServedByWorker(page)

  const bytes = await countBytes(page)
  await page.reload()
  await whenReady(page)
  for (let word = 0; word < 30; word += 1) {
    await other.keyboard.press(word % 2 === 0 ? 'ArrowLeft' : 'ArrowRight')
    await other.keyboard.type(` word${word}`)
  }
  await expect(provisionOf(page, 'operative')).toContainText('word29')
  await page.locator('summary', { hasText: '2' }).click()
  await expect(page.getByText('Amina')).toBeVisible()
  await expect(page.locator('.caret')).toHaveCount(0)
  expect(bytes()).toBeLessThan(MOST_BYTES)
})
