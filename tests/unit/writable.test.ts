import { EditorState } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { writablePlugin } from '../../client/editor/writable'
import { marks, nodes, schema } from '../../shared/text/schema'

function open(words: string): EditorState {
  const doc = nodes.doc.create(null, [
    nodes.provision.create({ id: 'a' }, words ? schema.text(words) : null),
    nodes.provision.create({ id: 'b' }, schema.text('Requests')),
  ])
  return EditorState.create({ doc, plugins: [writablePlugin()] })
}

const typed = (state: EditorState, words: string, at: number) => state.apply(state.tr.insertText(words, at))

describe('what is typed', () => {
  it('loses what no provision may hold, and keeps the rest where it is', () => {
    const state = typed(open('Recalls'), '\u0007 with\t\n deep\u202E\uD800 regret', 8)
    expect(state.doc.child(0).textContent).toBe('Recalls with  deep regret')
    expect(state.doc.child(1).textContent).toBe('Requests')
  })

  it('keeps its formats', () => {
    const state = open('Recalls')
    const words = schema.text('a\u0000b\u2028c', [marks.strong.create()])
    const { doc } = state.apply(state.tr.insert(1, words))
    expect(doc.child(0).firstChild?.toJSON()).toEqual({
      type: 'text',
      text: 'ab c',
      marks: [{ type: 'strong' }],
    })
  })

  it('keeps characters of two units beside others that begin or end like them', () => {
    expect(typed(open('😀😀'), '😁', 3).doc.child(0).textContent).toBe('😀😁😀')
    expect(typed(open('😀'), '🈀', 1).doc.child(0).textContent).toBe('🈀😀')
  })

  it('leaves alone what stood there before', () => {
    expect(typed(open('a\u0007b'), 'c', 4).doc.child(0).textContent).toBe('a\u0007bc')
  })

  it('is left alone when there is nothing to take out', () => {
    const state = open('')
    const { transactions } = state.applyTransaction(state.tr.insertText('علي\u200F 👩\u200D⚖️', 1))
    expect(transactions).toHaveLength(1)
  })
})
