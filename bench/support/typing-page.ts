import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test'
import { build } from 'esbuild'
import config from '../../playwright.config'
import type { ProvisionSource } from '../../shared/text/compose'
import { signIn } from '../../tests/support/browser'
import { TYPED_AT, type Hall } from './hall'
import type {} from './bare'
import type {} from './watched'
import { wait } from './latencies'

/** What became of some keys. */
export interface Typed {
  /** From each key to the end of the frame that shows it. */
  readonly paintMs: readonly number[]
  /** CPU that the page took, per key. */
  readonly cpuMs: number
  /** Tasks above 50 ms, from the first key until the rest after the last is over. */
  readonly longTasks: number
}

/** Between two keys: a fast typist's pace, and time enough for the frame to be shown. */
const KEY_EVERY_MS = 90

/** A page in which keys are pressed and measured. */
export class TypingPage {
  readonly #page: Page
  readonly #devtools: CDPSession

  private constructor(page: Page, devtools: CDPSession) {
    this.#page = page
    this.#devtools = devtools
  }

  static async on(page: Page): Promise<TypingPage> {
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    return new TypingPage(page, devtools)
  }

  /** Milliseconds from the beginning of the navigation until all of the text was there and could be edited. */
  async untilEditable(): Promise<number> {
    const handle = await this.#page.waitForFunction(() => window.watched.editableAt)
    return handle.jsonValue()
  }

  /** Types into the provision in the middle, and waits for what comes after the last key. */
  async type(keys: number, restMs: number): Promise<Typed> {
    await this.#page.bringToFront()
    await this.#intoText()
    await wait(restMs)
    await this.#page.evaluate(() => Object.assign(window.watched, { paintMs: [], longTasks: 0 }))
    const cpuMs = await this.cpuMsWhile(() => this.#press(keys))
    await wait(restMs)
    const { paintMs, longTasks } = await this.#page.evaluate(() => window.watched)
    if (paintMs.length !== keys) throw new Error(`${paintMs.length} of ${keys} keys were painted`)
    return { paintMs, longTasks, cpuMs: cpuMs / keys }
  }

  /** Brings the page to the front: only there is it painted. */
  async show(): Promise<void> {
    await this.#page.bringToFront()
  }

  /** In the bare page: others' letters at the beginnings of these provisions by turns. */
  async typeElsewhere(places: readonly number[], keys: number, everyMs: number): Promise<void> {
    await this.#page.evaluate(([places, keys, everyMs]) => window.typeElsewhere(places, keys, everyMs), [
      places,
      keys,
      everyMs,
    ] as const)
  }

  /** CPU that the page's main thread takes meanwhile; others' load on the machine does not count. */
  async cpuMsWhile(act: () => Promise<void>): Promise<number> {
    const before = await this.#threadMs()
    await act()
    return (await this.#threadMs()) - before
  }

  async #press(keys: number): Promise<void> {
    for (let key = 0; key < keys; key += 1) {
      await this.#page.keyboard.press('x')
      await wait(KEY_EVERY_MS)
    }
  }

  async #intoText(): Promise<void> {
    const provision = this.#page.locator(`[data-id="p${TYPED_AT}"]`)
    await provision.evaluate((node) => {
      // as a click does it: without a jump to where the caret was, which the first key would pay for
      node.closest<HTMLElement>('[contenteditable]')?.focus({ preventScroll: true })
      getSelection()?.collapse(node.firstChild, 20)
      node.scrollIntoView({ block: 'center' })
    })
  }

  async #threadMs(): Promise<number> {
    const { metrics } = await this.#devtools.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN) * 1_000
  }
}

/** A browser for one page of ours and a bare one. */
export interface TypingBrowser {
  openBare(sources: readonly ProvisionSource[]): Promise<TypingPage>
  openOurs(hall: Hall): Promise<TypingPage>
  close(): Promise<void>
}

export async function openBrowser(): Promise<TypingBrowser> {
  const browser = await chromium.launch(config.use?.launchOptions ?? {})
  return {
    openBare: (sources) => openBare(browser, sources),
    openOurs: (hall) => openOurs(browser, hall),
    close: () => browser.close(),
  }
}

async function openOurs(browser: Browser, hall: Hall): Promise<TypingPage> {
  const page = await (await browser.newContext()).newPage()
  await signIn(page, await hall.link(), 'Typist')
  await page.addInitScript({ content: await scriptOf('watched') })
  await page.goto(`${hall.url}/documents/${hall.documentId}`)
  return TypingPage.on(page)
}

async function openBare(browser: Browser, sources: readonly ProvisionSource[]): Promise<TypingPage> {
  const page = await (await browser.newContext()).newPage()
  await page.setContent('<!doctype html><style>.ProseMirror { white-space: pre-wrap }</style>')
  await page.addScriptTag({ content: await scriptOf('watched') })
  await page.addScriptTag({ content: await scriptOf('bare') })
  await page.evaluate((all) => window.showBare(all), sources)
  return TypingPage.on(page)
}

/** A file beside this one as a script for a page. */
async function scriptOf(file: 'watched' | 'bare'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`bench/support/${file}.ts`],
    bundle: true,
    write: false,
    format: 'iife',
  })
  return outputFiles[0]?.text ?? ''
}
