import type { Locator, Page } from '@playwright/test'
import { expect, signIn, test } from '../support/browser'
import { whenReady } from '../support/drafting'
import { ALIKE, pictureOf } from '../support/pictures'

/** When people were last seen, and which colour somebody has. */
const VOLATILE = '.who .hint, .dots'

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 736 }

interface Look {
  readonly size?: typeof DESK
  readonly dark?: boolean
}

/** Compares what a window shows with pictures in `tests/e2e/pictures`; `npx playwright test pictures -u` takes new ones. */
class Album {
  readonly page: Page
  readonly #suffix: string

  constructor(page: Page, suffix: string) {
    this.page = page
    this.#suffix = suffix
  }

  /** @param seen what must be there before the picture is taken */
  async compare(name: string, seen: Locator, { size = DESK, dark = false }: Look = {}): Promise<void> {
    await this.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
    await this.page.setViewportSize(size)
    await expect(seen).toBeVisible()
    const picture = await pictureOf(this.page, VOLATILE)
    expect.soft(picture).toMatchSnapshot(`${name}-${this.#suffix}.png`, ALIKE)
  }
}

for (const language of ['en', 'ar'] as const) {
  test(`the main pages look as they did (${language})`, async ({ venue }) => {
    const { url } = venue.server
    const page = await venue.openWindow(language)
    const album = new Album(page, language)
    const heading = page.getByRole('main').getByRole('heading').first()
    const [first, second]: [Look, Look] = [{}, { size: PHONE, dark: true }]
    const looks = language === 'en' ? { odd: first, even: second } : { odd: second, even: first }

    await page.goto(url)
    await album.compare('door', heading, looks.odd)
    await signIn(page, await venue.linkFor('chair', 'Amina'), 'Amina')
    await page.goto(url)
    await album.compare('home', page.getByText('Amina').last(), looks.even)
    await page.goto(`${url}/rights`)
    await album.compare('rights', heading, looks.odd)
    await page.goto(`${url}/help`)
    await album.compare('help', heading, looks.even)

    const made = { title: 'Zero draft', language, from: 'example' } as const
    const { documentId } = await venue.coordinator.ask('document:create', made)
    await page.goto(`${url}/documents/${documentId}`)
    await whenReady(page)
    await album.compare('document', heading, { dark: language === 'ar' })
    await page.keyboard.press('ControlOrMeta+/')
    await album.compare('shortcuts', page.getByRole('dialog'), looks.odd)
  })
}
