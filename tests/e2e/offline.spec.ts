import type { BrowserContext, Page } from '@playwright/test'
import type { DocumentId } from '../../shared/ids'
import { expect, test, type Venue } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady, whenServedByWorker } from '../support/drafting'
import { untilStored } from '../support/stored-copies'
import { Typist } from '../support/typist'
import { until } from '../support/until'

test.use({ serviceWorkers: 'allow' })

/** A drafter whose browser holds the pages and the text, ready to go on without the server. */
async function drafterAt(venue: Venue): Promise<{ documentId: DocumentId; page: Page }> {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await whenServedByWorker(page)
  return { documentId, page }
}

const wordsAt = async (venue: Venue, documentId: DocumentId) =>
  (await venue.coordinator.ask('document:read', { documentId })).provisions.map(({ text }) => text).join('\n')

test('a page loaded without the server shows the text, takes words, and brings them in when it is back', async ({
  venue,
}) => {
  const { documentId, page } = await drafterAt(venue)
  const other = await Typist.enter(venue.coordinator, documentId)
  other.connect()
  await until(() => other.synced)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' without delay')
  await expect.poll(() => wordsAt(venue, documentId)).toContain(' without delay')

  await page.context().setOffline(true)
  await page.reload()
  await expect(page.getByText('There is no connection. This is the copy kept on this device')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Zero draft' })).toBeVisible()
  await expect(provisionOf(page, 'operative')).toContainText(' without delay')
  await expect(badgeOf(page)).toContainText('Offline, nothing waiting')
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' and in full')
  await expect(badgeOf(page)).toContainText('Offline, 1 change kept here')
  other.insert(other.text.length, ' meanwhile')
  await expect.poll(() => wordsAt(venue, documentId)).toContain(' meanwhile')
  expect(await wordsAt(venue, documentId)).not.toContain('and in full')

  await page.context().setOffline(false)
  await whenReady(page)
  await expect(provisionOf(page, 'operative')).toContainText(' without delay and in full')
  await expect(textOf(page)).toContainText(' meanwhile')
  expect(await wordsAt(venue, documentId)).toContain(' without delay and in full')
  await expect(
    page.getByRole('region', { name: 'What became of your changes' }).getByText('Saved'),
  ).toHaveCount(1)
  await page.keyboard.type(' now')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  expect(await wordsAt(venue, documentId)).toContain(' in full now')
  other.disconnect()
})

test('what one page typed offline and the next one went on with comes in once, and whole', async ({
  venue,
}) => {
  const { documentId, page } = await drafterAt(venue)
  page.on('dialog', (dialog) => void dialog.accept())
  await venue.server.stop()
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' without delay')
  await untilStored(page, 'without delay')

  await page.reload()
  await expect(provisionOf(page, 'operative')).toContainText(' without delay')
  await expect(badgeOf(page)).toContainText('Offline, 1 change kept here')
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'true')
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' and in full')
  await untilStored(page, 'and in full')

  await page.reload()
  await expect(provisionOf(page, 'operative')).toContainText(' without delay and in full')
  await venue.server.start()
  await whenReady(page)
  await expect(provisionOf(page, 'operative')).toContainText(' without delay and in full')
  const words = await wordsAt(venue, documentId)
  expect(words.split('without delay and in full')).toHaveLength(2)
})

/** Two tabs of a drafter, closed without a line: each leaves words of its own in this browser. */
async function twoTabsClosed(
  venue: Venue,
): Promise<{ documentId: DocumentId; context: BrowserContext; url: string }> {
  const { documentId, page: first } = await drafterAt(venue)
  const context = first.context()
  const second = await context.newPage()
  await second.goto(first.url())
  await whenReady(second)
  await context.setOffline(true)
  for (const [index, tab] of [first, second].entries()) {
    await expect(badgeOf(tab)).toHaveAttribute('data-state', 'offline')
    await caretToEnd(provisionOf(tab, 'operative', index))
    await tab.keyboard.type(` words of tab ${index}`)
    await untilStored(tab, `words of tab ${index}`)
  }
  const url = first.url()
  for (const tab of [first, second]) await tab.close({ runBeforeUnload: false })
  return { documentId, context, url }
}

/** Types at the end of a provision, and waits until the server and this browser have the words. */
async function typeAndSee(venue: Venue, documentId: DocumentId, tab: Page): Promise<void> {
  await whenReady(tab)
  await caretToEnd(provisionOf(tab, 'operative'))
  await tab.keyboard.type(' and so on')
  await expect.poll(() => wordsAt(venue, documentId)).toContain(' and so on')
  await tab.context().setOffline(true)
  await expect(badgeOf(tab)).toHaveAttribute('data-state', 'offline')
  await tab.keyboard.type(' for ever')
  await expect(badgeOf(tab)).toContainText('Offline, 1 change kept here')
  await untilStored(tab, 'and so on for ever')
}

test('of two tabs that come back together neither takes away what the other stores', async ({ venue }) => {
  const { documentId, context, url } = await twoTabsClosed(venue)
  const one = await context.newPage()
  await one.goto(url)
  await expect(textOf(one)).toHaveAttribute('contenteditable', 'true')
  const two = await context.newPage()
  await two.goto(url)
  await expect(two.getByText(/There is no connection|Opening the text/)).toBeVisible()

  await context.setOffline(false)
  await whenReady(one)
  await expect.poll(() => wordsAt(venue, documentId)).toMatch(/words of tab 0[^]*words of tab 1/)
  await typeAndSee(venue, documentId, two)
})

test('a tab that took up what two others left, and went on alone, stores and sends what is typed when the line is back', async ({
  venue,
}) => {
  const { documentId, context, url } = await twoTabsClosed(venue)
  const page = await context.newPage()
  await page.goto(url)
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'true')
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' and alone')
  await untilStored(page, 'and alone')

  await context.setOffline(false)
  await expect.poll(() => wordsAt(venue, documentId)).toMatch(/words of tab 0 and alone[^]*words of tab 1/)
  await typeAndSee(venue, documentId, page)
})

test('after signing out nothing of the person is left in this browser', async ({ venue }) => {
  const { page } = await drafterAt(venue)
  await page.getByRole('banner').locator('[popovertarget]').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'You have signed out' })).toBeVisible()
  const left = await page.evaluate(async () => {
    const paths: string[] = []
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname)
    return { paths, person: localStorage.getItem('adref.me') }
  })
  expect(left.person).toBeNull()
  expect(left.paths).toContain('/')
  expect(left.paths.filter((path) => !/^\/(icon\.svg|look\.js|assets\/[\w.-]+)?$/.test(path))).toEqual([])

  await page.context().setOffline(true)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expect(page.getByText('Amina')).toHaveCount(0)
})

test('whoever was shut out meanwhile sees the text no more once the server answers', async ({ venue }) => {
  const { page } = await drafterAt(venue)
  await page.context().setOffline(true)
  await page.reload()
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'true')
  const { people } = await venue.coordinator.ask('people:list', {})
  const amina = people.find(({ name }) => name === 'Amina')
  if (!amina) throw new Error('Amina is among the people')
  await venue.coordinator.ask('people:revoke', { personId: amina.personId })
  await page.context().setOffline(false)
  await expect(page.getByRole('heading', { name: 'Your session has ended' })).toBeVisible()
  await expect(textOf(page)).toHaveCount(0)
})
