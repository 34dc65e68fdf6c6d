import { TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { dropped, takesBoundaries } from '../../client/editor/drag'
import { plainSlice } from '../../client/editor/paste'
import type { ProvisionSource } from '../../shared/text/compose'
import { Peer, show, updateOf } from '../support/peer'

const row = (id: string, ...cells: string[]): ProvisionSource => ({
  ...{ id, kind: 'row', table: 't' },
  runs: cells.flatMap((words, index) => [{ column: `k${index}` }, words]),
})

const START = updateOf([
  { id: 'p1', runs: ['Decides to meet'] },
  { id: 'p2', runs: ['Requests'] },
  row('r1', 'Lead', 'Place'),
  row('r2', 'IOM', 'Geneva'),
  { id: 'p3', runs: ['Invites'] },
  { id: 'p4', runs: ['Thanks'] },
  { id: 'n1', kind: 'footnote', runs: ['A note'] },
])
const peer = () => new Peer('a', 10, START)

/** Behind some letters of the words of a provision or cell. */
function place(one: Peer, words: string, offset: number): number {
  let found = -1
  one.state.doc.descendants((node, pos) => {
    if (node.isTextblock && node.textContent === words) found = pos + 1 + offset
  })
  return found
}

type Place = readonly [words: string, offset: number]

/** What a person reads after they dragged a selection somewhere, but the last two provisions. */
function dragged(from: Place, to: Place, at: Place, moved = true): string {
  const one = afterDrag(from, to, at, moved)
  return show(one.state.doc).replace(' ¶ Thanks ¶ footnote:A note', '')
}

function afterDrag(from: Place, to: Place, at: Place, moved = true): Peer {
  const one = peer()
  const ends = [place(one, ...from), place(one, ...to)] as const
  const { tr, doc } = one.state
  one.dispatch(tr.setSelection(TextSelection.create(doc, ...ends)))
  const drop = dropped(one.state, place(one, ...at), one.state.selection.content(), moved)
  if (drop) one.dispatch(drop)
  one.check()
  return one
}

describe('what is dropped into a cell', () => {
  it('is words only, however many paragraphs they come from', () => {
    expect(dragged(['Decides to meet', 8], ['Requests', 3], ['Geneva', 3])).toBe(
      'Decides uests ¶ {Lead|Place / IOM|Gento meet Reqeva} ¶ Invites',
    )
    expect(dragged(['Decides to meet', 0], ['Requests', 8], ['Lead', 4], false)).toBe(
      'Decides to meet ¶ Requests ¶ {LeadDecides to meet Requests|Place / IOM|Geneva} ¶ Invites',
    )
  })
})

it('cells that are dropped into a cell are words as well', () => {
  expect(dragged(['Lead', 0], ['Place', 5], ['IOM', 3], false)).toBe(
    'Decides to meet ¶ Requests ¶ {Lead|Place / IOMLead Place|Geneva} ¶ Invites',
  )
})

describe('what is dropped elsewhere', () => {
  it('comes from where it was, and stays where it was let go in itself', () => {
    expect(dragged(['Decides to meet', 8], ['Decides to meet', 15], ['Invites', 7])).toBe(
      'Decides  ¶ Requests ¶ {Lead|Place / IOM|Geneva} ¶ Invitesto meet',
    )
    expect(dragged(['Decides to meet', 8], ['Decides to meet', 15], ['Decides to meet', 9])).toBe(
      'Decides to meet ¶ Requests ¶ {Lead|Place / IOM|Geneva} ¶ Invites',
    )
  })

  it('leaves a cell as words', () => {
    expect(dragged(['Lead', 2], ['Place', 2], ['Invites', 7])).toBe(
      'Decides to meet ¶ Requests ¶ {Le|ace / IOM|Geneva} ¶ Invitesad Pl',
    )
    expect(dragged(['Geneva', 0], ['Geneva', 3], ['Invites', 7])).toBe(
      'Decides to meet ¶ Requests ¶ {Lead|Place / IOM|eva} ¶ InvitesGen',
    )
  })
})

describe('provisions that are dropped as a whole', () => {
  const shown = (one: Peer) =>
    one.state.doc.children.map((node) =>
      node.isTextblock ? `${String(node.attrs.id)}: ${node.textContent}` : 'table',
    )

  it('come to stand before the words at which they are let go, and each stays what it is', () => {
    expect(shown(afterDrag(['Decides to meet', 0], ['Requests', 0], ['Thanks', 0]))).toEqual([
      ...['p2: Requests', 'table', 'p3: Invites', 'p1: Decides to meet', 'p4: Thanks', 'n1: A note'],
    ])
    expect(shown(afterDrag(['Invites', 0], ['A note', 0], ['Decides to meet', 0]))).toEqual([
      ...['p3: Invites', 'p4: Thanks', 'p1: Decides to meet', 'p2: Requests', 'table', 'n1: A note'],
    ])
  })

  it('do so up to their own end as well, and a part of one joins the words at which it is let go', () => {
    const copied = shown(afterDrag(['Decides to meet', 0], ['Requests', 8], ['Thanks', 0], false))
    expect(copied.slice(4).map((one) => one.replace(/^[\w-]{20}/, 'new'))).toEqual([
      ...['new: Decides to meet', 'new: Requests', 'p4: Thanks', 'n1: A note'],
    ])
    const moved = shown(afterDrag(['Decides to meet', 8], ['Requests', 3], ['Thanks', 0]))
    expect(moved.slice(0, 3)).toEqual(['p1: Decides uests', 'table', 'p3: Invites'])
    expect(moved[3]).toMatch(/: to meet$/)
    expect(moved.slice(4)).toEqual(['p4: ReqThanks', 'n1: A note'])
  })

  it('keep what they are where they come from the middle of a move', () => {
    const [first, ...rest] = shown(afterDrag(['Invites', 4], ['Thanks', 6], ['Requests', 8]))
    expect(first).toBe('p1: Decides to meet')
    expect(rest).toEqual(['p2: Requeststes', 'p4: Thanks', 'table', 'p3: Invi', 'n1: A note'])
  })

  it('are of the kind of what is around the place where they are let go, wherever the caret is', () => {
    const one = peer()
    one.say('p4', 'kind', 'preambular')
    const drop = dropped(one.state, place(one, 'Thanks', 6), plainSlice('one\ntwo'), false)
    if (drop) one.dispatch(drop)
    one.check()
    expect(show(one.state.doc)).toContain('¶ preambular:Thanksone ¶ preambular:two ¶ footnote')
  })
})

describe('what is dropped into a note', () => {
  it('is words only', () => {
    expect(show(afterDrag(['Invites', 0], ['Thanks', 6], ['A note', 6], false).state.doc)).toMatch(
      /Invites ¶ Thanks ¶ footnote:A noteInvites Thanks$/,
    )
  })
})

describe('a move', () => {
  const sliceOf = (from: Place, to: Place) => {
    const one = peer()
    return one.state.doc.slice(place(one, ...from), place(one, ...to), true)
  }

  it('takes boundaries along when it holds more than words of one paragraph', () => {
    expect(takesBoundaries(sliceOf(['Requests', 2], ['Requests', 5]))).toBe(false)
    expect(takesBoundaries(sliceOf(['Geneva', 1], ['Geneva', 3]))).toBe(false)
    expect(takesBoundaries(sliceOf(['Decides to meet', 2], ['Requests', 3]))).toBe(true)
    expect(takesBoundaries(sliceOf(['Lead', 1], ['Place', 3]))).toBe(true)
    const one = peer()
    expect(takesBoundaries(one.state.doc.slice(0, one.state.doc.firstChild?.nodeSize ?? 0))).toBe(true)
  })
})
