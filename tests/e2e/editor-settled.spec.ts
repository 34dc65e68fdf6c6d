import type { Locator, Page } from '@playwright/test'
import { provisionsOf } from '../../shared/text/provisions'
import { expect, test, type Venue } from '../support/browser'
import {
  badgeOf,
  caretToEnd,
  findLine,
  loseLine,
  provisionOf,
  selectWhole,
  textOf,
  twoAt,
  whenReady,
} from '../support/drafting'
import { untilStored } from '../support/stored-copies'
import { Typist } from '../support/typist'
import { until } from '../support/until'

async function agree(chair: Page, provision = provisionOf(chair, 'operative')): Promise<void> {
  await caretToEnd(provision)
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  await chair.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(provision).toHaveClass(/settled/)
}

/** Keeps the page's single updates on their way. @returns how to let them go */
async function holdUpdates(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    const { send } = WebSocket.prototype
    const held: (() => void)[] = []
    WebSocket.prototype.send = function (data) {
      const [frame, message] = data instanceof Uint8Array ? data : []
      const isUpdate = this.url.includes('/sync/') && frame === 0 && message === 2
      if (isUpdate) held.push(() => send.call(this, data))
      else send.call(this, data)
    }
    addEventListener('let-updates-go', () => {
      WebSocket.prototype.send = send
      for (const go of held) go()
    })
  })
  return () => page.evaluate(() => void dispatchEvent(new Event('let-updates-go')))
}

async function reopen(chair: Page): Promise<void> {
  await caretToEnd(provisionOf(chair, 'operative'))
  await chair.getByRole('button', { name: 'Reopen' }).click()
  await chair.getByLabel('Reason').fill('New instructions')
  await chair.getByRole('dialog').getByRole('button', { name: 'Reopen' }).click()
  await expect(provisionOf(chair, 'operative')).not.toHaveClass(/settled/)
}

test('the gavel settles a provision in every editor within two seconds, and says why it cannot be changed', async ({
  venue,
}) => {
  const {
    documentId,
    first: chair,
    second: delegate,
  } = await twoAt(venue, ['chair', 'Ngozi'], ['drafter', 'Amina'])
  const seen = await provisionOf(delegate, 'operative').textContent()

  await caretToEnd(provisionOf(chair, 'operative'))
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  const gavel = chair.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' })
  const frozenAt = delegate.waitForFunction(() => document.querySelector('.freezing, .settled') && Date.now())
  const began = Date.now()
  await gavel.click()
  expect(Number(await (await frozenAt).jsonValue()) - began).toBeLessThan(2_000)
  await expect(provisionOf(delegate, 'operative')).toHaveClass(/settled/)
  await expect(provisionOf(delegate, 'operative')).toHaveAttribute(
    'data-lock',
    /Agreed ad referendum · .*Ngozi/,
  )

  await caretToEnd(provisionOf(delegate, 'operative'))
  await delegate.keyboard.type('x')
  await delegate.keyboard.press('Backspace')
  await delegate.keyboard.press('Delete')
  await expect(delegate.getByText('so it was not changed. The chair can reopen it.').first()).toBeVisible()
  await expect(provisionOf(delegate, 'operative')).toHaveText(seen ?? '')
  await delegate.keyboard.press('Enter')
  await delegate.keyboard.type('A new provision after it')
  await expect(provisionOf(chair, 'operative', 1)).toHaveText('A new provision after it')
  await expect(badgeOf(delegate)).toHaveAttribute('data-state', 'saved')

  // who comes later hears of the gavel before the text arrives
  const reader = await venue.enter('observer', 'Olga', { documentId })
  await expect(provisionOf(reader, 'operative')).toHaveAttribute('data-lock', /Agreed ad referendum/)
  await reader.getByLabel('Language of the interface').selectOption('fr')
  await expect(provisionOf(reader, 'operative')).toHaveAttribute(
    'data-lock',
    /Convenu ad referendum · .*Ngozi/,
  )

  await reopen(chair)
  await expect(provisionOf(delegate, 'operative')).not.toHaveClass(/settled/)
})

test('a late offline change to a settled provision is refused, and its words are kept and can be put back', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const chair = await venue.enter('chair', 'Ngozi', { documentId })
  const delegate = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(chair)
  await whenReady(delegate)
  const agreed = (await provisionOf(chair, 'operative').textContent()) ?? ''
  await loseLine(delegate)
  await caretToEnd(provisionOf(delegate, 'operative'))
  await delegate.keyboard.type(' with late words')
  await caretToEnd(provisionOf(delegate, 'operative', 1))
  await delegate.keyboard.type(' with other words')
  await agree(chair)
  const letUpdatesGo = await holdUpdates(delegate)
  await findLine(delegate)

  await expect(badgeOf(delegate)).toHaveAttribute('data-state', 'refused')
  const report = delegate.getByRole('region', { name: 'What became of your changes' })
  await expect(report.getByText('Not taken in', { exact: true })).toBeVisible()
  await expect(report).toContainText('with late words')
  // what was carried over is on its way, and not saved before the server says so
  await expect(provisionOf(delegate, 'operative', 1)).toContainText(' with other words')
  await expect(report.getByText('Saved', { exact: true })).toHaveCount(0)
  await letUpdatesGo()
  await expect(report.getByText('Saved', { exact: true })).toBeVisible()
  await expect(provisionOf(delegate, 'operative')).toHaveText(agreed)
  await expect(provisionOf(chair, 'operative')).toHaveText(agreed)
  await expect(provisionOf(chair, 'operative', 1)).toContainText(' with other words')
  await report.getByRole('button', { name: 'I have seen this' }).click()
  await expect(badgeOf(delegate)).toHaveAttribute('data-state', 'saved')

  const kept = delegate.getByRole('region', { name: 'Your kept words' })
  await expect(kept).toContainText('with late words')
  await kept.getByRole('button', { name: 'Put back' }).click()
  const dialog = delegate.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Change the provision' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await reopen(chair)
  await caretToEnd(provisionOf(chair, 'operative'))
  await chair.keyboard.type(' and others’ words')
  await expect(provisionOf(delegate, 'operative')).toContainText(' and others’ words')
  await kept.getByRole('button', { name: 'Put back' }).click()
  await expect(dialog.locator('ins').last()).toHaveText('late')
  await expect(dialog.locator('del').last()).toHaveText('others’')
  await dialog.getByRole('button', { name: 'Insert as a new provision' }).click()
  await expect(provisionOf(chair, 'operative')).toContainText(' and others’ words')
  await expect(provisionOf(chair, 'operative', 1)).toContainText(' with late words')
  await expect(kept).toHaveCount(0)
})

test('when what a closed tab left is refused as well, the words of both are kept and the page goes on', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const chair = await venue.enter('chair', 'Ngozi', { documentId })
  const delegate = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(chair)
  await whenReady(delegate)
  const closed = await delegate.context().newPage()
  await closed.goto(delegate.url())
  await whenReady(closed)
  await loseLine(delegate)
  for (const [tab, words] of [
    [closed, ' with words of a closed tab'],
    [delegate, ' with late words'],
  ] as const) {
    await expect(badgeOf(tab)).toHaveAttribute('data-state', 'offline')
    await caretToEnd(provisionOf(tab, 'operative'))
    await tab.keyboard.type(words)
    await untilStored(tab, words)
  }
  await caretToEnd(provisionOf(delegate, 'operative', 1))
  await delegate.keyboard.type(' with other words')
  await closed.close({ runBeforeUnload: false })
  await agree(chair)
  await findLine(delegate)

  const kept = delegate.getByRole('region', { name: 'Your kept words' })
  await expect(kept).toContainText('with late words')
  await expect(kept).toContainText('with words of a closed tab')
  await expect(provisionOf(chair, 'operative', 1)).toContainText(' with other words')
  const report = delegate.getByRole('region', { name: 'What became of your changes' })
  await expect(report.getByText('Not taken in', { exact: true })).toHaveCount(2)
  await expect(report.getByText('Saved', { exact: true })).toHaveCount(1)
  await report.getByRole('button', { name: 'I have seen this' }).click()
  await whenReady(delegate)
  await caretToEnd(provisionOf(delegate, 'operative', 1))
  await delegate.keyboard.type(' and more')
  await expect(provisionOf(chair, 'operative', 1)).toContainText(' with other words and more')
  await expect(badgeOf(delegate)).toHaveAttribute('data-state', 'saved')
})

/** A delegate whose words came too late: the provision was settled while they had no line. */
async function withKeptWords(venue: Venue): Promise<{ chair: Page; delegate: Page; kept: Locator }> {
  const documentId = await venue.makeDocument()
  const chair = await venue.enter('chair', 'Ngozi', { documentId })
  const delegate = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(chair)
  await whenReady(delegate)
  await loseLine(delegate)
  await caretToEnd(provisionOf(delegate, 'operative'))
  await delegate.keyboard.type(' with late words')
  await agree(chair)
  await findLine(delegate)
  const kept = delegate.getByRole('region', { name: 'Your kept words' })
  await expect(kept).toContainText('with late words')
  return { chair, delegate, kept }
}

test('kept words change the provision only after their author saw what they change', async ({ venue }) => {
  const { chair, delegate, kept } = await withKeptWords(venue)
  await reopen(chair)
  await kept.getByRole('button', { name: 'Put back' }).click()
  await expect(delegate.getByRole('dialog').locator('ins')).toHaveText(' with late words')
  await delegate.getByRole('dialog').getByRole('button', { name: 'Change the provision' }).click()
  await expect(provisionOf(chair, 'operative')).toContainText(' with late words')
  await expect(kept).toHaveCount(0)
})

test('kept words that are put back without a line are gone from the list, also when the line is back', async ({
  venue,
}) => {
  const { chair, delegate, kept } = await withKeptWords(venue)
  await delegate.getByRole('button', { name: 'I have seen this' }).click()
  await whenReady(delegate)
  await loseLine(delegate)
  await kept.getByRole('button', { name: 'Put back' }).click()
  await delegate.getByRole('dialog').getByRole('button', { name: 'Insert as a new provision' }).click()
  await expect(provisionOf(delegate, 'operative', 1)).toContainText(' with late words')
  await expect(kept).toHaveCount(0)
  await findLine(delegate)
  await expect(provisionOf(chair, 'operative', 1)).toContainText(' with late words')
  await expect(badgeOf(delegate)).toHaveAttribute('data-state', 'saved')
  await expect(kept).toHaveCount(0)
  await delegate.reload()
  await whenReady(delegate)
  await expect(kept).toHaveCount(0)
})

test('a late deletion of a settled provision is refused, and the report says what was deleted', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const chair = await venue.enter('chair', 'Ngozi', { documentId })
  const delegate = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(chair)
  await whenReady(delegate)
  const words = (await provisionOf(delegate, 'operative').textContent()) ?? ''
  await loseLine(delegate)
  await selectWhole(provisionOf(delegate, 'operative'))
  await delegate.keyboard.press('Backspace')
  await expect(textOf(delegate)).not.toContainText(words)
  await agree(chair)
  await findLine(delegate)
  const report = delegate.getByRole('region', { name: 'What became of your changes' })
  const deleted = report.locator('[data-outcome="refused"] del, [data-outcome="kept"] del').first()
  await expect(deleted).toHaveText(words)
  await expect(provisionOf(delegate, 'operative')).toHaveText(words)

  // a reload forgets nothing that nobody has seen
  await delegate.reload()
  await expect(deleted).toHaveText(words)
  await expect(badgeOf(delegate)).toHaveAttribute('data-state', 'refused')
  await report.getByRole('button', { name: 'I have seen this' }).click()
  await expect(badgeOf(delegate)).toHaveAttribute('data-state', 'saved')
  await delegate.reload()
  await whenReady(delegate)
  await expect(badgeOf(delegate)).toHaveAttribute('data-state', 'saved')
  await expect(report).toHaveCount(0)
})

test('the gavel settles a table row, and words under it say so', async ({ venue }) => {
  const { first: chair, second: delegate } = await twoAt(venue, ['chair', 'Ngozi'], ['drafter', 'Amina'])
  const cell = textOf(chair).locator('tr').nth(1).locator('td').first()
  await cell.click()
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  await chair.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  const row = textOf(delegate).locator('tr').nth(1)
  await expect(row).toHaveClass(/settled/)
  await expect(row).toHaveAttribute('data-lock', /Agreed ad referendum · .*Ngozi/)
  const said = await row.evaluate((node) => getComputedStyle(node, '::after').content)
  expect(said).toContain('Agreed ad referendum')
  const before = await row.textContent()
  await row.locator('td').first().click()
  await delegate.keyboard.type('x')
  await expect(delegate.getByText('so it was not changed. The chair can reopen it.').first()).toBeVisible()
  expect(await row.textContent()).toBe(before)
})

test('the columns of a table run as its settled rows say, whatever stands above them', async ({ venue }) => {
  const { documentId, first: chair } = await twoAt(venue, ['chair', 'Ngozi'], ['drafter', 'Amina'])
  const table = textOf(chair).locator('table').first()
  const words = (await table.locator('tr').nth(1).textContent()) ?? ''
  const typist = await Typist.enter(await venue.coordinator.invite('drafter', 'Boris'), documentId)
  typist.connect()
  await until(() => typist.synced, { what: 'a typist in step' })
  const [header] = provisionsOf(typist.text).filter(({ kind }) => kind === 'row')
  if (!header) throw new Error('the example has a table')
  typist.doc.transact(() => {
    const said = {
      kind: 'above=row',
      tbl: `above=${String(header.table)}`,
      header: 'above=1',
      dir: 'above=rtl',
    }
    typist.text.insertEmbed(header.from, { b: 'above' }, said)
  }, 'typed')
  await expect(table).toHaveAttribute('dir', 'rtl')
  const row = table.locator('tr').nth(2)
  await expect(row).toHaveText(words)

  await row.locator('td').first().click()
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  await chair.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(row).toHaveClass(/settled/)
  await expect(table).not.toHaveAttribute('dir')
  typist.disconnect()
})

test('when the text moved on, the chair is shown the new words before deciding again', async ({ venue }) => {
  const { first: chair, second: delegate } = await twoAt(venue, ['chair', 'Ngozi'], ['drafter', 'Amina'])
  await caretToEnd(provisionOf(chair, 'operative'))
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  await caretToEnd(provisionOf(delegate, 'operative'))
  await delegate.keyboard.type(' at once')
  const dialog = chair.getByRole('dialog')
  await expect(dialog.getByText('The words are changing behind this window.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Agree ad referendum' })).toBeDisabled()
  await whenReady(delegate)
  await dialog.getByRole('button', { name: 'Show the new words' }).click()
  await expect(dialog.locator('ins')).toContainText('at once')
  await dialog.getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(provisionOf(delegate, 'operative')).toHaveClass(/settled/)
})

test('an observer reads along and cannot type', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const observer = await venue.enter('observer', 'Reader', { documentId })
  const delegate = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(delegate)
  await expect(observer.getByText('You can read this text but not change it.')).toBeVisible()
  await expect(observer.locator('.text')).toHaveAttribute('contenteditable', 'false')
  await caretToEnd(provisionOf(delegate, 'operative'))
  await delegate.keyboard.type(' for all to read')
  await expect(provisionOf(observer, 'operative')).toContainText(' for all to read')
  await expect(badgeOf(observer)).toHaveAttribute('data-state', 'saved')
})
