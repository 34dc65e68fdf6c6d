import type { Page } from '@playwright/test'
import type { DocumentId } from '../../shared/ids'
import { expect, test, type Venue } from '../support/browser'
import { badgeOf, caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'
import { mechanismSeat, Table } from '../support/seats'

const stripOf = (page: Page) => page.getByRole('region', { name: /^(Plenary|جلسة عامة)$/ })
const wordsAt = async (venue: Venue, documentId: DocumentId) =>
  (await venue.coordinator.ask('document:read', { documentId })).provisions.map(({ text }) => text).join('\n')

/** A page on which the text is there and cannot be changed. */
async function whenReadOnly(page: Page): Promise<void> {
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await expect(textOf(page)).toHaveAttribute('aria-readonly', 'true')
}

/** The chair begins plenary mode by the keyboard, with the pen in a hand that the dialog names. */
async function begin(chair: Page, holder: RegExp): Promise<void> {
  await chair.getByRole('button', { name: 'Begin plenary mode' }).press('Enter')
  const dialog = chair.getByRole('dialog', { name: 'Begin plenary mode' })
  await choose(dialog, holder)
  await dialog.getByRole('button', { name: 'Begin' }).press('Enter')
  await expect(dialog).toHaveCount(0)
}

async function choose(dialog: ReturnType<Page['getByRole']>, holder: RegExp): Promise<void> {
  const field = dialog.getByLabel('Who holds the pen')
  const label = await field.locator('option', { hasText: holder }).textContent()
  await field.selectOption({ label: label?.trim() ?? '' })
}

async function typeIn(page: Page, words: string): Promise<void> {
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.type(words)
}

/** A chair and a pen-holder in one document. */
async function table(venue: Venue) {
  const documentId = await venue.makeDocument()
  const chair = await venue.enter('chair', 'Boris', { documentId })
  const pen = await venue.enter('pen', 'Penda', { documentId })
  await whenReady(chair)
  await whenReady(pen)
  return { documentId, chair, pen }
}

test('one person types while the table watches: the chair, then the pen-holder, then everybody again', async ({
  venue,
}) => {
  const { documentId, chair, pen } = await table(venue)
  const delegate = await venue.enter('drafter', 'أمينة', { documentId, language: 'ar' })
  await whenReady(delegate)

  await begin(chair, /Myself/)
  await expect(stripOf(chair)).toContainText('Plenary · You hold the pen')
  await expect(textOf(chair)).toBeFocused()
  await whenReadOnly(delegate)
  await expect(stripOf(delegate)).toContainText(/القلم بيد .*Boris/)
  await expect(stripOf(delegate).getByRole('button')).toHaveCount(1)
  await expect(textOf(delegate)).toHaveAttribute('aria-describedby', 'pen-line')
  await expect(delegate.getByRole('toolbar', { name: 'أدوات الصياغة' })).toHaveCount(0)
  await expect(delegate.getByText(/القلم بيد .*Boris.*\.$/)).toBeAttached()
  await typeIn(chair, ' from the chair')
  await expect(textOf(delegate)).toContainText(' from the chair')

  await stripOf(chair).getByRole('button', { name: 'Give the pen to …' }).click()
  const dialog = chair.getByRole('dialog', { name: 'Give the pen to …' })
  await expect(dialog.locator('option')).toHaveText([/Pen-holder.*Penda/])
  await dialog.getByRole('button', { name: 'Give the pen' }).click()
  await expect(stripOf(chair)).toContainText(/Penda.*\(.*Pen-holder.*\) holds the pen/)
  await whenReadOnly(chair)
  await expect(stripOf(chair).getByRole('button', { name: 'Give the pen to …' })).toBeFocused()
  await whenReady(pen)
  await expect(stripOf(pen)).toContainText('You hold the pen')
  await typeIn(pen, ' for the table')
  for (const page of [chair, delegate]) await expect(textOf(page)).toContainText(' for the table')

  await stripOf(chair).getByRole('button', { name: 'End plenary mode' }).click()
  await expect(stripOf(delegate)).toHaveCount(0)
  await whenReady(delegate)
  await typeIn(delegate, ' once more')
  await expect(textOf(pen)).toContainText(' for the table once more')
  expect(await wordsAt(venue, documentId)).toContain(' for the table once more')
})

test('the dialog that begins says who holds the pen when somebody else has begun meanwhile', async ({
  venue,
}) => {
  const { documentId, chair } = await table(venue)
  await chair.getByRole('button', { name: 'Begin plenary mode' }).press('Enter')
  const dialog = chair.getByRole('dialog', { name: 'Begin plenary mode' })
  await choose(dialog, /Penda/)
  await venue.coordinator.ask('plenary:begin', { documentId })
  await expect(dialog).toContainText(/Plenary mode has begun\. .*Coordinator.* holds the pen\./)
  await expect(dialog.getByRole('button', { name: 'Begin' })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Cancel' }).press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(textOf(chair)).toBeFocused()
})

test('whoever has begun, and the pen-holder who has ended, goes on in the text', async ({ venue }) => {
  const { chair, pen } = await table(venue)
  const faults: Error[] = []
  chair.on('pageerror', (fault) => faults.push(fault))
  await begin(chair, /Penda/)
  await whenReadOnly(chair)
  await expect(textOf(chair)).toBeFocused()
  expect(faults).toEqual([])
  await stripOf(pen).getByRole('button', { name: 'End plenary mode' }).press('Enter')
  await expect(stripOf(chair)).toHaveCount(0)
  await whenReady(chair)
  await expect(textOf(pen)).toBeFocused()
})

test('the holder passes the pen on; the chair takes it, and what its former holder typed meanwhile is kept', async ({
  venue,
}) => {
  const { documentId, chair, pen } = await table(venue)
  await begin(chair, /Penda/)
  await whenReadOnly(chair)
  await stripOf(pen).getByRole('button', { name: 'Pass the pen on' }).click()
  const dialog = pen.getByRole('dialog', { name: 'Pass the pen on' })
  await choose(dialog, /Boris/)
  await dialog.getByRole('button', { name: 'Give the pen' }).click()
  await whenReady(chair)
  await whenReadOnly(pen)
  await expect(textOf(pen)).toBeFocused()

  await stripOf(chair).getByRole('button', { name: 'Give the pen to …' }).click()
  await chair.getByRole('dialog').getByRole('button', { name: 'Give the pen' }).click()
  await whenReady(pen)
  await pen.context().setOffline(true)
  await expect(badgeOf(pen)).toHaveAttribute('data-state', 'offline')
  await typeIn(pen, ' on the way')
  await expect(stripOf(pen).getByRole('button', { name: 'Pass the pen on' })).toBeDisabled()
  await expect(stripOf(pen)).toContainText('Others can take it meanwhile')

  await stripOf(chair).getByRole('button', { name: 'Take the pen' }).click()
  await whenReady(chair)
  await pen.context().setOffline(false)
  await whenReadOnly(pen)
  const kept = pen.getByRole('region', { name: 'Your kept words' })
  await expect(kept).toContainText('on the way')
  await expect(kept).toContainText('you do not hold the pen')
  expect(await wordsAt(venue, documentId)).not.toContain('on the way')
})

test('when the holder has left the room everybody is told that nobody types', async ({ venue }) => {
  const { chair, pen } = await table(venue)
  await begin(chair, /Penda/)
  await pen.close()
  await expect(stripOf(chair)).toContainText(/Penda.* is not in the room, so nobody can type now/)
  await stripOf(chair).getByRole('button', { name: 'Take the pen' }).click()
  await whenReady(chair)
  await expect(textOf(chair)).toBeFocused()
  await chair.keyboard.type('Once more: ')
  await expect(textOf(chair)).toContainText('Once more: ')
})

test('whoever is given a seat that does not hold the pen writes nothing with it, and everybody is told', async ({
  venue,
}) => {
  const { chair, pen } = await table(venue)
  const seats = await Table.open(venue.coordinator, [mechanismSeat('OCM')])
  const { people } = await venue.coordinator.ask('people:list', {})
  const penda = people.find(({ name }) => name === 'Penda')
  if (!penda) throw new Error('Penda has signed in')
  const { meetingId } = seats
  const place = { meetingId, seatId: seats.seat('OCM'), from: null, to: penda.personId }
  await begin(chair, /Penda/)
  await expect(stripOf(pen)).toContainText('You hold the pen')
  await venue.coordinator.ask('seat:handOver', place)
  await whenReadOnly(pen)
  await expect(stripOf(pen)).toContainText('in your role on this page you may not write with it')
  await expect(stripOf(chair)).toContainText(/Penda.* may not hold the pen any more, so nobody can type now/)
  await stripOf(chair).getByRole('button', { name: 'Take the pen' }).click()
  await whenReady(chair)
})

test('the help explains the two modes, and the view as another role offers no pen', async ({ venue }) => {
  const { documentId, chair } = await table(venue)
  await begin(chair, /Myself/)
  await stripOf(chair)
    .getByRole('button', { name: /^Help: .*Plenary mode and the pen/ })
    .click()
  await expect(chair.getByText('one person types for the table: whoever holds the pen')).toBeVisible()
  await chair.keyboard.press('Escape')
  await chair.goto(`${venue.server.url}/rights`)
  await chair.getByRole('button', { name: 'View as this role: Pen-holder' }).click()
  await chair.getByRole('link', { name: 'Home' }).click()
  await chair.getByText('Zero draft').click()
  await whenReadOnly(chair)
  await expect(stripOf(chair)).toContainText(/Boris.* holds the pen/)
  await expect(stripOf(chair).getByRole('button')).toHaveCount(1)
  expect(chair.url()).toContain(documentId)
})
