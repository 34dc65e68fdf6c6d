import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { compose } from '../../shared/text/compose'
import { provisionsOf } from '../../shared/text/provisions'
import { Replica } from '../../server/collab/replica'
import { Desk, editing, readable, senderOf } from '../support/desk'
import { forge, type ForgedStruct } from '../support/forge'
import { countWork } from '../support/work'

const SERVER = 1
const MINE = 50
const OTHER = 60
/** What an update of the largest kind may take, in milliseconds of processor time; the square of its structs takes many times that. */
const LIMIT_MS = 1_500

function open(): Replica {
  const desk = new Desk(SERVER)
  compose(desk.text, [
    { id: 'a', kind: 'preambular', runs: ['Recalls'] },
    { id: 'b', runs: ['Requests'] },
  ])
  return Replica.from([Y.encodeStateAsUpdate(desk.doc)])
}

function answer(replica: Replica, update: Uint8Array, ...owned: readonly number[]): string {
  const before = Y.encodeStateAsUpdate(replica.doc)
  const result = replica.submit(update, senderOf(MINE, OTHER, ...owned), editing())
  if (result.ok) return result.value.effect ? 'in' : 'nothing'
  expect(Y.encodeStateAsUpdate(replica.doc)).toEqual(before)
  return result.refusal.code
}

/** A struct between the first two letters of the first provision. */
const between = (struct: object): ForgedStruct =>
  ({ ...struct, origin: [SERVER, 3], right: [SERVER, 4] }) as unknown as ForgedStruct
const answerTo = (struct: object): string =>
  answer(open(), forge([{ client: MINE, structs: [between(struct)] }]))

describe('words', () => {
  it.each(['Welcomes', 'علي\u200F \u2068IOM\u2069', 'می\u200Cخواهم 👩\u200D⚖️'])('%j are let in', (text) =>
    expect(answerTo({ string: text })).toBe('in'),
  )

  it.each([
    'a\u0000',
    'a\tb',
    'a\nb',
    '\u0085',
    '\u009F',
    'a\u2028b',
    '\u2029',
    '\u202Da',
    'a\u202E',
    'a\u202Ab\u202C',
    '\u200B',
    'a\u2060b',
    'a\uFEFF',
    '\uFFFC',
    'a\u{E0041}',
  ])('%j are refused: no provision holds such characters', (text) =>
    expect(answerTo({ string: text })).toBe('content-not-allowed'),
  )
})

it('lets what was in a text before come back in recovery, but nothing that never was', () => {
  const back = (struct: object): string => {
    const update = forge([{ client: MINE, structs: [between(struct)] }])
    const result = open().submit(update, senderOf(MINE), { ...editing(), takingBack: true })
    return result.ok ? 'in' : result.refusal.code
  }
  expect(back({ string: 'a\u200Bb' })).toBe('in')
  expect(back({ format: ['link', 'https://name@example.org/'] })).toBe('in')
  expect(back({ string: 'a\u202Eb' })).toBe('content-not-allowed')
  expect(back({ format: ['link', 'javascript:alert(1)'] })).toBe('content-not-allowed')
})

describe('objects', () => {
  it.each([{ b: 'new' }, { c: 'column' }, { f: 'note' }, { x: 'b' }])('%o is let in', (embed) =>
    expect(answerTo({ embed })).toBe('in'),
  )

  it.each<unknown>([
    { b: 'head' },
    { b: 'a=b' },
    { b: 'a~2' },
    { b: '' },
    { b: 1 },
    { b: 'x', c: 'y' },
    { z: 'x' },
    {},
    [],
    null,
    'b',
    1,
  ])('%j is refused', (embed) => expect(answerTo({ embed })).toBe('content-not-allowed'))
})

describe('formats of words', () => {
  it.each<[string, unknown]>([
    ['strong', true],
    ['strong', null],
    ['em', true],
    ['lang', 'ar'],
    ['link', 'https://example.org/'],
    ['link', 'mailto:desk@example.org'],
  ])('%s %j is let in', (key, value) => expect(answerTo({ format: [key, value] })).toBe('in'))

  it.each<[string, unknown]>([
    ['strong', 1],
    ['strong', { deep: true }],
    ['lang', 'xx'],
    ['link', 'javascript:alert(1)'],
    ['link', 'https://example.org/ "onclick'],
    ['bold', true],
    ['ins', 'me'],
    ['comment:c1', true],
    ['bracket:b1', '0'],
    ['del:d1', 'me'],
    ['__proto__', true],
    ['ychange', {}],
  ])('%s %j is refused', (key, value) =>
    expect(answerTo({ format: [key, value] })).toBe('content-not-allowed'),
  )
})

describe('formats of boundaries', () => {
  it('are let in at their boundary', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    expect(
      answer(
        replica,
        desk.edit((text) => text.format(0, 1, { kind: 'a=operative', level: 'a=2' })),
      ),
    ).toBe('in')
    expect(provisionsOf(replica.text)[0]).toMatchObject({ id: 'a', kind: 'operative', level: 2 })
  })

  it.each(['kind', 'level', 'dir', 'tbl', 'header', 'gone'])('a senseless %s is refused', (key) =>
    expect(answerTo({ format: [key, 'a=??'] })).toBe('content-not-allowed'),
  )

  it('a value without an id, with an id of nothing, or of a reserved key is refused', () => {
    expect(answerTo({ format: ['kind', 'title'] })).toBe('content-not-allowed')
    expect(answerTo({ format: ['kind', 'nobody=title'] })).toBe('content-not-allowed')
    expect(answerTo({ format: ['bins', 'a=1'] })).toBe('content-not-allowed')
  })

  it('a new value with the id of another boundary is refused before that boundary', () => {
    const replica = open()
    // the boundary of `b` stands between the start and the end of its kind
    const boundary = [...Array(40).keys()].find((clock) => isBoundaryAt(replica, clock, 'b')) ?? 0
    const forged = (value: string): Uint8Array =>
      forge([
        {
          client: MINE,
          structs: [{ format: ['kind', value], origin: [SERVER, boundary - 1], right: [SERVER, boundary] }],
        },
      ])
    expect(answer(replica, forged('a=title'))).toBe('content-not-allowed')
    expect(answer(replica, forged('b=title'))).toBe('in')
    expect(provisionsOf(replica.text).map(({ kind }) => kind)).toEqual(['preambular', 'title'])
  })

  it('of a boundary that somebody else joined away meanwhile are let in', () => {
    const replica = open()
    const [one, two] = [Desk.at(replica, MINE), Desk.at(replica, OTHER)]
    expect(
      answer(
        replica,
        one.edit(() => one.delete(one.offsetOf('b'), 1)),
      ),
    ).toBe('in')
    replica.rebuild()
    const late = two.edit((text) => text.format(two.offsetOf('b'), 1, { level: 'b=3' }))
    expect(answer(replica, late)).toBe('in')
  })

  it('of a boundary that was split off and joined again offline are let in', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    desk.begin(3, 'n')
    desk.delete(3, 1)
    desk.begin(5, 'm')
    expect(answer(replica, Y.encodeStateAsUpdate(desk.doc, Y.encodeStateVector(replica.doc)))).toBe('in')
    expect(readable(replica.text)).toBe(readable(desk.text))
  })
})

describe('formats of a boundary that nobody knows', () => {
  /** All of them in one place, or each beside the one before it. */
  const formats = (count: number, isChain: boolean): ForgedStruct[] =>
    Array.from({ length: count }, (_, i): ForgedStruct => {
      const origin = isChain && i > 0 ? ([MINE, i - 1] as const) : ([SERVER, 3] as const)
      return { format: ['kind', 'forgotten=operative'], origin, right: [SERVER, 4] }
    })
  const last = (at: number): ForgedStruct => ({ deleted: 1, origin: [MINE, at], right: [SERVER, 4] })

  it('are let in beside a format, and from one who deleted something, but not from nobody', () => {
    const strong: ForgedStruct = { format: ['strong', true], origin: [SERVER, 3], right: [SERVER, 4] }
    const [alone] = formats(1, false)
    const beside: ForgedStruct = { format: ['kind', 'zz=operative'], origin: [MINE, 0], right: [SERVER, 4] }
    const sent = (
      client: number,
      ...structs: ForgedStruct[]
    ): { client: number; structs: ForgedStruct[] } => ({
      client,
      structs,
    })
    if (!alone) throw new Error('one was asked for')
    expect(answer(open(), forge([sent(MINE, alone)]))).toBe('content-not-allowed')
    expect(answer(open(), forge([sent(MINE, strong, beside)]))).toBe('in')
    expect(answer(open(), forge([sent(MINE, alone, last(0))]))).toBe('in')
    const deletedByOther: ForgedStruct = { deleted: 1, origin: [SERVER, 3], right: [SERVER, 4] }
    expect(answer(open(), forge([sent(MINE, alone), sent(OTHER, deletedByOther)]))).toBe(
      'content-not-allowed',
    )
  })

  it.each([
    ['in one place', false, 'update-too-large'],
    ['in a row', true, 'in'],
  ])('cost little although there are tens of thousands of them, %s', (_where, isChain, expected) => {
    const update = forge([{ client: MINE, structs: [...formats(19_990, isChain), last(19_989)] }])
    const replica = open()
    const workMs = countWork()
    expect(answer(replica, update)).toBe(expected)
    expect(workMs()).toBeLessThan(LIMIT_MS)
  })

  it.each([
    ['in one place', false],
    ['in a row', true],
  ])('cost little also when they come back in recovery, %s', (_where, isChain) => {
    const update = forge([{ client: MINE, structs: [...formats(60_000, isChain), last(59_999)] }])
    const replica = open()
    const workMs = countWork()
    const back = replica.submit(update, senderOf(MINE), { ...editing(), takingBack: true })
    expect(back).toMatchObject({ ok: false, refusal: { code: 'update-too-large' } })
    expect(workMs()).toBeLessThan(LIMIT_MS)
  })
})

function isBoundaryAt(replica: Replica, clock: number, id: string): boolean {
  const item = Y.getItem(replica.doc.store, Y.createID(SERVER, clock))
  return item.content instanceof Y.ContentEmbed && (item.content.embed as { b?: string }).b === id
}

describe('a second boundary with a living id', () => {
  const twin = (id: string): Uint8Array => forge([{ client: MINE, structs: [between({ embed: { b: id } })] }])

  it('is refused when nobody ever deleted that provision', () => {
    expect(answer(open(), twin('b'))).toBe('duplicate-id')
    const two = [
      between({ embed: { b: 'n' } }),
      { embed: { b: 'n' }, origin: [MINE, 0] as const, right: [SERVER, 4] as const },
    ]
    expect(answer(open(), forge([{ client: MINE, structs: two }]))).toBe('duplicate-id')
  })

  it('is refused with the reason of the lock when the provision is settled', () => {
    const replica = open()
    const result = replica.submit(twin('b'), senderOf(MINE), editing({ b: 'provision-settled' }))
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'provision-settled', detail: { provisionId: 'b' } },
    })
  })

  it('is let in from a move: the old one is gone', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    expect(answer(replica, move(desk, 'b', 0))).toBe('in')
    expect(provisionsOf(replica.text).map(({ shownId, hidden }) => [shownId, hidden])).toEqual([
      ['b', false],
      ['a', false],
      ['b', true],
    ])
  })

  it('is let in from two moves at the same time: one is shown as a second one', () => {
    const replica = open()
    const [one, two] = [Desk.at(replica, MINE), Desk.at(replica, OTHER)]
    expect(answer(replica, move(one, 'b', 0))).toBe('in')
    expect(answer(replica, move(two, 'b', 0))).toBe('in')
    const shown = provisionsOf(replica.text).filter(({ hidden }) => !hidden)
    expect(shown.map(({ shownId }) => shownId).sort()).toEqual(['a', 'b', 'b~2'])
  })

  it('is let in from undoing a join after others wrote the provision anew, even when the server forgot', () => {
    const replica = open()
    const [one, two] = [Desk.at(replica, MINE), Desk.at(replica, OTHER)]
    const undo = new Y.UndoManager(one.text, { captureTimeout: 0 })
    const joined = one.edit(() => one.delete(one.offsetOf('b'), 1))
    expect(answer(replica, joined)).toBe('in')
    Y.applyUpdate(two.doc, joined)
    expect(
      answer(
        replica,
        two.edit(() => two.begin(0, 'b')),
      ),
    ).toBe('in')
    replica.rebuild()
    one.take()
    undo.undo()
    for (const update of one.take()) expect(answer(replica, update)).toBe('in')
    expect(provisionsOf(replica.text).map(({ shownId }) => shownId)).toEqual(['b', 'a', 'b~2'])
  })
})

/** Moves a provision, as the editor does: written anew, its old words deleted and its old boundary marked as gone. */
function move(desk: Desk, id: string, to: number): Uint8Array {
  return desk.edit((text) => {
    const old = provisionsOf(text).find((one) => one.id === id)
    if (!old) throw new Error(`no provision ${id}`)
    desk.delete(old.from + 1, old.to - old.from - 1)
    text.format(old.from, 1, { gone: `${id}=1` })
    text.insertEmbed(to, { b: id }, { kind: `${id}=${old.kind}` })
    text.insert(to + 1, 'Requests', {})
  })
}
