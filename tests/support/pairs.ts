import type { Node } from 'prosemirror-model'
import type { ProvisionSource } from '../../shared/text/compose'
import { marks, nodes, schema } from '../../shared/text/schema'
import type { Peer } from './peer'

/** What the pairs below start from. */
export const PAIR_SOURCES: readonly ProvisionSource[] = [
  { id: 'p0', runs: ['Zero'] },
  { id: 'p1', runs: ['The quick brown fox'] },
  { id: 'p2', runs: ['jumps over'] },
  { id: 'p3', level: 1, runs: ['list three'] },
  { id: 'r1', kind: 'row', table: 't', runs: [{ column: 'k0' }, 'a1', { column: 'k1' }, 'b1'] },
  { id: 'r2', kind: 'row', table: 't', runs: [{ column: 'k0' }, 'a2', { column: 'k1' }, 'b2'] },
  { id: 'p9', runs: ['end'] },
]

/** Something that one person does. */
export type Act = (peer: Peer) => void

const cell = (column: string, words = ''): Node =>
  nodes.cell.create({ column }, words ? schema.text(words) : null)

const tableOf = (peer: Peer): { table: Node; pos: number } => {
  let found: { table: Node; pos: number } | null = null as { table: Node; pos: number } | null
  peer.state.doc.forEach((node, pos) => {
    if (node.type === nodes.table) found ??= { table: node, pos }
  })
  if (!found) throw new Error('there is no table')
  return found
}

const replaceRows = (peer: Peer, change: (row: Node) => readonly Node[]): void => {
  const { table, pos } = tableOf(peer)
  const rows = table.children.map((row) => nodes.row.create(row.attrs, change(row)))
  peer.dispatch(peer.state.tr.replaceWith(pos, pos + table.nodeSize, nodes.table.create(table.attrs, rows)))
}

export const type =
  (id: string, offset: number, words: string): Act =>
  (peer) =>
    peer.type(id, offset, words)
export const split =
  (id: string, offset: number): Act =>
  (peer) =>
    peer.split(id, offset)
export const join =
  (id: string): Act =>
  (peer) =>
    peer.join(id)
export const remove =
  (id: string): Act =>
  (peer) =>
    peer.remove(id)
export const say =
  (id: string, attribute: 'kind' | 'level', value: unknown): Act =>
  (peer) =>
    peer.say(id, attribute, value)
export const strong =
  (id: string, from: number, to: number): Act =>
  (peer) =>
    peer.mark(id, from, to, marks.strong.create())
/** From the words of one provision into those of another. */
export const strongAcross =
  (from: [string, number], to: [string, number]): Act =>
  (peer) =>
    peer.dispatch(peer.state.tr.addMark(peer.at(...from), peer.at(...to), marks.strong.create()))
export const footnote =
  (id: string, offset: number, noteId: string): Act =>
  (peer) =>
    peer.dispatch(peer.state.tr.insert(peer.at(id, offset), nodes.footnoteReference.create({ id: noteId })))
/** Types in two places in one dispatch; the second offset counts after the first insertion. */
export const typeTwice =
  (id: string, words: string, first: number, second: number): Act =>
  (peer) =>
    peer.dispatch(peer.state.tr.insertText(words, peer.at(id, first)).insertText(words, peer.at(id, second)))
export const removeBoth =
  (first: string, last: string): Act =>
  (peer) => {
    const end = peer.find(last)
    peer.dispatch(peer.state.tr.delete(peer.find(first).pos, end.pos + end.node.nodeSize))
  }
export const moveBehindP3 =
  (id: string): Act =>
  (peer) =>
    peer.move(id, 3)
export const typeInCell =
  (row: string, column: number, words: string): Act =>
  (peer) => {
    const { node, pos } = peer.find(row)
    let at = pos + 1
    for (let i = 0; i < column; i += 1) at += node.child(i).nodeSize
    peer.dispatch(peer.state.tr.insert(at + 1 + node.child(column).content.size, schema.text(words)))
  }
export const addColumn =
  (after: number, column: string): Act =>
  (peer) =>
    replaceRows(peer, (row) =>
      row.children.flatMap((other, index) => (index === after ? [other, cell(column, 'N')] : [other])),
    )
export const deleteColumn =
  (at: number): Act =>
  (peer) =>
    replaceRows(peer, (row) => row.children.filter((_cell, index) => index !== at))
export const addRow =
  (after: string, id: string): Act =>
  (peer) => {
    const { node, pos } = peer.find(after)
    peer.dispatch(
      peer.state.tr.insert(pos + node.nodeSize, nodes.row.create({ id }, [cell('k0', 'n'), cell('k1', 'm')])),
    )
  }
export const replaceEmoji =
  (id: string, offset: number): Act =>
  (peer) => {
    peer.type(id, offset, '😀')
    peer.delete(id, offset, offset + 2)
    peer.type(id, offset, '😁')
  }
