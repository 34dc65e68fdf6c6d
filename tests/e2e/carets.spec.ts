import type { Page } from '@playwright/test'
import { FRAME } from '../../shared/sync'
import { expect, test } from '../support/browser'
import { badgeOf, caretAfter, caretToEnd, provisionOf, textOf, twoAt, whenReady } from '../support/drafting'

test('others’ carets do not move a single word', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  const other = await venue.enter('drafter', 'سعاد', { documentId, language: 'ar' })
  await whenReady(page)
  await whenReady(other)
  await provisionOf(page, 'operative').scrollIntoViewIfNeeded()
  const before = await placesIn(page)
  await caretAfter(provisionOf(other, 'operative'), 'that the')
  const caret = page.locator('.caret')
  await expect(caret).toBeVisible()
  await expect(caret).toHaveText('سعاد')
  expect(await placesIn(page)).toEqual(before)
  const where = await caret.boundingBox()
  const line = await provisionOf(page, 'operative').boundingBox()
  expect(where?.y).toBeGreaterThanOrEqual(line?.y ?? 0)
  expect(where?.y).toBeLessThan((line?.y ?? 0) + (line?.height ?? 0))

  // it is moved while one types, and not made anew with each key
  await caret.evaluate((element) => (element.dataset['same'] = 'yes'))
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type('Yes')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await expect(caret).toHaveAttribute('data-same', 'yes')
})

test('on a page that runs from the right others’ carets stand at their words too', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'سعاد', { documentId, language: 'ar' })
  const other = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await whenReady(other)
  await provisionOf(page, 'operative').scrollIntoViewIfNeeded()
  await caretAfter(provisionOf(other, 'operative'), 'that the')
  const caret = page.locator('.caret')
  await expect(caret).toBeVisible()
  const words = await provisionOf(page, 'operative').evaluate((provision) => {
    const range = document.createRange()
    range.selectNodeContents(provision)
    const { left, right, top, bottom } = range.getBoundingClientRect()
    return { left, right, top, bottom }
  })
  const box = await caret.boundingBox()
  expect(box?.x).toBeGreaterThan(words.left)
  expect(box?.x).toBeLessThan(words.right)
  expect(box?.y).toBeGreaterThanOrEqual(words.top - 1)
  expect(box?.y).toBeLessThan(words.bottom)
})

test('a caret outside the window touches nothing on the page, and stands in its place when one comes there', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Sione'])
  const last = (of: Page) => of.locator('.text > [data-kind]').last()
  await caretToEnd(last(other))
  const caret = page.locator('.caret')
  await expect(caret).toHaveCount(1)
  await expect(last(page)).not.toBeInViewport()
  const touches = await caret.evaluateHandle((element) => {
    const seen: MutationRecord[] = []
    new MutationObserver((records) => seen.push(...records)).observe(element, {
      attributes: true,
      subtree: true,
      childList: true,
    })
    return seen
  })
  await other.keyboard.type(' far away')
  await expect(last(page)).toContainText('far away')
  await expect(caret).toBeHidden()
  expect(await touches.evaluate((seen) => seen.length)).toBe(0)

  await last(page).scrollIntoViewIfNeeded()
  await expect(caret).toBeVisible()
  await other.keyboard.type('!')
  await expect(caret).toHaveText('Sione')
  const [line, where] = [await last(page).boundingBox(), await caret.boundingBox()]
  expect(where?.y).toBeGreaterThanOrEqual(line?.y ?? Infinity)
  expect(where?.y).toBeLessThan((line?.y ?? 0) + (line?.height ?? 0))
})

test('others’ letters leave a caret on its words, and its page has nothing to say about it', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Sione'])
  let cursors = 0
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/sync/')) return
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string' && payload[0] === FRAME.awareness) cursors += 1
    })
  })
  await page.reload()
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await expect(other.locator('.caret')).toHaveCount(1)
  await caretAfter(provisionOf(other, 'operative'), 'Affirm')
  cursors = 0
  for (const letter of 'seven times') {
    await other.keyboard.type(letter)
    await expect(badgeOf(other)).toHaveAttribute('data-state', 'saved')
  }
  await expect(provisionOf(page, 'operative')).toContainText('seven times')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => cursors).toBeGreaterThan(0)
  expect(cursors).toBe(1)
})

test('a name comes with the words that its person types, and goes by itself', async ({ venue }) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Sione'])
  await provisionOf(page, 'operative').scrollIntoViewIfNeeded()
  await caretAfter(provisionOf(other, 'operative'), 'Affirm')
  const caret = page.locator('.caret')
  await expect(caret).toBeVisible()
  await expect(caret).toHaveClass(/moving/)
  await expect(caret).not.toHaveClass(/moving/)

  const named = await provisionOf(page, 'operative').evaluateHandle((provision) => {
    const seen: boolean[] = []
    const look = () => seen.push(document.querySelector('.caret.moving') !== null)
    new MutationObserver(look).observe(provision, { characterData: true, subtree: true })
    return seen
  })
  await other.keyboard.type('s')
  await expect.poll(() => named.evaluate((seen) => seen[0])).toBe(true)
  await expect(caret).not.toHaveClass(/moving/)
})

/** Where every run of words is on screen, to a hundredth of a pixel. */
function placesIn(page: Page): Promise<string[]> {
  return textOf(page).evaluate((root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const places: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const { x, width } of range.getClientRects()) places.push(`${x.toFixed(2)} ${width.toFixed(2)}`)
    }
    return places
  })
}
