import type { Node } from 'prosemirror-model'
import { Plugin, type Transaction } from 'prosemirror-state'
import { newId } from '../../shared/ids'
import { nodes } from '../../shared/text/schema'
import { isFromText } from './binding/binding'

/** Gives an id, in the same dispatch, to every provision, table, row and column that a change made without one. */
export function idsPlugin(): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, { doc, tr }) {
      if (transactions.every((made) => !made.docChanged || isFromText(made))) return null
      return nameNew(before.doc, doc, tr) ? tr : null
    },
  })
}

function nameNew(before: Node, doc: Node, tr: Transaction): boolean {
  const known = new Set(before.children)
  doc.forEach((node, pos) => {
    if (known.has(node)) return
    nameNode(node, pos, tr)
    node.descendants((child, offset) => {
      nameNode(child, pos + 1 + offset, tr)
      return !child.isTextblock
    })
  })
  return tr.docChanged
}

function nameNode(node: Node, pos: number, tr: Transaction): void {
  if ('id' in node.attrs && node.attrs.id === null) tr.setNodeAttribute(pos, 'id', newId())
  if (node.type === nodes.table) nameColumns(node, pos, tr)
}

/** Cells that a paste made without a column: those in the same place of each row get the same one. */
function nameColumns(table: Node, pos: number, tr: Transaction): void {
  const names = table.children.reduce<string[]>((widest, row) => {
    const own = row.children.map((cell) => String(cell.attrs.column))
    return own.length > widest.length && own.every((column) => column !== '') ? own : widest
  }, [])
  table.forEach((row, rowOffset) => {
    let place = 0
    row.forEach((cell, cellOffset) => {
      const name = (names[place] ??= newId())
      if (cell.attrs.column === '' && row.childCount > 1) {
        tr.setNodeAttribute(pos + 1 + rowOffset + 1 + cellOffset, 'column', name)
      }
      place += 1
    })
  })
}
