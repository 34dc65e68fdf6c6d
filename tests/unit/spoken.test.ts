import { EditorState, TextSelection } from 'prosemirror-state'
import type { DecorationSet } from 'prosemirror-view'
import { describe, expect, it } from 'vitest'
import {
  chooseDirection,
  chooseKind,
  chooseLanguage,
  ownLanguage,
  splitProvision,
} from '../../client/editor/commands'
import { languageOf, spokenPlugin } from '../../client/editor/spoken'
import { nodes, schema } from '../../shared/text/schema'

const plugin = spokenPlugin()

/** An editor's state with these provisions, the caret in the first. */
function stateOf(...words: string[]): EditorState {
  const provisions = words.map((text, index) =>
    nodes.provision.create({ id: `p${index}` }, text === '' ? null : schema.text(text)),
  )
  const doc = nodes.doc.create(null, provisions)
  return EditorState.create({ doc, plugins: [plugin], selection: TextSelection.create(doc, 1) })
}

/** Languages that the provisions of a state say they are in, by position. */
const saidIn = (state: EditorState) =>
  (plugin.getState(state) as DecorationSet).find().map(({ from, to }) => [from, to])

function after(state: EditorState, command: ReturnType<typeof chooseLanguage>): EditorState {
  let next = state
  command(state, (tr) => (next = state.apply(tr)))
  return next
}

describe('the language of a provision', () => {
  it('is said for all of it when nothing is selected, and taken back', () => {
    const state = after(stateOf('Rappelant le Pacte', 'Other'), chooseLanguage('fr'))
    expect(languageOf(state.doc.child(0))).toBe('fr')
    expect(languageOf(state.doc.child(1))).toBeNull()
    expect(ownLanguage(state)).toBe('fr')
    expect(saidIn(state)).toEqual([[0, 20]])
    const back = after(state, chooseLanguage(null))
    expect(languageOf(back.doc.child(0))).toBeNull()
    expect(saidIn(back)).toEqual([])
  })

  it('is not that of a few words in it', () => {
    const state = stateOf('See Rappelant')
    const selected = state.apply(state.tr.setSelection(TextSelection.create(state.doc, 5, 14)))
    const marked = after(selected, chooseLanguage('fr'))
    expect(languageOf(marked.doc.child(0))).toBeNull()
    expect(ownLanguage(marked)).toBe('fr')
    expect(saidIn(marked)).toEqual([])
  })

  it('is kept for what is typed next in an empty provision, and in the one after it', () => {
    const empty = after(stateOf(''), chooseLanguage('ar'))
    expect(ownLanguage(empty)).toBe('ar')
    const typed = empty.apply(empty.tr.insertText('كلمة'))
    expect(languageOf(typed.doc.child(0))).toBe('ar')
    const split = after(typed, splitProvision)
    expect(split.doc.childCount).toBe(2)
    expect(ownLanguage(split)).toBe('ar')
  })

  it('stays when the kind or the direction of an empty provision is chosen after it', () => {
    const chosen = [chooseKind('sub'), chooseDirection('rtl')]
    const empty = after(stateOf(''), chooseLanguage('ar'))
    for (const command of chosen) {
      const next = after(empty, command)
      expect(next.doc.eq(empty.doc)).toBe(false)
      expect(ownLanguage(next)).toBe('ar')
    }
  })
})
