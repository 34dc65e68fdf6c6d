import type { Locator, Page } from '@playwright/test'
import { barriersOn } from '../support/barriers'
import { expect, test } from '../support/browser'
import { Finger } from '../support/finger'
import { badgeOf, caretAfter, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

const handleOf = (page: Page): Locator => page.getByRole('button', { name: /^Move, insert or delete/ })
const choose = async (page: Page, name: string) => page.getByRole('menuitem', { name, exact: true }).click()
/** Opens the menu where the caret is, as a finger does: no pointer is over the text. */
async function openAtCaret(page: Page, named: RegExp): Promise<void> {
  await page.mouse.move(0, 0)
  await expect(handleOf(page)).toHaveAccessibleName(named)
  await handleOf(page).click()
}
const idOf = (provision: Locator) => provision.getAttribute('data-id')

test('a handle beside the provision drags it with what belongs to it, and shows where it comes to stand', async ({
  venue,
}) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  const [first, second, third] = [0, 1, 2].map((index) => provisionOf(page, 'operative', index))
  if (!first || !second || !third) throw new Error('the example has operative paragraphs')
  const ids = await Promise.all([first, second, third].map(idOf))
  await second.scrollIntoViewIfNeeded()
  await first.hover()
  await expect(handleOf(page)).toHaveAccessibleName(/OP 1/)
  const from = await handleOf(page).boundingBox()
  const to = await second.boundingBox()
  if (!from || !to) throw new Error('both are on the page')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + 40, to.y + to.height - 4, { steps: 5 })
  await expect(page.locator('.landing')).toBeVisible()
  await page.mouse.up()
  await expect.poll(() => idOf(second)).toBe(ids[0])
  await expect(first).toHaveAttribute('data-id', ids[1] ?? '')
  await expect(page.locator('.landing')).toHaveCount(0)
  await expect(page.getByRole('menu')).toHaveCount(0)
})

test('its menu moves, inserts and deletes, by mouse and by keyboard', async ({ venue }) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  const first = provisionOf(page, 'operative')
  const id = await idOf(first)
  await first.hover()
  await handleOf(page).click()
  expect(await barriersOn(page, '[role="menu"]')).toEqual([])
  await choose(page, 'Insert after')
  await page.keyboard.type('Newly')
  await expect(provisionOf(page, 'operative', 1)).toHaveText('Newly')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(handleOf(page)).toBeFocused()
  await expect(handleOf(page)).toHaveAccessibleName(/OP 2/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Move up' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(handleOf(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(first).toHaveText('Newly')
  await expect(provisionOf(page, 'operative', 1)).toHaveAttribute('data-id', id ?? '')
  await expect(textOf(page)).toBeFocused()
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  await first.hover()
  await handleOf(page).click()
  await choose(page, 'Delete')
  await expect(first).toHaveAttribute('data-id', id ?? '')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(first).toHaveText('Newly')
})

test('its menu splits at the caret and joins to the provision before, each undone by itself', async ({
  venue,
}) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  const [first, second] = [provisionOf(page, 'operative'), provisionOf(page, 'operative', 1)]
  const [words, ids] = [await first.textContent(), [await idOf(first), await idOf(second)]]
  await caretAfter(first, 'present document')
  await page.keyboard.type(' here')
  await first.hover()
  await handleOf(page).click()
  expect(await barriersOn(page, '[role="menu"]')).toEqual([])
  await choose(page, 'Split at the caret')
  await expect(first).toHaveText(/present document here$/)
  await expect(second).toHaveText(/^ expresses/)
  await expect(first).toHaveAttribute('data-id', ids[0] ?? '')
  await expect(textOf(page)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(second).toHaveAttribute('data-id', ids[1] ?? '')
  await expect(first).toContainText('present document here expresses')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(first).toHaveText(words ?? '')

  await second.hover()
  await handleOf(page).click()
  await expect(page.getByRole('menuitem', { name: 'Split at the caret' })).toBeDisabled()
  await choose(page, 'Join to the provision before')
  await expect(first).toContainText('Compact;Also affirm that')
  await page.keyboard.type(' And')
  await expect(first).toContainText('Compact; AndAlso affirm that')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.keyboard.press('ControlOrMeta+z')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(first).toHaveText(words ?? '')
  await expect(second).toHaveAttribute('data-id', ids[1] ?? '')
})

test('its menu splits and joins under a finger too, and refuses what the keyboard refuses', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await page.setViewportSize({ width: 360, height: 740 })
  const [first, second] = [provisionOf(page, 'operative'), provisionOf(page, 'operative', 1)]
  await caretAfter(first, 'present document')
  await openAtCaret(page, /OP 1/)
  await choose(page, 'Split at the caret')
  await expect(second).toHaveText(/^ expresses/)
  await openAtCaret(page, /OP 2/)
  await choose(page, 'Join to the provision before')
  await expect(first).toContainText('present document expresses')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  const chair = await venue.enter('chair', 'Ngozi', { documentId })
  await whenReady(chair)
  await caretToEnd(provisionOf(chair, 'operative', 1))
  await chair.getByRole('button', { name: 'Agree ad referendum' }).click()
  await chair.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(second).toHaveClass(/settled/)
  const settled = await second.textContent()
  await caretAfter(second, 'participation')
  for (const what of ['Split at the caret', 'Join to the provision before']) {
    await openAtCaret(page, /OP 2/)
    await choose(page, what)
    await expect(page.locator('.hint-line')).toContainText('agreed')
    await expect(second).toHaveText(settled ?? '')
  }

  // there is nothing before the title, and rows of a table are neither split nor joined
  for (const where of [textOf(page).locator('td').first(), provisionOf(page, 'title')]) {
    await caretToEnd(where)
    await openAtCaret(page, /./)
    await expect(page.getByRole('menuitem', { name: 'Join to the provision before' })).toBeDisabled()
    await page.keyboard.press('Escape')
  }
})

test('it stands at the caret where there is no mouse, at the right in Arabic, and not for those who only read', async ({
  venue,
}) => {
  const { documentId } = await venue.coordinator.ask('document:create', {
    title: 'Zero draft',
    language: 'ar',
    from: 'example',
  })
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await page.setViewportSize({ width: 360, height: 740 })
  await caretToEnd(provisionOf(page, 'operative'))
  const [text, handle] = [await textOf(page).boundingBox(), await handleOf(page).boundingBox()]
  expect(handle?.x).toBeGreaterThan((text?.x ?? 0) + (text?.width ?? 0) / 2)
  expect((handle?.x ?? 0) + (handle?.width ?? 0)).toBeLessThanOrEqual(360)

  const reader = await venue.enter('observer', 'Li', { documentId })
  await expect(provisionOf(reader, 'operative')).toBeVisible()
  await provisionOf(reader, 'operative').hover()
  await expect(handleOf(reader)).toHaveCount(0)
})

/** How wide and high the place is at which a touch finds the handle, in pixels. */
const targetOf = (handle: Locator) =>
  handle.evaluate((button) => {
    const { left, top, width, height } = button.getBoundingClientRect()
    const isHit = (x: number, y: number) => document.elementFromPoint(x, y) === button
    const [x, y] = [left + width / 2, top + height / 2]
    const across = Array.from({ length: innerWidth }, (_, at) => at).filter((at) => isHit(at, y))
    const down = Array.from({ length: innerHeight }, (_, at) => at).filter((at) => isHit(x, at))
    return { width: across.length, height: down.length }
  })

test('a finger opens its menu and drags it through a text that scrolls by itself, and changes nothing when it gives up', async ({
  venue,
}) => {
  const made = { title: 'Zero draft', language: 'ar', from: 'example' } as const
  const { documentId } = await venue.coordinator.ask('document:create', made)
  const page = await venue.enter('drafter', 'Amina', { documentId, language: 'ar', byFinger: true })
  await whenReady(page)
  const [first, second] = [provisionOf(page, 'operative'), provisionOf(page, 'operative', 1)]
  const [handle, line] = [page.locator('button.handle'), page.locator('.landing')]
  const order = () =>
    textOf(page)
      .locator('[data-kind="operative"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-id')))
  const scrolled = () => page.evaluate(() => scrollY)
  const centre = () => second.evaluate((one) => one.scrollIntoView({ block: 'center' }))
  await centre()
  await second.tap()
  const target = await targetOf(handle)
  expect(Math.min(target.width, target.height)).toBeGreaterThanOrEqual(44)
  await handle.tap()
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)

  const before = await order()
  const finger = await Finger.on(page)
  const hold = async () => {
    const [box, above] = [await handle.boundingBox(), await first.boundingBox()]
    if (!box || !above) throw new Error('both are on the page')
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const place = await scrolled()
    await finger.touch({ x, y })
    await finger.slide({ x: x - 60, y: above.y + 20 })
    await expect(line).toBeVisible()
    expect(await scrolled()).toBe(place)
  }
  for (const giveUp of [
    () => finger.lose(),
    () => finger.addSecond(),
    () => page.keyboard.press('Escape'),
    () => page.setViewportSize({ width: 740, height: 360 }),
  ]) {
    await hold()
    await giveUp()
    await expect(line).toHaveCount(0)
    await finger.lift()
    await page.setViewportSize({ width: 360, height: 740 })
    await centre()
    expect(await order()).toEqual(before)
    await expect(page.getByRole('menu')).toHaveCount(0)
  }

  await hold()
  const place = await scrolled()
  await finger.slide({ x: 200, y: 690 })
  await expect.poll(scrolled).toBeGreaterThan(place + 500)
  await finger.slide({ x: 200, y: 400 })
  await expect(line).toBeVisible()
  await finger.lift()
  await expect(line).toHaveCount(0)
  await expect.poll(order).not.toEqual(before)
  expect((await order()).indexOf(before[1] ?? null)).toBeGreaterThan(1)
  await expect(handle).toBeInViewport()
})
