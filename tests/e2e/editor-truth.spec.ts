import type { Page } from '@playwright/test'
import type { DocumentId } from '../../shared/ids'
import { expect, test, type Venue } from '../support/browser'
import { changeStoredWords, forgetWhatWaits, untilStored } from '../support/stored-copies'
import { badgeOf, caretAfter, caretToEnd, provisionOf, textOf, twoAt, whenReady } from '../support/drafting'

test('the badge is never green before the server has acknowledged the last change, deletions included', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const operative = provisionOf(page, 'operative')

  for (const act of ['type', 'delete'] as const) {
    await caretToEnd(operative)
    venue.server.pause()
    if (act === 'type') await page.keyboard.type(' now')
    else await page.keyboard.press('Backspace')
    await expect(badgeOf(page)).toHaveAttribute('data-state', 'sending')
    // the server is stopped, so the change is not saved: in no frame that is painted may the badge say so
    expect(await statesShown(page, 90)).toEqual(['sending'])
    venue.server.resume()
    await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  }
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  expect(provisions.find(({ kind }) => kind === 'operative')?.text).toBe(await wordsOf(operative))
})

test('changes made offline survive a closed tab, and a report says that they were saved', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Suad'])
  await venue.server.stop()
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')

  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' without delay')
  await caretToEnd(provisionOf(page, 'operative', 2))
  await page.keyboard.type(' and reports on it')
  await expect(badgeOf(page)).toContainText('2 changes kept here')
  await untilStored(page, 'and reports on it')
  const url = page.url()
  const context = page.context()
  page.on('dialog', (dialog) => void dialog.accept())
  await page.close({ runBeforeUnload: false })

  await venue.server.start()
  const again = await context.newPage()
  await again.goto(url)
  await whenReady(again)
  await expect(provisionOf(again, 'operative')).toContainText(' without delay')
  await expect(provisionOf(other, 'operative', 2)).toContainText(' and reports on it')
  const report = again.getByRole('region', { name: 'What became of your changes' })
  await expect(report.getByText('Saved')).toHaveCount(2)
  await expect(report).toContainText('without delay')
})

/** Somebody whose server went away, with the caret at the end of a provision. */
async function offlineAt(venue: Venue): Promise<{ documentId: DocumentId; page: Page; url: string }> {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const url = page.url()
  await venue.server.stop()
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
  await caretToEnd(provisionOf(page, 'operative'))
  return { documentId, page, url }
}

test('words that were stored before the list of what waits was are saved all the same, and not before green', async ({
  venue,
}) => {
  const { documentId, page, url } = await offlineAt(venue)
  await page.keyboard.type(' without delay')
  await untilStored(page, 'without delay')
  const context = page.context()
  await page.close({ runBeforeUnload: false })

  await venue.server.start()
  const again = await context.newPage()
  await again.goto(venue.server.url)
  // as a crash between the two leaves it
  await forgetWhatWaits(again)
  await again.goto(url)
  await whenReady(again)
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  expect(provisions.find(({ kind }) => kind === 'operative')?.text).toContain(' without delay')
  await expect(provisionOf(again, 'operative')).toContainText(' without delay')
})

test('what was typed offline, faster than anybody types, survives the death of its tab', async ({
  venue,
}) => {
  const { page, url } = await offlineAt(venue)
  const cdp = await page.context().newCDPSession(page)
  const died = page.waitForEvent('crash')
  await page.keyboard.type(' without any delay', { delay: 20 })
  cdp.send('Page.crash').catch(() => {})
  await died

  await venue.server.start()
  const again = await page.context().newPage()
  await again.goto(url)
  await whenReady(again)
  await expect(provisionOf(again, 'operative')).toContainText(' without any delay')
})

test('two tabs of one person keep each their own changes', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const first = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(first)
  const second = await first.context().newPage()
  await second.goto(first.url())
  await whenReady(second)

  await caretToEnd(provisionOf(first, 'operative'))
  await first.keyboard.type(' one')
  await caretToEnd(provisionOf(second, 'operative', 1))
  await second.keyboard.type(' two')
  await expect(provisionOf(first, 'operative', 1)).toContainText(' two')
  await expect(provisionOf(second, 'operative')).toContainText(' one')
  await whenReady(first)
  await whenReady(second)
  expect(await textOf(first).textContent()).toBe(await textOf(second).textContent())
})

const wordsOf = async (provision: ReturnType<typeof provisionOf>) => (await provision.textContent()) ?? ''

test('a copy that came to read differently from the server’s heals itself, and the caret stays', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const url = page.url()
  await page.goto(venue.server.url)
  // the same state by every count, other words: what no exchange of updates repairs
  await changeStoredWords(page, 'Affirm', 'Affyrm')
  await page.goto(url)
  await whenReady(page)
  const operative = provisionOf(page, 'operative')
  await expect(operative).toContainText('Affyrm')
  await caretAfter(operative, 'Aff')
  await expect(operative).toContainText('Affirm', { timeout: 45_000 })
  await expect(page.locator('[aria-live="polite"]')).toContainText(['loaded afresh'])
  await expect(page.getByRole('region', { name: 'What became of your changes' })).toHaveCount(0)
  await whenReady(page)
  await page.keyboard.type('|')
  await expect(operative).toContainText('Aff|irm')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  expect(provisions.find(({ kind }) => kind === 'operative')?.text).toContain('Aff|irm')
})

/** Every state that the badge shows during this many frames. */
function statesShown(page: Page, frames: number): Promise<string[]> {
  return badgeOf(page).evaluate(async (badge, frames) => {
    const shown = new Set<string>()
    for (let frame = 0; frame < frames; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      shown.add(badge.dataset['state'] ?? '')
    }
    return [...shown]
  }, frames)
}
