import type { Node } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { describe, expect, it } from 'vitest'
import {
  findingIn,
  findingPlugin,
  goOnFrom,
  lookFor,
  scrollToShow,
  stepTo,
} from '../../client/editor/finding'
import { lockedPlugin, showLocks } from '../../client/editor/locked'
import { replaceable, replaceWords } from '../../client/editor/replacing'
import { NO_LOCKS, type Locks } from '../../client/collab/settled'
import type { ProvisionId } from '../../shared/ids'
import { FORGIVING } from '../../shared/text/forgiving'
import { marks, nodes, schema } from '../../shared/text/schema'

const note = nodes.footnoteReference.create({ id: 'f1' })
const p = (id: string, ...content: (string | Node)[]) =>
  nodes.provision.create(
    { id },
    content.map((part) => (typeof part === 'string' ? schema.text(part) : part)),
  )
const em = (text: string) => schema.text(text, [marks.em.create()])

/** An editor without a screen. */
function editorOf(...provisions: Node[]) {
  const plugins = [lockedPlugin(() => ({ said: 'locked', onPaper: 'locked' }), noop), findingPlugin()]
  let state = EditorState.create({ doc: nodes.doc.create(null, provisions), plugins })
  const view = {
    get state() {
      return state
    },
    dispatch: (tr: EditorState['tr']) => (state = state.apply(tr)),
    dom: { querySelector: () => null },
  } as unknown as EditorView
  return view
}
const noop = () => undefined
const look = (view: EditorView, words: string) => lookFor(view, { words, strictness: FORGIVING })
const found = ({ state }: EditorView) =>
  findingIn(state).matches.map(({ from, to }) => state.doc.textBetween(from, to))
const marked = ({ state }: EditorView) =>
  findingIn(state)
    .marked.find()
    .map(({ from, to }) => state.doc.textBetween(from, to))
const said = ({ state }: EditorView) => state.doc.children.map((block) => block.textContent)
const replaceAll = (view: EditorView, words: string) => {
  const { matches, leftOut, similar } = replaceable(view.state, findingIn(view.state))
  view.dispatch(replaceWords(view.state, matches, words))
  return { ...leftOut, similar }
}
const settle = (view: EditorView, id: string, locks: Partial<Locks> = {}) =>
  showLocks(
    view,
    {
      ...NO_LOCKS,
      settled: new Map([[id as ProvisionId, { textHash: '', at: 0, by: '' }]]),
      ...locks,
    },
    () => ({ said: 'locked', onPaper: 'locked' }),
  )

describe('finding', () => {
  it('finds in provisions and in cells, never across them', () => {
    const cell = (words: string) => nodes.cell.create({ column: words }, schema.text(words))
    const row = nodes.row.create({ id: 'r1' }, [cell('one forum'), cell('met')])
    const view = editorOf(p('p1', 'Forum'), p('p2', 'met'), nodes.table.create({ id: 't1' }, row))
    look(view, 'forum')
    expect(found(view)).toEqual(['Forum', 'forum'])
    expect(findingIn(view.state).matches.map(({ provisionId }) => provisionId)).toEqual(['p1', 'r1'])
    look(view, 'forum met')
    expect(found(view)).toEqual([])
  })

  it('finds words with a reference among them, and leaves one beside them out', () => {
    const view = editorOf(p('p1', note, 'the for', note, 'um', note, ' met'))
    look(view, 'forum')
    expect(found(view)).toEqual(['forum'])
    const [match] = findingIn(view.state).matches
    expect((match?.to ?? 0) - (match?.from ?? 0)).toBe('forum'.length + 1)
  })

  it('begins at the caret and goes around the ends', () => {
    const view = editorOf(p('p1', 'a b a b a'))
    look(view, 'a')
    const at = () => findingIn(view.state).at
    expect(at()).toBe(0)
    stepTo(view, -1)
    expect(at()).toBe(2)
    stepTo(view, 1)
    expect(at()).toBe(0)
  })

  it('marks anew what was typed, and stays on its words', () => {
    const view = editorOf(p('p1', 'forum'), p('p2', 'the forum'), p('p3', 'forum'))
    look(view, 'forum')
    stepTo(view, 1)
    view.dispatch(view.state.tr.insertText('A forum. ', 1))
    expect(marked(view)).toEqual(['forum', 'forum', 'forum', 'forum'])
    expect(findingIn(view.state).at).toBe(2)
    view.dispatch(view.state.tr.insertText('u', 4))
    expect(marked(view)).toEqual(found(view))
    expect(found(view)).toHaveLength(3)
  })
})

describe('replacing', () => {
  it.each([
    ['علي', 'على المنتدى، علي', 'عن', 'على المنتدى، عن'],
    ['أن', 'إن الأمانة أن آن', 'كي', 'إن الأمانة كي آن'],
    ['ou', 'où, ou, Ou', 'et', 'où, et, Ou'],
  ])('changes no other word than %s, and counts what is similar', (words, text, instead, expected) => {
    const view = editorOf(p('p1', text))
    lookFor(view, { words, strictness: { ...FORGIVING, matchCase: true, wholeWords: true } })
    const similar = found(view).length - 1
    expect(similar).toBeGreaterThan(0)
    expect(replaceAll(view, instead)).toMatchObject({ similar })
    expect(said(view)).toEqual([expected])
  })

  it('keeps references and the marks of the first word', () => {
    const view = editorOf(p('p1', em('Wel'), 'comes the for', note, 'um'))
    look(view, 'welcomes')
    replaceAll(view, 'Notes')
    look(view, 'forum')
    replaceAll(view, 'panel')
    expect(view.state.doc.child(0).children.map((node) => node.text ?? node.type.name)).toEqual([
      'Notes',
      ' the panel',
      'footnoteReference',
    ])
    expect(view.state.doc.child(0).firstChild?.marks.map(({ type }) => type.name)).toEqual(['em'])
  })

  it('leaves out what is locked, and says how much and why', () => {
    const view = editorOf(p('p1', 'a forum, a forum'), p('p2', 'forum'), p('p3', 'forum'))
    settle(view, 'p1', { frozen: new Set(['p3' as ProvisionId]) })
    look(view, 'forum')
    expect(replaceAll(view, 'panel')).toEqual({ 'provision-settled': 2, freezing: 1, similar: 0 })
    expect(said(view)).toEqual(['a forum, a forum', 'panel', 'forum'])
  })

  it('deletes when there is nothing to write instead, and cleans what there is', () => {
    const view = editorOf(p('p1', 'one two three'))
    look(view, ' two')
    replaceAll(view, '')
    look(view, 'three')
    replaceAll(view, 'x\u202Ey\nz')
    expect(said(view)).toEqual(['one xy z'])
  })

  it('goes on behind the new words, even when they say the same', () => {
    const view = editorOf(p('p1', 'forum and forum'))
    look(view, 'forum')
    const [first] = findingIn(view.state).matches
    if (!first) throw new Error('there is one')
    const tr = replaceWords(view.state, [first], 'the forum')
    view.dispatch(goOnFrom(tr, tr.mapping.map(first.to, 1)))
    expect(findingIn(view.state).at).toBe(1)
    expect(said(view)).toEqual(['the forum and forum'])
  })
})

describe('where what was found is shown', () => {
  const match = (top: number) => ({ top, bottom: top + 20 })
  const under = (bar: number) => ({ top: bar, bottom: 640 })

  it('is where it stands, when nothing covers it there', () => {
    expect(scrollToShow(match(300), under(0), 640)).toBe(0)
    expect(scrollToShow(match(400), under(330), 640)).toBe(0)
  })

  it('is the middle of what the bar leaves of the window', () => {
    expect(scrollToShow(match(310), under(330), 640)).toBe(310 + 10 - (330 + 640) / 2)
    expect(scrollToShow(match(900), under(330), 640)).toBe(900 + 10 - (330 + 640) / 2)
    expect(scrollToShow(match(20), under(0), 640)).toBe(20 + 10 - 320)
  })
})
