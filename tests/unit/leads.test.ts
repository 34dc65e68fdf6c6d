import { NodeSelection, TextSelection, type Command } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { chooseKind, joinBackward, joinForward, setLink } from '../../client/editor/commands'
import { removalOf } from '../../client/editor/beside'
import { bindDeleting } from '../../client/editor/cells'
import { leadIn, leaveNote, signOf } from '../../client/editor/leads'
import { addressOf, linkAround } from '../../client/editor/links'
import { insertFootnote, leaveEmptyNote, notesPlugin, removeNote } from '../../client/editor/notes'
import { showLocks, lockedPlugin } from '../../client/editor/locked'
import { shortened } from '../../client/pages/document/leads'
import { targetsIn, targetsSaying } from '../../client/pages/document/targets'
import { marks } from '../../shared/text/schema'
import { exchange, Peer, show, updateOf } from '../support/peer'

const START = updateOf([
  { id: 'p1', runs: ['Decides to meet', { footnote: 'n1' }, ' again'] },
  { id: 'p2', runs: ['as in ', { reference: 'p1' }, '.'] },
  { id: 'p3', runs: ['see the site now'] },
  { id: 'n1', kind: 'footnote', runs: ['In Geneva.'] },
])

const told: string[] = []
const peer = (name = 'a', clientId = 10) =>
  new Peer(name, clientId, START, [
    lockedPlugin(
      () => ({ said: '', onPaper: '' }),
      () => {},
    ),
    notesPlugin({
      removed: () => void told.push(name),
      refused: (_lock, provisionId) => void told.push(`${name} may not: ${provisionId}`),
    }),
  ])

function select(one: Peer, from: number, to = from): void {
  one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, from, to)))
}

const run = (one: Peer, command: Command) => command(one.state, one.dispatch)
const hrefOf = (one: Peer) => linkAround(one.state.selection)?.href ?? null

describe('what leads elsewhere', () => {
  it('is what is selected, or the note or link at the caret', () => {
    const one = peer()
    const sign = one.at('p1', 15)
    one.dispatch(one.state.tr.setSelection(NodeSelection.create(one.state.doc, sign)))
    expect(leadIn(one.state)).toMatchObject({ is: 'sign', noteId: 'n1', from: sign })
    one.dispatch(one.state.tr.setSelection(NodeSelection.create(one.state.doc, one.at('p2', 6))))
    expect(leadIn(one.state)).toMatchObject({ is: 'reference', target: 'p1' })
    select(one, one.at('n1', 3))
    expect(leadIn(one.state)).toMatchObject({ is: 'note', noteId: 'n1' })
    select(one, one.at('p3', 3))
    expect(leadIn(one.state)).toBeNull()
    expect(signOf(one.state.doc, 'n1')?.from).toBe(sign)
  })

  it('is a link as a whole, whatever else is said of its words, and at both its ends', () => {
    const one = peer()
    one.mark('p3', 4, 12, marks.link.create({ href: 'https://example.org' }))
    one.mark('p3', 6, 9, marks.strong.create())
    const whole = { is: 'link', from: one.at('p3', 4), to: one.at('p3', 12), href: 'https://example.org' }
    for (const offset of [4, 5, 7, 12]) {
      select(one, one.at('p3', offset))
      expect(leadIn(one.state)).toEqual(whole)
    }
    select(one, one.at('p3', 5), one.at('p3', 11))
    expect(leadIn(one.state)).toEqual(whole)
    select(one, one.at('p3', 5), one.at('p3', 14))
    expect(leadIn(one.state)).toBeNull()
    select(one, one.at('p3', 3))
    expect(leadIn(one.state)).toBeNull()
  })
})

describe('Enter in a note', () => {
  it('splits none: a sign leads to one paragraph', () => {
    const one = peer()
    const before = one.state.doc
    for (const offset of [0, 3, 10]) {
      select(one, one.at('n1', offset))
      expect(run(one, leaveNote)).toBe(true)
    }
    expect(one.state.doc).toBe(before)
    select(one, one.at('p1', 3))
    expect(run(one, leaveNote)).toBe(false)
  })
})

describe('Backspace and Delete at a note', () => {
  it('join nothing to it, and it to nothing', () => {
    const one = peer()
    const before = one.state.doc
    select(one, one.at('n1', 0))
    expect(run(one, joinBackward)).toBe(true)
    select(one, one.at('p3', 16))
    expect(run(one, joinForward)).toBe(true)
    expect(one.state.doc).toBe(before)
  })

  it('take one with no words yet away again, with its sign', () => {
    const one = peer()
    select(one, one.at('p3', 3))
    run(one, insertFootnote)
    expect(run(one, leaveEmptyNote)).toBe(true)
    one.check()
    one.dispatch(one.state.tr.insertText('!'))
    expect(show(one.state.doc)).toContain('see! the site now')
    expect(one.state.doc.childCount).toBe(4)
  })
})

describe('the signs of a note', () => {
  it('go with it, however it goes, and come back with it by one undo', () => {
    const byHandle = (one: Peer) => removalOf(one.state, 'n1')?.tr ?? one.state.tr
    const joined = (one: Peer) => one.state.tr.join(one.find('n1').pos)
    const intoIt = (one: Peer) => one.state.tr.delete(one.at('p3', 3), one.at('n1', 2))
    for (const change of [byHandle, joined, intoIt]) {
      const one = peer()
      const before = show(one.state.doc)
      one.dispatch(change(one))
      one.check()
      expect(show(one.state.doc)).toContain('Decides to meet again ¶')
      one.undo()
      one.check()
      expect(show(one.state.doc)).toBe(before)
    }
  })

  it('stay when it is cut out, to be put in again', () => {
    const one = peer()
    const { node, pos } = one.find('n1')
    one.dispatch(one.state.tr.delete(pos, pos + node.nodeSize).setMeta('uiEvent', 'cut'))
    expect(signOf(one.state.doc, 'n1')).not.toBeNull()
    one.dispatch(one.state.tr.insert(one.find('p2').pos, node))
    one.move('n1', 3)
    one.check()
    expect(signOf(one.state.doc, 'n1')).not.toBeNull()
  })

  it('keep it where they are in a settled provision, and it is said', () => {
    const one = peer()
    const locks = { settled: new Map([['p1', { textHash: '', at: 0, by: null }]]), frozen: new Set() }
    showLocks(one as never, locks as never, () => ({ said: '', onPaper: '' }))
    const before = show(one.state.doc)
    const { node, pos } = one.find('n1')
    const removed = one.state.tr.delete(pos, pos + node.nodeSize)
    told.length = 0
    one.dispatch(removed)
    one.dispatch(removed.setMeta('uiEvent', 'cut'))
    one.say('n1', 'kind', 'operative')
    one.join('n1')
    expect(show(one.state.doc)).toBe(before)
    expect(told).toEqual(Array.from({ length: 4 }, () => 'a may not: p1'))
    one.move('n1', 0)
    one.check()
    expect(one.state.doc.firstChild?.textContent).toBe('In Geneva.')
  })

  it('lead to it still when a kind is chosen for it and what is above', () => {
    const one = peer()
    select(one, one.at('p3', 2), one.at('n1', 4))
    run(one, chooseKind('preambular'))
    expect(show(one.state.doc)).toContain('preambular:see the site now ¶ footnote:In Geneva.')
    one.say('p2', 'kind', 'footnote')
    select(one, one.at('p2', 2))
    run(one, chooseKind('operative'))
    expect(one.find('p2').node.attrs.kind).toBe('operative')
  })
})

it('every key that deletes is bound, for words and lines too', () => {
  const [backward, forward] = [() => true, () => false] as const satisfies Command[]
  const bound = Object.entries(bindDeleting(backward, forward))
  const keysOf = (command: Command) => bound.filter(([, one]) => one === command).map(([key]) => key)
  expect(keysOf(backward)).toEqual(expect.arrayContaining(['Backspace', 'Mod-Backspace', 'Shift-Backspace']))
  expect(keysOf(forward)).toEqual(expect.arrayContaining(['Delete', 'Mod-Delete']))
})

describe('a new note', () => {
  it('stands among the others in the order of their signs', () => {
    const one = peer()
    const notes = () =>
      one.state.doc.children.filter(({ attrs }) => attrs.kind === 'footnote').map((node) => node.textContent)
    for (const [id, at, words] of [
      ['p3', 3, 'last'],
      ['p1', 7, 'first'],
      ['p2', 5, 'third'],
    ] as const) {
      select(one, one.at(id, at))
      run(one, insertFootnote)
      one.dispatch(one.state.tr.insertText(words))
    }
    one.check()
    expect(notes()).toEqual(['first', 'In Geneva.', 'third', 'last'])
  })
})

describe('setting a link', () => {
  it('changes or takes away the whole link at the caret', () => {
    const one = peer()
    one.mark('p3', 4, 12, marks.link.create({ href: 'https://example.org' }))
    select(one, one.at('p3', 7))
    run(one, setLink('https://example.net'))
    one.check()
    expect(hrefOf(one)).toBe('https://example.net')
    run(one, setLink(null))
    expect(hrefOf(one)).toBeNull()
    expect(one.find('p3').node.textContent).toBe('see the site now')
  })

  it('puts the address in as words where nothing is selected, and what is typed next is no link', () => {
    const one = peer()
    select(one, one.at('p3', 16))
    run(one, setLink('mailto:office@example.org'))
    one.dispatch(one.state.tr.insertText('!'))
    one.check()
    expect(one.find('p3').node.textContent).toBe('see the site nowoffice@example.org!')
    expect(one.find('p3').node.lastChild?.marks).toEqual([])
    select(one, one.at('p3', 20))
    expect(hrefOf(one)).toBe('mailto:office@example.org')
  })
})

it.each([
  ['https://example.org/a?b', 'https://example.org/a?b'],
  [' www.example.org ', 'https://www.example.org'],
  ['office@example.org', 'mailto:office@example.org'],
  ['mailto:office@example.org', 'mailto:office@example.org'],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['https://example.org/@office', 'https://example.org/@office'],
  ['https://example.org@other.example/', null],
  ['words', null],
  ['', null],
])('the address meant by %j is %j', (typed, meant) => expect(addressOf(typed)).toBe(meant))

describe('a note', () => {
  it('goes with its last sign, is told, and comes back with it by one undo', () => {
    const one = peer()
    const before = show(one.state.doc)
    told.length = 0
    one.delete('p1', 10, 17)
    one.check()
    expect(show(one.state.doc)).not.toContain('Geneva')
    expect(told).toEqual(['a'])
    one.undo()
    one.check()
    expect(show(one.state.doc)).toBe(before)
  })

  it('stays as long as another sign leads to it', () => {
    const one = peer()
    one.dispatch(one.state.tr.insert(one.at('p3', 3), one.find('p1').node.child(1)))
    one.delete('p1', 10, 17)
    expect(show(one.state.doc)).toContain('Geneva')
    one.dispatch(one.state.tr.delete(one.at('p3', 2), one.at('p3', 5)))
    expect(show(one.state.doc)).not.toContain('Geneva')
  })

  it('stays when its sign is moved, or cut out to be put in again', () => {
    const one = peer()
    one.move('p1', 2)
    expect(show(one.state.doc)).toContain('Geneva')
    one.dispatch(one.state.tr.delete(one.at('p1', 10), one.at('p1', 17)).setMeta('uiEvent', 'cut'))
    expect(show(one.state.doc)).toContain('Geneva')
    expect(signOf(one.state.doc, 'n1')).toBeNull()
    const tr = removeNote(one.state, 'n1')
    if (tr) one.dispatch(tr)
    one.check()
    expect(show(one.state.doc)).not.toContain('Geneva')
  })

  it('stays when it is settled', () => {
    const one = peer()
    const locks = { settled: new Map([['n1', { textHash: '', at: 0, by: null }]]), frozen: new Set() }
    showLocks(one as never, locks as never, () => ({ said: '', onPaper: '' }))
    one.delete('p1', 10, 17)
    expect(show(one.state.doc)).toContain('Geneva')
    expect(removeNote(one.state, 'n1')).toBeNull()
  })

  it('loses none of the words that others type in it at the same moment', () => {
    const [one, other] = [peer('a', 10), peer('b', 20)]
    one.delete('p1', 10, 17)
    other.type('n1', 10, ' In May.')
    exchange(one, other)
    for (const each of [one, other]) {
      each.check()
      expect(show(each.state.doc)).toContain('In May.')
    }
  })

  it('is not taken by those who only hear of the deletion', () => {
    const [one, other] = [peer('a', 10), peer('b', 20)]
    told.length = 0
    one.delete('p1', 10, 17)
    exchange(one, other)
    expect(told).toEqual(['a'])
    expect(other.uncalledWrites).toBe(0)
  })

  it('begins with the caret in it', () => {
    const one = peer()
    select(one, one.at('p3', 3))
    run(one, insertFootnote)
    one.check()
    expect(leadIn(one.state)).toMatchObject({ is: 'note' })
  })
})

describe('a target of a cross reference', () => {
  const { doc } = peer().state
  const labels = new Map([
    ['p1', 'OP 1'],
    ['p2', 'OP 2'],
    ['p3', 'OP 12'],
  ])
  const targets = targetsIn(doc, labels)
  const saying = (wanted: string) => targetsSaying(targets, wanted).map(({ id }) => id)

  it('is found by its number, with or without the space, and by its words', () => {
    expect(saying('')).toEqual(['p1', 'p2', 'p3'])
    expect(saying('op2')).toEqual(['p2'])
    expect(saying('OP 1')).toEqual(['p1', 'p3'])
    expect(saying('MEET')).toEqual(['p1'])
    expect(saying('site see')).toEqual(['p3'])
    expect(saying('elsewhere')).toEqual([])
  })
})

it('long words are cut between two of them', () => {
  expect(shortened('Decides to meet', 20)).toBe('Decides to meet')
  expect(shortened('Decides to meet again in Geneva', 20)).toBe('Decides to meet…')
})
