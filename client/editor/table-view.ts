import type { Node } from 'prosemirror-model'
import { Plugin, type EditorState } from 'prosemirror-state'
import type { EditorView, NodeView } from 'prosemirror-view'
import type { Direction } from '../../shared/languages'
import { nodes } from '../../shared/text/schema'
import { lockIn } from './locked'

/** Letters that are written from right to left. */
export const LEFTWARD = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** Room for a table on the sheet of a laptop, in letters of the smaller type, and what the edges of each cell take of it. */
const ROOM = { letters: 80, edges: 2 }

/** From so many columns on a table is set in smaller type. */
const MANY_COLUMNS = 6

/** Tables as they are shown. */
export function tablePlugin(): Plugin {
  return new Plugin({ props: { nodeViews: { table: shownTable } } })
}

/** Whether a row is settled. */
export type IsSettled = (rowId: string) => boolean

export const NONE_SETTLED: IsSettled = () => false

/** Which rows are settled in an editor at this moment. */
export function isSettledIn(state: EditorState): IsSettled {
  return (rowId) => lockIn(state, rowId) === 'provision-settled'
}

/**
 * The direction in which the columns of a table follow one another: that of its first row or, when it says none,
 * leftward when most letters in that row are written so. Null: that of the document.
 *
 * Settled rows go before: the first of them that says a direction or has letters leads, so that nobody turns them round
 * by what is put above them.
 */
export function tableDirection(table: Node, isSettled: IsSettled): Direction | null {
  const settled = table.children.filter(({ attrs }) => isSettled(String(attrs.id)))
  const leading = settled.find((row) => row.attrs.dir !== null || /\p{L}/u.test(row.textContent))
  return directionOfRow(leading ?? settled[0] ?? table.firstChild)
}

function directionOfRow(row: Node | null): Direction | null {
  const said = row?.attrs.dir as Direction | null | undefined
  if (!row || said) return said ?? null
  const letters = row.textContent.match(/\p{L}/gu) ?? []
  const leftward = letters.filter((letter) => LEFTWARD.test(letter)).length
  return leftward > letters.length / 2 ? 'rtl' : null
}

/** Whether there is room for the longest word of each column, so that none need be divided. */
function hasRoom(table: Node): boolean {
  const longest: number[] = []
  for (const row of table.children) {
    for (const [column, length] of longestWords(row).entries())
      longest[column] = Math.max(longest[column] ?? 0, length)
  }
  return longest.reduce((sum, length) => sum + ROOM.edges + length, 0) <= ROOM.letters
}

/** Lengths of the longest words of rows, by column: most rows stay what they are when a key is pressed. */
const measured = new WeakMap<Node, readonly number[]>()

function longestWords(row: Node): readonly number[] {
  const known = measured.get(row)
  if (known) return known
  // Chinese may be divided anywhere
  const lengths = row.children.map(({ textContent }) =>
    textContent.split(/[\s\p{Script=Han}-]+/u).reduce((most, { length }) => Math.max(most, length), 0),
  )
  measured.set(row, lengths)
  return lengths
}

/** A table whose columns follow its leading row, whatever is typed into it; drawn again when a row is settled. */
function shownTable(table: Node, view: EditorView): NodeView {
  const dom = document.createElement('table')
  const contentDOM = dom.appendChild(document.createElement('tbody'))
  const update = (node: Node): boolean => {
    if (node.type !== nodes.table) return false
    describeTable(dom, node, isSettledIn(view.state))
    dom.classList.toggle('many-columns', (node.firstChild?.childCount ?? 0) >= MANY_COLUMNS)
    dom.classList.toggle('roomy', hasRoom(node))
    return true
  }
  update(table)
  const noLonger = headOnPaper(dom, contentDOM)
  return {
    ...{ dom, contentDOM, update, destroy: noLonger },
    ignoreMutation: ({ type, target }) => type !== 'selection' && !contentDOM.contains(target),
  }
}

/**
 * A browser repeats the head of a table on every page, and the header rows stand in its body: as long as the page is
 * printed, the head has a copy of them. Call the result to stop.
 */
function headOnPaper(table: HTMLTableElement, body: HTMLTableSectionElement): () => void {
  const stopped = new AbortController()
  const { signal } = stopped
  const begin = () => {
    const headers = [...body.rows].filter((row) => row.cells[0]?.tagName === 'TH')
    if (headers.length === 0 || headers.length === body.rows.length) return
    table.createTHead().replaceChildren(...headers.map((row) => row.cloneNode(true)))
  }
  addEventListener('beforeprint', begin, { signal })
  addEventListener('afterprint', () => table.deleteTHead(), { signal })
  return () => stopped.abort()
}

/** What an element of a table says of it. */
export function describeTable(dom: HTMLTableElement, table: Node, isSettled: IsSettled): void {
  dom.dataset.id = String(table.attrs.id)
  const direction = tableDirection(table, isSettled)
  if (direction) dom.dir = direction
  else dom.removeAttribute('dir')
}
