import type { Page } from '@playwright/test'
import type { DocumentId } from '../../shared/ids'
import { barriersOn } from '../support/barriers'
import { expect, signIn, test, withProvider, type Venue } from '../support/browser'
import { badgeOf, caretToEnd, loseWords, provisionOf, textOf, whenReady } from '../support/drafting'
import { byName, plugIn } from '../support/passkeys'
import { mechanismSeat, Table } from '../support/seats'
import { untilStored } from '../support/stored-copies'

const WORDS = ' without delay'

async function lock(page: Page, name: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name }).click()
  await page.getByLabel('This computer is shared').check()
  await page.getByRole('button', { name: 'Lock now' }).click()
  await expect(page.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()
  await expect(textOf(page)).toHaveCount(0)
}

async function typeAtLock(page: Page, said: string): Promise<void> {
  await page.getByLabel('Code of your slip, or your link').fill(said)
  await page.getByRole('button', { name: 'Unlock', exact: true }).click()
}

/** Somebody types words of which the server never hears. */
async function typeUnsaved(page: Page): Promise<void> {
  await loseWords(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(WORDS)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'sending')
}

const wordsAt = async (venue: Venue, documentId: DocumentId) =>
  (await venue.coordinator.ask('document:read', { documentId })).provisions.map(({ text }) => text).join('\n')

/** The page loses its line, and the other tabs of its browser do not. @returns what gives it back */
async function loseOwnLine(page: Page): Promise<() => Promise<unknown>> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  const set = (offline: boolean) =>
    cdp.send('Network.emulateNetworkConditions', {
      ...{ offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
    })
  await set(true)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
  return () => set(false)
}

test('what somebody deleted without a line is not taken as done by who sits down on the same seat in another tab', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const table = await Table.open(venue.coordinator, [mechanismSeat('SMD')])
  const page = await venue.openWindow()
  await signIn(page, (await table.slip('SMD')).url, 'Amina')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  const before = await wordsAt(venue, documentId)
  const findLine = await loseOwnLine(page)
  await caretToEnd(provisionOf(page, 'operative'))
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('Backspace')

  const second = await page.context().newPage()
  await second.goto((await table.slip('SMD')).url)
  await second.getByRole('button', { name: /else/i }).click()
  await second.locator('input[autocomplete="name"]').fill('Suad')
  await second.locator('form button[type="submit"]').click()
  await second.waitForURL((url) => url.pathname !== '/join')
  await findLine()
  await expect(page.getByRole('heading', { name: 'Somebody else has signed in here' })).toBeVisible()
  await second.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(second)
  await expect(second.getByRole('banner')).toContainText('Suad')
  expect(await wordsAt(venue, documentId)).toBe(before)
})

test('two who share a laptop come back in turn by the slips that they came by, the first to the words that waited', async ({
  venue,
}) => {
  test.slow()
  const documentId = await venue.makeDocument()
  const table = await Table.open(venue.coordinator, [mechanismSeat('SMD'), mechanismSeat('CMD')])
  const [hers, his] = [await table.slip('SMD'), await table.slip('CMD')]
  const page = await venue.openWindow()
  await signIn(page, hers.url, 'Ngozi')
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  await typeUnsaved(page)
  await lock(page, 'Ngozi')

  await typeAtLock(page, his.code)
  await expect(page.locator('input[autocomplete="name"]')).toHaveValue('')
  await page.locator('input[autocomplete="name"]').fill('Jorge')
  await page.locator('form button[type="submit"]').click()
  await expect(page.getByRole('banner')).toContainText('CMD')
  await lock(page, 'Jorge')

  await typeAtLock(page, hers.code)
  await expect(page.getByRole('banner')).toContainText('Ngozi')
  await expect(page).toHaveURL(`${venue.server.url}/`)
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await expect.poll(() => wordsAt(venue, documentId)).toContain(WORDS)
  await lock(page, 'Ngozi')
  await typeAtLock(page, his.url)
  await expect(page.getByRole('banner')).toContainText('Jorge')
})

test('who locked the screen first comes back by their slip although the second has signed out', async ({
  venue,
}) => {
  test.slow()
  const table = await Table.open(venue.coordinator, [mechanismSeat('SMD'), mechanismSeat('CMD')])
  const [hers, his] = [await table.slip('SMD'), await table.slip('CMD')]
  const page = await venue.openWindow()
  await signIn(page, hers.url, 'Ngozi')
  await lock(page, 'Ngozi')
  await signIn(page, his.url, 'Jorge')
  await page.getByRole('banner').getByRole('button', { name: 'Jorge' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'I have a slip with a code' }).click()
  await page.getByLabel('Code of your slip').fill(his.code)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Come back' }).click()
  await expect(page.getByText('This browser knows nobody who came in by it')).toBeVisible()
  expect(await barriersOn(page)).toEqual([])

  await page.goto(hers.url)
  await page.reload()
  await page.getByRole('button', { name: 'Come back' }).click()
  await expect(page.getByRole('banner')).toContainText('Ngozi')
  await expect(page.getByRole('banner')).toContainText('SMD')
})

test.describe('by its name', () => {
  test.use({ environment: { PUBLIC_URL: '' } })

  test('words that waited are not those of whoever comes in by another tab, and go on under the name of who typed them', async ({
    venue,
  }) => {
    test.slow()
    const documentId = await venue.makeDocument()
    const page = await venue.openWindow()
    await plugIn(page)
    await signIn(page, byName(await venue.linkFor('drafter', 'Amina')), 'Amina')
    await page.goto(byName(venue.server.url))
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await expect(page.getByText('The passkey was added.')).toBeVisible()
    await page.goto(`${byName(venue.server.url)}/documents/${documentId}`)
    await whenReady(page)
    const findLine = await loseOwnLine(page)
    await caretToEnd(provisionOf(page, 'operative'))
    await page.keyboard.type(WORDS)
    await untilStored(page, WORDS)

    const second = await page.context().newPage()
    await signIn(second, byName(await venue.linkFor('drafter', 'Suad')), 'Suad')
    await findLine()
    await expect(page.getByRole('heading', { name: 'Somebody else has signed in here' })).toBeVisible()
    await expect(textOf(page)).toHaveCount(0)
    expect(await barriersOn(page)).toEqual([])
    await page.getByRole('button', { name: /Go on as .*Suad/ }).click()
    await whenReady(page)
    await expect(page.getByRole('banner')).toContainText('Suad')
    await expect(textOf(page)).not.toContainText(WORDS)
    expect(await wordsAt(venue, documentId)).not.toContain(WORDS)

    await lock(page, 'Suad')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await expect(page.getByRole('banner')).toContainText('Amina')
    await page.goto(`${byName(venue.server.url)}/documents/${documentId}`)
    await expect.poll(() => wordsAt(venue, documentId)).toContain(WORDS)
    await expect(page.getByRole('banner')).toContainText('Amina')
  })

  test('who comes back when the session behind the lock is over hears so, and goes on by a passkey with the words that waited', async ({
    venue,
  }) => {
    test.slow()
    const documentId = await venue.makeDocument()
    const table = await Table.open(venue.coordinator, [mechanismSeat('SMD')])
    const slip = await table.slip('SMD')
    const page = await venue.openWindow()
    await plugIn(page)
    await signIn(page, byName(slip.url), 'Ngozi')
    await page.goto(byName(venue.server.url))
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await expect(page.getByText('The passkey was added.')).toBeVisible()
    await page.goto(`${byName(venue.server.url)}/documents/${documentId}`)
    await whenReady(page)
    await typeUnsaved(page)
    await lock(page, 'Ngozi')

    // as a browser does after seven days
    await page.context().clearCookies()
    await typeAtLock(page, slip.code)
    await expect(page.getByText('The session behind this lock is over')).toBeVisible()
    expect(await barriersOn(page)).toEqual([])
    await page.reload()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await whenReady(page)
    await expect(page.getByRole('banner')).toContainText('SMD')
    await expect(provisionOf(page, 'operative')).toContainText(WORDS)
    await expect.poll(() => wordsAt(venue, documentId)).toContain(WORDS)
  })
})

withProvider(
  'a locked screen opens by an account that its person has connected, and stays open',
  async ({ venue }) => {
    test.slow()
    const documentId = await venue.makeDocument()
    const page = await venue.enter('drafter', 'Amina')
    await page.getByRole('button', { name: /Connect .*Example Ministry/ }).click()
    await page.getByPlaceholder('Enter any login').fill('amina')
    await page.getByPlaceholder('and password').fill('any')
    await page.getByRole('button', { name: 'Sign-in' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText(/Example Ministry.* is connected/)).toBeVisible()
    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await whenReady(page)
    await typeUnsaved(page)
    const second = await page.context().newPage()
    await second.goto(venue.server.url)
    await lock(page, 'Amina')
    await expect(second.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()

    await page.getByRole('button', { name: /Sign in with .*Example Ministry/ }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await whenReady(page)
    await expect(page).toHaveURL(`${venue.server.url}/documents/${documentId}`)
    await expect.poll(() => wordsAt(venue, documentId)).toContain(WORDS)
    await expect(second.getByRole('banner')).toContainText('Amina')
    await page.reload()
    await whenReady(page)
    await expect(page.getByRole('banner')).toContainText('Amina')
  },
)
