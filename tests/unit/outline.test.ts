import { describe, expect, it } from 'vitest'
import type { Node } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { nodes, schema } from '../../shared/text/schema'
import { moveOf } from '../../client/editor/drag'
import {
  itemsOf,
  itemsWith,
  openItems,
  parentOf,
  piecesOf,
  showSame,
} from '../../client/pages/document/outline/rows'

const provision = (id: string, kind: string, level = 0, words = id): Node =>
  nodes.provision.create({ id, kind, level }, words === '' ? null : schema.text(words))
const table = nodes.table.create({ id: 't' }, [
  nodes.row.create({ id: 'r1' }, [nodes.cell.create({ column: 'c' }, schema.text('Objective'))]),
  nodes.row.create({ id: 'r2' }, [nodes.cell.create({ column: 'c' })]),
])
const doc = nodes.doc.create(null, [
  provision('title', 'title'),
  provision('pp', 'preambular', 0, 'Recalling the Compact'),
  provision('h1', 'heading'),
  provision('op', 'operative', 0, 'Réaffirme the commitments'),
  provision('a', 'sub', 1),
  provision('h2', 'heading', 1),
  provision('op2', 'operative'),
  table,
  provision('h3', 'heading'),
  provision('note', 'footnote'),
])
const state = EditorState.create({ doc })
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id)

describe('the outline', () => {
  it('shows headings, provisions and tables as deep as they stand, and no footnotes', () => {
    expect(itemsOf(doc).map(({ id, depth }) => [id, depth])).toEqual([
      ['title', 1],
      ['pp', 1],
      ['h1', 1],
      ['op', 2],
      ['a', 3],
      ['h2', 2],
      ['op2', 3],
      ['r1', 3],
      ['h3', 1],
    ])
  })

  it('looks the same when words change that it does not show', () => {
    const long = nodes.doc.create(null, [provision('op', 'operative', 0, 'Affirms '.repeat(40))])
    const typedAt = (pos: number) => itemsOf(EditorState.create({ doc: long }).tr.insertText('x', pos).doc)
    expect(showSame(itemsOf(long), typedAt(300))).toBe(true)
    expect(showSame(itemsOf(long), typedAt(2))).toBe(false)
  })

  it('keeps what has not changed as the same objects', () => {
    const before = itemsOf(doc)
    const after = itemsOf(state.tr.insertText('x', 2).doc)
    expect(after.map((item, index) => item === before[index])).toEqual([
      false,
      ...before.slice(1).map(() => true),
    ])
  })

  it('is cut into pieces of which a letter changes only its own', () => {
    const long = nodes.doc.create(
      null,
      Array.from({ length: 120 }, (_none, index) => provision(`op${index}`, 'operative')),
    )
    const before = piecesOf(itemsOf(long))
    const typed = EditorState.create({ doc: long }).tr.insertText('x', 1).doc
    const after = piecesOf(itemsOf(typed), before)
    expect(before.map((piece) => piece.length)).toEqual([50, 50, 20])
    expect(after.flat()).toEqual(itemsOf(typed))
    expect(after.map((piece, index) => piece === before[index])).toEqual([false, true, true])
    expect(piecesOf([], after)).toEqual([])
  })

  it('cuts long words between words', () => {
    const [item] = itemsOf(nodes.doc.create(null, provision('op', 'operative', 0, 'word '.repeat(100))))
    expect(item?.words).toMatch(/word…$/)
    expect(item?.words.length).toBeLessThan(92)
  })

  it('hides what stands below a closed heading', () => {
    expect(idsOf(openItems(itemsOf(doc), new Set(['h1'])))).toEqual(['title', 'pp', 'h1', 'h3'])
    expect(idsOf(openItems(itemsOf(doc), new Set(['h2'])))).toEqual(
      idsOf(itemsOf(doc)).filter((id) => id !== 'op2' && id !== 'r1'),
    )
  })

  it('finds numbers and words, forgiving accents and capitals', () => {
    const labels = new Map([['op', 'OP 1']])
    expect(idsOf(itemsWith(itemsOf(doc), 'REAFFIRME', labels))).toEqual(['op'])
    expect(idsOf(itemsWith(itemsOf(doc), 'op 1', labels))).toEqual(['op'])
    expect(idsOf(itemsWith(itemsOf(doc), 'objective', labels))).toEqual(['r1'])
  })

  it('knows the heading above', () => {
    const items = itemsOf(doc)
    const parentIdOf = (id: string) => {
      const item = items.find((one) => one.id === id)
      return item && parentOf(items, item)?.id
    }
    expect(['op', 'a', 'h2', 'op2', 'pp'].map(parentIdOf)).toEqual(['h1', 'h1', 'h1', 'h2', undefined])
  })
})

describe('a move in the outline', () => {
  const moved = (id: string, to: Parameters<typeof moveOf>[2]) => {
    const tr = moveOf(state, id, to)
    return tr && idsOf(itemsOf(tr.doc)).join(' ')
  }

  it('passes the neighbour, be it a table', () => {
    expect(moved('op', -1)).toBe('title pp op h1 a h2 op2 r1 h3')
    expect(moved('op2', 1)).toBe('title pp h1 op a h2 r1 op2 h3')
  })

  it('goes beside any other block', () => {
    expect(moved('h3', { beside: 'pp', side: 'before' })).toBe('title h3 pp h1 op a h2 op2 r1')
    expect(moved('pp', { beside: 'r1', side: 'after' })).toBe('title h1 op a h2 op2 r1 pp h3')
  })

  it('is none where there is nowhere to go, and for rows and what is not there', () => {
    expect(moved('title', -1)).toBeNull()
    expect(moved('pp', { beside: 'pp', side: 'after' })).toBeNull()
    expect(moved('pp', { beside: 'title', side: 'after' })).toBeNull()
    expect(moved('r1', 1)).toBeNull()
    expect(moved('gone', 1)).toBeNull()
    expect(moved('pp', { beside: 'gone', side: 'after' })).toBeNull()
  })
})
