import type { EditorView } from 'prosemirror-view'
import { describe, expect, it } from 'vitest'
import { blockElements } from '../../client/editor/in-view'

/** A view of two blocks, with these elements. */
function viewOf(...classes: string[]): EditorView {
  const children = classes.map((name) => ({ name, classList: { contains: (one: string) => one === name } }))
  return { dom: { children }, state: { doc: { childCount: 2 } } } as unknown as EditorView
}

describe('the elements of the blocks', () => {
  it('are not those of a caret that is drawn between two tables', () => {
    const plain = viewOf('table', 'paragraph')
    expect(blockElements(plain)).toBe(plain.dom.children)
    expect(blockElements(viewOf('table', 'ProseMirror-widget', 'paragraph'))).toMatchObject([
      { name: 'table' },
      { name: 'paragraph' },
    ])
  })
})
