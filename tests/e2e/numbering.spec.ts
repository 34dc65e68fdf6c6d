import type { Page } from '@playwright/test'
import { labelsOf, type Numbering } from '../../shared/text/numbering'
import type { DocumentId } from '../../shared/ids'
import type { Language } from '../../shared/languages'
import { expect, test, type Venue } from '../support/browser'
import { caretToEnd, provisionOf, textOf, whenReady } from '../support/drafting'

const makeDocument = async (venue: Venue, language: Language): Promise<DocumentId> => {
  const { documentId } = await venue.coordinator.ask('document:create', {
    title: 'Zero draft',
    language,
    from: 'example',
  })
  return documentId
}

for (const language of ['en', 'ar', 'fr', 'zh'] as const) {
  test(`numbers stand beside the provisions and are read out with them (${language})`, async ({ venue }) => {
    const page = await venue.enter('drafter', 'Amina', { documentId: await makeDocument(venue, language) })
    await whenReady(page)
    await addSubParagraphs(page)
    await showAll(page)
    const expected = await numbersExpected(page, { language, digits: 'european' })
    expect(expected.length).toBeGreaterThan(80)
    await expect.poll(() => numbersHeard(page)).toEqual(expected)
  })
}

test('the digits that are chosen for a document stand in its numbers at once, on every screen', async ({
  venue,
}) => {
  const documentId = await makeDocument(venue, 'ar')
  const page = await venue.enter('coordinator', 'Ngozi', { documentId })
  const other = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await whenReady(other)
  await addSubParagraphs(other)
  for (const each of [page, other]) await showAll(each)
  // from the screen on which they were typed: the other one may still wait for them
  const european = await numbersExpected(other, { language: 'ar', digits: 'european' })
  await expect.poll(() => numbersHeard(page)).toEqual(european)

  await page.getByRole('button', { name: 'Document settings' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Digits of numbers').selectOption('Arabic-Indic: ١ ٢ ٣')
  await dialog.getByRole('button', { name: 'Save settings' }).click()
  await expect(dialog).toHaveCount(0)
  const expected = await numbersExpected(other, { language: 'ar', digits: 'arabicIndic' })
  expect(expected.filter((mark) => /[٠-٩]/.test(mark)).length).toBeGreaterThan(20)
  for (const each of [page, other]) {
    await expect.poll(() => numbersHeard(each)).toEqual(expected)
    await expect(textOf(each).locator('[data-reference]').first()).toHaveAttribute('data-number', /[٠-٩]/)
  }
})

test('numbers follow at once when a provision is split, and references to it a moment later', async ({
  venue,
}) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  await whenReady(page)
  const reference = textOf(page).locator('[data-reference]').first()
  const before = await reference.getAttribute('data-number')
  await caretToEnd(provisionOf(page, 'operative', 0))
  await page.keyboard.press('Enter')
  await page.keyboard.type('Welcomes the report')
  await showAll(page)
  expect(await numbersHeard(page)).toEqual(
    await numbersExpected(page, { language: 'en', digits: 'european' }),
  )
  await expect(reference).not.toHaveAttribute('data-number', before ?? '')
})

/** Adds sub-paragraphs of two levels, more than there are letters, below the first operative paragraph. */
async function addSubParagraphs(page: Page): Promise<void> {
  await caretToEnd(provisionOf(page, 'operative', 0))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await pasteLines(page, 30)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await pasteLines(page, 12)
}

async function pasteLines(page: Page, count: number): Promise<void> {
  await textOf(page).evaluate((root, count) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', Array.from({ length: count }, () => 'x').join('\n'))
    root.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, count)
}

/** Provisions far outside the window are not laid out, and so not read out before one gets there. */
async function showAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('.text > [data-kind] { content-visibility: visible !important; }')
    document.adoptedStyleSheets.push(sheet)
  })
}

/** What a screen reader finds before the words of each provision that has a number. */
async function numbersHeard(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page)
  const { nodes } = await client.send('Accessibility.getFullAXTree')
  await client.detach()
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const nameOf = (id: string) => String(byId.get(id)?.name?.value ?? '')
  return nodes.flatMap(({ role, childIds = [] }) => {
    const before = role?.value === 'paragraph' ? byId.get(childIds[0] ?? '') : undefined
    const number = before?.role?.value === 'generic' ? (before.childIds ?? []).map(nameOf).join('') : ''
    return number === '' || isFootnoteNumber(number) ? [] : [number]
  })
}

const isFootnoteNumber = (text: string) => /^[\d٠-٩]+$/.test(text)

async function numbersExpected(page: Page, numbering: Numbering): Promise<string[]> {
  const provisions = await textOf(page)
    .locator(':scope > [data-kind]')
    .evaluateAll((all) =>
      all.map((one) => ({
        id: one.getAttribute('data-id') ?? '',
        kind: one.getAttribute('data-kind') ?? '',
        level: Number(one.getAttribute('data-level')),
      })),
    )
  return [...labelsOf(provisions, numbering).values()].map(({ mark }) => mark)
}
