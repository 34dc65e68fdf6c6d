import { describe, expect, it } from 'vitest'
import type { Node } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { render } from '../../client/editor/binding/render'
import { nodes, schema } from '../../shared/text/schema'

const provision = (id: string, words = `words of ${id}`): Node =>
  nodes.provision.create({ id }, schema.text(words))
const table = nodes.table.create({ id: 't' }, [
  nodes.row.create({ id: 'r1' }, [nodes.cell.create({ column: 'c' }, schema.text('Objective'))]),
])
const [a, b, c, d] = [provision('a'), provision('b'), provision('c'), provision('d')]

/** Which of the first nodes the steps leave standing, and whether the document is the wanted one. */
function rendered(before: readonly Node[], wanted: readonly Node[]) {
  const doc = nodes.doc.create(null, [...before])
  const { tr } = EditorState.create({ doc })
  render(tr, wanted)
  expect(tr.doc.eq(nodes.doc.create(null, [...wanted]))).toBe(true)
  tr.doc.check()
  const stayed: string[] = []
  doc.forEach((node, pos) => {
    const { pos: now, deletedAfter } = tr.mapping.mapResult(pos, 1)
    if (!deletedAfter && tr.doc.nodeAt(now)?.attrs.id === node.attrs.id) stayed.push(String(node.attrs.id))
  })
  return stayed.join(' ')
}

describe('what others move', () => {
  it('leaves standing all that it passes', () => {
    expect(rendered([a, b, c, d], [provision('c'), a, b, d])).toBe('a b d')
    expect(rendered([a, b, c, d], [c, d, provision('a'), provision('b')])).toBe('c d')
    expect(rendered([a, table, b, c], [b, a, table, c])).toBe('a t c')
    expect(rendered([a, table, b], [b, nodes.table.create({ id: 't' }, table.content), provision('a')])).toBe(
      'b',
    )
  })

  it('leaves a provision standing in which words changed at the same time', () => {
    expect(rendered([a, b, c], [provision('a', 'other words'), c, provision('b')])).toBe('a c')
  })

  it('never turns one provision into another', () => {
    expect(rendered([a, b], [c, d])).toBe('')
    expect(rendered([a, b], [provision('b', 'typed too'), provision('a', 'typed here')])).toBe('')
  })
})
