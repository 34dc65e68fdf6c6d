import { expect, test } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

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
    // the server is stopped: whatever the time, the change is not saved
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)))
    await expect(badgeOf(page)).toHaveAttribute('data-state', 'sending')
    venue.server.resume()
    await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  }
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  expect(provisions.find(({ kind }) => kind === 'operative')?.text).toBe(await wordsOf(operative))
})

test('changes made offline survive a closed tab, and a report says that they were saved', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  const other = await venue.enter('drafter', 'Suad', { documentId })
  await whenReady(page)
  await whenReady(other)
  await page.context().setOffline(true)
  await venue.server.stop()
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')

  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' without delay')
  await caretToEnd(provisionOf(page, 'operative', 2))
  await page.keyboard.type(' and reports on it')
  await expect(badgeOf(page)).toContainText('2 changes kept here')
  const url = page.url()
  const context = page.context()
  page.on('dialog', (dialog) => void dialog.accept())
  await page.close({ runBeforeUnload: false })

  await context.setOffline(false)
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
