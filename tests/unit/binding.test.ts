import { Slice, Fragment } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { isFromOthers, isFromText } from '../../client/editor/binding/binding'
import { mapOffset, touchedBy } from '../../client/editor/binding/positions'
import { compose } from '../../shared/text/compose'
import { segmentsOf } from '../../shared/text/flat'
import type { Formats } from '../../shared/text/formats'
import { heal } from '../../shared/text/heal'
import { provisionsOf } from '../../shared/text/provisions'
import { marks, nodes, schema } from '../../shared/text/schema'
import { PAIR_SOURCES } from '../support/pairs'
import { exchange, Peer, show, updateOf } from '../support/peer'

const START = updateOf(PAIR_SOURCES)
const peer = (clientId = 10, update = START): Peer => new Peer(`c${clientId}x`, clientId, update)
const idsOf = (one: Peer): string[] => one.state.doc.children.map((node) => node.attrs.id as string)
const wordsOf = (one: Peer, id: string): string => one.find(id).node.textContent
const put = (one: Peer, pos: number): void =>
  one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, pos)))
const enter = (one: Peer): void => one.dispatch(one.state.tr.split(one.state.selection.from))
const paste = (one: Peer, pos: number, slice: Slice): void =>
  one.dispatch(one.state.tr.replace(pos, pos, slice))

it('writes nothing when others change the text, whatever they do', () => {
  const [writer, reader] = [peer(10), peer(20)]
  writer.mark('p1', 4, 9, marks.strong.create())
  exchange(writer, reader)
  writer.mark('p1', 6, 12, marks.em.create())
  writer.delete('p1', 5, 8)
  writer.join('p2')
  writer.undo()
  exchange(writer, reader)
  reader.check()
  expect(reader.uncalledWrites).toBe(0)
  expect(Y.encodeStateVector(reader.ydoc)).toEqual(Y.encodeStateVector(writer.ydoc))
})

it('tells what others changed from what was undone here', () => {
  const [reader, writer] = [peer(10), peer(20)]
  const shown: boolean[] = []
  const { dispatch } = reader.editor
  reader.editor.dispatch = (tr) => {
    if (isFromText(tr)) shown.push(isFromOthers(tr))
    dispatch(tr)
  }
  reader.type('p1', 4, 'very ')
  expect(shown).toEqual([])
  reader.undo()
  expect(shown).toEqual([false])
  writer.type('p1', 4, 'most ')
  exchange(reader, writer)
  expect(shown).toEqual([false, true])
})

it('keeps a deletion from cutting the end off words that others type inside the deleted stretch', () => {
  const [a, b] = [peer(10), peer(20)]
  a.mark('p1', 4, 15, marks.strong.create())
  exchange(a, b)
  a.delete('p1', 4, 15)
  b.type('p1', 9, 'XX', [marks.strong.create()])
  exchange(a, b)
  expect(show(a.state.doc)).toContain('The *XX* fox ¶ jumps over ¶')
  expect(show(b.state.doc)).toBe(show(a.state.doc))
})

it('writes words under the marks that the editor gave them, also after deleted ones', () => {
  const one = peer()
  one.mark('p1', 4, 9, marks.strong.create())
  const [from, to] = [one.at('p1', 4), one.at('p1', 9)]
  one.dispatch(one.state.tr.replaceWith(from, to, schema.text('slow', [marks.strong.create()])))
  one.check()
  expect(show(one.state.doc)).toContain('The *slow* brown fox')
})

it('deletes the words it was told to when others go in at the end of a provision before them', () => {
  const one = peer()
  const [from, to] = [one.at('p3', 5), one.at('p3', 8)]
  one.dispatch(one.state.tr.delete(from, to).insert(one.at('p1', 19), schema.text(' that is quick')))
  one.check()
  expect(show(one.state.doc)).toContain('The quick brown fox that is quick ¶ jumps over ¶ >1 list ee ¶ {')
  one.undo()
  expect(show(one.state.doc)).toContain('The quick brown fox ¶ jumps over ¶ >1 list three ¶ {')
})

it('lets Enter and Backspace beside deleted provisions act on what is shown', () => {
  const one = peer()
  one.remove('p2')
  one.join('p3')
  one.check()
  expect(show(one.state.doc)).toContain('The quick brown foxlist three ¶ {')
  expect(provisionsOf(one.text).some(({ id }) => id === 'p2')).toBe(false)
  one.undo()
  one.undo()
  one.check()
  expect(show(one.state.doc)).toContain('The quick brown fox ¶ jumps over ¶ >1 list three')
  one.remove('p2')
  one.split('p1', 19)
  one.type('p3', 0, 'X')
  one.check()
  expect(show(one.state.doc)).toContain('brown fox ¶  ¶ >1 Xlist three')
})

it('joins what is left when a stretch over several provisions, or over a table, is deleted', () => {
  const one = peer()
  one.dispatch(one.state.tr.delete(one.at('p1', 4), one.at('p3', 5)))
  one.check()
  expect(show(one.state.doc)).toBe('Zero ¶ The three ¶ {a1|b1 / a2|b2} ¶ end')
  one.dispatch(one.state.tr.delete(one.at('p1', 4), one.at('p9', 1)))
  one.check()
  expect(show(one.state.doc)).toBe('Zero ¶ The nd')
  one.undo()
  one.undo()
  one.check()
  expect(show(one.state.doc)).toBe(show(peer().state.doc))
})

it('replaces an emoji by its neighbour without cutting either in half', () => {
  const [a, b] = [peer(10), peer(20)]
  a.type('p1', 4, '😀')
  exchange(a, b)
  a.dispatch(a.state.tr.insertText('😁', a.at('p1', 4), a.at('p1', 6)))
  b.type('p1', 6, 'XX')
  exchange(a, b)
  a.check()
  b.check()
  expect(wordsOf(a, 'p1')).toBe('The 😁XXquick brown fox')
})

it('keeps a stored mark while others type', () => {
  const [a, b] = [peer(10), peer(20)]
  put(a, a.at('p1', 4))
  a.dispatch(a.state.tr.addStoredMark(marks.strong.create()))
  b.type('p2', 0, 'XX')
  exchange(a, b)
  expect(a.state.storedMarks?.length).toBe(1)
})

it('moves the caret and the selection with the words around them', () => {
  const [a, b] = [peer(10), peer(20)]
  a.dispatch(a.state.tr.setSelection(TextSelection.create(a.state.doc, a.at('p1', 4), a.at('p1', 9))))
  b.type('p1', 0, 'XX')
  b.split('p1', 6)
  exchange(a, b)
  const { from, to } = a.state.selection
  expect(a.state.doc.textBetween(from, to)).toBe('quick')
})

it("holds an offset where others insert, and lets one's own caret pass behind", () => {
  const insert = { type: 'insert', segment: { content: 'XX', length: 2, formats: {} } } as const
  const delta = [{ type: 'retain', length: 5, formats: null } as const, insert]
  expect([mapOffset(delta, 5, false), mapOffset(delta, 5, true), mapOffset(delta, 6, false)]).toEqual([
    5, 7, 8,
  ])
})

it('tells from which to which offset a change reaches', () => {
  const skip = (length: number, formats: Formats | null = null) =>
    ({ type: 'retain', length, formats }) as const
  const insert = { type: 'insert', segment: { content: 'XX', length: 2, formats: {} } } as const
  const remove = { type: 'delete', length: 3 } as const
  expect(touchedBy([skip(5), insert])).toEqual({ from: 5, to: 5 })
  expect(touchedBy([skip(5), remove, skip(2), insert, skip(9)])).toEqual({ from: 5, to: 10 })
  expect(touchedBy([skip(5), skip(4, { strong: 'true' })])).toEqual({ from: 5, to: 9 })
})

it('finds every position of the document from its offset', () => {
  const one = peer()
  for (let offset = 1; offset < one.text.length; offset += 1) {
    const pos = one.binding.posAt(offset)
    if (one.state.doc.resolve(pos).parent.inlineContent && one.binding.offsetAt(pos) !== offset) {
      // the offset before a boundary is shown as the end of the provision before, all others as themselves
      expect(segmentsOf(one.text).length).toBeGreaterThan(0)
      expect(Math.abs(one.binding.offsetAt(pos) - offset)).toBeLessThanOrEqual(1)
    }
  }
})

it('puts the caret back where it was when a change is undone, and behind the change when it is redone', () => {
  const [a, b] = [peer(10), peer(20)]
  put(a, a.at('p1', 10))
  enter(a)
  put(a, a.at('p9', 3))
  b.type('p0', 0, 'XX')
  exchange(a, b)
  a.undo()
  expect(a.state.selection.from).toBe(a.at('p1', 10))
  put(a, a.at('p9', 3))
  a.redo()
  expect(a.state.selection.$from.parent.textContent).toBe('brown fox')
  expect(a.state.selection.$from.parentOffset).toBe(0)
})

it('selects again what was selected when it was deleted or replaced', () => {
  const one = peer()
  one.dispatch(
    one.state.tr.setSelection(TextSelection.create(one.state.doc, one.at('p1', 4), one.at('p1', 9))),
  )
  one.dispatch(one.state.tr.insertText('slow'))
  expect(wordsOf(one, 'p1')).toBe('The slow brown fox')
  one.undo()
  const { from, to } = one.state.selection
  expect(one.state.doc.textBetween(from, to)).toBe('quick')
})

it('gives the new half of a split a new id, and leaves the id with the words at a split at the beginning', () => {
  const one = peer()
  one.split('p1', 10)
  one.split('p2', 0)
  expect(idsOf(one)).toEqual(['p0', 'p1', 'c10x1', 'c10x2', 'p2', 'p3', 't', 'p9'])
  expect(wordsOf(one, 'p1')).toBe('The quick ')
  expect(wordsOf(one, 'p2')).toBe('jumps over')
  one.check()
})

it('keeps the id of what is cut and pasted, and gives a copy a new one', () => {
  const one = peer()
  const { node, pos } = one.find('p1')
  const whole = new Slice(Fragment.from(node), 0, 0)
  one.dispatch(one.state.tr.delete(pos, pos + node.nodeSize))
  paste(one, one.find('p3').pos, whole)
  expect(idsOf(one)).toEqual(['p0', 'p2', 'p1', 'p3', 't', 'p9'])
  paste(one, one.find('p9').pos, whole)
  expect(idsOf(one)).toEqual(['p0', 'p2', 'p1', 'p3', 't', 'c10x1', 'p9'])
  one.check()
})

it('gives a copied table new ids for itself and its rows', () => {
  const one = peer()
  const table = one.state.doc.child(4)
  paste(one, 0, new Slice(Fragment.from(table), 0, 0))
  const copy = one.state.doc.child(0)
  expect(copy.attrs.id).not.toBe('t')
  expect(copy.children.map((row) => row.attrs.id as string)).not.toContain('r1')
  expect(one.state.doc.child(5).attrs.id).toBe('t')
  one.check()
})

it('gives the cells of a table from elsewhere their columns', () => {
  const one = peer()
  const cell = (words: string) => nodes.cell.create(null, schema.text(words))
  const row = (...words: string[]) => nodes.row.create(null, words.map(cell))
  paste(one, 0, new Slice(Fragment.from(nodes.table.create(null, [row('a', 'b'), row('c', 'd')])), 0, 0))
  one.check()
  expect(show(one.state.doc)).toMatch(/^\{a\|b \/ c\|d\}/)
})

it('shows two moves of one provision as two, the second under a name of its own until the server renews it', () => {
  const [a, b] = [peer(10), peer(20)]
  a.move('p1', 3)
  b.move('p1', 3)
  exchange(a, b)
  expect(idsOf(a)).toContain('p1~2')
  a.type('p1~2', 0, 'X')
  a.split('p1~2', 4)
  exchange(a, b)
  a.check()
  heal(a.text, { makeId: () => 'renewed', origin: 'server' })
  expect(idsOf(a)).toContain('renewed')
  expect(idsOf(a)).not.toContain('p1~2')
})

it('keeps words before the first boundary until the server gives them one', () => {
  const one = new Peer('a', 10)
  one.dispatch(one.state.tr.insertText('first words', 1))
  one.check()
  expect(idsOf(one)).toEqual(['head'])
  heal(one.text, { makeId: () => 'p1', origin: 'server' })
  expect(idsOf(one)).toEqual(['p1'])
  expect(wordsOf(one, 'p1')).toBe('first words')
})

it('follows what the server composes', () => {
  const one = peer()
  compose(one.text, [{ id: 'q1', kind: 'heading', runs: ['New'] }], one.text.length, 'server')
  expect(wordsOf(one, 'q1')).toBe('New')
  expect(one.binding.doc().eq(one.state.doc)).toBe(true)
})
