import type { Page } from '@playwright/test'
import { ANNOUNCE_EVERY_MS } from '../../client/announcements'
import type { ProvisionId } from '../../shared/ids'
import { expect, test } from '../support/browser'
import { badgeOf, whenReady } from '../support/drafting'
import { Typist } from '../support/typist'

interface Heard {
  readonly said: string
  readonly at: number
}

/** Writes down, by the clock of the page, what somebody who listens to it is told from here on. */
async function listenTo(page: Page): Promise<() => Promise<Heard[]>> {
  await page.evaluate(() => {
    const region = document.querySelector('[aria-live="polite"]')
    if (!region) throw new Error('the page has no live region')
    const heard: Heard[] = []
    const hear = () => {
      const said = region.textContent.trim()
      if (said !== '') heard.push({ said, at: Date.now() })
      document.documentElement.dataset['heard'] = JSON.stringify(heard)
    }
    new MutationObserver(hear).observe(region, { childList: true, subtree: true, characterData: true })
  })
  return async () => JSON.parse((await page.locator('html').getAttribute('data-heard')) ?? '[]') as Heard[]
}

test('who listens hears who came, what was agreed and that saving fails, one thing in a few seconds', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const chair = await venue.coordinator.invite('chair', 'Chair')
  const page = await venue.enter('drafter', 'Amina')
  await page.clock.install()
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  const heard = await listenTo(page)
  const words = async () =>
    (await heard())
      .map(({ said }) => said)
      .join(' ')
      .replace(/[\u2068\u2069]/g, '')
  const aMomentLater = () => page.clock.fastForward(ANNOUNCE_EVERY_MS)

  const guests = await Promise.all(
    [1, 2, 3, 4, 5].map((number) => venue.coordinator.invite('observer', `Guest ${number}`)),
  )
  const typists = await Promise.all(guests.map((guest) => Typist.enter(guest, documentId)))
  for (const typist of typists) typist.connect()
  await expect(page.getByText('6 people here')).toBeAttached()
  await aMomentLater()
  await expect.poll(words).toMatch(/(Guest \d has|\d people have) joined\./)
  await aMomentLater()

  const last = (await chair.ask('document:read', { documentId })).provisions.at(-1)
  if (!last) throw new Error('the example has provisions')
  const { id, textHash } = last
  await chair.ask('provision:agree', { documentId, provisionId: id as ProvisionId, textHash })
  await expect(page.locator('.settled')).toHaveCount(1)
  await aMomentLater()
  await expect.poll(words).toMatch(/is agreed ad referendum\./)

  for (const typist of typists) typist.disconnect()
  await venue.server.stop()
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
  await aMomentLater()
  await expect.poll(words).toContain('The connection is lost.')

  const all = await heard()
  const pauses = all.slice(1).map(({ at }, index) => at - (all[index]?.at ?? 0))
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(ANNOUNCE_EVERY_MS)
  expect(all.length).toBeLessThanOrEqual(6)
})
