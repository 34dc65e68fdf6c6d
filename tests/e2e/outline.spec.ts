import type { Locator, Page } from '@playwright/test'
import { expect, signIn, test } from '../support/browser'
import { provisionOf, textOf, twoAt, whenReady } from '../support/drafting'

const rowOf = (page: Page, id: string): Locator => page.locator(`[role="treeitem"][data-row="${id}"]`)
const idOf = async (provision: Locator): Promise<string> => (await provision.getAttribute('data-id')) ?? ''
const idsOf = (page: Page, kind: string): Promise<string[]> =>
  textOf(page)
    .locator(`[data-kind="${kind}"]`)
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-id') ?? ''))

test('the outline goes to a provision, marks the place, is searched and walked by keyboard, and a drawer on a telephone', async ({
  venue,
}) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  const target = provisionOf(page, 'operative', 20)
  const id = await idOf(target)
  await rowOf(page, id).click()
  await expect(target).toBeInViewport()
  await expect(target).toHaveClass(/arrived/)
  await expect(textOf(page)).toBeFocused()
  await expect(rowOf(page, id)).toHaveAttribute('aria-current', 'location')
  await expect(rowOf(page, id)).toContainText('OP 21')
  await page.keyboard.insertText('Here: ')
  await expect(target).toHaveText(/^Here: /)
  await expect(rowOf(page, id)).toContainText('Here:')

  await page.evaluate(() => scrollTo(0, 0))
  await expect(rowOf(page, id)).not.toHaveAttribute('aria-current')

  await page.getByRole('searchbox', { name: 'Find in the outline' }).fill('op 21')
  await expect(page.getByRole('treeitem')).toHaveCount(1)
  await page.getByRole('searchbox', { name: 'Find in the outline' }).fill('')
  const first = page.getByRole('treeitem').first()
  await first.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('treeitem').nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(textOf(page)).toBeFocused()

  await page.setViewportSize({ width: 360, height: 740 })
  await expect(page.getByRole('tree')).toHaveCount(0)
  await page.locator('.outline-opener').click()
  await rowOf(page, await idOf(provisionOf(page, 'operative', 5))).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(provisionOf(page, 'operative', 5)).toBeInViewport()
})

test('the outline reaches down to the end of the window, however far the text is scrolled', async ({
  venue,
}) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  const foot = page.getByRole('toolbar', { name: 'This place in the outline' })
  const below = async () => {
    const { y = 0, height = 0 } = (await foot.boundingBox()) ?? {}
    return (page.viewportSize()?.height ?? 0) - y - height
  }
  for (const scrolled of [0, 40, 2_000]) {
    await page.evaluate((by) => scrollTo(0, by), scrolled)
    await expect.poll(below).toBeGreaterThanOrEqual(0)
    await expect.poll(below).toBeLessThan(20)
  }
})

test('a provision moved in the outline moves in the other browser, and keeps its row in focus', async ({
  venue,
}) => {
  const { first, second } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Li'])
  const [a, b, c] = await idsOf(first, 'preambular')
  if (!a || !b || !c) throw new Error('the example has a preamble')
  await rowOf(first, b).focus()
  await first.keyboard.press('Alt+ArrowDown')
  await expect.poll(async () => (await idsOf(second, 'preambular')).slice(0, 3)).toEqual([a, c, b])
  await expect(rowOf(first, b)).toBeFocused()
  await expect(rowOf(second, b)).toContainText('PP 3')

  await expect(first.locator('[data-state]')).toHaveAttribute('data-state', 'saved')
  await rowOf(first, b).dragTo(rowOf(first, a), { targetPosition: { x: 40, y: 3 } })
  await expect.poll(async () => (await idsOf(second, 'preambular')).slice(0, 3)).toEqual([b, a, c])
})

test('the outline takes up others’ letters together, not one by one', async ({ venue }) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Li'])
  const id = await idOf(provisionOf(page, 'preambular'))
  const drawn = await rowOf(page, id).evaluateHandle((row) => {
    const at: number[] = []
    const draws = () => void at.push(performance.now())
    new MutationObserver(draws).observe(row, { characterData: true, childList: true, subtree: true })
    return at
  })
  await provisionOf(other, 'preambular').click({ position: { x: 100, y: 20 } })
  await other.keyboard.press('Home')
  await other.keyboard.type('Noting with care ', { delay: 100 })
  await expect(rowOf(page, id)).toContainText('Noting with care')
  const times = await drawn.evaluate((at) => at)
  const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  expect(Math.min(...pauses)).toBeGreaterThan(500)
})

test('a link to a provision leads there after signing in, and says politely when there is no such provision', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const drafter = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(drafter)
  const id = await idOf(provisionOf(drafter, 'operative', 12))
  await rowOf(drafter, id).click()
  await drafter.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await drafter.getByRole('button', { name: 'Copy link to this provision' }).click()
  await expect(drafter.getByText(/The link to .*OP 13.* is copied/).first()).toBeVisible()
  const link = await drafter.evaluate(() => navigator.clipboard.readText())
  expect(new URL(link).hash).toBe(`#${id}`)

  const guest = await venue.openWindow()
  await guest.goto(link)
  await expect(guest.getByRole('heading', { name: 'You are not signed in' })).toBeVisible()
  await signIn(guest, await venue.linkFor('observer', 'Li'), 'Li')
  await expect(provisionOf(guest, 'operative', 12)).toBeInViewport()
  await expect(provisionOf(guest, 'operative', 12)).toHaveClass(/arrived/)
  expect(guest.url()).toBe(link)

  await guest.goto(link.replace(/#.*/, '#nothing'))
  await guest.reload()
  await expect(guest.getByText('is not in this text')).toBeVisible()
})
