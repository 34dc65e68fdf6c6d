import type { WebSocketRoute } from '@playwright/test'
import { expect, test } from '../support/browser'
import { caretToEnd, provisionOf, whenReady } from '../support/drafting'
import { untilStored } from '../support/stored-copies'
import { FRAME, SYNC } from '../../shared/sync'

/** An update that no copy can apply. */
const BROKEN_UPDATE = Buffer.from([FRAME.sync, SYNC.update, 3, 255, 255, 255])

test('whoever leaves a document while its copy is loaded afresh is not here any more, and loses no words', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const chair = await venue.enter('chair', 'Ngozi', { documentId })
  await whenReady(chair)
  const page = await venue.enter('drafter', 'Amina')
  const lines: WebSocketRoute[] = []
  const held: (() => void)[] = []
  let holds = true
  let loses = false
  await page.routeWebSocket(/\/sync\//, (line) => {
    const isFirst = lines.push(line) === 1
    const server = line.connectToServer()
    line.onMessage((message) => {
      if (!isFirst || !loses) server.send(message)
    })
    server.onMessage((message) => {
      if (isFirst || !holds) line.send(message)
      else held.push(() => line.send(message))
    })
  })
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  await expect(chair.getByText('2 people here')).toBeVisible()

  loses = true
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' without delay')
  await untilStored(page, ' without delay')
  lines[0]?.send(BROKEN_UPDATE)
  await expect.poll(() => held.length).toBeGreaterThan(0)
  await page.getByRole('banner').getByRole('link', { name: /Adref/ }).click()
  await expect(page.getByRole('region', { name: 'Documents' })).toBeVisible()
  holds = false
  for (const deliver of held.splice(0)) deliver()
  await expect(chair.getByText('1 person here')).toBeVisible()

  await page.getByRole('link', { name: /Zero draft/ }).click()
  await whenReady(page)
  await expect(provisionOf(page, 'operative')).toContainText(' without delay')
  await expect(provisionOf(chair, 'operative')).toContainText(' without delay')
})
