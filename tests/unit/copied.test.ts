import type { Node } from 'prosemirror-model'
import { EditorState, TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { describe, expect, it } from 'vitest'
import { copiedText, copyPlugin, withoutOurNumbers } from '../../client/editor/copying'
import { labelsOf } from '../../client/editor/labels'
import { PLAIN_NUMBERING, type Numbering } from '../../shared/text/numbering'
import { nodes, schema } from '../../shared/text/schema'

const p = (id: string, kind: string, words: string, level = 0) =>
  nodes.provision.create({ id, kind, level }, words === '' ? null : schema.text(words))
const note = nodes.footnoteReference.create({ id: 'note' })
const cell = (words: string) => nodes.cell.create({ column: words }, schema.text(words))
const TEXT = nodes.doc.create(null, [
  p('title', 'title', 'Draft'),
  p('pp1', 'preambular', 'Recalling the Compact,'),
  p('op1', 'operative', 'Requests:'),
  p('a', 'sub', 'a report;', 1),
  p('i', 'sub', 'every year;', 2),
  nodes.provision.create({ id: 'op2', kind: 'operative' }, [
    schema.text('Sees '),
    nodes.crossReference.create({ target: 'a' }),
    note,
  ]),
  nodes.table.create({ id: 't' }, nodes.row.create({ id: 'r' }, [cell('One'), cell('Two')])),
  p('note', 'footnote', 'See the record.'),
])

/** What plain text is copied from the first of some words to the end of others. */
function copied(from: string, to: string, doc: Node = TEXT, how: Numbering = PLAIN_NUMBERING): string {
  const at = { from: -1, to: -1 }
  doc.descendants((node, pos) => {
    const text = node.text ?? ''
    if (text.includes(from) && at.from < 0) at.from = pos + text.indexOf(from)
    if (text.includes(to)) at.to = pos + text.indexOf(to) + to.length
  })
  const { selection } = EditorState.create({ doc, selection: TextSelection.create(doc, at.from, at.to) })
  return copiedText(selection.content().content, doc, labelsOf(doc, how))
}

describe('what is copied as words alone', () => {
  it('has the numbers of provisions, references and notes, and is set in by level', () => {
    expect(copiedText(TEXT.slice(0, TEXT.content.size).content, TEXT, labelsOf(TEXT, PLAIN_NUMBERING))).toBe(
      [
        'Draft',
        'PP 1 Recalling the Compact,',
        'OP 1 Requests:',
        '    (a) a report;',
        '        (i) every year;',
        'OP 2 Sees OP 1(a)1',
        'One',
        'Two',
        '1 See the record.',
      ].join('\n\n'),
    )
  })

  it('has the number of a single provision only when all of it is copied', () => {
    expect(copied('Recalling', 'Compact,')).toBe('PP 1 Recalling the Compact,')
    expect(copied('a report', 'report;')).toBe('    (a) a report;')
    expect(copied('the Compact', 'Compact')).toBe('the Compact')
    expect(copied('Recalling', 'Recalling the')).toBe('Recalling the')
    expect(copied('One', 'ne')).toBe('One')
  })

  it('has no number where a beginning was left behind, and one where only the end was', () => {
    expect(copied('the Compact', 'a rep')).toBe('the Compact,\n\nOP 1 Requests:\n\n    (a) a rep')
    expect(copied('report;', 'every')).toBe('    report;\n\n        (i) every')
  })

  it('is numbered as the document is', () => {
    const doc = nodes.doc.create(null, [p('op1', 'operative', 'يطلب:'), p('a', 'sub', 'تقريراً؛', 1)])
    expect(copied('يطلب', 'تقريراً؛', doc, { language: 'ar', digits: 'arabicIndic' })).toBe(
      'منطوق ١ يطلب:\n\n    (أ) تقريراً؛',
    )
  })
})

describe('what was copied here as words alone', () => {
  const { clipboardTextSerializer: serialize } = copyPlugin().props

  /** What goes to the clipboard from one position to another. */
  function taken(from: number, to: number): string {
    const state = EditorState.create({ doc: TEXT, selection: TextSelection.create(TEXT, from, to) })
    const view = { state } as EditorView
    return serialize?.call(copyPlugin(), state.selection.content(), view) ?? ''
  }

  it('comes back without the numbers, which the text gives by itself', () => {
    const text = taken(1, TEXT.content.size - 2)
    expect(text).toContain('OP 1 Requests:')
    const words = ['Draft', 'Recalling the Compact,', 'Requests:', 'a report;', 'every year;']
    expect(withoutOurNumbers(text).split('\n\n').slice(0, 5)).toEqual(words)
    expect(withoutOurNumbers(text.replaceAll('\n', '\r\n'))).toBe(withoutOurNumbers(text))
    expect(withoutOurNumbers('OP 1 Requests:')).toBe('OP 1 Requests:')
  })

  it('has no number when it is the words of one provision, though all of them', () => {
    const from = TEXT.child(0).nodeSize + 1
    expect(taken(from, from + 'Recalling the Compact,'.length)).toBe('Recalling the Compact,')
  })
})
