import type { Page } from '@playwright/test'
import { routeOf, type Route } from '../../client/route'
import type { Language } from '../../shared/languages'
import { barriersOn, unreadableOn } from './barriers'

const LAPTOP = { width: 1280, height: 900 }
const TELEPHONE = { width: 360, height: 740 }
const HALL = { width: 3840, height: 2160 }

/** Those in which things are tried for width; the last one stays, and it runs the other way. */
const TONGUES: readonly Language[] = ['en', 'fr', 'ru', 'ar']
const LONGEST_AND_MIRRORED: readonly Language[] = ['ru', 'ar']

/** Longest line that the eye follows back without help, in times the size of its type: some hundred letters. */
const LONGEST_LINE_EM = 55

/** The windows in which something can be seen. */
type Where = 'everywhere' | 'laptop' | 'telephone'

interface Sight {
  /** Names of the components that are open, for the list of what was seen. */
  readonly shows?: readonly string[]
  /** The part of the page to look at; all of it when left out. */
  readonly within?: string
  /** In which windows it can be seen; in all when left out. */
  readonly where?: Where
}

/** Goes through the product and writes down what stands in people's way, in every language direction, set of colours and width. */
export class Tour {
  /** What was found, each with its place. */
  readonly found: string[] = []
  readonly #pages = new Set<Route['page']>()
  readonly #seen = new Set<string>()

  /** The pages of the router that were looked at. */
  get pages(): string[] {
    return [...this.#pages].sort()
  }

  /** The components that were looked at by their name. */
  get seen(): string[] {
    return [...this.#seen].sort()
  }

  /**
   * Looks at the page as it stands, in English in the light on a laptop, and leaves it so: there, in a hall, and on a
   * telephone in several languages, in the last one in the dark, with high contrast, and in the colours of the system.
   */
  async look(
    page: Page,
    at: string,
    { shows = [], within, where = 'everywhere' }: Sight = {},
  ): Promise<void> {
    this.#pages.add(routeOf(new URL(page.url()).pathname).page)
    for (const name of shows) this.#seen.add(name)
    const note = (in_: string, barriers: readonly string[]) =>
      this.found.push(...barriers.map((barrier) => `${at}, ${in_}: ${barrier}`))

    const isWhole = within === undefined
    if (within !== undefined) await page.locator(within).first().waitFor({ timeout: 10_000 })
    // colours change at once, so that none is looked at on its way
    await page.emulateMedia({ reducedMotion: 'reduce' })
    // what a page has scrolled under its header is no target for a finger at this moment
    if (isWhole) await page.evaluate(() => scrollTo(0, 0))
    if (where !== 'telephone') {
      note('en, light', await barriersOn(page, within))
      if (isWhole) await page.setViewportSize(HALL)
      if (isWhole) note('hall', await longLinesOn(page))
    }
    await page.setViewportSize(where === 'laptop' ? LAPTOP : TELEPHONE)
    for (const language of isWhole ? TONGUES : LONGEST_AND_MIRRORED) {
      await speak(page, language)
      if (where !== 'laptop') note(`${language}, telephone`, await tooWideOn(page))
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    note('ar, dark', await barriersOn(page, within))
    await page.emulateMedia({ contrast: 'more' })
    await page.locator('html[data-contrast="high"]').waitFor({ state: 'attached' })
    note('high contrast, dark', await unreadableOn(page, within))
    await page.emulateMedia({ colorScheme: 'light' })
    if (isWhole) note('high contrast, light', await unreadableOn(page))
    await page.emulateMedia({ contrast: null, forcedColors: 'active' })
    note('colours of the system', await unreadableOn(page, within))
    await page.emulateMedia({ forcedColors: null, colorScheme: null })
    await speak(page, 'en')
    await page.setViewportSize(LAPTOP)
  }
}

/** Chooses a language as the header does, without moving the focus or loading anything anew. */
async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate((chosen) => {
    const select = [...document.querySelectorAll('select')].find(
      ({ options }) => options.length === 6 && [...options].some(({ value }) => value === 'zh'),
    )
    if (!select) throw new Error('the header offers no languages')
    select.value = chosen
    select.dispatchEvent(new Event('change', { bubbles: true }))
  }, language)
  await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached', timeout: 10_000 })
}

/** What is wider than the window: the page itself, or something open over it. */
function tooWideOn(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // what follows the width of the window has followed it one frame later
    for (let frame = 0; frame < 2; frame++) await new Promise((go) => requestAnimationFrame(go))
    const open = [...document.querySelectorAll('dialog[open], :popover-open')]
    return [document.documentElement, ...open].flatMap((part) => {
      const excess = Math.max(
        part.scrollWidth - part.clientWidth,
        Math.ceil(part.getBoundingClientRect().width) - innerWidth,
      )
      return excess > 0 ? [`${part.tagName} is ${excess} px too wide`] : []
    })
  })
}

/** Lines of running words that are too long to be read in a hall. */
function longLinesOn(page: Page): Promise<string[]> {
  return page.evaluate((longest) => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let at = walker.nextNode(); at; at = walker.nextNode()) {
      const words = at.nodeValue?.trim() ?? ''
      if (words.length < 100 || !at.parentElement?.checkVisibility()) continue
      const range = document.createRange()
      range.selectNodeContents(at)
      const size = parseFloat(getComputedStyle(at.parentElement).fontSize)
      const line = Math.max(0, ...[...range.getClientRects()].map(({ width }) => width))
      if (line > longest * size) found.push(`a line of ${Math.round(line / size)} em: ${words.slice(0, 60)}`)
    }
    return found
  }, LONGEST_LINE_EM)
}
