import { describe, expect, it } from 'vitest'
import { EditorState } from 'prosemirror-state'
import { insertBeside, removalOf } from '../../client/editor/beside'
import { nodes, schema } from '../../shared/text/schema'
import { show } from '../support/peer'

const provision = (id: string, kind: string, level = 0) =>
  nodes.provision.create({ id, kind, level }, schema.text(id))
const stateOf = (...blocks: ReturnType<typeof provision>[]) =>
  EditorState.create({ doc: nodes.doc.create(null, blocks) })
const state = stateOf(
  provision('h', 'heading'),
  provision('o1', 'operative'),
  provision('a', 'sub', 1),
  provision('i', 'sub', 2),
  provision('o2', 'operative'),
)

describe('a provision begun beside another', () => {
  const inserted = (id: string, side: 'before' | 'after') => {
    const tr = insertBeside(state, id, side)
    expect(tr?.selection.$from.parent.content.size).toBe(0)
    return tr && show(tr.doc)
  }

  it('is of the same kind and level, behind all that belongs to it', () => {
    expect(inserted('o1', 'after')).toBe('heading:h ¶ o1 ¶ sub:>1 a ¶ sub:>2 i ¶  ¶ o2')
    expect(inserted('a', 'after')).toBe('heading:h ¶ o1 ¶ sub:>1 a ¶ sub:>2 i ¶ sub:>1  ¶ o2')
    expect(inserted('a', 'before')).toBe('heading:h ¶ o1 ¶ sub:>1  ¶ sub:>1 a ¶ sub:>2 i ¶ o2')
  })

  it('begins the section behind a heading', () => {
    expect(inserted('h', 'after')).toBe('heading:h ¶  ¶ o1 ¶ sub:>1 a ¶ sub:>2 i ¶ o2')
    expect(insertBeside(state, 'gone', 'after')).toBeNull()
  })
})

describe('a deletion of a provision', () => {
  it('takes along what belongs to it', () => {
    const removal = removalOf(state, 'o1')
    expect(removal && show(removal.tr.doc)).toBe('heading:h ¶ o2')
    expect(removal?.count).toBe(3)
  })

  it('leaves an empty provision of a text that consists of it', () => {
    const removal = removalOf(stateOf(provision('o', 'operative')), 'o')
    expect(removal && show(removal.tr.doc)).toBe('')
  })
})
