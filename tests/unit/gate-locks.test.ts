import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { textHashOf } from '../../shared/text/canonical'
import { compose } from '../../shared/text/compose'
import { provisionsOf } from '../../shared/text/provisions'
import { Replica, type Policy } from '../../server/collab/replica'
import { Desk, editing, READING, readable, senderOf } from '../support/desk'
import { forge } from '../support/forge'

const SERVER = 1
const MINE = 50
const SETTLED = editing({ b: 'provision-settled' })

/** Three provisions and an empty one; `b` is settled by `SETTLED`. */
function open(): Replica {
  const desk = new Desk(SERVER)
  compose(desk.text, [
    { id: 'a', kind: 'preambular', runs: ['Recalls'] },
    {
      id: 'b',
      kind: 'sub',
      level: 1,
      runs: ['Agrees ', { text: 'firmly', formats: { strong: true } }, ' now'],
    },
    { id: 'c', kind: 'preambular', runs: ['Requests'] },
    { id: 'd', runs: [] },
  ])
  return Replica.from([Y.encodeStateAsUpdate(desk.doc)])
}

interface Answer {
  readonly code: string
  readonly provisionId: unknown
  readonly touched: readonly string[]
}

/** Submits an update; checks that the settled provision never changes, and that a refusal changes nothing at all. */
function submit(replica: Replica, update: Uint8Array, policy: Policy = SETTLED): Answer {
  const before = Y.encodeStateAsUpdate(replica.doc)
  const hash = textHashOf(replica.text, 'b')
  const result = replica.submit(update, senderOf(MINE, 51), policy)
  if (policy === SETTLED) expect(textHashOf(replica.text, 'b')).toBe(hash)
  if (result.ok) {
    return {
      code: result.value.effect ? 'in' : 'nothing',
      provisionId: null,
      touched: [...result.value.touched].sort(),
    }
  }
  expect(Y.encodeStateAsUpdate(replica.doc)).toEqual(before)
  expect(replica.doc.store.pendingStructs).toBeNull()
  return { code: result.refusal.code, provisionId: result.refusal.detail?.['provisionId'], touched: [] }
}

type Edit = (desk: Desk, at: (id: string) => number) => void

function after(edit: Edit, replica = open(), policy: Policy = SETTLED): Answer {
  const desk = Desk.at(replica, MINE)
  return submit(
    replica,
    desk.edit(() => edit(desk, (id) => desk.offsetOf(id))),
    policy,
  )
}

/** Offset behind the last word of the settled provision. */
const endOfB = (at: (id: string) => number): number => at('c')

describe('a settled provision is kept against', () => {
  it.each<[string, Edit]>([
    ['words inside', ({ text }, at) => text.insert(at('b') + 3, 'x', {})],
    ['words at its beginning', ({ text }, at) => text.insert(at('b') + 1, 'x', {})],
    ['words at its end', ({ text }, at) => text.insert(endOfB(at), 'x', {})],
    ['an object inside', ({ text }, at) => text.insertEmbed(at('b') + 3, { f: 'n' })],
    ['deleting a word', (desk, at) => desk.delete(at('b') + 2, 3)],
    ['deleting all words', (desk, at) => desk.delete(at('b') + 1, endOfB(at) - at('b') - 1)],
    ['joining it into the one before', (desk, at) => desk.delete(at('b'), 1)],
    ['joining the next one into it', (desk, at) => desk.delete(at('c'), 1)],
    ['deleting across its beginning', (desk, at) => desk.delete(at('b') - 2, 4)],
    ['deleting across its end', (desk, at) => desk.delete(endOfB(at) - 2, 4)],
    ['splitting it', (desk, at) => desk.begin(at('b') + 3, 'n')],
    ['splitting it at its beginning', (desk, at) => desk.begin(at('b') + 1, 'n')],
    ['marking it gone', ({ text }, at) => text.format(at('b'), 1, { gone: 'b=1' })],
    ['another kind', ({ text }, at) => text.format(at('b'), 1, { kind: 'b=operative' })],
    ['no kind', ({ text }, at) => text.format(at('b'), 1, { kind: null })],
    ['another level', ({ text }, at) => text.format(at('b'), 1, { level: 'b=2' })],
    ['a direction', ({ text }, at) => text.format(at('b'), 1, { dir: 'b=rtl' })],
    ['being named a header row', ({ text }, at) => text.format(at('b'), 1, { header: 'b=1' })],
    ['a mark inside', ({ text }, at) => text.format(at('b') + 1, 3, { em: true })],
    ['taking a mark away', ({ text }, at) => text.format(at('b') + 9, 3, { strong: null })],
    ['a mark over everything', ({ text }) => text.format(0, text.length, { em: true })],
    [
      'words before a new boundary',
      (desk, at) => {
        desk.text.insert(endOfB(at), 'x', {})
        desk.begin(endOfB(at), 'n')
      },
    ],
  ])('%s', (_what, edit) => {
    expect(after(edit)).toMatchObject({ code: 'provision-settled', provisionId: 'b' })
    expect(after(edit, open(), editing()).code).toBe('in')
    expect(after(edit, open(), editing({ b: 'freezing' }))).toMatchObject({
      code: 'freezing',
      provisionId: 'b',
    })
  })

  it('a mark that begins before it and never ends', () => {
    const update = forge([
      { client: MINE, structs: [{ format: ['em', true], origin: [SERVER, 5], right: [SERVER, 6] }] },
    ])
    expect(submit(open(), update)).toMatchObject({ code: 'provision-settled', provisionId: 'b' })
    expect(submit(open(), update, editing()).touched).toEqual(['a', 'b', 'c'])
  })

  it('deleting the marker at which one of its marks ends or begins', () => {
    const replica = open()
    for (let item = replica.text._start; item; item = item.right) {
      if (!(item.content instanceof Y.ContentFormat) || item.content.key !== 'strong') continue
      const update = forge([], [[item.id.client, item.id.clock, 1]])
      expect(submit(replica, update)).toMatchObject({ code: 'provision-settled', provisionId: 'b' })
    }
  })

  it('late offline edits', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    desk.text.insert(desk.offsetOf('b') + 4, ' late')
    desk.text.insert(2, 'x')
    const update = Y.encodeStateAsUpdate(desk.doc, Y.encodeStateVector(replica.doc))
    expect(submit(replica, update)).toMatchObject({ code: 'provision-settled', provisionId: 'b' })
  })

  it('words that were written offline beside a place where others wrote meanwhile', () => {
    const replica = open()
    const [late, other] = [Desk.at(replica, MINE), Desk.at(replica, 51)]
    const behind = late.edit((text) => text.insert(late.offsetOf('b') + 4, ' late'))
    expect(
      submit(
        replica,
        other.edit((text) => text.insert(other.offsetOf('b') + 4, '!')),
        editing(),
      ).code,
    ).toBe('in')
    expect(submit(replica, behind)).toMatchObject({ code: 'provision-settled', provisionId: 'b' })
  })
})

describe('beside a settled provision stays possible', () => {
  it.each<[string, Edit, string[]]>([
    ['words in the one before', ({ text }, at) => text.insert(at('b'), 'x', {}), ['a']],
    ['words in the next one', ({ text }, at) => text.insert(at('c') + 1, 'x', {}), ['c']],
    ['another kind for the next one', ({ text }, at) => text.format(at('c'), 1, { kind: 'c=sub' }), ['c']],
    [
      'a mark up to its beginning',
      ({ text }, at) => text.format(at('a') + 3, at('b') - at('a') - 3, { em: true }),
      ['a'],
    ],
    ['a mark from its end on', ({ text }, at) => text.format(at('c'), 4, { em: true }), ['c']],
    ['a new provision behind it', (desk, at) => desk.begin(endOfB(at), 'n'), ['n']],
    [
      'a new provision with words behind it',
      (desk, at) => {
        const end = endOfB(at)
        desk.begin(end, 'n')
        desk.text.insert(end + 1, 'new words', {})
      },
      ['n'],
    ],
    ['a new provision before it', (desk, at) => desk.begin(at('b'), 'n'), ['n']],
    [
      'deleting the whole next one',
      (desk, at) => {
        desk.delete(at('c') + 1, at('d') - at('c') - 1)
        desk.text.format(at('c'), 1, { gone: 'c=1' })
      },
      ['c'],
    ],
    ['joining two others', (desk, at) => desk.delete(at('d'), 1), ['d']],
    ['words far away', ({ text }) => text.insert(2, 'x', {}), ['a']],
  ])('%s', (_what, edit, touched) => expect(after(edit)).toEqual({ code: 'in', provisionId: null, touched }))

  it('joining away an empty provision behind it', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    expect(
      submit(
        replica,
        desk.edit(() => desk.begin(desk.offsetOf('c'), 'n')),
      ).code,
    ).toBe('in')
    expect(
      submit(
        replica,
        desk.edit(() => desk.delete(desk.offsetOf('n'), 1)),
      ).code,
    ).toBe('in')
    expect(readable(replica.text)).toBe(readable(desk.text))
  })

  it('what was typed in it offline and deleted again', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    desk.text.insert(desk.offsetOf('b') + 4, ' late')
    desk.delete(desk.offsetOf('b') + 4, 5)
    desk.text.insert(2, 'x')
    const update = Y.encodeStateAsUpdate(desk.doc, Y.encodeStateVector(replica.doc))
    expect(submit(replica, update)).toMatchObject({ code: 'in', touched: ['a'] })
  })

  it('words at its end when another provision has begun before them', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    desk.text.insert(
      endOfB((id) => desk.offsetOf(id)),
      'moved on',
      {},
    )
    desk.begin(endOfB((id) => desk.offsetOf(id)) - 8, 'n')
    const update = Y.encodeStateAsUpdate(desk.doc, Y.encodeStateVector(replica.doc))
    expect(submit(replica, update)).toMatchObject({ code: 'in', touched: ['n'] })
  })
})

describe('what an update touches', () => {
  it.each<[string, Edit, string[]]>([
    ['words touch their provision', ({ text }, at) => text.insert(at('b') + 3, 'x', {}), ['b']],
    ['a split touches both', (desk, at) => desk.begin(at('b') + 3, 'n'), ['b', 'n']],
    ['a join touches both', (desk, at) => desk.delete(at('c'), 1), ['b', 'c']],
    [
      'a mark touches every provision in it',
      ({ text }, at) => text.format(at('a') + 2, at('c') - at('a') + 2, { em: true }),
      ['a', 'b', 'c'],
    ],
  ])('%s', (_what, edit, touched) => expect(after(edit, open(), editing()).touched).toEqual(touched))
})

describe('where an update moves words', () => {
  it.each<[string, Edit, { from: string; to: string }[]]>([
    ['typing moves none', ({ text }, at) => text.insert(at('b') + 3, 'x', {}), []],
    [
      'a split moves what stands behind it',
      (desk, at) => desk.begin(at('b') + 3, 'n'),
      [{ from: 'b', to: 'n' }],
    ],
    ['a new provision behind the last word takes none', (desk, at) => desk.begin(at('c'), 'n'), []],
    ['a join moves all of it', (desk, at) => desk.delete(at('c'), 1), [{ from: 'c', to: 'b' }]],
    ['joining away an empty provision moves none', (desk, at) => desk.delete(at('d'), 1), []],
    [
      'two splits move words of the same provision',
      (desk, at) => {
        desk.begin(at('b') + 5, 'm')
        desk.begin(at('b') + 3, 'n')
      },
      [
        { from: 'b', to: 'm' },
        { from: 'b', to: 'n' },
      ],
    ],
  ])('%s', (_what, edit, moved) => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    const update = desk.edit(() => edit(desk, (id) => desk.offsetOf(id)))
    expect(replica.submit(update, senderOf(MINE), editing())).toMatchObject({ ok: true, value: { moved } })
  })
})

describe('who may not edit', () => {
  const reading = (edit: Edit): Answer => after(edit, open(), READING)

  it('is refused whatever would change', () => {
    expect(reading(({ text }) => text.insert(3, 'x')).code).toBe('read-only')
    expect(reading((desk) => desk.delete(3, 2)).code).toBe('read-only')
    expect(reading((desk) => desk.delete(0, 1)).code).toBe('read-only')
    expect(reading(({ text }) => text.format(3, 2, { em: true })).code).toBe('read-only')
  })

  it('may tidy format markers, which stock readers do by themselves: it is ignored', () => {
    const replica = open()
    const before = Y.encodeStateAsUpdate(replica.doc)
    const marker = forge(
      [],
      [
        [SERVER, 0, 1],
        [SERVER, 2, 1],
      ],
    )
    expect(submit(replica, marker, READING).code).toBe('nothing')
    expect(Y.encodeStateAsUpdate(replica.doc)).toEqual(before)
    expect(submit(replica, forge([], [[SERVER, 0, 3]]), READING).code).toBe('read-only')
  })

  it('may answer the sync with everything that is known', () => {
    const replica = open()
    expect(submit(replica, Y.encodeStateAsUpdate(replica.doc), READING).code).toBe('nothing')
    expect(submit(replica, new Uint8Array([0, 0]), READING).code).toBe('nothing')
  })
})

describe('a replica', () => {
  it('is rebuilt to say exactly the same', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    for (let index = 0; index < 40; index += 1)
      submit(
        replica,
        desk.edit((text) => text.insert(2 + index * 3, '😀é')),
      )
    const before = Y.encodeStateAsUpdate(replica.doc)
    replica.rebuild()
    expect(Y.encodeStateAsUpdate(replica.doc)).toEqual(before)
    expect(
      submit(
        replica,
        desk.edit((text) => text.insert(2, 'x')),
        editing(),
      ).code,
    ).toBe('in')
  })

  it('is rebuilt after a write of the server that threw half-way', () => {
    const replica = open()
    const before = readable(replica.text)
    expect(() =>
      replica.write((text) => {
        text.insert(1, 'half')
        throw new Error('a bug')
      }),
    ).toThrow('a bug')
    expect(readable(replica.text)).toBe(before)
    expect(replica.write((text) => text.insert(1, 'whole')).effect).not.toBeNull()
  })

  it('does not apply an update of the journal that lacks what it hangs on', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    desk.edit((text) => text.insert(2, 'x'))
    const second = desk.edit((text) => text.insert(3, 'y'))
    const before = readable(replica.text)
    expect(() => replica.apply(second)).toThrow()
    expect(readable(replica.text)).toBe(before)
    expect(() => Replica.from([second])).toThrow()
  })

  it('gives the smallest update with the same effect', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    const first = desk.edit((text) => text.insert(2, 'x'))
    submit(replica, first)
    const second = desk.edit((text) => text.insert(3, 'y'))
    const result = replica.submit(Y.encodeStateAsUpdate(desk.doc), desk.sender, editing())
    expect(result).toMatchObject({ ok: true, value: { effect: second, touched: ['a'] } })
  })

  it('keeps its tail short and still says the same after thousands of keystrokes', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    for (let index = 0; index < 4_000; index += 1) {
      replica.submit(
        desk.edit((text) => text.insert(2 + (index % 3), 'x')),
        desk.sender,
        editing(),
      )
    }
    replica.rebuild()
    expect(readable(replica.text)).toBe(readable(desk.text))
    expect(provisionsOf(replica.text)).toHaveLength(4)
  })

  it('knows the clock of every clientID', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    submit(
      replica,
      desk.edit((text) => text.insert(2, 'abc')),
    )
    expect(replica.clockOf(MINE)).toBe(3)
    expect(replica.clockOf(999)).toBe(0)
  })
})
