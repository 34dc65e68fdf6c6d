import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

const barOf = (page: Page): Locator => page.getByRole('search')
const found = (page: Page): Locator => textOf(page).locator('.found')

/** Writes provisions into an empty document. */
async function write(page: Page, ...provisions: string[]): Promise<void> {
  await caretToEnd(textOf(page).locator('[data-kind]').last())
  for (const [index, words] of provisions.entries()) {
    if (index > 0) await page.keyboard.press('Enter')
    await page.keyboard.insertText(words)
    await expect(textOf(page).locator('[data-kind]').last()).toHaveText(words)
  }
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
}

async function troubles(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  )
}

test('everything but settled provisions is replaced as one step, and what is left out is said', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('chair', 'Ngozi', { documentId })
  await whenReady(page)
  await write(page, 'The forum meets', 'A Forum of forums', 'No such word', 'The forum closes')
  const settled = textOf(page).locator('[data-kind]', { hasText: 'A Forum of' })
  await expect(settled).toHaveText('A Forum of forums')
  await caretToEnd(settled)
  await page.getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(page.getByRole('dialog')).toContainText('A Forum of forums')
  await page.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(settled).toHaveClass(/settled/)
  const before = await textOf(page).locator('[data-kind]').allTextContents()

  await caretToEnd(textOf(page).locator('[data-kind]').last())
  await page.keyboard.press('ControlOrMeta+h')
  await page.getByLabel('Words to find').fill('FORUM')
  await expect(barOf(page)).toContainText('of 4')
  await expect(found(page)).toHaveCount(4)
  await page.getByLabel('Replace with').fill('panel')
  await page.getByRole('button', { name: 'Replace all' }).click()
  await expect(barOf(page)).toContainText('2 places replaced. 2 left as they are')
  await expect(barOf(page)).toContainText('agreed ad referendum')
  await expect(textOf(page)).toContainText('The panel meets')
  await expect(textOf(page)).toContainText('The panel closes')
  await expect(settled).toContainText('A Forum of forums')
  expect(await troubles(page)).toEqual([])

  await page.keyboard.press('Escape')
  await expect(barOf(page)).toHaveCount(0)
  await expect(textOf(page)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  expect(await textOf(page).locator('[data-kind]').allTextContents()).toEqual(before)
})

test('the keyboard goes through what was found and replaces one after another', async ({ venue }) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await write(page, 'report and report', 'another report')
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ControlOrMeta+f')
  const field = page.getByLabel('Words to find')
  await expect(field).toBeFocused()
  await field.fill('report')
  await expect(barOf(page)).toContainText('1 of 3')
  await field.press('Enter')
  await expect(barOf(page)).toContainText('2 of 3')
  await field.press('Shift+Enter')
  await field.press('Shift+F3')
  await expect(barOf(page)).toContainText('3 of 3')
  await page.getByRole('button', { name: 'Find and replace' }).click()
  const instead = page.getByLabel('Replace with')
  await instead.fill('study')
  await instead.press('Enter')
  await expect(textOf(page)).toContainText('another study')
  await expect(barOf(page)).toContainText('1 of 2')
  await field.press('Escape')
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('report')
})

test('more than twenty places are replaced only after a question that names them', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('ControlOrMeta+h')
  await page.getByLabel('Words to find').fill('the')
  await expect(barOf(page)).toContainText(/of \d\d/)
  await page.getByLabel('Replace with').fill('x')
  await page.getByRole('button', { name: 'Replace all' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText(/Replace \d+ places\?/)
  expect(await troubles(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Leave as it is' }).click()
  await expect(found(page).first()).toBeAttached()
  await page.getByRole('button', { name: 'Replace all' }).click()
  await dialog.getByRole('button', { name: 'Replace all' }).click()
  await expect(barOf(page)).toContainText('Not found')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

test('Arabic is found whatever its hamza and vowel signs, and exactly when asked', async ({ venue }) => {
  const documentId = await venue.makeDocument('مشروع', 'blank')
  const page = await venue.enter('drafter', 'أمينة', { documentId, language: 'ar' })
  await whenReady(page)
  await write(page, 'إنّ الأمانةَ العامة', 'الامانه والأمـــانة')
  await page.keyboard.press('ControlOrMeta+f')
  await barOf(page).getByRole('textbox').fill('الامانه')
  await expect(found(page)).toHaveCount(3)
  await barOf(page).getByRole('checkbox').last().check()
  await expect(found(page)).toHaveCount(1)
  expect(await troubles(page)).toEqual([])
})

test('an observer finds but does not replace', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('observer', 'Li', { documentId })
  await expect(textOf(page)).toContainText('migration')
  await textOf(page).focus()
  await page.keyboard.press('ControlOrMeta+f')
  await page.getByLabel('Words to find').fill('migration')
  await expect(found(page).first()).toBeAttached()
  await page.keyboard.press('Escape')
  await textOf(page).focus()
  await page.keyboard.press('ControlOrMeta+h')
  await expect(barOf(page)).toBeVisible()
  await expect(page.getByLabel('Replace with')).toHaveCount(0)
  await expect(barOf(page).getByRole('button', { name: 'Find and replace' })).toHaveCount(0)
})

test('finding fits a telephone', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('button', { name: 'Find in the text' }).click()
  await page.getByLabel('Words to find').fill('migration')
  await page.getByRole('button', { name: 'Find and replace' }).click()
  await expect(found(page).first()).toBeAttached()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  expect(await troubles(page)).toEqual([])
})
