import type { Locator, Page } from '@playwright/test'
import { FRAME, SYNC } from '../../shared/sync'
import { expect, test } from '../support/browser'
import {
  badgeOf,
  caretAfter,
  caretToEnd,
  findLine,
  loseLine,
  paste,
  provisionOf,
  selectWhole,
  textOf,
  toClipboard,
  twoAt,
  whenReady,
} from '../support/drafting'

test('the first key of a fresh page is shown and saved, and nothing was written or could be undone before it', async ({
  venue,
}) => {
  const page = await venue.enter('drafter', 'Amina', { documentId: await venue.makeDocument() })
  const scripts: string[] = []
  let updates = 0
  page.on(
    'response',
    (response) =>
      void response.text().then(
        (text) => scripts.push(text),
        () => undefined,
      ),
  )
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/sync/')) return
    socket.on('framesent', ({ payload }) => {
      if (typeof payload === 'string') return
      if (payload[0] === FRAME.sync && payload[1] === SYNC.update) updates += 1
    })
  })
  await page.reload()
  await whenReady(page)
  const before = await textOf(page).innerText()
  await whenRehearsed(page)
  const undo = page.getByRole('button', { name: 'Undo', exact: true })
  expect(await textOf(page).innerText()).toBe(before)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await caretToEnd(provisionOf(page, 'operative'))
  await expect(undo).toBeDisabled()
  expect(updates).toBe(0)
  // its functions are compiled while the page opens, not one by one with the first key
  expect(scripts.filter((text) => text.startsWith('//# allFunctionsCalledOnLoad\n')).length).toBeGreaterThan(
    0,
  )

  await page.keyboard.press('x')
  await expect(provisionOf(page, 'operative')).toHaveText(/x$/)
  await expect.poll(() => updates).toBe(1)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await expect(undo).toBeEnabled()
})

test('a composition is not disturbed by somebody who types in the same provision', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const li = await venue.enter('drafter', 'Li', { documentId, language: 'zh' })
  const other = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(li)
  await whenReady(other)
  const before = (await provisionOf(li, 'operative').textContent()) ?? ''
  await caretToEnd(provisionOf(li, 'operative'))
  const cdp = await li.context().newCDPSession(li)
  await cdp.send('Input.imeSetComposition', { text: 'n', selectionStart: 1, selectionEnd: 1 })
  await cdp.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 })

  await caretAfter(provisionOf(other, 'operative'), 'Affirm')
  await other.keyboard.type(' once more')
  await expect(badgeOf(other)).toHaveAttribute('data-state', 'saved')
  await cdp.send('Input.imeSetComposition', { text: 'nih', selectionStart: 3, selectionEnd: 3 })
  await cdp.send('Input.imeSetComposition', { text: '你好', selectionStart: 2, selectionEnd: 2 })
  await cdp.send('Input.insertText', { text: '你好' })

  const wanted = `${before.replace('Affirm', 'Affirm once more')}你好`
  await expect(provisionOf(li, 'operative')).toHaveText(wanted)
  await expect(provisionOf(other, 'operative')).toHaveText(wanted)
})

test('undo takes back one’s own words only and puts the caret where it was', async ({ venue }) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Suad'])
  const before = (await provisionOf(page, 'operative').textContent()) ?? ''
  await caretAfter(provisionOf(page, 'operative'), 'Affirm')
  await page.keyboard.insertText(' strongly')
  await caretToEnd(provisionOf(other, 'operative'))
  await other.keyboard.type(' indeed')
  await expect(provisionOf(page, 'operative')).toContainText(' indeed')

  await page.keyboard.press('Control+z')
  await expect(provisionOf(page, 'operative')).toHaveText(`${before} indeed`)
  await page.keyboard.type('|')
  await expect(provisionOf(other, 'operative')).toHaveText(`${before.replace('Affirm', 'Affirm|')} indeed`)
})

test('what is pasted becomes provisions, cleaned, and harmful addresses stay out', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Enter')
  await paste(
    page,
    '<p style="color:red">One <b>bold</b> <a href="https://example.org/">good</a></p><script>alert(1)</script>' +
      '<p>Two\u202E <a href="javascript:alert(1)">bad</a></p>',
  )
  const one = provisionOf(page, 'operative', 1)
  await expect(one).toHaveText('One bold good')
  await expect(one.locator('strong')).toHaveText('bold')
  await expect(one.locator('a')).toHaveAttribute('href', 'https://example.org/')
  await expect(provisionOf(page, 'operative', 2)).toHaveText('Two bad')
  await expect(provisionOf(page, 'operative', 2).locator('a')).toHaveCount(0)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  const length = (await textOf(page).textContent())?.length
  await paste(page, null, 'x'.repeat(1_000_001))
  await expect(page.getByText('The pasted text is longer than can be taken in at once').first()).toBeVisible()
  expect((await textOf(page).textContent())?.length).toBe(length)
})

test('a provision that is cut and pasted keeps its identity, and one that is copied gets a new one', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const ids = () =>
    textOf(page)
      .locator('[data-kind="operative"]')
      .evaluateAll((nodes) => nodes.map((node) => (node as HTMLElement).dataset['id'] ?? ''))
  const before = await ids()
  const [first = '', second = ''] = before
  const words = (await provisionOf(page, 'operative').textContent()) ?? ''

  const cut = await toClipboard(page, 'cut', provisionOf(page, 'operative'))
  await expect(provisionOf(page, 'operative')).not.toHaveText(words)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Enter')
  await paste(page, cut)
  const moved = textOf(page).locator(`[data-id="${first}"]`)
  await expect(moved).toHaveText(words)
  expect((await ids())[0]).toBe(second)

  const copied = await toClipboard(page, 'copy', moved)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Enter')
  await paste(page, copied)
  await expect(textOf(page).getByText(words, { exact: true })).toHaveCount(2)
  const after = await ids()
  expect(new Set(after).size).toBe(after.length)
  await expect(moved).toHaveCount(1)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

test('a footnote and a cross reference carry the numbers of what they refer to', async ({ venue }) => {
  const { first: page, second: other } = await twoAt(venue, ['drafter', 'Amina'], ['drafter', 'Suad'])
  await caretAfter(provisionOf(page, 'operative'), 'Affirm')
  await page.getByRole('button', { name: 'Add footnote' }).click()
  await page.keyboard.type('A note of our own')
  const note = textOf(other).locator('[data-kind="footnote"]', { hasText: 'A note of our own' })
  await expect(note).toHaveCount(1)
  const sign = provisionOf(other, 'operative').locator('sup')
  await expect(sign).toHaveAttribute('data-number', /^[0-9]+$/)
  await expect(note).toHaveAttribute('data-number', (await sign.getAttribute('data-number')) ?? '')

  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.getByRole('button', { name: 'Cross reference' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox').fill('OP 4')
  await dialog.getByRole('button', { name: 'Insert' }).click()
  const reference = provisionOf(other, 'operative', 1).locator('[data-reference]')
  await expect(reference).toHaveAttribute('data-number', 'OP 4')
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.press('Enter')
  await expect(provisionOf(other, 'operative', 2).locator('[data-reference]')).toHaveAttribute(
    'data-number',
    'OP 5',
  )
  expect(await toClipboard(page, 'copy', provisionOf(page, 'operative', 2))).toContain('>OP 5</span>')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

test('while disconnected a provision is not moved, by key or by hand, and the reason is said', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const words = await textOf(page).textContent()
  await loseLine(page)
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByText('Table commands and moves need one').first()).toBeVisible()
  expect(await textOf(page).textContent()).toBe(words)
  await selectWhole(provisionOf(page, 'operative', 1))
  await drag(page, await pointOf(page, 'Also affirm', true), await pointOf(page, 'Affirm'))
  expect(await textOf(page).textContent()).toBe(words)
  await findLine(page)
})

test('a provision moves past its neighbour under its own identity', async ({ venue }) => {
  const documentId = await venue.makeDocument()
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const second = await provisionOf(page, 'operative', 1).getAttribute('data-id')
  await caretToEnd(provisionOf(page, 'operative', 1))
  await page.keyboard.press('Alt+ArrowUp')
  await expect(provisionOf(page, 'operative')).toHaveAttribute('data-id', second ?? '')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

test('tables: rows and columns come and go, one command at a time, and none while disconnected', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Table', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  const other = await venue.enter('drafter', 'Suad', { documentId })
  await whenReady(page)
  await whenReady(other)
  await textOf(page).click()
  await page.keyboard.type('Before')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.getByRole('button', { name: 'Add table' }).click()
  await page.keyboard.type('first')
  await page.keyboard.press('Tab')
  await page.keyboard.type('second')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  const tableTool = async (name: string) => {
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    await page.getByRole('button', { name, exact: true }).click()
  }
  await tableTool('Row below')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await tableTool('Column after')
  const table = textOf(other).locator('table')
  await expect(table.locator('tr')).toHaveCount(3)
  await expect(table.getByRole('columnheader')).toHaveText(['first', 'second', '', ''])
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  const header = page.locator('.table-tools button[aria-pressed]')
  await expect(header).toHaveAttribute('aria-pressed', 'true')
  await tableTool('Header row')
  await expect(table.locator('th')).toHaveCount(0)
  await page.keyboard.type('ly')
  await page.keyboard.press('ControlOrMeta+z')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(table.getByRole('columnheader')).toHaveText(['first', 'second', '', ''])
  await page.keyboard.press('ArrowDown')
  await expect(header).toHaveAttribute('aria-pressed', 'false')
  await page.keyboard.press('ArrowUp')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')

  await loseLine(page)
  await tableTool('Delete column')
  await expect(page.getByText('Table commands and moves need one').first()).toBeVisible()
  await expect(textOf(page).locator('tr').first().locator('th')).toHaveCount(4)
  await page.keyboard.type(' typed offline')
  await findLine(page)
  await expect(table).toContainText('typed offline')
})

test('tables: Tab goes on in a new row, rows change places, and a whole table goes and comes back', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Table', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  const { keyboard } = page
  const saved = () => expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  const rows = textOf(page).locator('tr')
  const tableTool = async (name: string) => {
    await saved()
    await keyboard.press('Alt+F10')
    await page.getByRole('button', { name: 'Table', exact: true }).focus()
    await keyboard.press('Enter')
    const tool = page.getByRole('button', { name, exact: true })
    while (!(await tool.evaluate((one) => one === document.activeElement))) await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await expect(textOf(page)).toBeFocused()
  }
  await textOf(page).click()
  await keyboard.type('Before')
  await saved()
  await page.getByRole('button', { name: 'Add table' }).click()
  for (const words of ['Lead', 'Place', 'Date', 'IOM', 'Geneva', 'May']) {
    await keyboard.type(words)
    await saved()
    await keyboard.press('Tab')
  }
  await keyboard.type('UNHCR')
  await expect(rows).toHaveText(['LeadPlaceDate', 'IOMGenevaMay', 'UNHCR'])
  await tableTool('Move row up')
  await expect(rows).toHaveText(['LeadPlaceDate', 'UNHCR', 'IOMGenevaMay'])
  await keyboard.type('!')
  await tableTool('Row above')
  await tableTool('Column before')
  await expect(rows).toHaveText(['LeadPlaceDate', '', 'UNHCR!', 'IOMGenevaMay'])
  await expect(textOf(page).locator('th')).toHaveText(['', 'Lead', 'Place', 'Date'])
  await tableTool('Delete table')
  await expect(rows).toHaveCount(0)
  await keyboard.press('ControlOrMeta+z')
  await expect(rows).toHaveCount(4)
  await saved()

  // over a table from paragraph to paragraph: not without a connection
  await loseLine(page)
  await keyboard.press('ControlOrMeta+a')
  await keyboard.press('Delete')
  await expect(page.getByText('Table commands and moves need one').first()).toBeVisible()
  await expect(rows).toHaveCount(4)
})

test('what is done to a selection that crosses cells leaves words in their columns, and rows where they are', async ({
  venue,
}) => {
  const documentId = await venue.makeDocument('Cells', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  await whenReady(page)
  await textOf(page).click()
  await page.keyboard.type('Before')
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  await page.getByRole('button', { name: 'Add table' }).click()
  const full = ['Lead', 'Place', 'Date', 'IOM', 'Geneva', 'May']
  for (const words of full) {
    await page.keyboard.type(words)
    if (words !== 'May') await page.keyboard.press('Tab')
  }
  const cells = textOf(page).locator('th, td')
  await expect(cells).toHaveText(full)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
  // what was typed until now is not undone any more
  await page.reload()
  await whenReady(page)
  const paragraph = provisionOf(page, 'operative')
  const reads = async (words: string[], before = 'Before') => {
    await expect(cells).toHaveText(words)
    await expect(paragraph).toHaveText(before)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(cells).toHaveText(full)
    await expect(paragraph).toHaveText('Before')
  }

  await selectBetween([cells.nth(0), 2], [cells.nth(2), 2])
  await page.keyboard.press('Delete')
  await reads(['Le', '', 'te', 'IOM', 'Geneva', 'May'])
  await selectBetween([cells.nth(1), 3], [cells.nth(4), 1])
  await page.keyboard.press('ControlOrMeta+Backspace')
  await reads(['Lead', 'Pla', '', '', 'eneva', 'May'])
  await selectBetween([paragraph, 3], [cells.nth(1), 2])
  await page.keyboard.press('Backspace')
  await reads(['', 'ace', 'Date', 'IOM', 'Geneva', 'May'], 'Bef')

  await selectBetween([cells.nth(1), 3], [cells.nth(4), 1])
  await page.keyboard.press('x')
  await reads(['Lead', 'Plax', '', '', 'eneva', 'May'])
  await selectBetween([cells.nth(1), 3], [cells.nth(4), 1])
  await page.keyboard.press('Enter')
  await expect(cells).toHaveText(full)
  await selectBetween([paragraph, 3], [cells.nth(1), 2])
  await page.keyboard.press('Enter')
  await expect(cells).toHaveText(full)
  await expect(paragraph).toHaveText('Before')

  await selectBetween([cells.nth(0), 2], [cells.nth(2), 2])
  await page.keyboard.press('ControlOrMeta+x')
  await reads(['Le', '', 'te', 'IOM', 'Geneva', 'May'])
  await selectBetween([cells.nth(0), 2], [cells.nth(2), 2])
  await paste(page, null, 'gal da')
  await reads(['Legal da', '', 'te', 'IOM', 'Geneva', 'May'])

  // a menu, and a keyboard on a screen
  for (const [inputType, data, first] of [
    ['deleteContentBackward', null, 'Le'],
    ['insertText', 'x', 'Lex'],
  ] as const) {
    await selectBetween([cells.nth(0), 2], [cells.nth(2), 2])
    await textOf(page).evaluate(
      (root, said) => root.dispatchEvent(new InputEvent('beforeinput', { ...said, cancelable: true })),
      { inputType, data },
    )
    await reads([first, '', 'te', 'IOM', 'Geneva', 'May'])
  }

  await selectBetween([cells.nth(0), 2], [cells.nth(2), 2])
  await drag(page, await pointOf(page, 'Place'), await pointOf(page, 'Before', true))
  await reads(['Le', '', 'te', 'IOM', 'Geneva', 'May'], 'Beforead Place Da')

  await selectBetween([cells.nth(0), 2], [cells.nth(2), 2])
  const line = await page.context().newCDPSession(page)
  await line.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 })
  await line.send('Input.insertText', { text: '你' })
  await expect(cells).toHaveText(['Le你', '', 'te', 'IOM', 'Geneva', 'May'])
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

/** Selects from behind some letters of one paragraph or cell to behind some of another, and waits until the editor has heard of it. */
async function selectBetween(from: [Locator, number], to: [Locator, number]): Promise<void> {
  const end = await to[0].elementHandle()
  await from[0].evaluate(
    async (node, [start, end, offset]) => {
      const [first, last] = [node.firstChild, end?.firstChild]
      if (!first || !last) throw new Error('there are no words')
      node.closest<HTMLElement>('[role="textbox"]')?.focus()
      getSelection()?.setBaseAndExtent(first, start, last, offset)
      for (let frames = 0; frames < 3; frames += 1) await new Promise((go) => requestAnimationFrame(go))
    },
    [from[1], end, to[1]] as const,
  )
}

test('dragged words move, and everybody sees it', async ({ venue }) => {
  const documentId = await venue.makeDocument('Drag', 'blank')
  const page = await venue.enter('drafter', 'Amina', { documentId })
  const other = await venue.enter('drafter', 'Suad', { documentId })
  await whenReady(page)
  await whenReady(other)
  await caretToEnd(provisionOf(page, 'operative'))
  await page.keyboard.insertText('alpha beta gamma')
  await caretAfter(provisionOf(page, 'operative'), 'alpha ', true)
  await drag(page, await pointOf(page, 'alpha'), await pointOf(page, 'gamma', true))
  await expect(provisionOf(page, 'operative')).toHaveText(/^beta gamma\s?alpha/)
  await expect(provisionOf(other, 'operative')).toHaveText(/^beta gamma\s?alpha/)
  await expect(badgeOf(page)).toHaveAttribute('data-state', 'saved')
})

async function pointOf(page: Page, words: string, atEnd = false): Promise<{ x: number; y: number }> {
  return textOf(page).evaluate(
    (root, { words, atEnd }) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.nodeValue?.indexOf(words) ?? -1
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(node, at)
        range.setEnd(node, at + words.length)
        const { x, y, width, height } = range.getBoundingClientRect()
        return { x: atEnd ? x + width - 1 : x + width / 2, y: y + height / 2 }
      }
      throw new Error(`no “${words}” here`)
    },
    { words, atEnd },
  )
}

type Point = { readonly x: number; readonly y: number }

/** Drags the selection as a browser does: the pointer itself would have to rest for a moment first. */
async function drag(page: Page, from: Point, to: Point): Promise<void> {
  await textOf(page).evaluate(
    (_root, { from, to }) => {
      const dataTransfer = new DataTransfer()
      const say = (type: string, { x, y }: { x: number; y: number }) =>
        document
          .elementFromPoint(x, y)
          ?.dispatchEvent(
            new DragEvent(type, { clientX: x, clientY: y, dataTransfer, bubbles: true, cancelable: true }),
          )
      say('dragstart', from)
      say('dragover', to)
      say('drop', to)
      say('dragend', to)
    },
    { from, to },
  )
}

/** What a page does while it rests comes in its turn: behind so many turns of ours its rehearsal is over. */
async function whenRehearsed(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let turn = 0; turn < 30; turn += 1) await new Promise((rests) => requestIdleCallback(rests))
  })
}
