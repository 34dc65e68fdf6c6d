import { describe, expect, it } from 'vitest'
import type { Node } from 'prosemirror-model'
import { EditorState, TextSelection } from 'prosemirror-state'
import { nodes, schema } from '../../shared/text/schema'
import { moveOf, moveOfSelection } from '../../client/editor/moving'
import { dropAt } from '../../client/pages/document/outline/dropping'
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
    const move = moveOf(state, id, to)
    return move && idsOf(itemsOf(move.tr.doc)).join(' ')
  }

  it('takes along what belongs to the provision or heading, and passes what belongs to its neighbour', () => {
    expect(moved('op', -1)).toBe('title pp op a h1 h2 op2 r1 h3')
    expect(moved('h1', 1)).toBe('title pp h3 h1 op a h2 op2 r1')
    expect(moved('h3', -1)).toBe('title pp h3 h1 op a h2 op2 r1')
    expect(moveOf(state, 'h1', 1)?.count).toBe(6)
  })

  it('takes a table as one', () => {
    expect(moved('r1', -1)).toBe('title pp h1 op a h2 r1 op2 h3')
    expect(moved('op2', 1)).toBe('title pp h1 op a h2 r1 op2 h3')
    const { tr } = moveOf(state, 'r2', { beside: 'pp', side: 'after' }) ?? {}
    expect(tr?.doc.child(2).eq(table)).toBe(true)
  })

  it('goes beside any other block', () => {
    expect(moved('h3', { beside: 'pp', side: 'before' })).toBe('title h3 pp h1 op a h2 op2 r1')
    expect(moved('pp', { beside: 'r1', side: 'after' })).toBe('title h1 op a h2 op2 r1 pp h3')
    expect(moved('pp', { beside: 'op', side: 'after' })).toBe('title h1 op a pp h2 op2 r1 h3')
  })

  it('is none where there is nowhere to go, and for what is not there', () => {
    expect(moved('title', -1)).toBeNull()
    expect(moved('pp', -1)).toBeNull()
    expect(moved('pp', { beside: 'pp', side: 'after' })).toBeNull()
    expect(moved('pp', { beside: 'title', side: 'after' })).toBeNull()
    expect(moved('gone', 1)).toBeNull()
    expect(moved('pp', { beside: 'gone', side: 'after' })).toBeNull()
  })
})

describe('a move of what is selected', () => {
  const selecting = (from: string, to: string, offset = 1) => {
    const at = (id: string) => {
      let found = 0
      doc.descendants((node, pos) => void (node.attrs.id === id && (found = pos + 1)))
      return found
    }
    const selection = TextSelection.between(doc.resolve(at(from)), doc.resolve(at(to) + offset))
    return EditorState.create({ doc, selection })
  }
  const moved = (selected: EditorState, by: 1 | -1) => {
    const move = moveOfSelection(selected, by)
    return move && idsOf(itemsOf(move.tr.doc)).join(' ')
  }

  it('moves all of it, and the selection goes along', () => {
    const selected = selecting('h2', 'op2')
    expect(moved(selected, -1)).toBe('title pp h2 op2 r1 h1 op a h3')
    const selection = moveOfSelection(selected, -1)?.tr.selection
    expect(selection?.$from.parent.attrs.id).toBe('h2')
    expect(selection?.$to.parent.attrs.id).toBe('op2')
  })

  it('has nothing of a block at whose beginning it ends', () => {
    expect(moved(selecting('pp', 'h1', 0), 1)).toBe('title h1 pp op a h2 op2 r1 h3')
  })
})

describe('a row that is dragged in the outline', () => {
  const over = (
    dragged: string,
    beside: string,
    side: 'before' | 'after',
    closed: readonly string[] = [],
  ) => {
    const items = itemsOf(doc)
    const shown = { items, rows: openItems(items, new Set(closed)), closed: new Set(closed) }
    return dropAt(doc, dragged, { beside, side }, shown)?.shown
  }

  it('shows where it comes to stand, which is never within what belongs to another', () => {
    expect(over('pp', 'op', 'after')).toEqual({ beside: 'h2', side: 'before' })
    expect(over('h3', 'op', 'after')).toEqual({ beside: 'h1', side: 'before' })
    expect(over('a', 'op2', 'before')).toEqual({ beside: 'op2', side: 'before' })
  })

  it('goes behind all that is folded away below a closed heading', () => {
    expect(over('pp', 'h1', 'after', ['h1'])).toEqual({ beside: 'h3', side: 'before' })
    expect(over('pp', 'h3', 'after')).toEqual({ beside: 'h3', side: 'after' })
    expect(over('pp', 'title', 'after')).toBeUndefined()
  })
})
