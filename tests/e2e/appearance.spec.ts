import type { Locator, Page } from '@playwright/test'
import { LANGUAGES } from '../../shared/languages'
import { expect, signIn, test } from '../support/browser'
import { caretToEnd, provisionOf, twoAt, whenReady } from '../support/drafting'

const openMenu = (page: Page) => page.getByRole('banner').locator('[popovertarget]').click()

/** What the root element carries before any script of the application has run, at each load from here on. */
async function rememberFirstLook(page: Page): Promise<() => Promise<unknown>> {
  await page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      if (document.readyState === 'interactive')
        sessionStorage.setItem('first', JSON.stringify({ ...document.documentElement.dataset }))
    })
  })
  return () => page.evaluate<unknown>(() => JSON.parse(sessionStorage.getItem('first') ?? 'null'))
}

test('the look is remembered on this browser, and there before anything is drawn', async ({ venue }) => {
  const page = await venue.openWindow()
  const firstLook = await rememberFirstLook(page)
  await page.goto(venue.server.url)
  await openMenu(page)
  await page.getByLabel('Dark', { exact: true }).check()
  await page.getByLabel('High', { exact: true }).check()
  await page.getByRole('button', { name: 'Larger text' }).click()
  await page.getByRole('button', { name: 'Larger text' }).click()
  await expect(page.getByText('120%')).toBeVisible()
  const sizeOf = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize)
  expect(await sizeOf()).toBe('19.2px')

  await page.reload()
  expect(await firstLook()).toEqual({ theme: 'dark', contrast: 'high', size: '120' })
  await openMenu(page)
  await expect(page.getByLabel('Dark', { exact: true })).toBeChecked()
  await expect(page.getByLabel('High', { exact: true })).toBeChecked()
  expect(await sizeOf()).toBe('19.2px')
})

test('a device that wishes more contrast gets it, unless it is declined here', async ({ venue }) => {
  const page = await venue.openWindow()
  await page.emulateMedia({ contrast: 'more' })
  await page.goto(venue.server.url)
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high')
  await openMenu(page)
  await page.getByLabel('Normal', { exact: true }).check()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'normal')
})

test('colours that the device forces leave others’ carets in sight, and show where one is in the outline', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Sione'])
  await page.emulateMedia({ forcedColors: 'active' })
  await caretToEnd(provisionOf(other, 'title'))
  const caret = page.locator('.caret')
  await expect(caret).toBeVisible()
  const colourOf = (locator: Locator, of: string) =>
    locator.evaluate((node, name) => getComputedStyle(node).getPropertyValue(name), of)
  const ground = await colourOf(page.getByRole('banner'), 'background-color')
  expect(await colourOf(caret, 'background-color')).not.toBe(ground)
  expect(await colourOf(page.locator('.dots .dot').first(), 'background-color')).not.toBe(ground)
  const rows = page.getByRole('treeitem')
  const here = rows.and(page.locator('[aria-current]'))
  const elsewhere = rows.and(page.locator(':not([aria-current])')).first()
  expect(await colourOf(here, 'border-inline-start-color')).not.toBe(ground)
  expect(await colourOf(elsewhere, 'border-inline-start-color')).toBe(ground)
})

test('the projector shows the text large and without what one works with', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await page.setViewportSize({ width: 1920, height: 1080 })
  await whenReady(page)
  const sizeOf = () => provisionOf(page, 'operative').evaluate((node) => getComputedStyle(node).fontSize)
  const before = parseFloat(await sizeOf())
  await openMenu(page)
  await page.getByLabel('Projector').check()
  await expect(page.getByRole('toolbar')).toHaveCount(0)
  await expect(page.getByRole('complementary')).toHaveCount(0)
  await expect(page.getByText('Saved on server')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden()
  expect(parseFloat(await sizeOf())).toBeGreaterThan(before * 1.5)
  await page.getByLabel('Projector').uncheck()
  await expect(page.getByRole('button', { name: 'Print' })).toBeVisible()
  await expect(page.getByRole('complementary')).toBeVisible()
})

test('the largest text fits the smallest phone', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.openWindow()
  await page.addInitScript(() => localStorage.setItem('adref.look', '{"size":"150"}'))
  await page.setViewportSize({ width: 360, height: 740 })
  await signIn(page, await venue.linkFor('drafter', 'Amina'), 'Amina')
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overflow()).toBe(0)
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await whenReady(page)
  expect(await overflow()).toBe(0)
})

test('nothing is asked of any other place, and each script brings its own fonts only', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  for (const language of LANGUAGES.filter((one) => ['en', 'ar', 'ru'].includes(one))) {
    const page = await venue.openWindow(language)
    const asked: URL[] = []
    page.context().on('request', (request) => asked.push(new URL(request.url())))
    page.on('websocket', (socket) => asked.push(new URL(socket.url().replace(/^ws/, 'http'))))
    await signIn(page, await venue.linkFor('drafter', 'Amina'), 'Amina')
    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await whenReady(page)
    await page.evaluate(() => document.fonts.ready.then(() => null))

    const elsewhere = asked.filter(
      ({ origin, protocol }) => protocol !== 'data:' && origin !== venue.server.url,
    )
    expect(elsewhere.map(String)).toEqual([])
    expect(asked.some(({ pathname }) => pathname.startsWith('/sync/'))).toBe(true)
    const scripts = asked.flatMap(({ pathname }) => /noto-\w+-(?:arabic-)?(\w+)-\d/.exec(pathname)?.[1] ?? [])
    const foreign = { en: ['arabic', 'cyrillic'], ar: ['cyrillic'], ru: ['arabic'] }[
      language as 'en' | 'ar' | 'ru'
    ]
    expect(scripts.filter((script) => foreign.includes(script))).toEqual([])
    expect(scripts).toContain({ en: 'latin', ar: 'arabic', ru: 'cyrillic' }[language as 'en' | 'ar' | 'ru'])
  }
})
