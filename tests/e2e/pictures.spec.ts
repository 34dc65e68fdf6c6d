import type { Locator, Page } from '@playwright/test'
import { expect, signIn, test, type Venue } from '../support/browser'
import { whenReady } from '../support/drafting'
import { ALIKE, pictureOf } from '../support/pictures'
import { oasis, savanna } from '../support/registry'
import { CHAIR_SEAT, EXAMPLE_MEETING, officeSeat, Table } from '../support/seats'

/** When people were last seen, and which colour somebody has. */
const VOLATILE = '.who .hint, .dots'

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 736 }
const HALL = { width: 1920, height: 1080 }

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

/** A meeting that is not held while anybody looks, with two mechanisms of which one has come. */
async function meetingOf({ coordinator }: Venue): Promise<Table> {
  const [ocm, smd] = await Promise.all(
    [oasis, savanna].map(async (draft) => (await coordinator.ask('registry:add', { draft })).id),
  )
  if (!ocm || !smd) throw new Error('two mechanisms')
  const seats = [officeSeat(ocm, 'delegate', 'OCM'), officeSeat(smd, 'chair', 'SMD'), CHAIR_SEAT]
  const table = await Table.open(coordinator, seats, {
    ...EXAMPLE_MEETING,
    ...{ startsOn: '2097-10-14', endsOn: '2097-10-16' },
    sessions: EXAMPLE_MEETING.sessions.map((session) => ({
      ...session,
      startsAt: Date.parse('2097-10-14T07:00:00Z'),
      endsAt: Date.parse('2097-10-14T16:00:00Z'),
    })),
  })
  await table.seatNew('OCM', 'Samira')
  return table
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
    await album.compare('help', page.getByRole('main').getByRole('link').first(), looks.even)

    const made = { title: 'Zero draft', language, from: 'example' } as const
    const { documentId } = await venue.coordinator.ask('document:create', made)
    await page.goto(`${url}/documents/${documentId}`)
    await whenReady(page)
    if (language === 'en') await album.compare('document', heading)
    await album.compare('document-dark', heading, { dark: true })
    await page.keyboard.press('ControlOrMeta+/')
    await album.compare('shortcuts', page.getByRole('dialog'), looks.odd)
    await page.keyboard.press('Escape')
    if (language === 'ar') return album.compare('document-phone', heading, { size: PHONE })

    await page.setViewportSize(HALL)
    await page.getByRole('button', { name: /^Amina/ }).click()
    await page.getByLabel(/projector/i).check()
    await page.keyboard.press('Escape')
    await page.locator(':focus').blur()
    await album.compare('projector', heading, { size: HALL })
    const { meetingId } = await meetingOf(venue)
    await page.evaluate(() => localStorage.removeItem('adref.look'))
    // the reader's own time is told beside that of the meeting where it differs
    const tools = await page.context().newCDPSession(page)
    await tools.send('Emulation.setTimezoneOverride', { timezoneId: 'Europe/Zurich' })
    await page.goto(`${url}/meetings/${meetingId}`)
    for (const late of ['Savanna', 'No document of this meeting'])
      await expect(page.getByText(late).first()).toBeVisible()
    await album.compare('meeting', page.getByText('Without a seat'))
  })
}
