import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Language } from '../../shared/languages'
import { dayOf } from '../../shared/registry'
import { expect, test } from '../support/browser'
import { oasis } from '../support/registry'

function wordsOf(language: Language): (key: string) => string {
  const read: unknown = JSON.parse(readFileSync(`shared/locales/${language}/registry.json`, 'utf8'))
  const words = read as Readonly<Record<string, string>>
  return (key) => words[key] ?? key
}

/** How many mechanisms the page counts in a class. */
async function countOf(page: Page, label: string): Promise<number> {
  const one = page.locator('dl[aria-label] > div').filter({ has: page.locator('dt', { hasText: label }) })
  return Number(await one.locator('dd').first().textContent())
}

test('a mechanism is found in Arabic, and its class changed: counts follow, for others too', async ({
  venue,
}) => {
  await venue.coordinator.ask('registry:add', { draft: oasis })
  const say = wordsOf('ar')
  const other = await venue.enter('observer', 'Olga')
  await other.getByRole('link', { name: 'Registry of mechanisms and partners' }).click()
  await other.getByLabel('Find by name').fill('oasis')
  await expect(other.getByRole('form').getByText('1 shown')).toBeVisible()

  const page = await venue.enter('coordinator', 'أمينة', { language: 'ar' })
  await page.getByRole('link', { name: say('registry.title') }).click()
  await page.getByLabel(say('registry.find')).fill('مشاورات الواحه')
  const row = page.locator('details').filter({ hasText: 'OCM' })
  await expect(row.getByText(oasis.names.ar ?? '').first()).toBeVisible()
  await expect(page.locator('details')).toHaveCount(1)
  const [regional, interregional] = [say('registry.class.regional'), say('registry.class.interregional')]
  const before = [await countOf(page, regional), await countOf(page, interregional)]

  await row.locator('summary').click()
  await row.getByRole('button', { name: say('registry.change') }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel(say('registry.class'), { exact: true }).selectOption('interregional')
  await expect(form.getByLabel(say('registry.form.since'))).toHaveValue(dayOf(Date.now()))
  await form.getByRole('button', { name: say('registry.save') }).click()
  await expect(form).toHaveCount(0)

  await expect(row.locator('summary')).toContainText(interregional)
  expect([await countOf(page, regional), await countOf(page, interregional)]).toEqual([
    (before[0] ?? 0) - 1,
    (before[1] ?? 0) + 1,
  ])
  await expect(row.locator('.classes li')).toHaveCount(2)
  await expect(other.locator('summary').first()).toContainText('Interregional')
  await expect(other.getByRole('button', { name: 'New mechanism' })).toHaveCount(0)
})

test('mechanisms and partners are entered by hand, refused under a taken acronym, and a change is taken back', async ({
  venue,
}) => {
  const other = await venue.enter('observer', 'Olga')
  await other.getByRole('link', { name: 'Registry of mechanisms and partners' }).click()
  const page = await venue.enter('coordinator', 'Amina')
  await page.goto(`${venue.server.url}/registry`)
  const find = page.getByLabel('Find by name')
  await find.fill('no such body')
  await expect(page.getByText('No mechanism fits.')).toBeVisible()
  await expect(page.getByText('No partner body fits.')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).first().click()
  await page.getByRole('button', { name: 'New mechanism' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Acronym').fill('SMD')
  await form.getByLabel('Français').fill('Dialogue de la savane sur la mobilité')
  await form.getByLabel('West Africa', { exact: true }).check()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await find.fill('savane')
  await expect(page.locator('summary')).toHaveText([/SMD.*Dialogue de la savane/])
  await page.getByRole('button', { name: 'New mechanism' }).click()
  await form.getByLabel('Acronym').fill('smd')
  await form.getByLabel('English').fill('Another')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText('Another body in the registry has the acronym')).toBeVisible()
  await expect(form.getByLabel('English')).toHaveValue('Another')
  await page.keyboard.press('Escape')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
  await expect(form).toHaveCount(0)

  await page.getByRole('button', { name: 'New partner body' }).click()
  await form.getByLabel('Acronym').fill('WRF')
  await form.getByLabel('English').fill('Wells Regional Forum')
  await form.getByLabel('Kind').selectOption('Regional economic community')
  await form.getByLabel('Dialogue de la savane').check()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await find.fill('wells')
  await expect(page.getByRole('form').getByText('1 shown')).toBeVisible()
  const row = page.locator('details').filter({ hasText: 'WRF' })
  await row.locator('summary').click()
  await expect(row.locator('dl')).toContainText('Dialogue de la savane')
  await other.getByLabel('Find by name').fill('wells')
  await expect(other.locator('summary')).toContainText('Regional economic community')
  await expect(other.getByRole('button', { name: 'New partner body' })).toHaveCount(0)

  await row.getByRole('button', { name: 'Change' }).click()
  await form.getByLabel('Kind').selectOption('Other')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await expect(other.locator('summary')).toContainText('Other')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(other.locator('summary')).toContainText('Regional economic community')
  await expect(row.getByRole('button', { name: 'Change' })).toBeFocused()
})
