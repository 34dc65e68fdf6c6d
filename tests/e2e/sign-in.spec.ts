import type { Page } from '@playwright/test'
import { barriersOn } from '../support/barriers'
import { expect, signIn, test, withProvider, type Venue } from '../support/browser'
import { badgeOf, caretToEnd, loseWords, provisionOf, textOf, whenReady } from '../support/drafting'
import { byName, plugIn, sharePasskeys } from '../support/passkeys'
import { mechanismSeat, Table } from '../support/seats'

/** Somebody comes in by a link, at the house's name. */
async function enterByName(venue: Venue, name: string, page: Page): Promise<void> {
  await signIn(page, byName(await venue.linkFor('drafter', name)), name)
}

test.describe('by its name', () => {
  test.use({ environment: { PUBLIC_URL: '' } })

  test('a person adds a passkey, signs out, and comes back with it to the document they asked for', async ({
    venue,
  }) => {
    test.slow()
    const documentId = await venue.makeDocument('Zero draft', 'blank')
    const page = await venue.openWindow()
    await plugIn(page)
    await enterByName(venue, 'Amina', page)
    await page.goto(byName(venue.server.url))
    const waysBack = page.getByRole('region', { name: 'How you come back' })
    await expect(waysBack.getByText('You have no passkey yet.')).toBeVisible()
    await waysBack.getByRole('button', { name: 'Add a passkey' }).click()
    await expect(waysBack.getByText('The passkey was added.')).toBeVisible()
    await expect(waysBack.getByRole('button', { name: /^Remove/ })).toHaveCount(1)
    await waysBack.getByRole('button', { name: 'Add a passkey' }).click()
    await expect(waysBack.getByText('This device has a passkey of yours already.')).toBeVisible()
    expect(await barriersOn(page)).toEqual([])

    await page.getByRole('banner').getByRole('button', { name: 'Amina' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { name: 'You have signed out' })).toBeVisible()
    await page.goto(`${byName(venue.server.url)}/documents/${documentId}`)
    expect(await barriersOn(page)).toEqual([])
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await expect(page.locator('[contenteditable="true"]')).toBeVisible()
    await expect(page.getByRole('banner')).toContainText('Amina')

    await page.goto(byName(venue.server.url))
    await waysBack.getByRole('button', { name: /^Remove/ }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(waysBack.getByText('You have no passkey yet.')).toBeVisible()
  })

  test('a person ends a session of theirs in another browser: it shows no more, and keeps what waits to be saved', async ({
    venue,
  }) => {
    test.slow()
    const house = byName(venue.server.url)
    const documentId = await venue.makeDocument()
    const laptop = await venue.openWindow()
    const laptopKeys = await plugIn(laptop)
    await enterByName(venue, 'Amina', laptop)
    await laptop.goto(house)
    await laptop.getByRole('button', { name: 'Add a passkey' }).click()
    await expect(laptop.getByText('The passkey was added.')).toBeVisible()

    const telephone = await venue.openWindow()
    await sharePasskeys(laptopKeys, await plugIn(telephone))
    await telephone.goto(`${house}/documents/${documentId}`)
    await telephone.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await whenReady(telephone)
    await caretToEnd(provisionOf(telephone, 'operative'))
    await telephone.keyboard.type(' without delay')
    await whenReady(telephone)
    await loseWords(telephone)
    await telephone.keyboard.type(' and in full')
    await expect(badgeOf(telephone)).toHaveAttribute('data-state', 'sending')

    await laptop.reload()
    const sessions = laptop.getByRole('region', { name: 'Where you are signed in' })
    await expect(sessions.getByRole('listitem')).toHaveCount(2)
    await sessions.getByRole('button', { name: /^End/ }).click()
    await laptop.getByRole('alertdialog').getByRole('button', { name: 'End' }).click()
    const ended = telephone.getByRole('heading', { name: 'Your session has ended' })
    await expect(ended).toBeVisible({ timeout: 5_000 })
    await expect(textOf(telephone)).toHaveCount(0)
    await expect(sessions.getByRole('listitem')).toHaveCount(1)
    await expect(laptop.getByRole('banner')).toContainText('Amina')

    await telephone.reload()
    await telephone.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await whenReady(telephone)
    await expect(provisionOf(telephone, 'operative')).toContainText(' without delay and in full')
    const { provisions } = await venue.coordinator.ask('document:read', { documentId })
    expect(provisions.some(({ text }) => text.includes(' without delay and in full'))).toBe(true)
  })
})

withProvider(
  'a person connects an account of their ministry, signs out, and comes back through it',
  async ({ venue }) => {
    const page = await venue.enter('drafter', 'Amina')
    const throughProvider = async () => {
      await page.getByPlaceholder('Enter any login').fill('amina')
      await page.getByPlaceholder('and password').fill('any')
      await page.getByRole('button', { name: 'Sign-in' }).click()
      await page.getByRole('button', { name: 'Continue' }).click()
    }
    await page.getByRole('button', { name: /Connect .*Example Ministry/ }).click()
    await throughProvider()
    await expect(page.getByText(/Example Ministry.* is connected: you may sign in with it/)).toBeVisible()
    await page.getByRole('banner').getByRole('button', { name: 'Amina' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: /Sign in with .*Example Ministry/ }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('banner')).toContainText('Amina')
    await expect(page).toHaveURL(`${venue.server.url}/`)

    const stranger = await venue.openWindow()
    await stranger.goto(`${venue.server.url}/?refused=credential-unknown`)
    await expect(stranger.getByRole('status').first()).toContainText('lets nobody in here')
    await expect(stranger).toHaveURL(`${venue.server.url}/`)
  },
)

test('a shared computer is locked, shows nothing, survives a reload, and opens by the slip of its person', async ({
  venue,
}) => {
  test.slow()
  const documentId = await venue.makeDocument()
  const table = await Table.open(venue.coordinator, [mechanismSeat('SMD'), mechanismSeat('CMD')])
  const { code, url } = await table.slip('SMD')
  const page = await venue.openWindow()
  await signIn(page, url, 'Ngozi')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await expect(page.locator('[contenteditable="true"]')).toBeVisible()
  const words = (await page.locator('[contenteditable="true"]').innerText()).slice(0, 40)
  await page.getByRole('banner').getByRole('button', { name: 'Ngozi' }).click()
  await page.getByLabel('This computer is shared').check()
  await page.getByRole('button', { name: 'Lock now' }).click()

  const isLocked = async () => {
    await expect(page.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()
    await expect(page.getByRole('main')).toContainText('Ngozi')
    await expect(page.locator('body')).not.toContainText(words)
  }
  await isLocked()
  await page.reload()
  await isLocked()
  await page.getByLabel('Code of your slip, or your link').fill('00000-00000')
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByRole('main').getByRole('status')).toBeVisible()
  await page.getByLabel('Code of your slip, or your link').fill(code.toLowerCase())
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.locator('[contenteditable="true"]')).toBeVisible()
  await expect(page.getByRole('banner')).toContainText('SMD')

  await page.getByRole('banner').getByRole('button', { name: 'Ngozi' }).click()
  await page.getByRole('button', { name: 'Lock now' }).click()
  await isLocked()
  const other = await table.slip('CMD')
  await page.getByLabel('Code of your slip, or your link').fill(other.url)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
  await page.locator('input[autocomplete="name"]').fill('Jorge')
  await page.locator('form button[type="submit"]').click()
  await expect(page.getByRole('banner')).toContainText('CMD')
  await expect(page.getByRole('banner')).not.toContainText('Ngozi')
})

test('a computer that nobody touches for ten minutes locks itself, in every tab', async ({ venue }) => {
  const page = await venue.enter('drafter', 'Amina')
  await page.clock.install()
  await page.reload()
  await page.getByRole('banner').getByRole('button', { name: 'Amina' }).click()
  await page.getByLabel('This computer is shared').check()
  const second = await page.context().newPage()
  await second.goto(venue.server.url)
  await expect(second.getByRole('banner')).toContainText('Amina')
  await page.clock.runFor(9 * 60_000)
  await expect(page.getByRole('banner')).toContainText('Amina')
  await page.clock.runFor(2 * 60_000)
  await expect(page.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()
  await expect(second.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()
})
