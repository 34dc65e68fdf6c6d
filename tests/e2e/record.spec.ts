import type { ProvisionId } from '../../shared/ids'
import { barriersOn } from '../support/barriers'
import { expect, signIn, test } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

test('years later a chair finds who agreed which words, and checks that the record holds', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const chen = await venue.coordinator.invite('chair', 'Chen')
  const { provisions } = await chen.ask('document:read', { documentId })
  const settled = provisions.filter(({ kind }) => kind === 'operative').at(-1)
  if (!settled) throw new Error('the example has an operative paragraph')
  const { textHash } = settled
  const provisionId = settled.id as ProvisionId
  await chen.ask('provision:agree', { documentId, provisionId, textHash })
  await chen.ask('provision:reopen', { documentId, provisionId, reason: 'A word from the capital' })

  const page = await venue.enter('chair', 'Amina', { documentId })
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(' warmly')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.getByRole('link', { name: 'Record', exact: true }).click()
  await page.waitForURL((url) => url.pathname === `/documents/${documentId}/record`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Zero draft')
  const rows = page.getByRole('main').locator('ul.rows > li')
  await expect(rows.first()).toContainText(/Typed, \d+ change/)
  await expect(rows.first()).toContainText('Amina')
  const reopened = rows.filter({ hasText: 'A word from the capital' })
  await expect(reopened).toContainText('Reopened')
  await expect(reopened).toContainText('Chen')

  await page.getByRole('combobox', { name: 'Entries' }).selectOption('decisions')
  await expect(rows).toHaveCount(2)
  await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Amina' })
  await expect(rows).toHaveText('Nothing in the record fits.')
  await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'All' })
  await page.getByRole('combobox', { name: 'Provision' }).selectOption(provisionId)
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Check the entries shown' }).click()
  const checked = page.getByRole('main').getByRole('status')
  await expect(checked).toContainText('What could be checked holds.')
  await expect(checked).toContainText('taken as told')
  await rows.last().locator('summary').click()
  await expect(rows.last().locator('code')).toHaveText(/^[0-9a-f]{64}$/)
  expect(await barriersOn(page)).toEqual([])
  await rows.last().getByRole('list').getByRole('link').first().click()
  await page.waitForURL(
    (url) => url.pathname === `/documents/${documentId}` && url.hash === `#${provisionId}`,
  )
  await expect(textOf(page)).toBeVisible()

  const delegate = await venue.openWindow()
  await delegate.goto(`${venue.server.url}/documents/${documentId}/record`)
  await expect(delegate.getByRole('heading', { level: 1 })).toBeVisible()
  await signIn(delegate, await venue.linkFor('drafter', 'Omar'), 'Omar')
  expect(new URL(delegate.url()).pathname).toBe(`/documents/${documentId}/record`)
  await expect(delegate.getByText('You read your own part of the record')).toBeVisible()
  await expect(delegate.getByText(/not told to you$/).first()).toBeVisible()
  await expect(delegate.getByText('A word from the capital')).toHaveCount(0)
  const observer = await venue.enter('observer', 'Olga', { documentId })
  await expect(textOf(observer)).toBeVisible()
  await expect(observer.getByRole('button', { name: 'Print' })).toBeVisible()
  await expect(observer.getByRole('link', { name: 'Record', exact: true })).toHaveCount(0)
  await observer.goto(`${venue.server.url}/documents/${documentId}/record`)
  await expect(observer.getByRole('main').getByRole('link', { name: 'Back to the text' })).toHaveCount(0)
  await expect(observer.getByRole('heading', { level: 1 })).toBeVisible()
})
