import type { Slice } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { dropped } from '../../client/editor/drag'
import { lockedPlugin, showLocks } from '../../client/editor/locked'
import { moveOf, moveOfSelection, type Destination } from '../../client/editor/moving'
import { noteOrderPlugin } from '../../client/editor/note-order'
import { notesPlugin } from '../../client/editor/notes'
import { labelsOf } from '../../client/editor/labels'
import { Replica } from '../../server/collab/replica'
import { documentOf } from '../../shared/text/build'
import { PLAIN_NUMBERING } from '../../shared/text/numbering'
import { editing, senderOf } from '../support/desk'
import { exchange, Peer, show, updateOf } from '../support/peer'

const note = (id: string) => ({ id, kind: 'footnote', runs: [`${id} says`] }) as const
const START = updateOf([
  { id: 'p1', runs: ['Decides', { footnote: 'n1' }, ' to meet'] },
  { id: 'p2', runs: ['Requests', { footnote: 'n2' }, ' and', { footnote: 'n3' }] },
  { id: 's1', kind: 'sub', level: 1, runs: ['a report', { footnote: 'n4' }] },
  { id: 'p3', runs: ['Thanks'] },
  { id: 'p4', runs: ['Invites', { footnote: 'n5' }] },
  ...['n1', 'n2', 'n3', 'n4', 'n5'].map(note),
])

let hindered = 0
const peer = (name = 'a', clientId = 10, isOnline = true, start = START) =>
  new Peer(name, clientId, start, [
    lockedPlugin(
      () => ({ said: '', onPaper: '' }),
      () => (hindered += 1),
    ),
    notesPlugin({ removed: () => {}, refused: () => {} }),
    noteOrderPlugin(() => isOnline),
  ])

const lock = (one: Peer, ...ids: string[]) => {
  const settled = new Map(ids.map((id) => [id, { textHash: '', at: 0, by: null }]))
  showLocks(one as never, { settled, frozen: new Set() } as never, () => ({ said: '', onPaper: '' }))
}

function move(one: Peer, id: string, to: Destination): void {
  const made = moveOf(one.state, id, to)
  if (made) one.dispatch(made.tr)
  one.check()
}

function select(one: Peer, from: number, to = from): void {
  one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, from, to)))
}

/** The notes as they stand, and what is above them. */
const notesOf = (one: Peer) =>
  one.state.doc.children
    .filter(({ attrs }) => attrs.kind === 'footnote')
    .map(({ attrs }) => String(attrs.id))
    .join(' ')
const textOf = (one: Peer) =>
  one.state.doc.children
    .filter(({ attrs }) => attrs.kind !== 'footnote')
    .map(({ attrs }) => String(attrs.id))
    .join(' ')

describe('when a provision moves, its notes', () => {
  it('stand in the order of the signs, and come back with it by one undo', () => {
    const one = peer()
    const before = show(one.state.doc)
    move(one, 'p1', { beside: 'p4', side: 'after' })
    expect(textOf(one)).toBe('p2 s1 p3 p4 p1')
    expect(notesOf(one)).toBe('n2 n3 n4 n5 n1')
    const { footnotes } = labelsOf(one.state.doc, PLAIN_NUMBERING)
    const numbers = notesOf(one)
      .split(' ')
      .map((id) => footnotes.get(id))
    expect(numbers).toEqual(['1', '2', '3', '4', '5'])
    one.undo()
    one.check()
    expect(show(one.state.doc)).toBe(before)
    one.redo()
    one.check()
    expect(notesOf(one)).toBe('n2 n3 n4 n5 n1')
  })

  it('do so several at a time, with those of what belongs to it', () => {
    const one = peer()
    move(one, 'p2', { beside: 'p1', side: 'before' })
    expect(notesOf(one)).toBe('n2 n3 n4 n1 n5')
    move(one, 'p2', { beside: 'p4', side: 'after' })
    expect(textOf(one)).toBe('p1 p3 p4 p2 s1')
    expect(notesOf(one)).toBe('n1 n5 n2 n3 n4')
  })

  it('do so by the keyboard, and when words with a sign are dragged', () => {
    const one = peer()
    select(one, one.at('p1', 2))
    for (const expected of ['n2 n3 n4 n1 n5', 'n2 n3 n4 n1 n5', 'n2 n3 n4 n5 n1']) {
      const made = moveOfSelection(one.state, 1)
      if (made) one.dispatch(made.tr)
      expect(notesOf(one)).toBe(expected)
      expect(one.state.selection.$from.parent.attrs.id).toBe('p1')
    }
    select(one, one.at('p2', 3), one.at('p2', 11))
    const drop = dropped(one.state, one.at('p3', 6), one.state.selection.content(), true)
    if (drop) one.dispatch(drop)
    one.check()
    expect(notesOf(one)).toBe('n3 n4 n2 n5 n1')
  })

  it('do so when it is cut out and put in again, and not in between', () => {
    const one = peer()
    select(one, one.find('p1').pos + 1, one.at('p2', 0))
    const slice: Slice = one.state.selection.content()
    one.dispatch(one.state.tr.deleteSelection().setMeta('uiEvent', 'cut'))
    expect(notesOf(one)).toBe('n1 n2 n3 n4 n5')
    const paragraph = slice.content.firstChild
    if (paragraph) one.dispatch(one.state.tr.insert(one.find('p4').pos, paragraph))
    one.check()
    expect(notesOf(one)).toBe('n2 n3 n4 n1 n5')
  })

  it('follow a sign that is first in the text only once another is deleted, or put in before it', () => {
    const one = peer()
    const [, sign] = one.find('p4').node.children
    if (sign) one.dispatch(one.state.tr.insert(one.at('p1', 0), sign))
    expect(notesOf(one)).toBe('n5 n1 n2 n3 n4')
    one.delete('p1', 0, 1)
    one.check()
    expect(notesOf(one)).toBe('n1 n2 n3 n4 n5')
  })

  it('do not move when nothing comes between them, as when it is split or joined', () => {
    const one = peer()
    const notes = () => one.state.doc.children.filter(({ attrs }) => attrs.kind === 'footnote')
    const before = notes()
    move(one, 'p3', { beside: 'p1', side: 'before' })
    one.split('p2', 10)
    one.join('p2')
    one.type('p1', 3, 'x')
    expect(notes().every((node, index) => node === before[index])).toBe(true)
  })
})

describe('notes stay where they are', () => {
  it('when they are settled; the provision moves, and the others go round them', () => {
    const one = peer()
    lock(one, 'n1', 'n5')
    hindered = 0
    move(one, 'p1', { beside: 'p4', side: 'after' })
    expect(textOf(one)).toBe('p2 s1 p3 p4 p1')
    expect(notesOf(one)).toBe('n1 n2 n3 n4 n5')
    move(one, 'p2', { beside: 'p4', side: 'after' })
    expect(notesOf(one)).toBe('n1 n5 n2 n3 n4')
    expect(hindered).toBe(0)
  })

  it('while nothing may be moved', () => {
    const one = peer('a', 10, false)
    move(one, 'p1', { beside: 'p4', side: 'after' })
    expect(notesOf(one)).toBe('n1 n2 n3 n4 n5')
  })

  it('where somebody has put them, as long as their signs stay', () => {
    const one = peer()
    move(one, 'n4', -1)
    expect(notesOf(one)).toBe('n1 n2 n4 n3 n5')
    move(one, 'p1', { beside: 'p4', side: 'after' })
    expect(notesOf(one)).toBe('n2 n4 n3 n5 n1')
  })

  it('when they have moved with the section in which they stand', () => {
    const section = (name: string) => [
      { id: `h${name}`, kind: 'heading', runs: [name] } as const,
      { id: `p${name}`, runs: ['Decides', { footnote: `n${name}` }] },
      note(`n${name}`),
      { id: `q${name}`, runs: ['Requests'] },
    ]
    const one = peer('a', 10, true, updateOf([...section('1'), ...section('2')]))
    move(one, 'h1', 1)
    expect(one.state.doc.children.map(({ attrs }) => String(attrs.id)).join(' ')).toBe(
      'h2 p2 n2 q2 h1 p1 n1 q1',
    )
  })
})

describe('the gate lets in what an editor makes of it', () => {
  /** Moves a provision and takes that back, with the gate between, which knows what is settled. */
  const moving = (settled: readonly string[], id: string, to: Destination, start = START): string[] => {
    const replica = Replica.from([start])
    const one = peer('a', 50, true, start)
    lock(one, ...settled)
    const policy = editing(Object.fromEntries(settled.map((name) => [name, 'provision-settled' as const])))
    return [() => move(one, id, to), () => one.undo(), () => one.redo()].map((act) => {
      act()
      const update = Y.encodeStateAsUpdate(one.ydoc, Y.encodeStateVector(replica.doc))
      const result = replica.submit(update, senderOf(50), policy)
      expect(documentOf(replica.text).eq(one.state.doc)).toBe(true)
      return result.ok ? notesOf(one) : result.refusal.code
    })
  }

  it.each(['p2', 'p4', 'n2', 'n4', 'n5'])('beside %s, which is settled', (settled) => {
    const answers = moving([settled], 'p1', { beside: 'p4', side: 'after' })
    expect(answers).toEqual(['n2 n3 n4 n5 n1', 'n1 n2 n3 n4 n5', 'n2 n3 n4 n5 n1'])
  })

  it('and a note that is settled stays', () => {
    const answers = moving(['n1'], 'p1', { beside: 'p4', side: 'after' })
    expect(answers).toEqual(answers.map(() => 'n1 n2 n3 n4 n5'))
  })

  it('also where a settled provision has a sign of the note', () => {
    const sources = [
      ...[{ id: 'p1', runs: ['Decides', { footnote: 'n1' }] }],
      ...[{ id: 'p2', runs: ['Requests', { footnote: 'n2' }, { footnote: 'n1' }] }],
      ...['n1', 'n2'].map(note),
    ]
    const answers = moving(['p2'], 'p1', { beside: 'p2', side: 'after' }, updateOf(sources))
    expect(answers).toEqual(['n2 n1', 'n1 n2', 'n2 n1'])
  })
})

describe('when two people work at once', () => {
  it('nobody else writes, and no word typed in a note that moves is lost', () => {
    const [one, other] = [peer('a', 10), peer('b', 20)]
    move(one, 'p1', { beside: 'p4', side: 'after' })
    other.type('n1', 7, ' more')
    other.type('n2', 7, ' more')
    exchange(one, other)
    for (const each of [one, other]) {
      each.check()
      expect(show(each.state.doc).match(/ more/g)).toHaveLength(2)
      expect(show(each.state.doc)).toContain('n1 says')
    }
    expect(show(one.state.doc)).toBe(show(other.state.doc))
  })
})
