import { readFile } from 'node:fs/promises'
import type { Page, WebSocketRoute } from '@playwright/test'
import { encodeNotice, FRAME, SYNC } from '../../shared/sync'
import { barriersOn } from '../support/barriers'
import { expect, test, type Venue } from '../support/browser'
import {
  badgeOf,
  caretToEnd,
  findLine,
  loseLine,
  loseWords,
  provisionOf,
  textOf,
  twoAt,
  whenReady,
} from '../support/drafting'
import { restoring } from '../support/restoring'
import { countStoredCopies, untilProven, untilStored } from '../support/stored-copies'
import type { Caller } from '../support/typist'

const banner = (page: Page) => page.getByText('The server was restored to an earlier state')
const given = (page: Page) => page.getByText('What this device holds has been given back')

async function typeAtEnd(page: Page, words: string): Promise<void> {
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(words)
  await whenReady(page)
}

async function wordsOnServer({ coordinator }: Venue, documentId: Awaited<ReturnType<Venue['makeDocument']>>) {
  const { provisions, seq } = await coordinator.ask('document:read', { documentId })
  return { seq, text: provisions.find(({ kind }) => kind === 'operative')?.text ?? '' }
}

/** A page of somebody who has a session already. */
async function enterAs(venue: Venue, { cookie }: Caller, documentId: string): Promise<Page> {
  const [name = '', value = ''] = cookie.split('=')
  const { server } = venue
  const page = await venue.openWindow()
  await page.context().addCookies([{ name, value, url: server.url, httpOnly: true }])
  await page.goto(`${server.url}/documents/${documentId}`)
  return page
}

test('after a restore from a backup, a browser gives back the words that the server lost', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await restoring(venue.server, async () => {
    await whenReady(page)
    await typeAtEnd(page, ' lost and found')
  })
  await page.reload()
  await expect(banner(page)).toBeVisible()
  await expect(given(page)).toBeVisible()
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await expect(provisionOf(page, 'operative')).toContainText(' lost and found')
  await venue.coordinator.ask('recovery:end', { documentId })
  await whenReady(page)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await expect(provisionOf(page, 'operative')).toContainText(' lost and found')
  expect((await wordsOnServer(venue, documentId)).text).toContain(' lost and found')
})

test('a page that stays open through a restore gives back its own words and those that others typed', async ({
  venue,
}) => {
  const {
    documentId,
    first: amina,
    second: boris,
  } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Boris'])
  await restoring(venue.server, async () => {
    await whenReady(amina)
    await whenReady(boris)
    await typeAtEnd(amina, ' mine')
    await expect(provisionOf(boris, 'operative')).toContainText(' mine')
    await typeAtEnd(boris, ' and theirs')
    await expect(provisionOf(amina, 'operative')).toContainText(' mine and theirs')
    await untilProven(amina, (await wordsOnServer(venue, documentId)).seq)
    await boris.context().close()
  })
  await expect(banner(amina)).toBeVisible()
  await expect(given(amina)).toBeVisible()
  await expect(amina.getByRole('button', { name: 'End the recovery' })).toHaveCount(0)
  const chief = await enterAs(venue, venue.coordinator, documentId)
  await chief.getByRole('button', { name: 'End the recovery' }).click()
  expect(await barriersOn(chief, 'dialog')).toEqual([])
  await chief.getByRole('dialog').getByRole('button', { name: 'End the recovery' }).click()
  await whenReady(chief)
  await whenReady(amina)
  await expect(provisionOf(amina, 'operative')).toContainText(' mine and theirs')
  expect((await wordsOnServer(venue, documentId)).text).toContain(' mine and theirs')
})

test('who only watched holds the proof too, and gives back what was seen', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const olga = await venue.enter('observer', 'Olga', { documentId })
  const boris = await venue.enter('drafter', 'Boris', { documentId })
  await whenReady(boris)
  await expect(badgeOf(olga)).toHaveAttribute('data-state', 'saved')
  await restoring(venue.server, async () => {
    await whenReady(boris)
    await typeAtEnd(boris, ' as seen')
    await expect(provisionOf(olga, 'operative')).toContainText(' as seen')
    await untilProven(olga, (await wordsOnServer(venue, documentId)).seq)
    await boris.context().close()
  })
  await olga.reload()
  await expect(banner(olga)).toBeVisible()
  await expect(given(olga)).toBeVisible()
  expect((await wordsOnServer(venue, documentId)).text).toContain(' as seen')
  await venue.coordinator.ask('recovery:end', { documentId })
  await expect(badgeOf(olga)).toHaveAttribute('data-state', 'saved')
  await expect(provisionOf(olga, 'operative')).toContainText(' as seen')
})

test('what nobody gave back before the recovery ended is kept for whoever still holds it', async ({
  venue,
}) => {
  const {
    documentId,
    first: amina,
    second: boris,
  } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Boris'])
  const { coordinator } = venue
  const proof = await restoring(venue.server, async () => {
    await whenReady(boris)
    await whenReady(amina)
    await typeAtEnd(boris, ' of others')
    await expect(provisionOf(amina, 'operative')).toContainText(' of others')
    await loseLine(amina)
    await boris.context().close()
    await caretToEnd(provisionOf(amina, 'preambular'))
    await amina.keyboard.type(' and mine')
    return coordinator.ask('document:enter', { documentId, receipt: null })
  })
  const { receipt } = proof
  expect(await coordinator.ask('document:enter', { documentId, receipt })).toMatchObject({ recovering: true })
  await coordinator.ask('recovery:end', { documentId })
  await findLine(amina)
  await expect(badgeOf(amina)).toHaveAttribute('data-state', 'refused')
  await expect(textOf(amina)).toHaveAttribute('contenteditable', 'true')
  const kept = amina.getByRole('region', { name: 'Your kept words' })
  await expect(kept).toContainText(' of others')
  await expect(kept).toContainText(
    'The server was restored to an earlier state and no longer has these words',
  )
  await expect(provisionOf(amina, 'preambular')).toContainText(' and mine')
  await expect(provisionOf(amina, 'operative')).not.toContainText(' of others')
  await amina.getByRole('button', { name: 'I have seen this' }).click()
  await expect(badgeOf(amina)).toHaveAttribute('data-state', 'saved')
  await amina.reload()
  await expect(kept).toContainText(' of others')
})

test('a document that was made after the backup stays on the devices that have it, to be taken along', async ({
  venue,
}) => {
  const page = await venue.enter('drafter', 'Amina')
  await expect(page.getByRole('heading', { name: 'Documents' })).toBeVisible()
  await restoring(venue.server, async () => {
    const documentId = await venue.makeDocument('Made on Monday')
    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await whenReady(page)
    await typeAtEnd(page, ' and never again')
  })
  const lost = page.getByText('no longer has this document')
  for (const isOpened of [false, true]) {
    if (isOpened) await page.reload()
    await expect(lost).toBeVisible()
    await expect(provisionOf(page, 'operative')).toContainText(' and never again')
    await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  }
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the text' }).click()
  const file = await downloading
  expect(file.suggestedFilename()).toBe('Made on Monday.html')
  expect(await readFile(await file.path(), 'utf8')).toContain(' and never again')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy the text' }).click()
  await expect(page.getByText('The text is copied').first()).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(' and never again')
})

test('words that wait in a document that the server lost are laid aside by their author', async ({
  venue,
}) => {
  const page = await venue.enter('drafter', 'Amina')
  await expect(page.getByRole('heading', { name: 'Documents' })).toBeVisible()
  await restoring(venue.server, async () => {
    const documentId = await venue.makeDocument('Made on Monday')
    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await whenReady(page)
    await loseWords(page)
    await caretToEnd(provisionOf(page, 'operative'))
    await page.keyboard.type(' and never saved')
    await untilStored(page, ' and never saved')
  })
  await expect(page.getByText('no longer has this document')).toBeVisible()
  await page.getByRole('button', { name: 'Lay aside' }).click()
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText('The copy of the document that is kept on this device goes with them')
  expect(await barriersOn(page, 'dialog')).toEqual([])
  await question.getByRole('button', { name: 'Lay aside' }).click()
  await expect(page.getByRole('heading', { name: 'Documents' })).toBeVisible()
  expect(await countStoredCopies(page)).toBe(0)
})

test('a recovery that begins and ends while the text is loaded afresh keeps nobody out', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina')
  const lines: WebSocketRoute[] = []
  await page.routeWebSocket(/\/sync\//, (line) => {
    const isHeld = lines.push(line) === 2
    const server = line.connectToServer()
    server.onMessage((message) => {
      if (!isHeld) line.send(message)
    })
  })
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  // no copy can apply this update, so another is loaded, whose line tells of a recovery before it is in step
  lines[0]?.send(Buffer.from([FRAME.sync, SYNC.update, 3, 255, 255, 255]))
  await expect.poll(() => lines.length).toBe(2)
  lines[1]?.send(Buffer.from(encodeNotice({ type: 'recovery', recovering: true })))
  await expect.poll(() => lines.length).toBe(3)
  await whenReady(page)
  await expect(banner(page)).toHaveCount(0)
  await typeAtEnd(page, ' and so on')
})
