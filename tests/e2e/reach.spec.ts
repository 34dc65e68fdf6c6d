import { readdirSync, readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Route } from '../../client/route'
import type { MechanismId } from '../../shared/ids'
import { expect, signIn, test, type Venue } from '../support/browser'
import { FROM_WORD } from '../support/clipboards'
import { caretAfter, caretToEnd, paste, provisionOf, textOf, whenReady } from '../support/drafting'
import { oasis, wells } from '../support/registry'
import { CHAIR_SEAT, mechanismSeat, Table } from '../support/seats'
import { Tour } from '../support/tour'

/** Every page of the router; the compiler asks for those that are missing. */
const PAGES: Readonly<Record<Route['page'], true>> = {
  ...{ home: true, join: true, document: true, registry: true, rights: true, help: true, meeting: true },
  ...{ practice: true, record: true, unknown: true },
}

/** What opens over a page and is looked at elsewhere, and where: it needs what the tour does not have. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  OpenInEmergency: 'administrator.spec.ts, as an administrator, who alone opens it',
  InstructionDialog: 'entered.spec.ts, with a secretariat whose words wait for a chair',
  WaysBack: 'sign-in.spec.ts, with a device that holds passkeys',
  LeaveUnsaved: 'editor-faults.spec.ts, in a browser that keeps nothing; asks as other questions do',
  SessionList: 'asks as the list of people does, and only who came back has a second session to end',
}

/** What others are made of. */
const PARTS = ['Dialog', 'FormDialog', 'Confirm', 'BodyForm', 'TitleDialog']

// a trace of every look would take longer than the looks
test.use({ actionTimeout: 10_000, trace: 'off' })

const DIALOG = 'dialog[open]'

/** The components that open something over a page, by what stands in them. */
function componentsThatOpen(): string[] {
  const files = readdirSync('client', { recursive: true, encoding: 'utf8' })
  const opens = /<(Dialog|FormDialog|Confirm|Popover|Actions|Toast|BodyForm|TitleDialog|dialog)\b|popover="/
  return files
    .filter((file) => file.endsWith('.svelte') && opens.test(readFileSync(`client/${file}`, 'utf8')))
    .map((file) => file.replace(/^.*\/|\.svelte$/g, ''))
    .filter((name) => !PARTS.includes(name) && !(name in ELSEWHERE))
    .sort()
}

/** What is looked at in tests of its own, where it is used: barriers are looked for there as well. */
const SEEN_ELSEWHERE = [
  ...['Chooser', 'EndRecovery', 'HandleMenu', 'LostDocument', 'TableTools', 'WordsLeftBehind'],
]

/** Opens something by its button, looks at it, and closes it by Escape. */
async function lookBehind(tour: Tour, page: Page, button: string | RegExp, name: string): Promise<void> {
  await page.getByRole('button', { name: button }).first().click()
  await tour.look(page, name, { shows: [name], within: DIALOG })
  await page.keyboard.press('Escape')
  await expect(page.locator(DIALOG)).toHaveCount(0)
}

/** The doors: a link, no link, a spent one, and who has left. */
async function atTheDoors(tour: Tour, venue: Venue): Promise<void> {
  const page = await venue.openWindow()
  await page.goto(`${venue.server.url}/join`)
  await tour.look(page, 'the door without a link')
  await page.getByRole('banner').locator('[popovertarget]').click()
  await tour.look(page, 'the look', { shows: ['AppearanceMenu', 'Popover'], within: ':popover-open' })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Help', exact: true }).click()
  await tour.look(page, 'the help beside a page', { shows: ['HelpDrawer'], within: DIALOG })
  await page.keyboard.press('Escape')
  const link = await venue.linkFor('observer', 'Olga')
  await page.goto(link)
  await expect(page.getByLabel('Your name')).toBeVisible()
  await tour.look(page, 'a link')
  await signIn(page, link, 'Olga')
  await page.getByRole('banner').locator('[popovertarget]').click()
  await page.getByLabel('This computer is shared').check()
  await page.getByRole('button', { name: 'Lock now' }).click()
  await expect(page.getByRole('heading', { name: 'The screen is locked' })).toBeVisible()
  await tour.look(page, 'a locked screen')
  await page.context().clearCookies()
  await page.goto(link)
  await expect(page.getByText('This link has been used')).toBeVisible()
  await tour.look(page, 'a spent link')
  await page.goto(venue.server.url)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await tour.look(page, 'nobody is signed in')
  await page.goto(`${venue.server.url}/help`)
  await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible()
  await tour.look(page, 'the help')
  await page.getByRole('main').getByRole('listitem').getByRole('link').first().click()
  await expect(page.getByRole('article')).toBeVisible()
  await tour.look(page, 'a topic of the help')
}

/** The home of a coordinator, and everything that opens there. */
async function atHome(tour: Tour, page: Page): Promise<void> {
  await expect(page.getByRole('link', { name: /Zero draft/ })).toBeVisible()
  await page.getByRole('button', { name: 'Make link' }).click()
  await page.getByRole('searchbox').fill('migration')
  await expect(page.locator('mark').first()).toBeVisible()
  await tour.look(page, 'home, with a search and a fresh link')
  await page.getByRole('searchbox').press('Escape')
  await lookBehind(tour, page, 'New document', 'CreateDocument')
  await lookBehind(tour, page, 'New meeting', 'MeetingForm')
  await lookBehind(tour, page, 'New private room', 'OpenRoom')
  await lookBehind(tour, page, /^Withdraw/, 'LinkDesk')
  await lookBehind(tour, page, /^End access/, 'PeopleList')
  await lookBehind(tour, page, /^Correct the name/, 'NameDialog')
  await lookBehind(tour, page, /^Change the role/, 'RoleDialog')

  const actions = page.getByRole('button', { name: /^Actions for .?Zero draft/ })
  await actions.click()
  await tour.look(page, 'the actions of a document', {
    shows: ['DocumentRow', 'Actions'],
    within: 'li:has(button[aria-expanded="true"])',
  })
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await tour.look(page, 'who will read a document that moves', { shows: ['MoveDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
  await actions.click()
  await page.getByRole('button', { name: 'Duplicate' }).click()
  await tour.look(page, 'a title', { shows: ['TitleDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
  await actions.click()
  await page.getByRole('button', { name: 'Archive', exact: true }).click()
  await expect(page.locator('.toast')).toBeVisible()
  await tour.look(page, 'what was done, with a way back', {
    shows: ['DeedsAtWork', 'Toast'],
    within: '.toast',
  })
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('banner').locator('[popovertarget]').click()
  await tour.look(page, 'the account', { shows: ['AccountMenu'], within: ':popover-open' })
  await page.keyboard.press('Escape')
}

/** A meeting, its seats and slips. */
async function atTheMeeting(tour: Tour, page: Page): Promise<void> {
  await page.getByRole('main').locator('a[href^="/meetings/"]').click()
  await expect(page.getByRole('button', { name: 'Add seat' })).toBeVisible()
  await tour.look(page, 'a meeting')
  await page.getByRole('button', { name: 'Archive meeting' }).click()
  await expect(page.locator('.toast')).toBeVisible()
  await tour.look(page, 'a meeting that is put aside', { shows: ['ArchiveMeeting'], within: 'main' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await lookBehind(tour, page, 'Add seat', 'SeatForm')
  await lookBehind(tour, page, 'Many seats at once', 'BulkSeats')
  await lookBehind(tour, page, /^Give a place/, 'HandOver')
  await lookBehind(tour, page, /^Remove seat/, 'SeatList')
  await lookBehind(tour, page, /^Withdraw/, 'SlipDesk')
  await lookBehind(tour, page, /^Print slip/, 'MakeSlips')
  await page
    .getByRole('button', { name: /^Print slip/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Make slips' }).click()
  await expect(page.getByRole('article').getByRole('img')).toBeVisible()
  await tour.look(page, 'fresh slips')
}

/** The registry, the rights, and what is not there. */
async function atTheTables(tour: Tour, venue: Venue, page: Page): Promise<void> {
  await page.goto(`${venue.server.url}/registry`)
  const find = page.getByLabel('Find by name')
  for (const [acronym, form] of [
    ['OCM', 'MechanismForm'],
    ['WRF', 'PartnerForm'],
  ] as const) {
    await find.fill(acronym)
    await page.locator('summary', { hasText: acronym }).click()
    await tour.look(page, `the registry with ${acronym}`)
    await page.getByRole('button', { name: /^Change/ }).click()
    await page.getByRole('dialog').getByText('More', { exact: true }).click()
    await tour.look(page, form, { shows: [form], within: DIALOG })
    await page.getByLabel('Note', { exact: true }).fill('Seen on the tour')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.locator('.toast')).toBeVisible()
  }
  await tour.look(page, 'a change in the registry', { shows: ['RegistryPage'], within: '.toast' })
  await page.goto(`${venue.server.url}/rights`)
  await page.getByRole('button', { name: 'View as this role: Observer' }).click()
  await tour.look(page, 'the rights, seen as an observer')
  await page.keyboard.press('Escape')
  await page.goto(`${venue.server.url}/nowhere`)
  await expect(page.getByRole('heading', { name: 'Not found, or not open to you' })).toBeVisible()
  await tour.look(page, 'an address that leads nowhere')
}

/** The drafting room as the chair has it. */
async function inTheRoom(tour: Tour, page: Page): Promise<void> {
  await whenReady(page)
  const first = provisionOf(page, 'operative')
  await caretToEnd(first)
  await expect(page.getByRole('tree')).toBeVisible()
  await page.locator('.present summary').click()
  await tour.look(page, 'a document')
  await page.locator('.present summary').click()

  await page.setViewportSize({ width: 360, height: 740 })
  await page.locator('.outline-opener').click()
  await expect(page.getByRole('dialog').getByRole('tree')).toBeVisible()
  await tour.look(page, 'the outline on a telephone', {
    ...{ shows: ['OutlineDrawer'], within: DIALOG, where: 'telephone' },
  })
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('button', { name: 'More tools' }).click()
  await tour.look(page, 'the tools on a telephone', {
    ...{ shows: ['Toolbar'], within: '.more-tools', where: 'telephone' },
  })
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Document settings' }).click()
  await tour.look(page, 'the settings', { shows: ['SettingsDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
  await caretToEnd(first)
  await page.keyboard.press('ControlOrMeta+/')
  await tour.look(page, 'the shortcuts', { shows: ['ShortcutsDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+h')
  await page.getByLabel('Words to find').fill('the')
  await page.getByLabel('Replace with').fill('a')
  await tour.look(page, 'finding', { within: '[role="search"]' })
  await page.getByRole('button', { name: 'Replace all' }).click()
  await tour.look(page, 'replacing all', { shows: ['ReplaceAllDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
  await page.getByLabel('Words to find').press('Escape')

  await caretAfter(first, 'Affirm', true)
  await page.getByRole('button', { name: 'Link', exact: true }).click()
  await tour.look(page, 'a link in the text', { shows: ['LinkDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Cross reference' }).click()
  await tour.look(page, 'a reference in the text', { shows: ['ReferenceDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
  await caretToEnd(first)
  await page.keyboard.type(' /')
  await expect(page.getByRole('listbox')).toBeVisible()
  await tour.look(page, 'the list behind a slash', { within: '[role="listbox"]', where: 'laptop' })
  await page.keyboard.press('Escape')

  await paste(page, FROM_WORD)
  await page.locator('.toast').getByRole('button', { name: 'Show list' }).click()
  await tour.look(page, 'what a paste left out', { shows: ['PasteReport'], within: DIALOG })
  await page.keyboard.press('Escape')
  // what was pasted has an empty head in its table, which is for its author to fill
  await expect(textOf(page)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(textOf(page).getByText('Resolution 73/195.', { exact: true })).toHaveCount(0)
}

/** Plenary mode: who holds the pen, and into whose hand it can be put. */
async function inPlenary(tour: Tour, page: Page): Promise<void> {
  const strip = page.getByRole('region', { name: 'Plenary' })
  await lookBehind(tour, page, 'Begin plenary mode', 'PenDialog')
  await page.getByRole('button', { name: 'Begin plenary mode' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Begin' }).click()
  await expect(strip).toContainText('You hold the pen')
  await tour.look(page, 'plenary mode')
  await strip.getByRole('button', { name: 'End plenary mode' }).click()
  await expect(strip).toHaveCount(0)
  await whenReady(page)
}

/** The gavel, and words that came too late for it. */
async function atTheGavel(tour: Tour, page: Page): Promise<void> {
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.getByRole('button', { name: 'Agree ad referendum' }).click()
  await tour.look(page, 'the gavel', { shows: ['AgreeDialog'], within: DIALOG })
  await page.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible()
  await tour.look(page, 'agreed words beside kept ones')
  await page.getByRole('button', { name: 'Put back' }).click()
  await tour.look(page, 'putting words back', { shows: ['PutBackDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.getByRole('button', { name: 'Reopen' }).click()
  await tour.look(page, 'reopening', { shows: ['ReopenDialog'], within: DIALOG })
  await page.keyboard.press('Escape')
}

test('nothing stands in the way on any page and in anything that opens there', async ({ venue }) => {
  test.setTimeout(300_000)
  const tour = new Tour()
  const { id } = await venue.coordinator.ask('registry:add', { draft: oasis })
  await venue.coordinator.ask('registry:add', { draft: wells })
  const documentId = await venue.makeDocument()
  await venue.makeDocument('Shared contribution of inter-State consultation mechanisms on migration', 'blank')
  const heldFor = { kind: 'mechanism', mechanismId: id as MechanismId } as const
  const table = await Table.open(venue.coordinator, [
    CHAIR_SEAT,
    { ...mechanismSeat('OCM', 'chair'), heldFor },
    mechanismSeat('SMD'),
  ])
  await table.slip('SMD')

  await test.step('the doors', () => atTheDoors(tour, venue))
  await test.step('the coordinator', async () => {
    const page = await venue.enter('coordinator', 'A person with a rather long name of several parts')
    await venue.linkFor('observer', 'Press')
    await atHome(tour, page)
    await atTheMeeting(tour, page)
    await atTheTables(tour, venue, page)
    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await whenReady(page)
    await lookBehind(tour, page, 'I enter for …', 'EnteringDialog')
  })
  await test.step('the chair', async () => {
    const page = await venue.openWindow()
    await signIn(page, (await table.slip('OCM')).url, 'Ngozi')
    await page.goto((await table.slip('Chair')).url)
    await page.reload()
    await expect(page.getByRole('button', { name: /Take this seat as/ })).toBeVisible()
    await tour.look(page, 'a second seat')
    await page.getByRole('button', { name: /Take this seat as/ }).click()
    await page.waitForURL((url) => url.pathname !== '/join')
    await page.getByRole('banner').locator('[popovertarget]').click()
    await page.getByRole('radio', { name: /OCM/ }).click()
    await expect(page.getByRole('banner')).toContainText('OCM')
    await tour.look(page, 'two seats', { within: ':popover-open' })

    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await inTheRoom(tour, page)
    await inPlenary(tour, page)
    await page.request.post(`${venue.server.url}/api/words:keep`, {
      headers: { origin: venue.server.url },
      data: { documentId, provisionId: null, text: 'Words that came late', code: 'provision-settled' },
    })
    await page.reload()
    await whenReady(page)
    await atTheGavel(tour, page)

    await page.getByRole('link', { name: 'Home' }).click()
    await page.getByRole('button', { name: 'New private room' }).click()
    await page.getByRole('dialog').getByLabel('Title').fill('Red lines')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await whenReady(page)
    await page.getByText('Who can read this').click()
    await tour.look(page, 'a private room')
    await page.getByRole('link', { name: 'Home' }).click()
    await expect(page.getByRole('link', { name: /Red lines/ })).toBeVisible()
    await tour.look(page, 'home of a mechanism')
    await page.getByRole('link', { name: 'Open the practice meeting' }).click()
    await expect(page.getByRole('heading', { name: 'Things to try' })).toBeVisible()
    await tour.look(page, 'the practice meeting')
    await page.getByRole('button', { name: 'Open the text Chair of the meeting' }).click()
    await whenReady(page)
    await caretToEnd(textOf(page).locator('[data-kind]').last())
    await tour.look(page, 'the practice')
    await lookBehind(tour, page, 'Reset', 'ResetPractice')
    await venue.coordinator.ask('document:archive', { documentId })
    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await expect(page.getByText('This document is archived')).toBeVisible()
    await tour.look(page, 'an archived document')
    await page.getByRole('link', { name: 'Record', exact: true }).click()
    await page.getByRole('button', { name: 'Check the entries shown' }).click()
    await expect(page.getByText('What could be checked holds.')).toBeVisible()
    await page.locator('summary').first().click()
    await tour.look(page, 'the record of a document')
  })

  expect(tour.found).toEqual([])
  expect(tour.pages).toEqual(Object.keys(PAGES).sort())
  const seen = [...tour.seen, ...SEEN_ELSEWHERE]
  expect(componentsThatOpen().filter((name) => !seen.includes(name))).toEqual([])
})
