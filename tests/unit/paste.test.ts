import { Fragment, Slice, type Node } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../../client/editor/clean-text'
import { ledIn, NOTHING_CARRIED } from '../../client/editor/carried'
import { cleanSlice, idsIn as idsOf } from '../../client/editor/clean-slice'
import { addNotes } from '../../client/editor/notes'
import { placedAt, plainSlice, putBefore } from '../../client/editor/paste'
import { marks, nodes, schema } from '../../shared/text/schema'
import { Peer, show, updateOf } from '../support/peer'

const p = (id: string | null, ...content: (string | Node)[]) =>
  nodes.provision.create(
    { id },
    content.map((part) => (typeof part === 'string' ? schema.text(part) : part)),
  )
const sliceOf = (...content: Node[]) => new Slice(Fragment.fromArray(content), 0, 0)
const idsIn = (slice: Slice) => slice.content.content.map((node) => node.attrs.id as string)
const known = (...taken: string[]) => ({ taken: new Set(taken), endsWithin: false })
const caret = (doc: Node, pos = 1) => TextSelection.create(doc, pos)

describe('text from elsewhere', () => {
  it('loses embeddings and overrides, and keeps marks and joiners', () => {
    expect(cleanText('a\u202Eb\u202C \u200Fع\u200E می\u200Cخواهم')).toBe('ab \u200Fع\u200E می\u200Cخواهم')
  })

  it('keeps isolates only in pairs', () => {
    expect(cleanText('\u2068IOM\u2069 x')).toBe('\u2068IOM\u2069 x')
    expect(cleanText('\u2068IOM x')).toBe('IOM x')
    expect(cleanText('IOM\u2069 x')).toBe('IOM x')
    expect(cleanText('\u2067a\u2068b\u2069 c')).toBe('a\u2068b\u2069 c')
  })

  it('loses control characters and halves of characters', () => {
    expect(cleanText('a\u0000b\uFEFFc\u200Bd')).toBe('abcd')
    expect(cleanText('x\uD83Dy')).toBe('x\uFFFDy')
    expect(cleanText('😀')).toBe('😀')
  })

  it('has one line', () => {
    expect(cleanText('one\ttwo\r\nthree\u2028four\vfive\fsix')).toBe('one two three four five six')
  })
})

describe('what is pasted', () => {
  const at = (attrs: Record<string, unknown>, slice: Slice, words = '') => {
    const doc = nodes.doc.create(null, nodes.provision.create(attrs, words ? schema.text(words) : null))
    const placed = placedAt(caret(doc), slice, known(String(attrs.id)))
    return placed.content.content.map(({ attrs: { id, kind, level }, textContent }) =>
      [String(id) === attrs.id ? String(id) : '', String(kind), String(level), textContent].join(' ').trim(),
    )
  }
  const open = (...content: Node[]) => new Slice(Fragment.fromArray(content), 1, 1)

  it('makes one provision of each line of plain text, of the kind where the caret is, and none of blank lines', () => {
    expect(at({ id: 'p1', kind: 'sub', level: 2 }, plainSlice('one\n \r\n\ntwo'))).toEqual([
      'p1 sub 2 one',
      'sub 2 two',
    ])
    expect(at({ id: 'p1', kind: 'title' }, plainSlice('one\vtwo'))).toEqual([
      'p1 title 0 one',
      'operative 0 two',
    ])
  })

  it('goes on with the provision where the caret is: what leads to that leads there still', () => {
    const heading = nodes.provision.create({ id: null, kind: 'heading' }, schema.text('Aims'))
    expect(at({ id: 'p1', kind: 'preambular' }, open(p(null, 'Recalling')))).toEqual([
      'p1 preambular 0 Recalling',
    ])
    expect(at({ id: 'p1' }, open(heading, p(null, 'Decides')))).toEqual([
      'p1 heading 0 Aims',
      'operative 0 Decides',
    ])
    expect(at({ id: 'p1' }, open(p('p1', 'a copy of itself')))).toEqual(['p1 operative 0 a copy of itself'])
  })

  it('brings an identity that was cut out', () => {
    const doc = nodes.doc.create(null, p('p1'))
    expect(idsIn(placedAt(caret(doc), open(p('p9', 'moved')), known('p1')))).toEqual(['p9'])
  })

  it('is words only in a note, and behind one another', () => {
    const doc = nodes.doc.create(null, nodes.provision.create({ id: 'n1', kind: 'footnote' }))
    const { content, openStart } = placedAt(caret(doc), plainSlice('one\ntwo'), known('n1'))
    expect([content.textBetween(0, content.size), openStart]).toEqual(['one two', 0])
  })

  it('keeps an identity that was cut out, and renews one that is still in the text', () => {
    expect(idsIn(cleanSlice(sliceOf(p('p1'), p('p2')), new Set(['p2'])))).toEqual([
      'p1',
      expect.not.stringMatching(/^p2$/),
    ])
  })

  it('never has an identity twice, nor one that is only shown, nor none', () => {
    const ids = idsIn(cleanSlice(sliceOf(p('p1'), p('p1'), p('p2~2'), p(null), p('head')), new Set()))
    expect(new Set(ids).size).toBe(5)
    expect(ids[0]).toBe('p1')
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(ids).not.toContain('head')
  })

  it('loses marks that only the server may write', () => {
    const marked = schema.text('words', [marks.comment.create({ id: 'c1' }), marks.strong.create()])
    const clean = cleanSlice(sliceOf(p('p1', marked)), new Set())
    expect(clean.content.firstChild?.firstChild?.marks.map(({ type }) => type.name)).toEqual(['strong'])
  })

  it('gives the cells of a table columns that its rows share', () => {
    const row = () => nodes.row.create({ id: null }, [nodes.cell.create(), nodes.cell.create()])
    const clean = cleanSlice(sliceOf(nodes.table.create({ id: null }, [row(), row()])), new Set())
    const columns = clean.content.firstChild?.children.map((made) =>
      made.children.map(({ attrs }) => String(attrs.column)),
    )
    expect(columns?.[0]).toEqual(columns?.[1])
    expect(new Set(columns?.[0]).size).toBe(2)
  })
})

describe('whole paragraphs, as they are selected with the beginning of the next', () => {
  const START = updateOf(
    ['A', 'B', 'C', 'D'].map((id) => ({
      id,
      runs: [`${id} words`, ...(id === 'D' ? [{ reference: 'B' }] : [])],
    })),
  )
  const peer = () => new Peer('a', 10, START)
  const shown = (one: Peer) =>
    one.state.doc.children.map((node) => `${String(node.attrs.id)}: ${node.textContent}`)
  const select = (one: Peer, from: number, to = from) =>
    one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, from, to)))

  /** What the plugin does with a slice of which nothing is known but where it goes. */
  const paste = (one: Peer, slice: Slice, endsWithin = false) => {
    const { tr, doc, selection } = one.state
    const placed = placedAt(selection, slice, { taken: idsOf(doc), endsWithin })
    one.dispatch(putBefore(tr, selection, placed) ?? tr.replaceSelection(placed))
    one.check()
  }

  it('are put before the provision at whose beginning the caret is, and each stays what it is', () => {
    const one = peer()
    select(one, one.at('B', 0), one.at('C', 0))
    const slice = one.state.selection.content()
    one.dispatch(one.state.tr.deleteSelection())
    select(one, one.at('A', 0))
    paste(one, slice)
    expect(shown(one)).toEqual(['B: B words', 'A: A words', 'C: C words', 'D: D words'])
    one.dispatch(one.state.tr.insertText('!'))
    expect(one.find('A').node.textContent).toBe('!A words')
  })

  it('take the place of other whole paragraphs, and of nothing behind these', () => {
    const one = peer()
    select(one, one.at('B', 0), one.at('C', 0))
    paste(one, plainSlice('one\ntwo\n'))
    const words = one.state.doc.children.map((node) => node.textContent)
    expect(words).toEqual(['A words', 'one', 'two', 'C words', 'D words'])
    expect([shown(one)[0], ...shown(one).slice(3)]).toEqual(['A: A words', 'C: C words', 'D: D words'])
  })

  it('are new ones when they are copies', () => {
    const one = peer()
    select(one, one.at('B', 3), one.at('C', 0))
    const slice = one.state.selection.content()
    select(one, one.at('A', 0))
    paste(one, slice)
    expect(shown(one).slice(1)).toEqual(['A: A words', 'B: B words', 'C: C words', 'D: D words'])
    expect(one.state.doc.firstChild?.textContent).toBe('ords')
  })

  it('are put before it as well when they are selected up to their own end, and when no more is known of them', () => {
    const one = peer()
    select(one, one.at('B', 0), one.at('C', 7))
    const slice = one.state.selection.content()
    select(one, one.at('A', 0))
    paste(one, slice)
    const words = () => one.state.doc.children.map((node) => node.textContent)
    expect(words()).toEqual(['B words', 'C words', 'A words', 'B words', 'C words', 'D words'])
    expect(shown(one).slice(2)).toEqual(['A: A words', 'B: B words', 'C: C words', 'D: D words'])
    one.dispatch(one.state.tr.insertText('!'))
    expect(one.find('A').node.textContent).toBe('!A words')
    select(one, one.at('D', 0))
    paste(one, plainSlice('one\ntwo'))
    expect(words().slice(-3)).toEqual(['one', 'two', 'D words'])
    expect(one.find('D').node.textContent).toBe('D words')
  })

  it('go on in the words of the provision when the last of them is only a beginning', () => {
    const one = peer()
    select(one, one.at('B', 3), one.at('C', 2))
    const slice = one.state.selection.content()
    one.dispatch(one.state.tr.deleteSelection())
    select(one, one.at('A', 0))
    paste(one, slice, true)
    const words = () => one.state.doc.children.map((node) => node.textContent)
    expect(words()).toEqual(['ords', 'C A words', 'B wwords', 'D words'])
    expect(one.find('A').node.textContent).toBe('C A words')
    one.dispatch(one.state.tr.insertText('!'))
    expect(one.find('A').node.textContent).toBe('C !A words')
  })

  it('are not what is selected within one: that goes on in the words at which it is put in', () => {
    const one = peer()
    select(one, one.at('B', 0), one.at('B', 7))
    const slice = one.state.selection.content()
    select(one, one.at('A', 0))
    paste(one, slice)
    expect(shown(one)).toEqual(['A: B wordsA words', 'B: B words', 'C: C words', 'D: D words'])
    select(one, one.at('C', 0))
    paste(one, new Slice(Fragment.from(p('Z', 'from elsewhere, ')), 1, 1))
    expect(shown(one)[2]).toBe('C: from elsewhere, C words')
  })

  it('join what is before and behind them in the middle of words', () => {
    const one = peer()
    select(one, one.at('A', 2))
    paste(one, plainSlice('one\ntwo'))
    expect(one.state.doc.children.map((node) => node.textContent).slice(0, 2)).toEqual(['A one', 'twowords'])
  })
})

describe('signs and references from another text', () => {
  const START = updateOf([
    { id: 'p1', runs: ['Decides', { footnote: 'n1' }] },
    { id: 'p2', runs: ['Requests'] },
    { id: 'n1', kind: 'footnote', runs: ['In Geneva.'] },
  ])
  const sign = (id: string) => nodes.footnoteReference.create({ id })
  const reference = (target: string) => nodes.crossReference.create({ target })
  const words = (...content: Node[]) => new Slice(Fragment.from(p(null, ...content)), 1, 1)

  /** What comes of a slice behind `Requests`. */
  const pasted = (slice: Slice, carried = NOTHING_CARRIED) => {
    const one = new Peer('a', 10, START)
    one.dispatch(one.state.tr.setSelection(caret(one.state.doc, one.at('p2', 8))))
    const led = ledIn(slice, one.state.doc, carried)
    const placed = placedAt(one.state.selection, led.slice, known(...idsOf(one.state.doc)))
    const tr = one.state.tr.replaceSelection(placed)
    addNotes(tr, led.notes)
    one.dispatch(tr)
    one.check()
    return { doc: one.state.doc, shown: show(one.state.doc), dropped: led.dropped }
  }

  it('bring their notes along, among the others, under one new id', () => {
    const note = Fragment.fromArray([schema.text('In May, see '), reference('q1'), schema.text('.')])
    const carried = {
      ...NOTHING_CARRIED,
      notes: new Map([['n7', note]]),
      numbers: new Map([['q1', 'OP 4']]),
    }
    const { doc, shown, dropped } = pasted(words(schema.text(' this'), sign('n7'), sign('n7')), carried)
    expect(shown).toBe(
      'Decides<footnoteReference> ¶ Requests this<footnoteReference><footnoteReference>' +
        ' ¶ footnote:In Geneva. ¶ footnote:In May, see OP 4.',
    )
    const id = doc.lastChild?.attrs.id as string
    expect(
      doc
        .child(1)
        .children.slice(1)
        .map(({ attrs }) => attrs.id as string),
    ).toEqual([id, id])
    expect(id).not.toBe('n7')
    expect(dropped).toEqual({ references: 1 })
  })

  it('go, or become words, and that is counted, where they would lead nowhere', () => {
    const { shown, dropped } = pasted(words(schema.text(' this'), sign('n7'), reference('q1')))
    expect(shown).toContain('¶ Requests this ¶ footnote:In Geneva.')
    expect(dropped).toEqual({ notes: 1, references: 1 })
  })

  it('stay what they are where they lead somewhere in this text', () => {
    const { shown, dropped } = pasted(words(sign('n1'), reference('p1')))
    expect(shown).toContain('Requests<footnoteReference><crossReference> ¶ footnote:In Geneva.')
    expect(dropped).toEqual({})
  })

  it('go with the copy of a note', () => {
    const note = nodes.provision.create({ id: 'n1', kind: 'footnote' }, schema.text('In Geneva.'))
    const { doc } = pasted(new Slice(Fragment.fromArray([p('p9', sign('n1')), note]), 1, 0))
    const [copied, last] = [doc.child(1).lastChild, doc.child(2)]
    expect(last.textContent).toBe('In Geneva.')
    expect(last.attrs.id).not.toBe('n1')
    expect(copied?.attrs.id).toBe(last.attrs.id)
  })
})
