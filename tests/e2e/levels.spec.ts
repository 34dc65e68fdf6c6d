import type { Page } from '@playwright/test'
import { expect, test } from '../support/browser'
import { caretToEnd, provisionOf, textOf, twoAt } from '../support/drafting'

test('Tab makes a sub-paragraph and leads it deeper, Shift+Tab and Enter lead back, for everybody', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Li'])
  await caretToEnd(provisionOf(page, 'operative'))
  await newLine(page, 'one')
  await page.keyboard.press('Tab')
  await newLine(page, 'two')
  await page.keyboard.press('Tab')
  await newLine(page, 'three')
  await expect.poll(() => shown(other, 1, 3)).toEqual(['sub 1 one', 'sub 2 two', 'sub 2 three'])
  await expect(page.locator('[role="status"]', { hasText: /OP 1\(a\)\(i\)/ }).first()).toBeAttached()

  await page.keyboard.press('Shift+Tab')
  await expect.poll(() => shown(other, 1, 3)).toEqual(['sub 1 one', 'sub 2 two', 'sub 1 three'])
  await page.keyboard.press('Shift+Tab')
  await expect.poll(() => shown(other, 1, 3)).toEqual(['sub 1 one', 'sub 2 two', 'operative 0 three'])

  await caretToEnd(provisionOf(page, 'sub', 1))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await newLine(page, 'new')
  await expect.poll(() => shown(other, 2, 3)).toEqual(['sub 2 two', 'operative 0 new', 'operative 0 three'])
})

test('the first operative paragraph stays one', async ({ venue }) => {
  const { first: page } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Li'])
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Tab')
  await page.keyboard.type('!')
  expect((await shown(page, 0, 1))[0]).toMatch(/^operative 0 .*!$/)

  // Tab leads out of the text behind Escape only, not after what was typed since
  await page.keyboard.press('Escape')
  await page.keyboard.type('?')
  await page.keyboard.press('Tab')
  await page.keyboard.type('!')
  expect((await shown(page, 0, 1))[0]).toMatch(/^operative 0 .*!\?!$/)
})

test('a mark that is typed becomes the number, and undo brings it back', async ({ venue }) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Li'])
  await caretToEnd(provisionOf(page, 'operative'))
  await newLine(page, '(a) one')
  await newLine(page, '(i) two')
  await newLine(page, '2. three')
  await expect.poll(() => shown(other, 1, 3)).toEqual(['sub 1 one', 'sub 2 two', 'operative 0 three'])

  await newLine(page, '(a) ')
  await expect.poll(() => shown(page, 4, 1)).toEqual(['sub 1 '])
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => shown(page, 4, 1)).toEqual(['operative 0 (a) '])
  await page.keyboard.type('as words')
  await expect.poll(() => shown(other, 4, 1)).toEqual(['operative 0 (a) as words'])
})

/** Words follow when the browser has said where the caret is, as it has when a hand types. */
async function newLine(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Enter')
  await page.evaluate(() => new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard))))
  await page.keyboard.type(words)
}

/** Kind, level and words of some paragraphs, counted from the first operative one. */
const shown = (page: Page, from: number, count: number): Promise<string[]> =>
  textOf(page)
    .locator('[data-kind="operative"], [data-kind="sub"]')
    .evaluateAll(
      (all, [from, count]) =>
        all
          .slice(from, from + count)
          .map((one) => [one.dataset['kind'], one.dataset['level'], one.textContent].join(' ')),
      [from, count] as const,
    )
