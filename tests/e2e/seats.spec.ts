import type { Page } from '@playwright/test'
import { expect, signIn, test, type Venue } from '../support/browser'
import {
  badgeOf,
  caretToEnd,
  findLine,
  loseLine,
  provisionOf,
  whenReady,
  whenServedByWorker,
} from '../support/drafting'
import { savanna, wells } from '../support/registry'
import { CHAIR_SEAT, EXAMPLE_MEETING, mechanismSeat, officeSeat, Table } from '../support/seats'

test('the coordinator opens a meeting, makes two seats and prints a slip, which is typed on a phone in Arabic', async ({
  venue,
}) => {
  test.slow()
  const page = await venue.enter('coordinator', 'Amina')
  await page.getByRole('button', { name: 'New meeting' }).click()
  await page.getByLabel('Theme').fill('From regional practice to global review')
  await page.getByLabel('First day').fill('2027-10-12')
  await page.getByLabel('Last day').fill('2027-10-14')
  await page.getByLabel('Time zone').selectOption('Europe/Zurich')
  await page.getByRole('button', { name: 'Add session' }).click()
  await page.getByRole('button', { name: 'Create meeting' }).click()
  await page.waitForURL(/\/meetings\//)
  await expect(page.getByText(/12 October 2027.* to .*14 October 2027/)).toBeVisible()

  await page.getByRole('button', { name: 'Add seat' }).first().click()
  await page.getByLabel('Held for').selectOption('function:chair')
  await expect(page.getByLabel('Name plate')).toHaveValue('Chair of the meeting')
  await page.getByRole('dialog').getByRole('button', { name: 'Add seat' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('button', { name: 'Add seat' }).click()
  await page.getByLabel('Name plate').fill('SMD')
  await page.getByRole('dialog').getByRole('button', { name: 'Add seat' }).click()
  await expect(page.getByText('Vacant', { exact: true })).toHaveCount(2)

  await page.getByRole('button', { name: 'Print slip SMD' }).click()
  await page.getByRole('button', { name: 'Make slips' }).click()
  const slip = page.getByRole('article', { name: 'SMD' })
  await expect(slip.getByRole('img')).toBeVisible()
  const code = (await slip.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/).textContent()) ?? ''
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('button')).toHaveCount(0)
  await expect(slip).toBeVisible()
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('button', { name: 'Back to the meeting' }).click()

  const phone = await venue.openWindow('ar')
  await phone.setViewportSize({ width: 360, height: 740 })
  await phone.goto(`${venue.server.url}/join`)
  await phone.getByLabel('شفرة قسيمتك').fill(code.toLowerCase().replace('-', ' '))
  await phone.getByRole('button', { name: 'متابعة' }).click()
  await expect(phone.getByText('SMD')).toBeVisible()
  await phone.getByLabel('اسمك').fill('سعاد')
  await phone.getByRole('button', { name: 'انضمام' }).click()
  await expect(phone.getByRole('banner')).toContainText('SMD')
  await expect(phone.getByRole('banner')).toContainText('مشارك في الصياغة')
  await phone.goto(page.url())
  await expect(phone.getByText('مقعدك')).toBeVisible()

  await expect(page.getByText('سعاد').first()).toBeVisible()
  await expect(page.getByText('Vacant', { exact: true })).toHaveCount(1)
})

test('many seats are made at once, office by office, and their slips right after; another meeting copies them', async ({
  venue,
}) => {
  test.slow()
  await venue.coordinator.ask('registry:add', { draft: savanna })
  await venue.coordinator.ask('registry:add', { draft: wells })
  const first = await Table.open(venue.coordinator, [CHAIR_SEAT])
  const page = await venue.enter('coordinator', 'Amina')
  await page.goto(`${venue.server.url}/meetings/${first.meetingId}`)
  const dialog = page.getByRole('dialog', { name: 'Many seats at once' })
  await page.getByRole('button', { name: 'Many seats at once' }).click()
  await dialog.getByLabel('Find a mechanism or partner').fill('savanna')
  await dialog.getByRole('button', { name: 'Choose all usual ones' }).click()
  await dialog.getByRole('group', { name: 'SMD' }).getByLabel('Delegate').check()
  await dialog.getByLabel('Find a mechanism or partner').fill('WRF')
  await dialog.getByRole('group', { name: 'WRF' }).getByLabel('Observer').check()
  await dialog.getByRole('button', { name: 'Add 4 seats' }).click()
  await page.getByRole('button', { name: 'Make slips' }).click()
  await expect(page.getByRole('article', { name: 'SMD' })).toHaveCount(3)
  await expect(page.getByRole('article', { name: 'WRF' })).toContainText('Observer')
  await page.getByRole('button', { name: 'Back to the meeting' }).click()

  const second = await Table.open(venue.coordinator, [CHAIR_SEAT])
  await page.goto(`${venue.server.url}/meetings/${second.meetingId}`)
  await page.getByRole('button', { name: 'Many seats at once' }).click()
  await dialog.getByLabel('Seats of').selectOption(first.meetingId)
  await expect(dialog.getByRole('group', { name: 'Chair' })).toContainText('1 there')
  await dialog.getByRole('button', { name: 'Add 4 seats' }).click()
  await expect(page.getByText('Vacant', { exact: true })).toHaveCount(5)
})

test('a place that was freed by mistake is given back; whoever frees their own is asked first', async ({
  venue,
}) => {
  const page = await venue.enter('coordinator', 'Amina')
  const kofi = await venue.coordinator.invite('drafter', 'Kofi')
  const { coordinator } = venue
  const desk = { ...CHAIR_SEAT, label: 'Desk', role: 'coordinator' } as const
  const table = await Table.open(coordinator, [desk, mechanismSeat('SMD', 'drafter')])
  const { meetingId } = table
  await kofi.ask('seat:take', { token: (await table.slip('SMD')).code })
  const { people } = await coordinator.ask('people:list', {})
  const amina = people.find(({ name }) => name === 'Amina')?.personId
  if (!amina) throw new Error('Amina is not in the list')
  await coordinator.ask('seat:handOver', { meetingId, seatId: table.seat('Desk'), from: null, to: amina })

  await page.goto(`${venue.server.url}/meetings/${meetingId}`)
  const vacant = page.getByText('Vacant', { exact: true })
  await page.getByRole('button', { name: 'Free the place Kofi SMD' }).click()
  await expect(vacant).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: 'Free the place Kofi SMD' })).toBeVisible()
  await expect(vacant).toHaveCount(0)

  await page.getByRole('button', { name: 'Free the place Amina Desk' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Free the place' }).click()
  await expect(vacant).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
})

test('a second place beside the chair leaves the term alone; a hand-over begins with the person, and asks for its first day', async ({
  venue,
}) => {
  const page = await venue.enter('coordinator', 'Amina')
  const { coordinator } = venue
  const { id } = await coordinator.ask('registry:add', { draft: savanna })
  const term = { from: '2026-01-01', to: '2026-12-31' }
  const table = await Table.open(coordinator, [{ ...officeSeat(id, 'chair', 'SMD'), term }])
  await table.seatNew('SMD', 'Ana')
  await coordinator.invite('observer', 'Ben')
  await page.goto(`${venue.server.url}/meetings/${table.meetingId}`)
  const dialog = page.getByRole('dialog')
  const person = dialog.getByRole('combobox')
  await page.getByRole('button', { name: 'Give a place SMD' }).click()
  await expect(person).toBeFocused()
  await expect(dialog.getByLabel('First day in the chair')).toHaveCount(0)
  await person.selectOption({ label: 'Ben' })
  await dialog.getByRole('button', { name: 'Give a place' }).click()
  await expect(page.getByText(/in the chair from .?1 January 2026.? to .?31 December 2026/)).toHaveCount(2)
  await page.getByRole('button', { name: 'Hand over Ana SMD' }).click()
  await expect(person).toBeFocused()
  await expect(dialog.getByLabel('First day in the chair')).not.toHaveValue('')
})

test('name plate and role follow what a seat is held for, until somebody says otherwise', async ({
  venue,
}) => {
  await venue.coordinator.ask('registry:add', { draft: savanna })
  await venue.coordinator.ask('registry:add', { draft: wells })
  const table = await Table.open(venue.coordinator, [CHAIR_SEAT])
  const { meetingId } = table
  const page = await venue.enter('coordinator', 'Amina')
  await page.goto(`${venue.server.url}/meetings/${meetingId}`)
  await page.getByRole('button', { name: 'Add seat' }).click()
  const [heldFor, plate, role] = ['Held for', 'Name plate', 'Role in the room'].map((name) =>
    page.getByLabel(name),
  )
  if (!heldFor || !plate || !role) throw new Error('three fields')
  await heldFor.selectOption({ label: 'WRF · Wells Regional Forum' })
  await expect(plate).toHaveValue('WRF')
  await expect(role).toHaveValue('observer')
  await heldFor.selectOption({ label: 'SMD · Savanna Mobility Dialogue' })
  await expect(plate).toHaveValue('SMD')
  await expect(role).toHaveValue('drafter')
  await heldFor.selectOption('function:translation')
  await expect(role).toHaveValue('translator')
  await plate.fill('Booth 4')
  await heldFor.selectOption('function:pen')
  await expect(plate).toHaveValue('Booth 4')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add seat' }).click()
  await expect(dialog).toBeHidden()

  // somebody else changes the seat while the form is open: what was typed stays, and the rest shows what they said
  await page.getByRole('button', { name: 'Change seat Chair' }).click()
  await plate.fill('The chair')
  const changed = { ...CHAIR_SEAT, role: 'observer' as const }
  await venue.coordinator.ask('seat:change', { meetingId, seatId: table.seat('Chair'), terms: changed })
  const save = dialog.getByRole('button', { name: 'Save' })
  await save.click()
  await expect(dialog.getByText('Somebody else changed this')).toBeVisible()
  await expect(role).toHaveValue('observer')
  await expect(plate).toHaveValue('The chair')
  await save.click()
  await expect(dialog).toBeHidden()

  await page.getByRole('button', { name: 'Change meeting' }).click()
  await dialog.getByLabel('Place').fill('Nairobi')
  const session = { label: 'Informals', startsAt: 0, endsAt: 7_200_000, admitsObservers: false }
  const terms = { ...EXAMPLE_MEETING, sessions: [session] }
  await venue.coordinator.ask('meeting:change', { meetingId, terms })
  await save.click()
  await expect(dialog.getByText('Somebody else changed this')).toBeVisible()
  await expect(dialog.getByLabel('Session 1', { exact: false }).first()).toHaveValue('Informals')
  await expect(dialog.getByLabel('Place')).toHaveValue('Nairobi')
  await save.click()
  await expect(dialog).toBeHidden()
  const { meeting, seats } = await venue.coordinator.ask('meeting:read', { meetingId })
  expect(meeting).toMatchObject({ place: 'Nairobi', sessions: [session] })
  expect(seats).toMatchObject([{ label: 'The chair', role: 'observer' }, { label: 'Booth 4' }])
})

test('the seat of a secretariat is not offered with the gavel, also when the office is chosen last', async ({
  venue,
}) => {
  await venue.coordinator.ask('registry:add', { draft: savanna })
  const { meetingId } = await Table.open(venue.coordinator, [CHAIR_SEAT])
  const page = await venue.enter('coordinator', 'Amina')
  await page.goto(`${venue.server.url}/meetings/${meetingId}`)
  await page.getByRole('button', { name: 'Add seat' }).click()
  await page.getByLabel('Held for').selectOption({ label: 'SMD · Savanna Mobility Dialogue' })
  const role = page.getByLabel('Role in the room')
  await role.selectOption('chair')
  await page.getByLabel('Office in the mechanism').selectOption('secretariat')
  await expect(role).toHaveValue('drafter')
  await expect(role.locator('option[value=chair]')).toHaveCount(0)
  await page.getByRole('dialog').getByRole('button', { name: 'Add seat' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByText('SMD', { exact: true }).first()).toBeVisible()
})

/** Somebody who holds the seat of a mechanism and that of the chair, and acts for the chair. */
async function onTwoSeats(venue: Venue): Promise<Page> {
  const table = await Table.open(venue.coordinator, [mechanismSeat('SMD'), CHAIR_SEAT])
  const page = await venue.openWindow()
  await signIn(page, (await table.slip('SMD')).url, 'Ngozi')
  await page.goto((await table.slip('Chair')).url)
  await page.reload()
  await page.getByRole('button', { name: /Take this seat as .*Ngozi/ }).click()
  await page.waitForURL((url) => url.pathname !== '/join')
  return page
}

test('who holds two seats acts for one at a time, and the page follows', async ({ venue }) => {
  test.slow()
  const documentId = await venue.makeDocument()
  const page = await onTwoSeats(venue)
  await expect(page.getByRole('banner')).toContainText('Chair · Chair')

  await page.goto(`${venue.server.url}/documents/${documentId}`)
  await expect(page.locator('[contenteditable="true"]')).toBeVisible()
  await page.getByRole('banner').locator('[popovertarget]').click()
  await page.getByRole('radio', { name: /SMD/ }).click()
  await expect(page.getByRole('banner')).toContainText('SMD · Drafter')
  await page.keyboard.press('Escape')
  await page.locator('[contenteditable="true"]').focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('fromsmd ')
  await expect
    .poll(async () => (await venue.coordinator.ask('document:read', { documentId })).provisions[0]?.text)
    .toContain('fromsmd ')
})

test.describe('without a connection', () => {
  test.use({ serviceWorkers: 'allow' })

  test('the seat one acts for stays marked while a switch is refused or must wait for words', async ({
    venue,
  }) => {
    test.slow()
    const documentId = await venue.makeDocument()
    const page = await onTwoSeats(venue)
    await page.goto(`${venue.server.url}/documents/${documentId}`)
    await whenReady(page)
    await whenServedByWorker(page)
    const chair = page.getByRole('radio', { name: /Chair/ })
    const smd = page.getByRole('radio', { name: /SMD/ })

    await loseLine(page)
    await page.getByRole('banner').locator('[popovertarget]').click()
    await smd.click()
    await expect(page.getByText('There is no connection to the server')).toBeVisible()
    await expect(chair).toBeChecked()
    await expect(smd).not.toBeChecked()
    await page.keyboard.press('Escape')

    await caretToEnd(provisionOf(page, 'operative'))
    await page.keyboard.type(' without delay')
    await expect(badgeOf(page)).toContainText('1 change')
    await page.getByRole('banner').locator('[popovertarget]').click()
    await smd.click()
    await expect(page.getByText('1 change is not saved yet')).toBeVisible()
    await expect(chair).toBeChecked()
    await findLine(page)
    await whenReady(page)
    await expect(page.getByText('1 change is not saved yet')).toHaveCount(0)
    await smd.click()
    await expect(page.getByRole('banner')).toContainText('SMD · Drafter')
    await expect(smd).toBeChecked()
    await expect(chair).not.toBeChecked()
  })
})
