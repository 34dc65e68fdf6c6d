import type { Node } from 'prosemirror-model'
import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import { isId, newId } from '../../shared/ids'
import { HEAD_ID } from '../../shared/text/formats'
import { nodes } from '../../shared/text/schema'
import { isFromText } from './binding/binding'
import { Survivors } from './binding/survivors'

interface Bearer {
  readonly node: Node
  readonly pos: number
  readonly id: string
  /** Whether it stood in the document before the change, under the same id. */
  readonly stayed: boolean
}

/**
 * Gives provisions, rows, tables and columns their ids in the same update in which they come to be: after a split or
 * a paste no two bear the same one. What stayed keeps its id; what was cut and pasted keeps it too when the original
 * is gone; a copy gets a new one.
 */
export function idsPlugin(makeId: () => string = newId): Plugin {
  return new Plugin({
    appendTransaction: (transactions, before, after) => renewIds(transactions, before, after, makeId),
  })
}

function renewIds(
  transactions: readonly Transaction[],
  before: EditorState,
  after: EditorState,
  makeId: () => string,
): Transaction | null {
  if (transactions.some(isFromText) || bearSameIds(before.doc, after.doc)) return null
  const maps = transactions.flatMap((tr) => tr.mapping.maps)
  const bearers = bearersIn(before.doc, after.doc, new Survivors(before.doc.content.size, maps))
  const { tr } = after
  const renewed = new Set<number>()
  for (const { pos } of withoutRight(bearers)) {
    tr.setNodeAttribute(pos, 'id', makeId())
    renewed.add(pos)
  }
  after.doc.forEach((node, pos) => {
    if (node.type === nodes.table) renewTable(tr, node, pos, { renewed, makeId })
  })
  return tr.docChanged ? tr : null
}

/** Whether the documents hold the same provisions and rows one by one: then nothing can be borne twice. */
function bearSameIds(before: Node, after: Node): boolean {
  if (before === after) return true
  if (before.childCount !== after.childCount) return false
  for (let i = 0; i < after.childCount; i += 1) {
    const [a, b] = [before.child(i), after.child(i)]
    if (a === b) continue
    if (a.type !== b.type || a.attrs.id !== b.attrs.id || a.type === nodes.table) return false
  }
  return true
}

function bearersIn(before: Node, after: Node, survivors: Survivors): Bearer[] {
  const stood = new Map<number, string>()
  eachBearer(before, (node, pos) => stood.set(survivors.find(pos), node.attrs.id as string))
  const bearers: Bearer[] = []
  eachBearer(after, (node, pos) => {
    const id = (node.attrs.id as string | null) ?? ''
    bearers.push({ node, pos, id, stayed: stood.get(pos) === id })
  })
  return bearers
}

function eachBearer(doc: Node, use: (node: Node, pos: number) => void): void {
  doc.forEach((child, pos) => {
    if (child.type === nodes.table) child.forEach((row, offset) => use(row, pos + 1 + offset))
    else use(child, pos)
  })
}

/** Those that must get a new id. */
function withoutRight(bearers: readonly Bearer[]): Bearer[] {
  const owners = new Map<string, Bearer>()
  bearers.forEach((bearer, index) => {
    if (!mayBear(bearer)) return
    const owner = owners.get(bearer.id)
    if (!owner || (bearer.stayed && !owner.stayed) || isWordsBehindEmpty(bearers, owner, index)) {
      owners.set(bearer.id, bearer)
    }
  })
  return bearers.filter((bearer) => owners.get(bearer.id) !== bearer)
}

function mayBear({ id, stayed }: Bearer): boolean {
  return stayed || (isId(id) && id !== HEAD_ID)
}

/** Enter at the beginning of a provision leaves an empty one before it: the id goes with the words. */
function isWordsBehindEmpty(bearers: readonly Bearer[], owner: Bearer, index: number): boolean {
  const bearer = bearers[index]
  if (!bearer || bearers[index - 1] !== owner || !isId(bearer.id)) return false
  return owner.node.content.size === 0 && bearer.node.content.size > 0 && bearer.node.type === nodes.provision
}

function renewTable(
  tr: Transaction,
  table: Node,
  pos: number,
  { renewed, makeId }: { renewed: ReadonlySet<number>; makeId: () => string },
): void {
  let isCopy = true
  table.forEach((_row, offset) => (isCopy &&= renewed.has(pos + 1 + offset)))
  if (table.attrs.id === null || isCopy) tr.setNodeAttribute(pos, 'id', makeId())
  if (table.children.some(hasColumnTwice)) renewColumns(tr, table, pos, makeId)
}

function hasColumnTwice(row: Node): boolean {
  const columns = row.children.map((cell) => cell.attrs.column as string)
  return new Set(columns).size < columns.length
}

/** Columns by their place: a table from elsewhere brings no ids. */
function renewColumns(tr: Transaction, table: Node, pos: number, makeId: () => string): void {
  const columns: string[] = []
  const columnAt = (index: number): string => (columns[index] ??= makeId())
  table.forEach((row, rowOffset) => {
    row.forEach((_cell, offset, index) => {
      tr.setNodeAttribute(pos + 1 + rowOffset + 1 + offset, 'column', columnAt(index))
    })
  })
}
