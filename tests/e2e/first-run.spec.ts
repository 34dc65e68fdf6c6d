import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from '@playwright/test'
import type { Language } from '../../shared/languages'
import type { Role } from '../../shared/roles'
import { expect, signIn, test } from '../support/browser'
import { badgeOf, caretAfter, findLine, loseLine, provisionOf, textOf, whenReady } from '../support/drafting'

const LOCALES = { en: 'en-GB', ar: 'ar-EG' } as const
const NAMES = { en: ['Amina', 'Ngozi'], ar: ['أمينة', 'سعاد'] } as const

/** The words of the interface, as the catalogues have them. */
function wordsOf(language: Language): (key: string) => string {
  const parts = ['shell', 'home'].map((part): unknown =>
    JSON.parse(readFileSync(`shared/locales/${language}/${part}.json`, 'utf8')),
  )
  const words = Object.assign({}, ...parts) as Readonly<Record<string, string>>
  return (key) => words[key] ?? key
}

async function openWindow(browser: Browser, language: keyof typeof LOCALES): Promise<Page> {
  const context = await browser.newContext({ locale: LOCALES[language] })
  return context.newPage()
}

const joinLink = (server: { url: string; firstRunToken: string }) =>
  `${server.url}/join#${server.firstRunToken}`

for (const language of ['en', 'ar'] as const) {
  const say = wordsOf(language)
  const [coordinatorName, delegateName] = NAMES[language]

  test(`the first link leads to a document and to a second person (${language})`, async ({
    server,
    browser,
  }) => {
    const page = await openWindow(browser, language)
    const foreign: string[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(server.url).host) foreign.push(request.url())
    })

    await page.goto(joinLink(server))
    await expect(page.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr')
    await expect(page.getByText(say('role.coordinator'), { exact: true })).toBeVisible()
    await page.getByLabel(say('join.name')).fill(coordinatorName)
    await page.getByRole('button', { name: say('join.enter'), exact: true }).click()
    await expect(page).toHaveURL(`${server.url}/`)
    await expect(page.getByRole('banner')).toContainText(coordinatorName)
    await expect(page.getByRole('banner')).toContainText(say('role.coordinator'))

    await page.getByRole('button', { name: say('documents.fromExample') }).click()
    await page.getByRole('button', { name: say('create.create') }).click()
    await page.waitForURL(/\/documents\//)
    const documentUrl = page.url()

    await page.getByRole('banner').getByRole('link').first().click()
    await expect(page.getByRole('link', { name: say('create.exampleTitle') })).toBeVisible()
    await page.getByLabel(say('links.label'), { exact: true }).fill(delegateName)
    await page.getByRole('button', { name: say('links.make') }).click()
    const address = page.locator('input[readonly]')
    await expect(address).toHaveValue(/\/join#[A-Za-z0-9_-]{43}$/)
    await page.getByRole('button', { name: say('links.copy'), exact: true }).click()
    await expect(page.getByRole('button', { name: say('links.copied') })).toBeVisible()

    const other = await openWindow(browser, language)
    await signIn(other, await address.inputValue(), delegateName)
    await expect(other).toHaveURL(documentUrl)
    await expect(other.getByRole('banner')).toContainText(say('role.drafter'))

    const people = page.getByRole('region', { name: say('people.title') })
    await expect(people.getByText(delegateName).first()).toBeVisible()
    expect(foreign).toEqual([])
  })
}

for (const language of ['en', 'ar'] as const) {
  const say = wordsOf(language)

  test(`three people type in one document within twelve clicks (${language})`, async ({
    server,
    browser,
  }) => {
    let clicks = 0
    const click = async (page: Page, what: string | Locator) => {
      clicks += 1
      await (typeof what === 'string' ? page.getByRole('button', { name: what, exact: true }) : what).click()
    }
    // what is typed goes where the page has put the focus: the script never moves it but by a click that it counts
    const join = async (link: string, name: string) => {
      const page = await openWindow(browser, language)
      await page.goto(link)
      await expect(page.getByLabel(say('join.name'))).toBeFocused()
      await page.keyboard.type(name)
      await click(page, say('join.enter'))
      return page
    }
    const write = async (page: Page, words: string) => {
      await expect(page.locator('[contenteditable="true"]')).toBeFocused()
      await page.keyboard.type(words)
    }

    const coordinator = await join(joinLink(server), 'Amina')
    await click(coordinator, say('documents.fromExample'))
    await click(coordinator, say('create.create'))
    await write(coordinator, ' w0')
    await click(coordinator, coordinator.getByRole('banner').getByRole('link'))
    const people = [coordinator]
    for (const name of ['Ngozi', 'Luis']) {
      await click(coordinator, say('links.make'))
      await expect(coordinator.locator('input[readonly]')).toHaveCount(people.length)
      await click(coordinator, say('links.copy'))
      const delegate = await join(await coordinator.locator('input[readonly]').first().inputValue(), name)
      await write(delegate, `w${people.length} `)
      people.push(delegate)
    }
    await click(coordinator, coordinator.getByRole('link', { name: say('create.exampleTitle') }))
    await click(coordinator, coordinator.locator('[contenteditable="true"] [data-kind="preambular"]').first())
    await write(coordinator, 'w3 ')

    for (const page of people) {
      const text = page.locator('[contenteditable="true"]')
      for (const words of ['w0', 'w1', 'w2', 'w3']) await expect(text).toContainText(words)
    }
    expect(clicks).toBeLessThanOrEqual(12)
  })
}

for (const isTouched of [false, true]) {
  test(`the caret waits where one begins to write, and nowhere else${isTouched ? ' (finger)' : ''}`, async ({
    venue,
    browser,
  }) => {
    const documentId = await venue.makeDocument()
    const enter = async (role: Role, path = '') => {
      const context = await browser.newContext({ locale: 'en-GB', hasTouch: isTouched, isMobile: isTouched })
      const page = await context.newPage()
      if (path !== '') {
        await page.goto(venue.server.url + path)
        await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible()
      }
      await page.goto(await venue.linkFor(role, 'Somebody'))
      const name = page.getByLabel('Your name')
      await expect(name).toBeVisible()
      if (isTouched) await expect(name).not.toBeFocused()
      else await expect(name).toBeFocused()
      await expect(name).toHaveAccessibleDescription(/admits you as/)
      await name.fill('Somebody')
      await page.getByRole('button', { name: 'Join', exact: true }).click()
      return page
    }
    const caretOf = (page: Page) =>
      page.evaluate(() => {
        const at = getSelection()
        const provision = at?.anchorNode?.parentElement?.closest('[data-kind]') ?? at?.anchorNode
        return [provision instanceof HTMLElement && provision.dataset['kind'], at?.anchorOffset]
      })

    const delegate = await enter('drafter')
    await whenReady(delegate)
    if (isTouched) return void (await expect(textOf(delegate)).not.toBeFocused())
    await expect(textOf(delegate)).toBeFocused()
    expect(await caretOf(delegate)).toEqual(['title', 0])
    // opened once more, the text is there to be read first
    await delegate.getByRole('link', { name: 'Home' }).click()
    await delegate.getByRole('link', { name: /Zero draft/ }).click()
    await whenReady(delegate)
    await expect(delegate.getByRole('heading', { name: 'Zero draft', exact: true })).toBeFocused()

    const reader = await enter('observer')
    await expect(textOf(reader)).toBeVisible()
    await expect(reader.locator('[data-state]')).toHaveAttribute('data-state', 'saved')
    await expect(textOf(reader)).not.toBeFocused()

    const second = (await provisionOf(delegate, 'operative', 1).getAttribute('data-id')) ?? ''
    const linked = await enter('drafter', `/documents/${documentId}#${second}`)
    await whenReady(linked)
    await expect(textOf(linked)).toBeFocused()
    expect((await caretOf(linked))[0]).toBe('operative')

    const maker = await venue.enter('coordinator', 'Amina')
    await maker.getByRole('button', { name: 'New document' }).click()
    await maker.getByRole('textbox', { name: 'Title' }).fill('Second draft')
    await maker.keyboard.press('Enter')
    await whenReady(maker)
    await expect(textOf(maker)).toBeFocused()
    expect(await caretOf(maker)).toEqual(['operative', 0])
  })
}

test('whoever has gone on before the name is asked for keeps the focus', async ({ venue }) => {
  const page = await venue.openWindow()
  const language = page.getByLabel('Language of the interface')
  await page.route('**/session:peekLink', async (route) => {
    await language.focus()
    await route.continue()
  })
  await page.goto(await venue.linkFor('drafter', 'Amina'))
  await expect(page.getByLabel('Your name')).toBeVisible()
  await expect(language).toBeFocused()
})

test('a link that was used says so and what to do next', async ({ server, browser }) => {
  const page = await openWindow(browser, 'en')
  await signIn(page, joinLink(server), 'Amina')
  const other = await openWindow(browser, 'en')
  await other.goto(joinLink(server))
  await expect(other.getByText('This link has been used')).toBeVisible()
  await expect(other.getByText('ask your coordinator for a new link')).toBeVisible()
  await expect(other.getByRole('button', { name: 'Join' })).toHaveCount(0)
})

test('a link with half of its secret says that it is incomplete', async ({ server, browser }) => {
  const page = await openWindow(browser, 'en')
  await page.goto(`${server.url}/join#damaged`)
  await expect(page.getByText('This link is incomplete')).toBeVisible()
})

test('opening a link does not use it up, and joining takes it out of the address', async ({
  server,
  browser,
}) => {
  const page = await openWindow(browser, 'en')
  await page.goto(joinLink(server))
  await expect(page.getByLabel('Your name')).toBeVisible()
  await page.reload()
  await page.getByLabel('Your name').fill('Amina')
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page).toHaveURL(`${server.url}/`)
  await page.goBack()
  expect(page.url()).not.toContain(server.firstRunToken)
})

test('a deep link survives signing in', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  await venue.makeDocument('Another')
  const page = await venue.openWindow()
  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible()
  await signIn(page, await venue.linkFor('observer', 'Observer'), 'Observer')
  await expect(page).toHaveURL(`${venue.server.url}/documents/${documentId}`)
})

test('unknown addresses have the words of forbidden ones', async ({ venue }) => {
  const page = await venue.enter('drafter', 'Drafter')
  await page.goto(`${venue.server.url}/nowhere`)
  await expect(page.getByRole('heading', { name: 'Not found, or not open to you' })).toBeVisible()
})

test('who is shut out finds the door closed at once', async ({ venue }) => {
  const page = await venue.enter('chair', 'Chair')
  await expect(page.getByRole('heading', { name: 'Drafting room' })).toBeVisible()
  const { people } = await venue.coordinator.ask('people:list', {})
  const chair = people.find(({ name }) => name === 'Chair')
  if (!chair) throw new Error('the chair is among the people')
  await venue.coordinator.ask('people:revoke', { personId: chair.personId })
  await expect(page.getByRole('heading', { name: 'Your session has ended' })).toBeVisible({ timeout: 5_000 })
})

test('signing out leaves nothing behind the door', async ({ venue }) => {
  const page = await venue.enter('chair', 'Chair')
  await page.getByRole('banner').locator('[popovertarget]').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'You have signed out' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible()
})

test('signing out of a document removes what the browser kept of it', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Drafter', { documentId })
  await page.locator('[contenteditable="true"]').focus()
  await page.keyboard.type('kept ')
  const kept = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  await expect.poll(async () => (await kept()).length).toBeGreaterThan(0)
  await expect
    .poll(async () => (await venue.coordinator.ask('document:read', { documentId })).provisions[0]?.text)
    .toContain('kept ')
  await page.getByRole('banner').locator('[popovertarget]').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'You have signed out' })).toBeVisible()
  await expect.poll(kept).toEqual([])
})

test('the language changes at once and nothing typed is lost', async ({ venue }) => {
  const page = await venue.enter('coordinator', 'Amina')
  await page.getByLabel('For whom').fill('Delegation')
  await page.getByLabel('Language of the interface').selectOption('ar')
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.getByRole('heading', { name: 'غرفة الصياغة' })).toBeVisible()
  await expect(page.getByLabel('لمن')).toHaveValue('Delegation')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar')
})

test('the language changes in the middle of a sentence: the editor, its caret, undo and what waits stay', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  const speak = (label: string, language: Language) => page.getByLabel(label).selectOption(language)
  await whenReady(page)
  // both languages have been heard here, so that either can be had without the server
  await speak('Language of the interface', 'ar')
  await speak('لغة الواجهة', 'en')
  const provision = provisionOf(page, 'operative')
  const before = (await provision.textContent()) ?? ''
  const editor = await textOf(page).elementHandle()
  await caretAfter(provision, 'present document')
  await page.keyboard.type(' here')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await loseLine(page)
  await page.keyboard.type(' and')
  await expect(badgeOf(page)).toContainText('kept here')

  await speak('Language of the interface', 'ar')
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(textOf(page)).toHaveAccessibleName('نص الوثيقة')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
  expect(await editor?.evaluate((node) => node === document.querySelector('.text[role="textbox"]'))).toBe(
    true,
  )
  await textOf(page).focus()
  await page.keyboard.type(' now')
  const after = before.replace('present document', 'present document here and now')
  await expect(provision).toHaveText(after)
  await pressUntil(page, 'ControlOrMeta+z', provision, before)
  await pressUntil(page, 'ControlOrMeta+Shift+z', provision, after)

  await findLine(page)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved', { timeout: 20_000 })
  const { provisions } = await venue.coordinator.ask('document:read', { documentId })
  expect(provisions.map(({ text }) => text)).toContain(after)
})

/** Presses a key, a few times at most, until a provision says something. */
async function pressUntil(page: Page, key: string, provision: Locator, words: string): Promise<void> {
  for (let presses = 0; presses < 5 && (await provision.textContent()) !== words; presses += 1)
    await page.keyboard.press(key)
  await expect(provision).toHaveText(words)
}

test('a lost server is said, and what happened meanwhile shows when it is back', async ({ venue }) => {
  const page = await venue.enter('observer', 'Observer')
  await expect(page.getByText('No documents yet')).toBeVisible()
  await venue.server.kill()
  const said = page.getByText('No connection to the server.')
  await expect(said).toBeVisible()
  await venue.server.start()
  await venue.makeDocument('Zero draft', 'blank')
  await expect(page.getByRole('link', { name: /Zero draft/ })).toBeVisible({ timeout: 15_000 })
  await expect(said).toHaveCount(0)
})

test('a link and a person can be shut out from the screen, with a question before', async ({ venue }) => {
  const drafter = await venue.enter('drafter', 'Drafter')
  await expect(drafter.getByRole('heading', { name: 'Drafting room' })).toBeVisible()
  const link = await venue.linkFor('observer', 'Press')
  const page = await venue.enter('coordinator', 'Amina')

  await page.getByRole('button', { name: 'Withdraw Observer Press' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByRole('button', { name: /^Withdraw/ })).toHaveCount(0)
  const late = await venue.openWindow()
  await late.goto(link)
  await expect(late.getByText('This link has been withdrawn')).toBeVisible()

  await page.getByRole('button', { name: 'End access Drafter' }).click()
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alertdialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'End access Drafter' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').getByRole('button', { name: 'End access' }).click()
  await expect(page.getByRole('region', { name: 'People' }).getByText('Access ended')).toBeVisible()
  await expect(drafter.getByRole('heading', { name: 'Your session has ended' })).toBeVisible()
})
