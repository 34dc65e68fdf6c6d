import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test'
import type { DocumentId } from '../../shared/ids'
import type { Language } from '../../shared/languages'
import type { Role } from '../../shared/roles'
import { ChildServer } from './child-server'
import { IdentityProvider } from './identity-provider'
import { Caller } from './typist'

/** Locales that a browser of a person with this language would ask for. */
const BROWSER_LOCALES: Readonly<Record<Language, string>> = {
  ar: 'ar-EG',
  en: 'en-GB',
  es: 'es-ES',
  fr: 'fr-FR',
  ru: 'ru-RU',
  zh: 'zh-CN',
}

/** A meeting on a server of its own, into which people come with browsers. */
export class Venue {
  readonly server: ChildServer
  /** The coordinator, without a browser. */
  readonly coordinator: Caller
  readonly #browser: Browser
  readonly #serviceWorkers: 'allow' | 'block'
  readonly #contexts: BrowserContext[] = []

  constructor(
    server: ChildServer,
    coordinator: Caller,
    { browser, serviceWorkers }: { browser: Browser; serviceWorkers: 'allow' | 'block' },
  ) {
    this.server = server
    this.coordinator = coordinator
    this.#browser = browser
    this.#serviceWorkers = serviceWorkers
  }

  /** Makes a document; without words for it, from the example outcome text. */
  async makeDocument(title = 'Zero draft', from: 'blank' | 'example' = 'example'): Promise<DocumentId> {
    const { documentId } = await this.coordinator.ask('document:create', { title, language: 'en', from })
    return documentId
  }

  /** Hands out a single-use link. */
  async linkFor(role: Role, name: string): Promise<string> {
    const { url } = await this.coordinator.ask('link:create', { role, label: name, onlyDocumentId: null })
    return url
  }

  /** An empty browser window of a person who reads this language, on a telephone when it is used by finger. */
  async openWindow(language: Language = 'en', byFinger = false): Promise<Page> {
    const context = await this.#browser.newContext({
      ...(byFinger ? { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } } : {}),
      locale: BROWSER_LOCALES[language],
      serviceWorkers: this.#serviceWorkers,
    })
    this.#contexts.push(context)
    return context.newPage()
  }

  /**
   * A person in a browser of their own, signed in with a link of their own before its first page: at home, or at a
   * document when one is named.
   */
  async enter(
    role: Role,
    name: string,
    {
      language = 'en',
      documentId,
      byFinger = false,
    }: { language?: Language; documentId?: DocumentId; byFinger?: boolean } = {},
  ): Promise<Page> {
    const page = await this.openWindow(language, byFinger)
    const { cookie } = await this.coordinator.invite(role, name)
    const [cookieName = '', value = ''] = cookie.split('=')
    await page.context().addCookies([{ name: cookieName, value, url: this.server.url, httpOnly: true }])
    await page.goto(`${this.server.url}${documentId ? `/documents/${documentId}` : '/'}`)
    return page
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close()
    await this.server.stop()
  }
}

/** Opens a single-use link, enters a name, and waits until the page has let the person in. */
export async function signIn(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link)
  await page.locator('input[autocomplete="name"]').fill(name)
  await page.locator('form button[type="submit"]').click()
  await page.waitForURL((url) => url.pathname !== '/join')
}

interface Fixtures {
  /** What is set in the environment of the server, for tests that need it otherwise. */
  readonly environment: Readonly<Record<string, string>>
  readonly server: ChildServer
  readonly venue: Venue
}

/** Playwright's `test` with a fresh server, `server`, and a meeting on it, `venue`, for each test that asks. */
export const test = base.extend<Fixtures>({
  environment: [{}, { option: true }],
  server: async ({ environment }, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'adref-e2e-'))
    const server = await ChildServer.on(dataDir, environment)
    await use(server)
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  },
  venue: async ({ server, browser, serviceWorkers }, use) => {
    const coordinator = await Caller.signIn(server.url, server.firstRunToken, 'Coordinator')
    const venue = new Venue(server, coordinator, { browser, serviceWorkers: serviceWorkers ?? 'allow' })
    await use(venue)
    await venue.close()
  },
})

/** As `test`, with a real identity provider that the server knows. */
export const withProvider = test.extend({
  environment: async ({}, use) => {
    const provider = await IdentityProvider.start()
    await use(provider.environment)
    await provider.close()
  },
})

export { expect } from '@playwright/test'
