import type { Page } from '@playwright/test'
import { expect, test, type Venue } from '../support/browser'
import {
  badgeOf,
  caretAfter,
  caretToEnd,
  provisionOf,
  textOf,
  twoAt,
  whenReady,
  withHoldableLine,
} from '../support/drafting'
import { Random } from '../support/random'

/** Types behind Enter before the next frame: nobody's hands are as fast, but many a machine is as slow. */
async function enterAndType(page: Page, letters: string): Promise<void> {
  await textOf(page).evaluate(async (text, typed) => {
    text.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    for (const letter of typed) {
      document.execCommand('insertText', false, letter)
      await Promise.resolve()
    }
  }, letters)
}

test('what is typed at once behind Enter stands in the new provision, in its order', async ({ venue }) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await caretToEnd(textOf(page).locator('[data-kind]').last())
  await page.keyboard.type('One')
  await enterAndType(page, 'Two')
  await enterAndType(page, 'Three')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  expect(await textOf(page).locator('[data-kind="operative"]').allTextContents()).toEqual([
    'One',
    'Two',
    'Three',
  ])
})

test('a key acts where the caret is although the browser has not said so yet', async ({ venue }) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  const provision = provisionOf(page, 'operative')
  const before = (await provision.textContent()) ?? ''
  await caretToEnd(provisionOf(page, 'title'))
  await provision.evaluate((node) => {
    getSelection()?.collapse(document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode(), 6)
    node.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  })
  await expect(provision).toHaveText(before.slice(0, 6))
  await expect(provisionOf(page, 'operative', 1)).toHaveText(before.slice(6))
})

test('a caret stays where it was put although a change comes in before the browser has said so', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Li'], ['drafter', 'Amina'])
  await withHoldableLine(page)
  await whenReady(page)
  const before = (await provisionOf(page, 'operative').textContent()) ?? ''
  await caretToEnd(provisionOf(page, 'title'))
  await page.keyboard.type('!')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.evaluate(() => dispatchEvent(new Event('hold')))
  await caretAfter(provisionOf(other, 'operative'), 'Affirm')
  await other.keyboard.type(' once more')
  await expect(badgeOf(other)).toHaveAttribute('data-state', 'saved')
  await expect
    .poll(() => page.evaluate(() => Number(document.documentElement.dataset['held'] ?? 0)))
    .toBeGreaterThan(2)

  await provisionOf(page, 'operative').evaluate((node) => {
    getSelection()?.collapse(node, node.childNodes.length)
    dispatchEvent(new Event('let-go'))
  })
  await page.keyboard.type('?')
  await expect(provisionOf(page, 'operative')).toHaveText(`${before.replace('Affirm', 'Affirm once more')}?`)
})

const KEYS = [
  ...[
    'a',
    'b',
    ' ',
    '(',
    ')',
    'Enter',
    'Backspace',
    'Delete',
    'Home',
    'End',
    'Tab',
    'Shift+Tab',
    'Control+b',
  ],
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Shift+ArrowLeft', 'c', 'd', 'e', 'f', 'g', 'h'],
]

const twoFrames = (page: Page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  )

/** What a new text says after the keys; in between, frames pass and the browser says all it has to say. */
async function typed(venue: Venue, keys: readonly string[], isSlow: boolean): Promise<string[]> {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('drafter', isSlow ? 'Amina' : 'Suad', { documentId })
  await whenReady(page)
  await caretToEnd(textOf(page).locator('[data-kind]').last())
  await page.keyboard.insertText('The forum meets')
  for (const key of keys) {
    await page.keyboard.press(key)
    if (isSlow) await twoFrames(page)
  }
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  const said = await textOf(page)
    .locator('[data-kind]')
    .evaluateAll((all: HTMLElement[]) =>
      all.map(({ dataset, innerHTML }) =>
        [dataset['kind'], dataset['level'], innerHTML.replace(/<br[^>]*>/g, '')].join(' '),
      ),
    )
  await page.context().close()
  return said
}

test('keys that follow one another at once do what they do one by one', async ({ venue }) => {
  const random = new Random(7)
  const keys = Array.from({ length: 80 }, () => KEYS[random.below(KEYS.length)] ?? 'a')
  expect(await typed(venue, keys, false), keys.join(' ')).toEqual(await typed(venue, keys, true))
})
