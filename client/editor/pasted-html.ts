import { isPlainLink, MAX_LEVEL } from '../../shared/text/formats'
import { newId } from '../../shared/ids'

/** What a paste may leave out or change, in the order in which it is said. */
export const DROPPED = [
  'images',
  'comments',
  'deletions',
  'insertions',
  'hidden',
  'fields',
  'links',
  'notes',
  'references',
  'merged',
  'joined',
  'raised',
  'colours',
  'lines',
  'invisible',
] as const
export type DroppedKind = (typeof DROPPED)[number]

/** How often each was left out or changed; what was not is not there. */
export type Dropped = Partial<Record<DroppedKind, number>>

/** Elements that cannot be part of a provision, by what they count as. */
const LEFT_OUT: readonly (readonly [DroppedKind | null, string])[] = [
  [null, 'script, style, template, noscript, meta, link, title'],
  ['images', 'img, picture, svg, video, audio, canvas, iframe, object, embed'],
  ['fields', 'input, select, textarea, button'],
  // comments as Word and Google write them: what they say is at the end, where they begin is what counts
  [null, '[style*="mso-element:comment-list" i], div:has(> p > a[href^="#cmnt_ref"])'],
  ['comments', '.MsoCommentReference, sup:has(> a[href^="#cmnt"])'],
  ['deletions', 'del'],
  // numbers that Word writes beside the paragraphs of a list: the text has its own
  [null, '[style*="mso-list:Ignore" i], [style*="mso-list: Ignore" i]'],
  ['hidden', '[hidden], [style*="display:none" i], [style*="display: none" i], [style*="mso-hide:all" i]'],
]

const BLOCKS = 'p, div, li, h1, h2, h3, h4, h5, h6, blockquote, ul, ol, table'

/**
 * What another program put on the clipboard, as our text can take it in: Word's and others' ways of writing lists, notes,
 * tracked changes and tables become ours, and what a provision cannot hold goes.
 */
export function tidyHtml(html: string): { html: string; dropped: Dropped } {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  const dropped: Dropped = {}
  takeOut(body, dropped)
  countLooks(body, dropped)
  keepInsertions(body, dropped)
  readNotes(body, dropped)
  takeOutBlank(body)
  countRaised(body, dropped)
  readLists(body)
  for (const table of body.querySelectorAll('table')) readTable(table, dropped)
  return { html: body.innerHTML, dropped }
}

/** Adds up what two parts of a paste left out. */
export function bothDropped(one: Dropped, other: Dropped): Dropped {
  const kinds = DROPPED.filter((kind) => one[kind] !== undefined || other[kind] !== undefined)
  return Object.fromEntries(kinds.map((kind) => [kind, (one[kind] ?? 0) + (other[kind] ?? 0)]))
}

function count(dropped: Dropped, kind: DroppedKind, by = 1): void {
  dropped[kind] = (dropped[kind] ?? 0) + by
}

function takeOut(body: HTMLElement, dropped: Dropped): void {
  for (const [kind, selector] of LEFT_OUT) {
    for (const element of body.querySelectorAll(selector)) {
      if (!body.contains(element)) continue
      if (kind) count(dropped, kind)
      element.remove()
    }
  }
}

function countLooks(body: HTMLElement, dropped: Dropped): void {
  const styled = [...body.querySelectorAll('[style], font[color]')]
  if (styled.some(hasColour)) count(dropped, 'colours')
  const lines = [...body.querySelectorAll('u, s, strike')].length
  const drawn = styled.filter((element) => /(?:underline|line-through)/i.test(styleOf(element)))
  if (lines + drawn.length > 0) count(dropped, 'lines')
  const links = [...body.querySelectorAll('a[href]')].map((link) => link.getAttribute('href') ?? '')
  const lost = links.filter((href) => !href.startsWith('#') && !isPlainLink(href))
  if (lost.length > 0) count(dropped, 'links', lost.length)
}

/** What stands higher or lower than the line, once the signs of notes are ours. */
function countRaised(body: HTMLElement, dropped: Dropped): void {
  const written = [...body.querySelectorAll('sup:not([data-footnote]), sub')]
  const styled = [...body.querySelectorAll('[style*="vertical-align" i]')]
  const raised = styled.filter((element) => /vertical-align\s*:\s*(?:super|sub)\b/i.test(styleOf(element)))
  const outer = [...new Set([...written, ...raised])].filter(
    (element, _at, all) =>
      element.textContent?.trim() && !all.some((one) => one !== element && one.contains(element)),
  )
  if (outer.length > 0) count(dropped, 'raised', outer.length)
}

const styleOf = (element: Element) => element.getAttribute('style') ?? ''

function hasColour(element: Element): boolean {
  const said = [
    ...styleOf(element).matchAll(/(?:^|[;\s])(?:mso-highlight|background(?:-color)?|color)\s*:\s*([^;]+)/gi),
  ]
  const colours = [...said.map(([, colour]) => colour ?? ''), element.getAttribute('color') ?? '']
  return colours.some((colour) => isColourful(colour.trim().toLowerCase()))
}

/** Black, grey and white are how text looks anyway. */
function isColourful(colour: string): boolean {
  const hex =
    /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})/.exec(colour) ?? /^#([\da-f])([\da-f])([\da-f])$/.exec(colour)
  const rgb = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(colour)
  const parts = hex?.slice(1).map((part) => parseInt(part.padEnd(2, part), 16)) ?? rgb?.slice(1).map(Number)
  if (parts) return Math.max(...parts) - Math.min(...parts) > 40 && !/,\s*0\)$/.test(colour)
  return NAMED.includes(colour)
}

const NAMED = [
  'red',
  'blue',
  'green',
  'yellow',
  'orange',
  'purple',
  'lime',
  'aqua',
  'cyan',
  'fuchsia',
  'magenta',
].concat(['navy', 'teal', 'maroon', 'olive', 'pink', 'brown', 'gold', 'darkred', 'darkblue', 'darkgreen'])

/** Whoever pastes tracked changes pastes what the text would be with them. */
function keepInsertions(body: HTMLElement, dropped: Dropped): void {
  for (const insertion of body.querySelectorAll('ins')) {
    count(dropped, 'insertions')
    insertion.replaceWith(...insertion.childNodes)
  }
}

/** Word's footnotes are links to and fro; ours are references and provisions of the same id. */
function readNotes(body: HTMLElement, dropped: Dropped): void {
  for (const note of body.querySelectorAll<HTMLElement>(
    '[style*="mso-element:footnote" i][id], div[id^="ftn"]',
  )) {
    const reference = body.querySelector(`a[href="#_${CSS.escape(note.id)}"]`)
    note.querySelector(`a[href="#_${CSS.escape(note.id.replace('ftn', 'ftnref'))}"]`)?.remove()
    if (!reference) continue
    const id = newId<string>()
    const mark = body.ownerDocument.createElement('sup')
    mark.dataset.footnote = id
    reference.replaceWith(mark)
    if (flatten(note)) count(dropped, 'joined')
    const provision = paragraph(body, [...note.childNodes])
    Object.assign(provision.dataset, { id, kind: 'footnote' })
    note.replaceWith(provision)
  }
}

/** Blank lines part paragraphs; with us they are parted anyway, and each would have a number. */
function takeOutBlank(body: HTMLElement): void {
  for (const block of body.querySelectorAll('p, div')) {
    const isBlank = block.textContent?.trim() === '' && !block.querySelector('sup[data-footnote], table')
    if (isBlank && !block.closest('td, th, li')) block.remove()
  }
}

function readLists(body: HTMLElement): void {
  for (const block of body.querySelectorAll<HTMLElement>('p[style*="mso-list" i]')) {
    const level = /mso-list:\s*\S+\s+level(\d)/i.exec(styleOf(block))?.[1]
    if (level) asSub(block, Number(level))
  }
  for (const item of body.querySelectorAll('li')) readItem(item)
}

/** A point of a list is a sub-paragraph; the paragraphs in it are no deeper than it is. */
function readItem(item: HTMLElement): void {
  // Word on the web writes a list of its own for each point, and how deep the point is
  const said = item.dataset['ariaLevel'] ?? item.getAttribute('aria-level')
  const level = Math.max(1, depthOf(item), Number(said) || 0)
  asSub(item, level)
  const blocks = [...item.children].filter((child) => child.matches('p, div')) as HTMLElement[]
  if (blocks.length === 0) return
  for (const block of blocks) {
    const inside = paragraph(item, [...block.childNodes])
    asSub(inside, level)
    block.replaceWith(inside)
  }
  item.replaceWith(...item.childNodes)
}

function depthOf(item: Element): number {
  let depth = 0
  for (let at = item.parentElement; at; at = at.parentElement) if (at.matches('ul, ol')) depth += 1
  return depth
}

function asSub(block: HTMLElement, level: number): void {
  Object.assign(block.dataset, { kind: 'sub', level: String(Math.min(MAX_LEVEL, level)) })
}

/** A cell holds one paragraph and is one cell: paragraphs stand behind one another, merged cells are divided. */
function readTable(table: HTMLTableElement, dropped: Dropped): void {
  readHeaders(table)
  for (const row of table.rows) {
    for (const cell of [...row.cells]) {
      if (flatten(cell)) count(dropped, 'joined')
      const { colSpan, rowSpan } = cell
      if (colSpan > 1 || rowSpan > 1) count(dropped, 'merged')
      const index = cell.cellIndex
      for (let more = 1; more < Math.min(colSpan, MAX_SPAN); more += 1) row.insertCell(index + 1)
      fillBelow(table, row.rowIndex, { index, width: colSpan, height: rowSpan })
      cell.removeAttribute('colspan')
      cell.removeAttribute('rowspan')
    }
  }
}

/** Header rows are in the head of a table, as Word writes them, or all their cells are header cells. */
function readHeaders({ rows }: HTMLTableElement): void {
  const isOther = (row: HTMLTableRowElement) =>
    row.parentElement?.localName !== 'thead' && [...row.cells].some((cell) => cell.localName !== 'th')
  const first = [...rows].findIndex(isOther)
  // where every row seems to be one, there is nothing below for them to say
  const headers = first < 0 ? 1 : first
  for (const [at, row] of [...rows].entries()) row.toggleAttribute('data-header', at < headers)
}

/** Wider or higher merged cells are a mistake, or an attack. */
const MAX_SPAN = 50

function fillBelow(
  table: HTMLTableElement,
  rowIndex: number,
  { index, width, height }: { index: number; width: number; height: number },
): void {
  for (let below = 1; below < Math.min(height, MAX_SPAN); below += 1) {
    const row = table.rows[rowIndex + below]
    if (!row) return
    for (let more = 0; more < Math.min(width, MAX_SPAN); more += 1)
      row.insertCell(Math.min(index, row.cells.length))
  }
}

/** Makes one paragraph of a cell or a note. @returns whether there were several, or points of a list */
function flatten(cell: HTMLElement): boolean {
  const words = () => cell.querySelectorAll(BLOCKS)
  const said = [...words()].filter((block) => !block.querySelector(BLOCKS) && block.textContent?.trim())
  const isJoined = said.length > 1 || cell.querySelector('li') !== null
  for (let block = words()[0]; block; block = words()[0]) {
    const content = [...block.childNodes]
    block.replaceWith(...(block.previousSibling ? [' ', ...content] : content))
  }
  return isJoined
}

function paragraph(near: Element, content: readonly Node[]): HTMLElement {
  const made = near.ownerDocument.createElement('p')
  made.append(...content)
  return made
}
