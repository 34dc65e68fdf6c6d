import type { Page, WebSocketRoute } from '@playwright/test'
import { expect, test } from '../support/browser'
import { caretToEnd, findLine, loseLine, loseWords, provisionOf, whenReady } from '../support/drafting'
import { untilStored } from '../support/stored-copies'
import { FRAME, SYNC } from '../../shared/sync'

/** An update that no copy can apply. */
const BROKEN_UPDATE = Buffer.from([FRAME.sync, SYNC.update, 3, 255, 255, 255])

async function goHome(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('link', { name: /Adref/ }).click()
  await expect(page.getByRole('region', { name: 'Documents' })).toBeVisible()
}

test('whoever leaves a document while it opens finds there, on coming back, what this browser stores of it', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await page.addInitScript(() => {
    // the names of the stored copies are read when the page says so
    const { databases } = IDBFactory.prototype
    let waits: Promise<unknown> = Promise.resolve()
    IDBFactory.prototype.databases = function () {
      return waits.then(() => databases.call(this))
    }
    addEventListener('slow-store', () => {
      waits = new Promise((go) => addEventListener('quick-store', go))
    })
  })
  await page.reload()
  await whenReady(page)
  await loseWords(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' without delay')
  await untilStored(page, ' without delay')
  await goHome(page)

  const say = (event: string) => page.evaluate((name) => dispatchEvent(new Event(name)), event)
  await say('slow-store')
  await page.getByRole('link', { name: /Zero draft/ }).click()
  await expect(page.getByRole('region', { name: 'Documents' })).toHaveCount(0)
  await goHome(page)
  await say('quick-store')
  // as long as an opening asks whose the stored copies are
  await page.waitForTimeout(500)
  await page.getByRole('link', { name: /Zero draft/ }).click()
  await expect(provisionOf(page, 'operative')).toContainText(' without delay')
})

test('whoever leaves while refused words are sent is not here any more, and the words are kept', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const chair = await venue.enter('chair', 'Ngozi', { documentId })
  await whenReady(chair)
  const page = await venue.enter('drafter', 'Amina')
  const asked: string[] = []
  // nobody answers what the page asks of these words, over the live socket or without it
  await page.routeWebSocket(/\/live/, (line) => {
    const server = line.connectToServer()
    line.onMessage((message) => {
      if (String(message).includes('words:keep')) asked.push(String(message))
      else server.send(message)
    })
  })
  await page.route('**/api/words:keep', (route) => void asked.push(route.request().url()))
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  await loseLine(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' with late words')
  await untilStored(page, ' with late words')
  await caretToEnd(provisionOf(chair, 'operative'))
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  await chair.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(provisionOf(chair, 'operative')).toHaveClass(/settled/)
  await findLine(page)
  await expect.poll(() => asked.length).toBeGreaterThan(0)
  await goHome(page)
  await expect(chair.getByText('1 person here')).toBeVisible()
  await page.getByRole('link', { name: /Zero draft/ }).click()
  await expect(page.getByRole('region', { name: 'Your kept words' })).toContainText('with late words')
  await expect(chair.getByText('2 people here')).toBeVisible()
  await goHome(page)
  await expect(chair.getByText('1 person here')).toBeVisible()
})

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
  await goHome(page)
  holds = false
  for (const deliver of held.splice(0)) deliver()
  await expect(chair.getByText('1 person here')).toBeVisible()

  await page.getByRole('link', { name: /Zero draft/ }).click()
  await whenReady(page)
  await expect(provisionOf(page, 'operative')).toContainText(' without delay')
  await expect(provisionOf(chair, 'operative')).toContainText(' without delay')
})
