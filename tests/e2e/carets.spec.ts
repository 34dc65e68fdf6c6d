import type { Locator, Page } from '@playwright/test'
import { FRAME } from '../../shared/sync'
import { expect, test, type Venue } from '../support/browser'
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

const MIXED = 'يرحب المنتدى بتقرير IOM Secretariat المقدم إلى الاجتماع'

/** Two people at a text whose second operative paragraph is one line in both directions. */
async function twoAtMixedLine(
  venue: Venue,
): Promise<{ first: Page; second: Page; line: (of: Page) => Locator }> {
  const pages = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'سعاد'])
  await caretToEnd(provisionOf(pages.first, 'operative'))
  await pages.first.keyboard.press('Enter')
  await pages.first.keyboard.insertText(MIXED)
  const line = (of: Page) => provisionOf(of, 'operative', 1)
  await expect(line(pages.second)).toHaveText(MIXED)
  await line(pages.first).scrollIntoViewIfNeeded()
  return { ...pages, line }
}

test('a caret in a Latin word of an Arabic line stands where one’s own would', async ({ venue }) => {
  const { first: page, second: other, line } = await twoAtMixedLine(venue)
  for (const words of ['IOM', 'Secr', 'يرحب', 'المقدم إ']) {
    await caretAfter(line(other), words)
    const own = await line(page).evaluate((provision, words) => {
      const text = document.createTreeWalker(provision, NodeFilter.SHOW_TEXT).nextNode()
      const range = document.createRange()
      range.setStart(text as Text, (text?.nodeValue?.indexOf(words) ?? 0) + words.length)
      const { x, y, height } = range.getBoundingClientRect()
      return [x, y, height].map(Math.round)
    }, words)
    const drawn = async () => {
      const box = await page.locator('.caret').boundingBox()
      return box && [box.x + box.width / 2, box.y, box.height].map(Math.round)
    }
    await expect.poll(drawn, { message: words }).toEqual(own)
  }
})

test('what others select is tinted where one’s own browser would tint it, and no word moves', async ({
  venue,
}) => {
  const { first: page, second: other, line } = await twoAtMixedLine(venue)
  await expect(page.locator('.selected')).toHaveCount(0)
  const before = await placesIn(page)
  for (const [from, to] of [
    ['بتقرير', 'IOM Sec'],
    ['IOM Sec', 'المقدم'],
    ['present document expresses', 'IOM Sec'],
  ] as const) {
    await select(other, from, to)
    const expected = await rectsOf(page, from, to)
    expect(expected.length).toBeGreaterThan(1)
    await expect.poll(() => tintsOn(page), { message: `${from} … ${to}` }).toEqual(expected)
    expect(await placesIn(page)).toEqual(before)
  }
  const { colour, ground } = await page.locator('.selected').evaluate((tint) => ({
    colour: (tint as HTMLElement).dataset['colour'],
    ground: getComputedStyle(tint.firstElementChild ?? tint).backgroundColor,
  }))
  expect(colour).toBe(await page.locator('.caret').getAttribute('data-colour'))
  expect(ground).not.toBe('rgba(0, 0, 0, 0)')

  // a tint stays on its words while one types before them, and goes with them
  await caretToEnd(provisionOf(page, 'title'))
  await page.keyboard.insertText(
    ' and once more, at such a length that the title takes up one more line than before',
  )
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await line(page).scrollIntoViewIfNeeded()
  const hold = async () =>
    expect(await tintsOn(page)).toEqual(await rectsOf(page, 'present document expresses', 'IOM Sec'))
  await expect(hold).toPass({ timeout: 10_000 })
  await other.keyboard.type('x')
  await expect(line(page)).toHaveCount(1)
  await expect(page.locator('.selected')).toHaveCount(0)
})

test('where everybody selects everything, one tint is drawn, and of what is on screen only', async ({
  venue,
}) => {
  const { documentId, first: page, second } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Sione'])
  const third = await venue.enter('drafter', 'Ngozi', { documentId })
  await whenReady(third)
  for (const other of [second, third]) {
    await caretToEnd(provisionOf(other, 'title'))
    await other.keyboard.press('ControlOrMeta+a')
  }
  await expect(page.locator('.caret')).toHaveCount(2)
  await expect(page.locator('.selected')).toHaveCount(1)
  const runs = await page.locator('.selected > div').count()
  expect(runs).toBeGreaterThan(5)
  expect(runs).toBeLessThan((await placesIn(page)).length / 2)
  const below = provisionOf(page, 'operative', 5)
  await below.scrollIntoViewIfNeeded()
  const isTinted = async () => {
    const first = await below.evaluate((provision) => {
      const range = document.createRange()
      range.selectNodeContents(
        document.createTreeWalker(provision, NodeFilter.SHOW_TEXT).nextNode() ?? provision,
      )
      const { x, y } = range.getBoundingClientRect()
      return [x, y].map(Math.round).join(' ')
    })
    return (await tintsOn(page)).some((tint) => tint.startsWith(`${first} `))
  }
  await expect.poll(isTinted).toBe(true)
  await second.close()
  await third.keyboard.press('ArrowLeft')
  await expect(page.locator('.selected')).toHaveCount(0)
})

/** Selects from the first letter of some words to the last of others, behind them in the text. */
async function select(page: Page, from: string, to: string): Promise<void> {
  await textOf(page).focus()
  await textOf(page).evaluate(
    (root, [from, to]) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const texts: Text[] = []
      while (walker.nextNode()) texts.push(walker.currentNode as Text)
      const [first, last] = [from, to].map((words) => texts.find(({ data }) => data.includes(words)))
      if (!first || !last) throw new Error('the words are in the text')
      getSelection()?.setBaseAndExtent(
        first,
        first.data.indexOf(from),
        last,
        last.data.indexOf(to) + to.length,
      )
    },
    [from, to] as const,
  )
}

/** The rectangles that the browser gives the same words, in whole pixels. */
function rectsOf(page: Page, from: string, to: string): Promise<string[]> {
  return textOf(page).evaluate(
    (root, [from, to]) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const rects: string[] = []
      let isIn = false
      while (walker.nextNode()) {
        const text = walker.currentNode as Text
        const range = document.createRange()
        range.selectNodeContents(text)
        const isFirst: boolean = !isIn && text.data.includes(from)
        if (isFirst) range.setStart(text, text.data.indexOf(from))
        isIn ||= isFirst
        const isLast = isIn && text.data.includes(to)
        if (isLast) range.setEnd(text, text.data.indexOf(to) + to.length)
        if (isIn)
          for (const { x, y, width, height } of range.getClientRects())
            if (width > 0) rects.push([x, y, width, height].map(Math.round).join(' '))
        if (isLast) break
      }
      return rects
    },
    [from, to] as const,
  )
}

/** The rectangles of others' selections, in whole pixels. */
function tintsOn(page: Page): Promise<string[]> {
  return page.locator('.selected > div').evaluateAll((all) =>
    all.map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect()
      return [x, y, width, height].map(Math.round).join(' ')
    }),
  )
}

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
