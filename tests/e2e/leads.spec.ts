import type { Locator, Page } from '@playwright/test'
import { barriersOn } from '../support/barriers'
import { expect, test, type Venue } from '../support/browser'
import {
  badgeOf,
  caretAfter,
  caretToEnd,
  caretToStart,
  paste,
  provisionOf,
  textOf,
  toClipboard,
  twoAt,
  whenHeard,
  whenReady,
} from '../support/drafting'

const bubbleOf = (page: Page) => page.locator('.bubble')

/** Clicks the sign in a provision; a click elsewhere keeps it from being the second half of a double click. */
async function clickAgain(provision: Locator): Promise<void> {
  await provision.click()
  await provision.locator('sup').first().click()
}
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function drafter(venue: Venue): Promise<Page> {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  return page
}

test('a cross reference is chosen by words, says where it leads, and leads there and back', async ({
  venue,
}) => {
  const page = await drafter(venue)
  const { keyboard } = page
  const provision = provisionOf(page, 'operative', 1)
  const target = provisionOf(page, 'operative', 4)
  const words = (await target.textContent()) ?? ''
  await caretToEnd(provision)
  await keyboard.type(' see ')
  await button(page, 'Cross reference').click()
  const dialog = page.getByRole('dialog')
  const field = dialog.getByRole('combobox')
  await expect(field).toBeFocused()
  await field.fill(words.slice(0, 40).toUpperCase())
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await field.fill('op5')
  await expect(dialog.getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
  await expect(dialog.getByRole('option').first()).toContainText(words.slice(0, 20))
  expect(await barriersOn(page, 'dialog')).toEqual([])
  await keyboard.press('Enter')
  await keyboard.type('today')
  const reference = provision.locator('[data-reference]')
  await expect(reference).toHaveAttribute('data-number', 'OP 5')

  // with the keyboard: back over “today” onto the reference
  for (let letters = 0; letters < 'today'.length + 1; letters += 1) await keyboard.press('ArrowLeft')
  await expect(bubbleOf(page)).toContainText('OP 5')
  await expect(bubbleOf(page)).toContainText(words.slice(0, 20))
  expect(await barriersOn(page, '.bubble')).toEqual([])
  await keyboard.press('Alt+Enter')
  await expect(target).toHaveClass(/arrived/)
  await expect(target).toBeInViewport()
  await expect(button(page, 'Back to where you were')).toBeVisible()
  await keyboard.press('Shift+Alt+Enter')
  await expect(provision).toBeInViewport()
  await keyboard.type('OP, ')
  await expect(provision).toContainText('see OP, today')

  // with the mouse
  await reference.hover()
  await button(page, 'Go there').click()
  await expect(target).toHaveClass(/arrived/)
  await button(page, 'Back to where you were').click()
  await expect(provision).toBeInViewport()
  await expect(bubbleOf(page)).toHaveCount(0)
})

test('a note is written, left and found again; it goes with its sign and comes back with it', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Suad'])
  const { keyboard } = page
  const provision = provisionOf(page, 'operative')
  const note = (one: Page) => textOf(one).locator('[data-kind="footnote"]', { hasText: 'A note of our own' })
  await caretAfter(provision, 'Affirm')
  await button(page, 'Add footnote').click()
  await keyboard.type('A note of our own')
  await button(page, 'Back to the text').click()
  await keyboard.type('ing')
  await expect(provision).toContainText('Affirming')
  await provision.locator('sup').first().click()
  await expect(bubbleOf(page)).toContainText('A note of our own')
  await button(page, 'Go to the note').click()
  await keyboard.type(', and more')
  await keyboard.press('Enter')
  await expect(provision).toBeInViewport()
  await expect(note(other)).toContainText('A note of our own, and more')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  await provision.locator('sup').first().click()
  await keyboard.press('Delete')
  await expect(page.getByText('The note went with its sign').first()).toBeVisible()
  await expect(note(page)).toHaveCount(0)
  await expect(note(other)).toHaveCount(0)
  await keyboard.press('ControlOrMeta+z')
  await expect(note(other)).toHaveCount(1)
  await expect(provisionOf(other, 'operative').locator('sup')).toHaveCount(1)

  // at once, before anything is numbered again
  await clickAgain(provision)
  await keyboard.press('Delete')
  await keyboard.press('ControlOrMeta+z')
  await expect(provision.locator('sup')).toHaveAttribute('data-number', '3')

  // cut out, a sign leaves its note; if it goes in nowhere, the note says so
  await clickAgain(provision)
  await keyboard.press('ControlOrMeta+x')
  await caretToEnd(note(page))
  await note(page).evaluate((one) => one.scrollIntoView({ block: 'center' }))
  await expect(bubbleOf(page)).toContainText('No sign in the text leads to this note.')
  await button(page, 'Remove the note').click()
  await expect(note(other)).toHaveCount(0)
})

test('notes follow their signs when provisions move, on every screen, and what is pasted leaves the next one whole', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  const other = await venue.enter('drafter', 'Suad', { documentId })
  await whenReady(page)
  await whenReady(other)
  const { keyboard } = page
  const notes = textOf(other).locator('[data-kind="footnote"]')
  const provisions = textOf(other).locator('[data-kind="operative"]')
  await provisionOf(page, 'operative').click()
  for (const words of ['First', 'Second']) {
    await keyboard.type(words)
    await button(page, 'Add footnote').click()
    await keyboard.type(`${words} note`)
    await button(page, 'Back to the text').click()
    await keyboard.press('Enter')
  }
  await keyboard.type('Third')
  await expect(provisions).toHaveText(['First', 'Second', 'Third'])
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  await caretAfter(provisionOf(page, 'operative'), 'First')
  await keyboard.press('Alt+ArrowDown')
  await expect(notes).toHaveText(['Second note', 'First note'])
  await expect(notes.first()).toHaveAttribute('data-number', '1')
  await keyboard.press('ControlOrMeta+z')
  await expect(provisions).toHaveText(['First', 'Second', 'Third'])
  await expect(notes).toHaveText(['First note', 'Second note'])

  const cut = await toClipboard(page, 'cut', provisionOf(page, 'operative'))
  await expect(provisions).toHaveText(['Second', 'Third'])
  await caretToStart(provisionOf(page, 'operative', 1))
  await paste(page, cut)
  await expect(provisions).toHaveText(['Second', 'First', 'Third'])
  await expect(notes).toHaveText(['Second note', 'First note'])
  await caretToStart(provisionOf(page, 'operative', 2))
  await paste(page, '<p>One</p><p>Two</p>')
  await expect(provisions).toHaveText(['Second', 'First', 'One', 'Two', 'Third'])

  // a part of a sentence goes on in the words before which it is put
  await caretAfter(provisionOf(page, 'operative', 2), 'O')
  await keyboard.press('Shift+End')
  for (let steps = 0; steps < 2; steps += 1) await keyboard.press('Shift+ArrowRight')
  await expect.poll(() => page.evaluate(() => String(getSelection()))).toMatch(/^ne\s+T$/)
  await whenHeard(page)
  const copied = await toClipboard(page, 'copy')
  await caretToStart(provisionOf(page, 'operative', 4))
  await paste(page, copied)
  await expect(provisions).toHaveText(['Second', 'First', 'One', 'Two', 'ne', 'TThird'])
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

test('a link is set without selecting anything, opened, changed and removed from the text', async ({
  venue,
}) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Suad'])
  const { keyboard } = page
  const provision = provisionOf(page, 'operative')
  const dialog = page.getByRole('dialog')
  const address = dialog.getByLabel('Address')
  const link = provision.locator('a')
  await caretToEnd(provision)
  await keyboard.type(' ')
  await keyboard.press('ControlOrMeta+k')
  await expect(address).toBeFocused()
  await keyboard.press('Escape')
  await expect(textOf(page)).toBeFocused()
  await keyboard.press('ControlOrMeta+k')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await keyboard.press('ControlOrMeta+k')
  await keyboard.type('www.example.org/a')
  await keyboard.press('Enter')
  await expect(link).toHaveText('https://www.example.org/a')
  await expect(link).toHaveAttribute('href', 'https://www.example.org/a')

  const open = bubbleOf(page).getByRole('link', { name: 'Open' })
  await expect(open).toHaveAttribute('href', 'https://www.example.org/a')
  await expect(open).toHaveAttribute('rel', /noopener/)
  await expect(open).toHaveAttribute('target', '_blank')
  await button(page, 'Change').click()
  await expect(address).toHaveValue('https://www.example.org/a')
  await address.fill('https://www.example.org/b')
  await keyboard.press('Enter')
  await expect(link).toHaveAttribute('href', 'https://www.example.org/b')

  // the bubble means the link under the pointer, whatever others write before it
  await caretToEnd(provisionOf(page, 'operative', 1))
  await link.hover()
  await expect(button(page, 'Remove the link')).toBeVisible()
  await caretToEnd(provisionOf(other, 'title'))
  await other.keyboard.insertText(' and some more words')
  await expect(provisionOf(page, 'title')).toContainText('some more words')
  await button(page, 'Remove the link').click()
  await expect(link).toHaveCount(0)
  await expect(provision).toContainText('https://www.example.org/a')
})

test('who can only read follows references, notes and links too, by mouse and keyboard', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const author = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(author)
  await caretToEnd(provisionOf(author, 'operative'))
  await paste(author, 'see <a href="https://www.example.org/">the site</a>')
  await expect(provisionOf(author, 'operative').locator('a')).toHaveCount(1)
  await expect(badgeOf(author)).toHaveAttribute('data-state', 'saved')

  const page = await venue.enter('observer', 'Suad', { documentId })
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  const sign = textOf(page).locator('sup').first()
  const noteId = (await sign.getAttribute('data-footnote')) ?? ''
  const note = textOf(page).locator(`[data-id="${noteId}"]`)
  await sign.click()
  await button(page, 'Go to the note').click()
  await expect(note).toBeInViewport()
  await button(page, 'Back to the text').click()
  await expect(sign).toBeInViewport()
  await expect(button(page, 'Remove the note')).toHaveCount(0)

  await sign.focus()
  await expect(bubbleOf(page)).toBeVisible()
  expect(await barriersOn(page)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(note).toBeInViewport()
  await page.keyboard.press('Shift+Alt+Enter')
  await expect(sign).toBeInViewport()

  await provisionOf(page, 'operative').locator('a').hover()
  await expect(bubbleOf(page).getByRole('link', { name: 'Open' })).toHaveAttribute(
    'href',
    'https://www.example.org/',
  )
  await expect(button(page, 'Change')).toHaveCount(0)
})
