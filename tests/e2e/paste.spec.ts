import type { Page } from '@playwright/test'
import { expect, test, type Venue } from '../support/browser'
import { ARABIC_TABLE, FROM_GOOGLE, FROM_WEB, FROM_WORD } from '../support/clipboards'
import { badgeOf, paste, provisionOf, textOf, whenReady } from '../support/drafting'

/** Everything, as the clipboard of another program would get it. */
async function copyAll(page: Page): Promise<string> {
  await page.keyboard.press('ControlOrMeta+a')
  return textOf(page).evaluate((root) => {
    const clipboardData = new DataTransfer()
    root.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
    return clipboardData.getData('text/html')
  })
}

const toastOf = (page: Page) => page.locator('.toast')

async function atBlank(venue: Venue): Promise<Page> {
  const documentId = await venue.makeDocument('Zero draft', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await provisionOf(page, 'operative').click()
  return page
}

test('what Word puts on the clipboard becomes provisions, notes and a table, and what was left out is listed', async ({
  venue,
}) => {
  const page = await atBlank(venue)
  await page.keyboard.type('Before')
  await page.keyboard.press('Enter')
  await paste(page, FROM_WORD)
  await expect(provisionOf(page, 'heading')).toHaveText('Review and follow-up')
  const recalling = textOf(page).locator('[data-kind]', { hasText: 'Recalling' })
  await expect(recalling).toHaveText('Recalling the Compact and the outcome of the first meeting,')
  await expect(recalling.locator('sup')).toHaveAttribute('data-number', '1')
  await expect(recalling.locator('em')).toHaveText('Recalling')
  await expect(provisionOf(page, 'footnote')).toHaveText('Resolution 73/195. Adopted in 2018.')
  await expect(textOf(page).locator('[data-kind="sub"]')).toHaveText(['To meet yearly;', 'In Geneva;'])
  await expect(provisionOf(page, 'sub', 1)).toHaveAttribute('data-level', '2')
  await expect(textOf(page).locator('th')).toHaveText(['Objective and goal', ''])
  await expect(textOf(page).locator('td')).toHaveText(['One', 'Two'])
  await expect(textOf(page).locator('[data-kind]', { hasText: /^\s*$/ })).toHaveCount(0)

  await toastOf(page).getByRole('button', { name: 'Show list' }).click()
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText([
    'Images and other media left out: 1',
    'Comments left out: 1',
    'Tracked deletions left out: 1',
    'Tracked insertions kept as ordinary words: 1',
    'Merged cells divided: 1',
    'Cells and notes whose paragraphs or points were joined into one: 2',
    'Colours left out',
  ])
  await page.keyboard.press('Escape')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.keyboard.press('Control+z')
  await expect(textOf(page)).toHaveText('Zero draftBefore')
})

test('what Google Docs puts there is taken in whole, so nothing is said', async ({ venue }) => {
  const page = await atBlank(venue)
  await paste(page, FROM_GOOGLE)
  await expect(textOf(page).locator('[data-kind="sub"]')).toHaveText(['First point', 'Deeper point'])
  await expect(provisionOf(page, 'sub', 1)).toHaveAttribute('data-level', '2')
  await expect(textOf(page).locator('strong')).toHaveText('Welcomes')
  await expect(toastOf(page)).toHaveCount(0)
})

test('an Arabic table keeps its header row and begins at the right, and so does a copy of it', async ({
  venue,
}) => {
  const page = await atBlank(venue)
  await paste(page, ARABIC_TABLE)
  const table = textOf(page).locator('table')
  const [lead, date] = [table.locator('th[scope="col"]').first(), table.locator('th[scope="col"]').last()]
  await expect(lead).toHaveText('الآلية الرائدة')
  expect((await lead.boundingBox())?.x).toBeGreaterThan((await date.boundingBox())?.x ?? Infinity)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  const copied = await copyAll(page)
  expect(copied).toMatch(/<table [^>]*dir="rtl"[^>]*><thead><tr[^>]*><th [^>]*scope="col"/)
  expect(copied).toMatch(/<tbody><tr[^>]*><td [^>]*>/)
  await page.keyboard.press('ControlOrMeta+End')
  // the editor hears of it with the next frame
  await page.evaluate(() => new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard))))
  await paste(page, copied)
  await expect(textOf(page).locator('table')).toHaveCount(2)
  await expect(textOf(page).locator('table').last().locator('th')).toHaveText(['الآلية الرائدة', 'الموعد'])
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

test('a copy has the numbers and levels for other programs, and pasted here the words alone', async ({
  venue,
}) => {
  const page = await atBlank(venue)
  await page.keyboard.type('Requests:')
  await page.keyboard.press('Enter')
  await paste(page, '<ol><li>First point<ol><li>نقطة أعمق</li></ol></li></ol>')
  const points = textOf(page).locator('[data-kind="sub"]')
  await expect(points).toHaveText(['First point', 'نقطة أعمق'])

  const copied = await copyAll(page)
  expect(copied).toContain('<span data-mark="" dir="ltr">OP 1\u2002</span>Requests:</p>')
  expect(copied).toMatch(/style="margin-left: 24pt;"><span [^>]*>\(a\)\u2002<\/span>First point</)
  expect(copied).toMatch(
    /style="direction: rtl; margin-right: 48pt;"><span [^>]*dir="rtl">\(i\)\u2002<\/span>نقطة أعمق</,
  )
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.press('Enter')
  await paste(page, copied)
  await expect(points).toHaveText(['First point', 'نقطة أعمق', 'First point', 'نقطة أعمق'])
  await expect(provisionOf(page, 'operative', 1)).toHaveText('Requests:')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

test('raised and lowered signs, and lists in cells, are said to have become ordinary words', async ({
  venue,
}) => {
  const page = await atBlank(venue)
  await paste(
    page,
    '<p>CO<sub>2</sub> and the 2<sup>nd</sup> note<span style="vertical-align:super">x</span></p>' +
      '<table><tr><td><ul><li>one</li><li>two</li></ul></td><td>three</td></tr></table>',
  )
  await expect(textOf(page)).toContainText('CO2 and the 2nd notex')
  await expect(textOf(page).locator('td, th')).toHaveText(['one two', 'three'])
  await toastOf(page).getByRole('button', { name: 'Show list' }).click()
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText([
    'Cells and notes whose paragraphs or points were joined into one: 1',
    'Superscript and subscript written as ordinary text: 3',
  ])
})

test('of a web page the words come, and pictures, forms, scripts and hidden words stay behind', async ({
  venue,
}) => {
  const page = await atBlank(venue)
  await paste(page, FROM_WEB)
  await expect(textOf(page)).toContainText('Read more or run. Today')
  await expect(textOf(page)).not.toContainText(/alert|buy now|Send/)
  await toastOf(page).getByRole('button', { name: 'Show list' }).click()
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText([
    'Images and other media left out: 2',
    'Hidden passages left out: 1',
    'Form fields and buttons left out: 2',
    'Addresses of links removed, their words kept: 1',
    'Underlining and strikethrough left out',
    'Invisible characters removed, such as direction marks: 1',
  ])
})

test('a footnote goes along to another document, and a reference becomes what it read', async ({ venue }) => {
  const page = await atBlank(venue)
  await page.keyboard.type('Decides to meet')
  await page.keyboard.press('Enter')
  const id = await provisionOf(page, 'operative').first().getAttribute('data-id')
  await paste(
    page,
    `<p data-pm-slice="1 0 []">Recalling<sup data-footnote="n1"></sup> <span data-reference="${id}"></span>,</p>` +
      '<p data-kind="footnote" data-id="n1">Adopted <em>in 2018</em>.</p>',
  )
  const recalling = textOf(page).locator('[data-kind]', { hasText: 'Recalling' })
  await expect(recalling.locator('sup')).toHaveAttribute('data-number', '1')
  await recalling.click({ position: { x: 5, y: 5 } })
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+End')
  await expect.poll(() => page.evaluate(() => String(getSelection()))).toContain('Recalling')
  const copied = await textOf(page).evaluate((root) => {
    const event = new ClipboardEvent('copy', {
      clipboardData: new DataTransfer(),
      bubbles: true,
      cancelable: true,
    })
    root.dispatchEvent(event)
    return event.clipboardData?.getData('text/html') ?? ''
  })

  const other = await atBlank(venue)
  await paste(other, copied)
  await expect(provisionOf(other, 'operative')).toHaveText('Recalling OP 1,')
  await expect(provisionOf(other, 'operative').locator('sup')).toHaveAttribute('data-number', '1')
  await expect(provisionOf(other, 'footnote')).toHaveText('Adopted in 2018.')
  await expect(provisionOf(other, 'footnote').locator('em')).toHaveText('in 2018')
  await expect(badgeOf(other)).toHaveAttribute('data-state', 'saved')
  await toastOf(other).getByRole('button', { name: 'Show list' }).click()
  await expect(other.getByRole('dialog').getByRole('listitem')).toHaveText([
    'References to provisions that are not in this text, kept as ordinary words: 1',
  ])
})

test('a range of a spreadsheet goes into the cells of a table, and makes the rows that it needs', async ({
  venue,
}) => {
  const page = await atBlank(venue)
  await paste(page, '<table><tr><th>Lead</th><th>Place</th></tr><tr><td>IOM</td><td></td></tr></table>')
  const cells = textOf(page).locator('th, td')
  await expect(cells).toHaveText(['Lead', 'Place', 'IOM', ''])
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await cells.last().click()
  const range = '<html><body><table><tr><td>Geneva</td></tr><tr><td>Rome</td></tr></table></body></html>'
  await paste(page, range, 'Geneva\nRome')
  await expect(cells).toHaveText(['Lead', 'Place', 'IOM', 'Geneva', '', 'Rome'])
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await expect(toastOf(page)).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(cells).toHaveText(['Lead', 'Place', 'IOM', ''])

  await cells.last().click()
  await paste(page, range.replaceAll('</td>', '</td><td>!</td>'))
  await expect(cells).toHaveText(['Lead', 'Place', 'IOM', 'Geneva ! Rome !'])
  await expect(toastOf(page)).toContainText('joined into one: 1')
})
