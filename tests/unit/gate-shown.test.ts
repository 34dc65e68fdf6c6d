import { TextSelection, type Command } from 'prosemirror-state'
import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { addRow, deleteRow, moveRow, toggleHeader } from '../../client/editor/tables'
import { documentOf } from '../../shared/text/build'
import { textHashesOf } from '../../shared/text/canonical'
import type { ProvisionSource } from '../../shared/text/compose'
import { isShownAlike, shapesOf } from '../../shared/text/shapes'
import { nodes } from '../../shared/text/schema'
import { Replica } from '../../server/collab/replica'
import { Desk, editing, senderOf } from '../support/desk'
import { Peer, updateOf } from '../support/peer'

const MINE = 50

const row = (id: string, columns: readonly string[], header = false): ProvisionSource => ({
  id,
  kind: 'row',
  table: 't',
  header,
  runs: columns.flatMap((column) => [{ column }, `${id} ${column}`]),
})

/** A header row and another, a note with its sign before them; what `settled` names is settled. */
const BASE: readonly ProvisionSource[] = [
  { id: 'p', runs: ['Agrees', { footnote: 'n' }] },
  row('h', ['k', 'l'], true),
  row('r', ['k', 'l']),
  { id: 'e', runs: ['End'] },
  { id: 'n', kind: 'footnote', runs: ['In Geneva'] },
]

const open = (sources = BASE): Replica => Replica.from([updateOf(sources)])
const policyOf = (settled: readonly string[]) =>
  editing(Object.fromEntries(settled.map((id) => [id, 'provision-settled' as const])))

type Edit = (desk: Desk, at: (id: string) => number) => void

/** Makes edits one after another, each from what the last one left. @returns the code of the last, and whom it names */
function after(replica: Replica, settled: readonly string[], ...edits: readonly Edit[]): string {
  let said = ''
  for (const [index, edit] of edits.entries()) {
    const desk = Desk.at(replica, MINE + index)
    const before = { shown: shown(replica), hashes: [...textHashesOf(replica.text, settled)] }
    const update = desk.edit(() => edit(desk, (id) => desk.offsetOf(id)))
    const result = replica.submit(update, senderOf(MINE + index), policyOf(settled))
    said = result.ok ? 'in' : `${result.refusal.code} ${String(result.refusal.detail?.['provisionId'])}`
    expect([...textHashesOf(replica.text, settled)]).toEqual(before.hashes)
    if (!result.ok) expect(shown(replica)).toBe(before.shown)
  }
  return said
}

/** What the editor shows: `h[K:h k|L:h l]` is a header row, `n(footnote)` a note. */
function shown(replica: Replica): string {
  return documentOf(replica.text)
    .children.map((node) => {
      if (node.type !== nodes.table) return `${String(node.attrs.id)}(${String(node.attrs.kind)})`
      const rows = node.children.map((one) => {
        const cells = one.children.map(({ attrs, textContent }) => {
          const column = String(attrs.column)
          return `${attrs.header === true ? column.toUpperCase() : column}:${textContent}`
        })
        return `${String(one.attrs.id)}[${cells.join('|')}]`
      })
      return rows.join(' ')
    })
    .join(' ')
}

const begin = ({ text }: Desk, at: number, id: string, more: Readonly<Record<string, string>> = {}): void => {
  const said = { kind: 'row', tbl: 't', ...more }
  text.insertEmbed(
    at,
    { b: id },
    Object.fromEntries(Object.entries(said).map(([key, it]) => [key, `${id}=${it}`])),
  )
}
const cells = ({ text }: Desk, at: number, ...columns: readonly string[]): void =>
  columns.forEach((c, index) => text.insertEmbed(at + index, { c }, {}))
const swapped: Edit = (desk, at) => {
  const from = at('h')
  begin(desk, from, 'q', { header: '1' })
  cells(desk, from + 1, 'l', 'k')
}

describe('a settled row is shown as it was, whatever comes around it', () => {
  it.each<[string, Edit[]]>([
    ['an empty row above with its columns the other way round', [swapped]],
    [
      'a row above that gets its columns later',
      [
        (desk, at) => begin(desk, at('h'), 'q', { header: '1' }),
        (desk, at) => cells(desk, at('q') + 1, 'l', 'k'),
      ],
    ],
    [
      'a row that is no header row above',
      [
        (desk, at) => {
          const from = at('h')
          begin(desk, from, 'q')
          cells(desk, from + 1, 'k', 'l')
        },
      ],
    ],
    [
      'a paragraph above that becomes a row',
      [({ text }, at) => text.format(at('p'), 1, { kind: 'p=row', tbl: 'p=t' })],
    ],
    [
      'words before the first cell of another row',
      [
        (desk, at) => {
          begin(desk, at('e'), 'q')
          cells(desk, at('q') + 1, 'k')
        },
        ({ text }, at) => text.insert(at('q') + 1, 'not', {}),
      ],
    ],
    [
      'a note before the first cell of another row',
      [
        (desk, at) => begin(desk, at('e'), 'q'),
        (desk, at) => cells(desk, at('q') + 1, 'k'),
        ({ text }, at) => text.insertEmbed(at('q') + 1, { f: 'n' }, {}),
      ],
    ],
    [
      'a first cell of another row that is no longer marked',
      [
        (desk, at) => {
          begin(desk, at('e'), 'q')
          desk.text.insertEmbed(at('q') + 1, { c: 'k' }, {})
          desk.text.insert(at('q') + 2, 'words', {})
        },
        (desk, at) => desk.delete(at('q') + 1, 1),
      ],
    ],
    [
      'a column between its own',
      [
        (desk, at) => {
          begin(desk, at('e'), 'q')
          cells(desk, at('q') + 1, 'k', 'm', 'l')
        },
      ],
    ],
    [
      'a column behind its own',
      [
        (desk, at) => {
          begin(desk, at('e'), 'q')
          cells(desk, at('q') + 1, 'm')
        },
      ],
    ],
    [
      'a row of another table that is said to be of this one',
      [
        (desk, at) => {
          const from = at('h')
          begin(desk, from, 'q', { tbl: 'u', header: '1' })
          cells(desk, from + 1, 'l', 'k')
        },
        ({ text }, at) => text.format(at('q'), 1, { tbl: 'q=t' }),
      ],
    ],
    [
      'a deleted row that words bring back',
      [
        (desk, at) => {
          const from = at('h')
          begin(desk, from, 'q', { header: '1', gone: '1' })
          cells(desk, from + 1, 'l', 'k')
        },
        ({ text }, at) => text.insert(at('q') + 2, 'x', {}),
      ],
    ],
    [
      'another table that comes nearer when what parted them goes',
      [
        (desk, at) => {
          const from = at('p')
          begin(desk, from, 'q', { header: '1' })
          cells(desk, from + 1, 'l', 'k')
        },
        (desk, at) => {
          desk.delete(at('p') + 1, at('h') - at('p') - 1)
          desk.text.format(at('p'), 1, { gone: 'p=1' })
        },
      ],
    ],
  ])('%s', (_what, edits) => {
    expect(after(open(), [], ...edits)).toBe('in')
    expect(after(open(), ['h', 'r'], ...edits)).toMatch(/^provision-settled [hr]$/)
  })

  it('the last words of a deleted row are deleted, after which another one leads', () => {
    const edits: Edit[] = [
      (desk, at) => desk.delete(at('q') + 1, 4),
      (desk, at) => desk.text.format(at('q'), 1, { gone: 'q=1' }),
    ]
    const q = { ...row('q', [], true), runs: [{ column: 'l' }, 'one', { column: 'k' }] }
    expect(after(open([q, ...BASE.slice(1)]), ['h', 'r'], edits[1]!)).toBe('in')
    const last: Edit = (desk, at) => desk.delete(at('q') + 2, 3)
    expect(after(open([q, ...BASE.slice(1)]), ['h', 'r'], edits[1]!, last)).toBe('provision-settled h')
    expect(after(open([q, ...BASE.slice(1)]), [], edits[1]!, last)).toBe('in')
  })

  it('only as far as rows of its table say: another table may look as it likes', () => {
    expect(after(open([...BASE, { ...row('z', ['k', 'l']), table: 'u' }]), ['z'], swapped)).toBe('in')
  })
})

describe('what people do around settled rows stays possible', () => {
  /** Lets somebody do things in an editor, and sends each. @returns what was said to them */
  function doing(settled: readonly string[], ...deeds: readonly ((one: Peer) => void)[]): string[] {
    const replica = open()
    const one = new Peer('a', MINE, Y.encodeStateAsUpdate(replica.doc))
    return deeds.map((deed) => {
      deed(one)
      one.check()
      const update = Y.encodeStateAsUpdate(one.ydoc, Y.encodeStateVector(replica.doc))
      const result = replica.submit(update, senderOf(MINE), policyOf(settled))
      expect(documentOf(replica.text).eq(one.state.doc)).toBe(true)
      return result.ok ? 'in' : result.refusal.code
    })
  }
  const allIn = (deeds: readonly unknown[]): string[] => deeds.map(() => 'in')
  const at =
    (id: string, command: Command) =>
    (one: Peer): void => {
      const { pos } = one.find(id)
      one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, pos + 2)))
      expect(command(one.state, one.dispatch)).toBe(true)
    }
  const undo = (one: Peer): void => one.undo()
  const redo = (one: Peer): void => one.redo()
  const made = (one: Peer): string => {
    let id = ''
    one.state.doc.descendants(({ type, attrs }) => {
      if (type === nodes.row && !['h', 'r'].includes(String(attrs.id))) id = String(attrs.id)
      return type !== nodes.row
    })
    return id
  }
  const typing = (one: Peer): void =>
    one.dispatch(one.state.tr.insertText('words', one.find(made(one)).pos + 2))
  const inMade = (command: Command) => (one: Peer) => at(made(one), command)(one)

  it.each<[string, ((one: Peer) => void)[]]>([
    ['a row above', [at('h', addRow('above')), typing, undo, undo, redo, redo]],
    [
      'a header row below the header',
      [at('h', addRow('above')), inMade(moveRow(1)), typing, undo, undo, undo],
    ],
    ['a row between', [at('h', addRow('below')), typing, inMade(deleteRow), undo, redo]],
    [
      'a row below',
      [at('r', addRow('below')), typing, inMade(moveRow(-1)), undo, redo, inMade(deleteRow), undo],
    ],
  ])('%s', (_what, deeds) => {
    expect(doing(['h', 'r'], ...deeds)).toEqual(allIn(deeds))
  })

  it('a header row above that is open changes and goes', () => {
    const deeds = [at('h', addRow('above')), typing, at('h', deleteRow), undo, at('h', toggleHeader), undo]
    expect(doing(['r'], ...deeds)).toEqual(allIn(deeds))
  })

  it('a row that was begun offline comes in, and words in every cell of it', () => {
    const replica = open()
    const late = new Peer('late', MINE + 9, Y.encodeStateAsUpdate(replica.doc))
    at('r', addRow('below'))(late)
    typing(late)
    expect(after(replica, [], ({ text }, at) => text.insert(at('r') + 2, 'so ', {}))).toBe('in')
    const update = Y.encodeStateAsUpdate(late.ydoc, Y.encodeStateVector(replica.doc))
    expect(replica.submit(update, senderOf(MINE + 9), policyOf(['h', 'r'])).ok).toBe(true)
    expect(shown(replica)).toContain('[k:words|l:]')
  })

  it('a row goes that had a column of its own', () => {
    const replica = open([...BASE.slice(0, 3), row('w', ['k', 'l', 'm']), ...BASE.slice(3)])
    const gone: Edit = (desk, at) => {
      desk.delete(at('w') + 1, at('e') - at('w') - 1)
      desk.text.format(at('w'), 1, { gone: 'w=1' })
    }
    expect(after(replica, ['h', 'r'], gone)).toBe('in')
    expect(shown(replica)).toContain('h[K:h k|L:h l] r[k:r k|l:r l]')
  })
})

describe('a note whose sign is in a settled provision', () => {
  const goes: Edit = (desk, at) => {
    desk.delete(at('n') + 1, desk.text.length - at('n') - 1)
    desk.text.format(at('n'), 1, { gone: 'n=1' })
  }
  const emptied: Edit = (desk, at) => desk.delete(at('n') + 1, desk.text.length - at('n') - 1)

  it.each<[string, Edit[]]>([
    ['is not deleted', [goes]],
    ['is not deleted in two steps', [({ text }, at) => text.format(at('n'), 1, { gone: 'n=1' }), emptied]],
    [
      'is not deleted in two other steps',
      [emptied, ({ text }, at) => text.format(at('n'), 1, { gone: 'n=1' })],
    ],
    ['is not joined to what stands before it', [(desk, at) => desk.delete(at('n'), 1)]],
    ['does not become a paragraph', [({ text }, at) => text.format(at('n'), 1, { kind: 'n=operative' })]],
    ['does not lose its kind', [({ text }, at) => text.format(at('n'), 1, { kind: null })]],
    [
      'does not lose its name to another',
      [
        ({ text }, at) => text.format(at('n'), 1, { gone: 'n=1' }),
        ({ text }, at) => text.format(at('n'), 1, { gone: null }),
        (desk, at) => desk.begin(at('e'), 'n'),
      ],
    ],
  ])('%s', (_what, edits) => {
    expect(after(open(), [], ...edits)).toBe('in')
    expect(after(open(), ['p'], ...edits)).toBe('provision-settled p')
  })

  it('is kept where the sign is in a settled row', () => {
    const signed = { ...row('s', ['k']), runs: [{ column: 'k' }, 'with', { footnote: 'n' }] }
    const replica = open([...BASE.slice(1, 3), signed, ...BASE.slice(3)])
    expect(after(replica, ['s'], goes)).toBe('provision-settled s')
  })

  it('keeps its words open, is moved, and goes when its sign is in an open provision', () => {
    const replica = open()
    expect(after(replica, ['p'], ({ text }, at) => text.insert(at('n') + 1, 'Again ', {}), emptied)).toBe(
      'in',
    )
    const moved: Edit = (desk, at) => {
      goes(desk, at)
      desk.begin(at('e'), 'n', 'footnote')
    }
    expect(after(replica, ['p'], moved)).toBe('in')
    expect(after(open(), ['e', 'h'], goes)).toBe('in')
    expect(
      after(open([...BASE, { id: 'm', kind: 'footnote', runs: ['Other'] }]), ['p'], (desk, at) =>
        desk.delete(at('m'), 1),
      ),
    ).toBe('in')
  })
})

describe('how rows are shown', () => {
  const outline = (columns: string, header = false) => ({ columns: [...columns], header })

  it('is told for each row of a table', () => {
    const columns = ['k', 'm', 'l']
    expect(shapesOf([outline('kl', true), outline('kml'), outline('k', true)])).toEqual([
      { columns, header: true },
      { columns, header: false },
      { columns, header: false },
    ])
  })

  it.each([
    ['kl', 'kl', true],
    ['kml', 'kl', true],
    ['kl', 'lk', false],
    ['kl', 'kml', false],
    ['kl', 'klm', false],
    ['kl', '', true],
  ])('columns %s and then %s', (was, now, alike) => {
    expect(isShownAlike(outline(was), outline(now))).toBe(alike)
  })

  it('a header row stays one; that a row becomes one is what it says itself', () => {
    expect(isShownAlike(outline('k', true), outline('k'))).toBe(false)
    expect(isShownAlike(outline('k'), outline('k', true))).toBe(true)
  })
})
