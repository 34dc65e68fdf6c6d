import type { Page } from '@playwright/test'
import { expect, test } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

const listOf = (page: Page) => page.getByRole('listbox')

test('a slash offers kinds, tables and phrases, is found by typing, and is a letter when one wants none of it', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await textOf(page).click()

  await page.keyboard.type('and/or')
  await expect(listOf(page)).toHaveCount(0)
  await page.keyboard.type(' /')
  await expect(listOf(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(listOf(page)).toHaveCount(0)
  await page.keyboard.type('s')
  await expect(listOf(page)).toHaveCount(0)
  await expect(textOf(page)).toContainText('and/or /s')

  await page.keyboard.press('Enter')
  await page.keyboard.type('/pream')
  await expect(listOf(page).getByRole('option')).toHaveText(['Preambular'])
  await page.keyboard.press('Enter')
  const preambular = provisionOf(page, 'preambular')
  await expect(preambular).toHaveText('')

  await page.keyboard.type('/')
  const option = listOf(page).getByRole('option', { name: 'Opening phrase' })
  const isActive = () =>
    option.evaluate((node) => document.activeElement?.getAttribute('aria-activedescendant') === node.id)
  while (!(await isActive())) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('rec')
  await expect(listOf(page).getByRole('option')).toHaveText(['Recalling', 'Recognizing'])
  await page.keyboard.press('Enter')
  await page.keyboard.type('the Compact')
  await expect(preambular).toHaveText('Recalling the Compact')
  await expect(preambular.locator('em')).toHaveText('Recalling')
  await expect(textOf(page)).not.toHaveAttribute('aria-activedescendant')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  await page.keyboard.type(' /')
  await listOf(page).getByRole('option', { name: 'Add table' }).click()
  await expect(textOf(page).locator('tr > *')).toHaveCount(6)
  await expect(preambular).toHaveText('Recalling the Compact ')
})

test('the toolbar offers the same phrases, and in Arabic the list stands where the words are', async ({
  venue,
}) => {
  const documentId = (
    await venue.coordinator.ask('document:create', { title: 'مسودة', language: 'ar', from: 'blank' })
  ).documentId
  const page = await venue.enter('drafter', 'سعاد', { documentId, language: 'ar' })
  await page.setViewportSize({ width: 360, height: 640 })
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type('/')
  const box = await listOf(page).boundingBox()
  expect(box?.x).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Backspace')

  await page.locator('.opener').click()
  await page.locator('.more-tools').getByRole('button', { name: 'عبارة استهلالية' }).click()
  await listOf(page).getByRole('option', { name: 'ترحب بـ' }).click()
  await page.keyboard.insertText('التقرير')
  await expect(textOf(page).locator('[data-kind="operative"]').last()).toHaveText('ترحب بـالتقرير')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(textOf(page).locator('[data-kind="operative"]').last()).toHaveText('')
})
