import { build } from 'esbuild'
import { expect, test, type Page } from '@playwright/test'
import type { BindingPage } from '../support/binding-page'

declare global {
  interface Window {
    page: BindingPage
  }
}

let script = ''
test.beforeAll(async () => {
  const entryPoints = ['tests/support/binding-page.ts']
  const built = await build({ entryPoints, bundle: true, write: false, format: 'iife', logLevel: 'error' })
  script = built.outputFiles[0]?.text ?? ''
})
test.beforeEach(async ({ page }) => {
  await page.setContent('<style>.ProseMirror{white-space:break-spaces;outline:none}</style>')
  await page.addScriptTag({ content: script })
})
test.afterEach(async ({ page }) => {
  await page.evaluate(() => window.page.meet())
  expect(await page.evaluate(() => window.page.faults())).toEqual([])
})

const shown = (page: Page, person = 0): Promise<string> =>
  page.evaluate((one) => window.page.shown(one), person)
const select = (page: Page, person: number, id: string, from: number, to = from, toId = id): Promise<void> =>
  page.evaluate((where) => window.page.select(where.person, where.id, where.from, where.toId, where.to), {
    person,
    id,
    from,
    to,
    toId,
  })

test('keys, Enter and Backspace reach the other editor, and undo brings the caret back', async ({ page }) => {
  await select(page, 0, 'p1', 10)
  await page.keyboard.type('very ')
  await page.keyboard.press('Enter')
  await page.keyboard.type('X')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  expect(await shown(page, 1)).toContain('The quick very  ¶ brown fox ¶ jumps over')
  await page.evaluate(() => window.page.undo(0))
  expect(await shown(page, 1)).toContain('The quick very brown fox ¶ jumps over')
  expect(await page.evaluate(() => window.page.beforeCaret(0))).toBe('The quick very ')
})

test('what two people do apart is all there when they meet', async ({ page }) => {
  await page.evaluate(() => window.page.part())
  await select(page, 0, 'p2', 0)
  await page.keyboard.press('Backspace')
  await select(page, 1, 'p2', 5)
  await page.keyboard.type('XX')
  await page.evaluate(() => window.page.meet())
  expect(await shown(page)).toContain('The quick brown foxjumpsXX over')
  expect(await page.evaluate(() => window.page.beforeCaret(1))).toBe('The quick brown foxjumpsXX')
})

test('every pair of acts that meet gives in two windows what it gives without one', async ({ page }) => {
  const pairs = await page.evaluate(() => window.page.pairs())
  expect(pairs.length).toBeGreaterThan(25)
  for (const { name, wanted, seen } of pairs) expect(seen, name).toEqual(wanted)
})

test('a selection over several provisions is replaced by what is typed', async ({ page }) => {
  await select(page, 0, 'p1', 4, 5, 'p3')
  await page.keyboard.type('one ')
  expect(await shown(page, 1)).toContain('Zero ¶ The one three ¶ {')
})

test('an input method composes while the other types in the same provision', async ({ page, context }) => {
  const client = await context.newCDPSession(page)
  await select(page, 0, 'p1', 4)
  await client.send('Input.imeSetComposition', { text: 'n', selectionStart: 1, selectionEnd: 1 })
  await client.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 })
  await page.evaluate(() => window.page.type(1, 'p1', 0, 'Now '))
  await client.send('Input.imeSetComposition', { text: '你', selectionStart: 1, selectionEnd: 1 })
  await page.evaluate(() => window.page.type(1, 'p2', 0, 'It '))
  await client.send('Input.insertText', { text: '你好' })
  await page.keyboard.type('!')
  for (const person of [0, 1]) {
    await expect.poll(() => shown(page, person)).toContain('Now The 你好!quick brown fox ¶ It jumps over')
  }
})

test('what is cut and pasted keeps its id and its words, what is copied gets a new id', async ({ page }) => {
  await select(page, 0, 'p1', 4, 9)
  await page.keyboard.press('ControlOrMeta+x')
  await select(page, 0, 'p2', 0)
  await page.keyboard.press('ControlOrMeta+v')
  expect(await shown(page, 1)).toContain('The  brown fox ¶ quickjumps over')
  await page.keyboard.press('ControlOrMeta+v')
  expect(await shown(page, 1)).toContain('quickquickjumps over')
  await select(page, 0, 'p0', 0, 10, 'p2')
  await page.keyboard.press('ControlOrMeta+c')
  await select(page, 0, 'p9', 3)
  await page.keyboard.press('ControlOrMeta+v')
  expect(await shown(page, 1)).toMatch(/endZero ¶ The {2}brown fox ¶ quickquick$/)
})

test('words typed into cells stay in their cells', async ({ page }) => {
  await page.locator('td').nth(1).click()
  await page.keyboard.press('End')
  await page.keyboard.type('XX')
  expect(await shown(page, 1)).toContain('{a1|b1XX / a2|b2}')
})
