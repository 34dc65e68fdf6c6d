import type { Locator, Page } from '@playwright/test'
import { barriersOn } from '../support/barriers'
import { expect, signIn, test } from '../support/browser'
import { CHAIR_SEAT, Table } from '../support/seats'
import { PRACTICE_GROUPS, PRACTICE_SEATS } from '../../shared/practice-seats'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

/** Goes from home to the practice meeting, and to its text on one of the seats. */
async function sitFromHome(page: Page, seat: string): Promise<void> {
  await page.getByRole('link', { name: 'Open the practice meeting' }).click()
  await page.getByRole('button', { name: new RegExp(`open the text ${seat}$`, 'i') }).click()
  await page.waitForURL(/\/documents\//)
}

/** As whom one practises, above the text. */
const seatOf = (page: Page) => page.getByRole('combobox', { name: 'You practise as' })
const seatedAs = (page: Page) => seatOf(page).locator('option:checked')
const waitingIn = (page: Page) => page.getByRole('region', { name: 'Waiting for confirmation' })
const agree = (page: Page) => page.getByRole('button', { name: 'Agree ad referendum' })

/** Whether the words of a heading begin at the side on which the page does, whatever their own direction. */
const startsWithThePage = (heading: Locator) =>
  heading.evaluate((element) => {
    const words = document.createRange()
    words.selectNodeContents(element)
    const [inner, outer] = [words.getBoundingClientRect(), element.getBoundingClientRect()]
    const side = document.documentElement.dir === 'rtl' ? 'right' : 'left'
    return Math.abs(inner[side] - outer[side]) < 2
  })

test('everybody practises on one text that says so everywhere, and is led to a fresh one when it begins anew', async ({
  venue,
}) => {
  test.slow()
  const observer = await venue.enter('observer', 'Olga')
  await sitFromHome(observer, 'Chair of the meeting')
  await expect(observer.getByRole('banner')).toContainText('Practice: nothing here counts')
  const text = observer.getByRole('textbox', { name: 'Text of the document' })
  await text.getByText('Invites all participants').click()
  await observer.keyboard.press('End')
  await observer.keyboard.type(' and to enjoy it')
  await expect(observer.getByText('Saved on server')).toBeVisible()
  await observer.getByRole('button', { name: 'Agree ad referendum' }).click()
  await observer.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(observer.getByRole('button', { name: 'Reopen' })).toBeVisible()

  await observer.emulateMedia({ media: 'print' })
  await expect(observer.getByRole('main').getByText('Practice: nothing here counts')).toBeVisible()
  await observer.emulateMedia({ media: 'screen' })

  const drafter = await venue.enter('drafter', 'Dana')
  await sitFromHome(drafter, '⁨HDM⁩ delegate')
  await drafter.getByRole('button', { name: 'Reset' }).click()
  const question = drafter.getByRole('alertdialog')
  await expect(question).toContainText('2 people are in it now.')
  const before = drafter.url()
  await question.getByRole('button', { name: 'Begin anew' }).click()
  await expect(drafter).not.toHaveURL(before)

  await expect(observer.getByText('The practice was begun anew.')).toBeVisible()
  await expect(text).toContainText('and to enjoy it')
  expect(await barriersOn(observer)).toEqual([])
  await observer.getByRole('button', { name: 'Go to the fresh text' }).click()
  await expect(observer).toHaveURL(drafter.url())
  await expect(text).not.toContainText('and to enjoy it')
  await expect(observer.getByText('2 people here')).toBeVisible()
  await expect(seatedAs(observer)).toHaveText('Chair of the meeting')

  await observer.getByRole('banner').getByRole('link').click()
  await expect(observer.getByRole('link', { name: 'Open the practice meeting' })).toBeVisible()
  await expect(observer.getByRole('banner')).not.toContainText('Practice')
})

test('a newcomer alone types as a secretariat, confirms as its chair, brings down the gavel, looks on and begins anew', async ({
  venue,
}) => {
  test.slow()
  const page = await venue.openWindow()
  await page.goto(`${venue.server.url}/practice`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await signIn(page, await venue.linkFor('observer', 'Olga'), 'Olga')
  await expect(page).toHaveURL(`${venue.server.url}/practice`)
  await expect(page).toHaveTitle('Practice meeting · Adref')
  await expect(page.getByRole('banner')).toContainText('Practice: nothing here counts')
  await expect(page.getByRole('listitem').filter({ hasText: 'You sit here' })).toContainText(
    'Chair of the meeting',
  )

  await expect(
    page.getByRole('heading', { name: /^.*Savanna Mobility Dialogue.* \(.*SMD.*\)$/ }),
  ).toBeVisible()
  await expect(page.getByRole('button', { name: /^Try it/ })).toHaveCount(4)
  await page.getByRole('button', { name: /^Try it: .*SMD.* secretariat/ }).click()
  await whenReady(page)
  await expect(seatedAs(page)).toHaveText(/SMD.* secretariat/)
  const itsGroup = seatOf(page)
    .locator('optgroup')
    .filter({ has: page.locator('option:checked') })
  await expect(itsGroup).toHaveAttribute('label', /Savanna Mobility Dialogue.*SMD/)
  const provision = provisionOf(page, 'operative', 1)
  await caretToEnd(provision)
  await page.keyboard.type(' and more')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await expect(textOf(page).locator('.entered')).toHaveAttribute(
    'data-entered',
    /Entered by .*Olga.* for .*SMD/,
  )
  await expect(waitingIn(page)).toContainText(/Olga.* for .*SMD/)
  await expect(waitingIn(page).getByRole('button', { name: /^Confirm/ })).toHaveCount(0)
  await expect(agree(page)).toHaveCount(0)

  await seatOf(page).selectOption({ value: 'practice-smd-chair' })
  await waitingIn(page)
    .getByRole('button', { name: /^Confirm/ })
    .click()
  await expect(waitingIn(page)).toHaveCount(0)

  await seatOf(page).selectOption({ value: 'practice-chair' })
  await caretToEnd(provision)
  await agree(page).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Agree ad referendum' }).click()
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible()

  await seatOf(page).selectOption({ value: 'practice-observer' })
  await expect(page.getByText('You can read this text')).toBeVisible()
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await expect(page.getByRole('button', { name: 'Reopen' })).toHaveCount(0)

  await page.getByRole('link', { name: 'All seats' }).click()
  const mine = page.getByRole('listitem').filter({ hasText: 'You sit here' })
  await expect(mine).toContainText('Olga')
  await page.getByRole('button', { name: 'Reset' }).click()
  await expect(page.getByRole('alertdialog')).toContainText('1 person sits at the table.')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Begin anew' }).click()
  await expect(mine).not.toContainText('Olga')
  await expect(mine).toContainText('Chair of the meeting')
  await page.getByRole('button', { name: 'Open the text Chair of the meeting' }).click()
  await whenReady(page)
  await expect(textOf(page)).not.toContainText('and more')
})

test('words that wait for a line are saved for the seat on which they were typed, whatever seat comes after', async ({
  venue,
}) => {
  const page = await venue.enter('observer', 'Olga')
  await sitFromHome(page, '⁨SMD⁩ secretariat')
  await whenReady(page)
  const other = await page.context().newPage()
  await other.goto(page.url())
  await whenReady(other)
  await expect(seatedAs(other)).toHaveText(/SMD.* secretariat/)

  await page.context().setOffline(true)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'offline')
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.keyboard.type(' typed offline')
  const documentId = page.url().split('/').at(-1)
  const [cookie] = await page.context().cookies()
  const sat = await fetch(`${venue.server.url}/api/practice:sit`, {
    ...{ method: 'POST', body: JSON.stringify({ documentId, seatId: 'practice-observer' }) },
    headers: {
      ...{ 'content-type': 'application/json', origin: venue.server.url },
      cookie: `${cookie?.name ?? ''}=${cookie?.value ?? ''}`,
    },
  })
  expect(sat.ok).toBe(true)
  await page.context().setOffline(false)

  for (const tab of [page, other]) {
    await expect(seatedAs(tab)).toHaveText('Observer')
    await expect(textOf(tab)).toContainText('typed offline')
    await expect(textOf(tab).locator('.entered')).toHaveAttribute('data-entered', /Olga.* for .*SMD/)
    await expect(textOf(tab)).toHaveAttribute('contenteditable', 'false')
    await expect(badgeOf(tab)).toHaveAttribute('data-state', 'saved')
  }
})

test('whoever practises as the coordinator enters words for the seats of the practice, and for no other', async ({
  venue,
}) => {
  await Table.open(venue.coordinator, [CHAIR_SEAT])
  const page = await venue.enter('observer', 'Olga')
  await sitFromHome(page, 'Coordinator of the meeting')
  await whenReady(page)
  await page.getByRole('button', { name: 'I enter for …' }).click()
  const choice = page.getByRole('dialog').getByRole('combobox')
  await expect(choice.locator('optgroup')).toHaveCount(PRACTICE_GROUPS.length)
  await expect(choice.getByRole('option')).toHaveCount(PRACTICE_SEATS.length)
  await choice.selectOption({ value: 'practice-smd-chair' })
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByRole('button', { name: /^For .*SMD.* chair/ })).toBeVisible()
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.keyboard.type(' and more')
  await expect(textOf(page).locator('.entered')).toHaveAttribute('data-entered', /Olga.* for .*SMD/)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  await seatOf(page).focus()
  await seatOf(page).selectOption({ value: 'practice-smd-chair' })
  await expect(page.getByRole('button', { name: /^For/ })).toHaveCount(0)
  await whenReady(page)
  await expect(seatOf(page)).toBeFocused()
  await waitingIn(page)
    .getByRole('button', { name: /^Confirm/ })
    .click()
  await expect(waitingIn(page)).toHaveCount(0)
})

test('others see as whom somebody practises, in the list and at the caret, and each in their own language', async ({
  venue,
}) => {
  const olga = await venue.enter('observer', 'Olga')
  await sitFromHome(olga, '⁨SMD⁩ chair')
  await whenReady(olga)
  const sara = await venue.enter('drafter', 'Sara', { language: 'fr' })
  await sara.goto(olga.url())
  await whenReady(sara)
  await caretToEnd(provisionOf(olga, 'operative', 1))
  await sara.locator('.present summary').click()
  await expect(sara.locator('.present .person').filter({ hasText: 'Olga' })).toContainText(
    /Présidence de .*SMD/,
  )
  await expect(sara.locator('.carets bdi')).toHaveText(/Présidence de .*SMD.* · .*Olga/)
  await seatOf(olga).selectOption({ value: 'practice-observer' })
  await expect(sara.locator('.present .place').filter({ hasText: 'Olga' })).toContainText('Observateur')
})

test('a newcomer who reads Arabic practises on an Arabic text at once, beside the English one, and may choose another', async ({
  venue,
}) => {
  test.slow()
  const dana = await venue.enter('drafter', 'Dana')
  await sitFromHome(dana, 'Chair of the meeting')
  await whenReady(dana)
  await caretToEnd(provisionOf(dana, 'operative', 1))
  await dana.keyboard.type(' and more')
  await expect(badgeOf(dana)).toHaveAttribute('data-state', 'saved')

  const amal = await venue.enter('observer', 'Amal', { language: 'ar' })
  await amal.goto(`${venue.server.url}/practice`)
  const languages = amal.getByRole('navigation', { name: 'لغة النص' })
  await expect(languages.locator('[aria-current]')).toHaveText('العربية')
  await expect(languages.getByRole('link', { name: 'English' })).toContainText('1')
  await expect(amal.getByRole('heading', { name: /حوار السافانا بشأن التنقل.*SMD/ })).toBeVisible()
  await amal.getByRole('button', { name: /^الجلوس هنا وفتح النص أمانة .*SMD/ }).click()
  await whenReady(amal)
  await expect(textOf(amal)).toContainText('يدعون جميع المشاركين')
  await expect(textOf(amal)).not.toContainText('Invites')
  const first = provisionOf(amal, 'operative', 1)
  await expect(first).toHaveCSS('direction', 'rtl')
  await expect(amal.getByRole('link', { name: 'التدرّب بالعربية' })).toHaveCount(0)

  // beginning anew in one language leaves the other as it is
  await amal.getByRole('button', { name: 'إعادة الضبط' }).click()
  await amal.getByRole('alertdialog').getByRole('button', { name: 'بدء من جديد' }).click()
  await expect(textOf(amal)).toContainText('يدعون جميع المشاركين')
  await expect(textOf(dana)).toContainText('and more')
  await expect(textOf(dana)).toHaveAttribute('contenteditable', 'true')

  // a link to a text in another language leads to that text, and from there to one's own
  await amal.goto(dana.url())
  await whenReady(amal)
  await expect(textOf(amal)).toContainText('and more')
  const title = amal.getByRole('heading', { level: 1 }).first()
  await expect(title).toHaveText('Practice')
  expect(await startsWithThePage(title)).toBe(true)
  await amal.getByRole('link', { name: 'جميع المقاعد' }).click()
  await expect(amal).toHaveURL(/\/practice\/en$/)
  await expect(languages.locator('[aria-current]')).toContainText('English')
  await expect(amal.getByRole('main').getByText('Dana', { exact: true })).toBeVisible()
  await amal.goBack()
  await amal.getByRole('link', { name: 'التدرّب بالعربية' }).click()
  await expect(amal).toHaveURL(/\/practice$/)
  await expect(languages.locator('[aria-current]')).toHaveText('العربية')
  await languages.getByRole('link', { name: 'Français' }).click()
  await expect(amal).toHaveURL(/\/practice\/fr$/)
  await amal.getByRole('button', { name: /^فتح النص رئيس الاجتماع/ }).click()
  await whenReady(amal)
  await expect(textOf(amal)).toContainText('Invite tous les participants')
})

test('the practice meeting is read and used on a telephone in Arabic', async ({ venue }) => {
  const page = await venue.enter('observer', 'Olga', { language: 'ar' })
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${venue.server.url}/practice`)
  const isAsWideAsTheWindow = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('اجتماع التدريب')
  expect(await isAsWideAsTheWindow()).toBe(true)
  expect(await barriersOn(page)).toEqual([])
  await page.getByRole('button', { name: /^الجلوس هنا وفتح النص أمانة .*SMD/ }).click()
  await whenReady(page)
  expect(await isAsWideAsTheWindow()).toBe(true)
  expect(await barriersOn(page)).toEqual([])
  await page.getByRole('combobox', { name: 'تتدرّب بصفة' }).selectOption({ value: 'practice-chair' })
  await caretToEnd(provisionOf(page, 'operative', 1))
  await expect(page.getByRole('button', { name: 'اتفاق رهناً بالاستشارة' })).toBeVisible()
})
