import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { compose } from '../../shared/text/compose'
import { MAX_FRAME_BYTES } from '../../shared/sync'
import { Replica, type Policy, type Sender } from '../../server/collab/replica'
import { Desk, editing, READING, readable, senderOf } from '../support/desk'
import { forge, type ForgedStruct } from '../support/forge'
import { countWork } from '../support/work'

const SERVER = 1
const MINE = 50

/** `[a]Recalls 😀[b]Requests`, written by the server: clocks of its characters follow the text. */
function open(): Replica {
  const desk = new Desk(SERVER)
  compose(desk.text, [
    { id: 'a', runs: ['Recalls 😀'] },
    { id: 'b', runs: ['Requests'] },
  ])
  return Replica.from([Y.encodeStateAsUpdate(desk.doc)])
}

/** What a replica answers to an update: `in`, `nothing`, or the code of a refusal, after which nothing has changed. */
function answer(
  replica: Replica,
  update: Uint8Array,
  { sender = senderOf(MINE), policy = editing() }: { sender?: Sender; policy?: Policy } = {},
): string {
  const before = Y.encodeStateAsUpdate(replica.doc)
  const result = replica.submit(update, sender, policy)
  if (result.ok) return result.value.effect ? 'in' : 'nothing'
  expect(Y.encodeStateAsUpdate(replica.doc)).toEqual(before)
  return result.refusal.code
}

const forgeMine = (...structs: readonly ForgedStruct[]): Uint8Array => forge([{ client: MINE, structs }])
/** Clock of the first letter of the first provision: behind its format, its boundary and the end of the format. */
const FIRST = 3
/** Clock of the first half of the emoji. */
const EMOJI = FIRST + 8

describe('ownership', () => {
  it('lets in words under a clientID that the sender owns', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    expect(
      answer(
        replica,
        desk.edit((text) => text.insert(2, 'x')),
      ),
    ).toBe('in')
    expect(readable(replica.text)).toBe('[a]Rxecalls 😀[b]Requests')
  })

  it('refuses words under a clientID of somebody else, used or not', () => {
    const replica = open()
    expect(
      answer(
        replica,
        Desk.at(replica, 99).edit((text) => text.insert(2, 'x')),
      ),
    ).toBe('foreign-client')
    expect(
      answer(
        replica,
        Desk.at(replica, SERVER).edit((text) => text.insert(2, 'x')),
      ),
    ).toBe('foreign-client')
  })

  it('admits the clientIDs of others while text is taken back, and nothing else that is wrong', () => {
    const replica = open()
    const takingBack: Policy = { ...editing(), takingBack: true }
    expect(
      answer(
        replica,
        Desk.at(replica, 99).edit((text) => text.insert(2, 'x')),
        { policy: takingBack },
      ),
    ).toBe('in')
    const gap = forge([{ client: 98, clock: 4, structs: [{ string: 'x' }] }])
    expect(answer(replica, gap, { policy: takingBack })).toBe('update-gap')
    const unknown = forge([{ client: 98, structs: [{ embed: { z: 1 }, origin: [SERVER, FIRST] }] }])
    expect(answer(replica, unknown, { policy: takingBack })).toBe('content-not-allowed')
  })

  it('lets in what others wrote when the replica knows it already', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    desk.text.insert(2, 'x')
    expect(answer(replica, Y.encodeStateAsUpdate(desk.doc))).toBe('in')
  })
})

describe('clocks and neighbours', () => {
  it('refuses an update that follows one which never came', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    desk.edit((text) => text.insert(2, 'x'))
    expect(
      answer(
        replica,
        desk.edit((text) => text.insert(9, 'y')),
      ),
    ).toBe('update-gap')
  })

  it('refuses words whose neighbour nobody has', () => {
    const replica = open()
    expect(answer(replica, forgeMine({ string: 'x', origin: [99, 0] }))).toBe('update-gap')
    expect(answer(replica, forgeMine({ string: 'x', right: [SERVER, 999] }))).toBe('update-gap')
  })

  it('refuses a skip over what is not known, and admits one over what is', () => {
    const replica = open()
    expect(answer(replica, forgeMine({ skip: 3 }, { string: 'x', origin: [SERVER, FIRST] }))).toBe(
      'update-gap',
    )
    const desk = Desk.at(replica, MINE)
    expect(
      answer(
        replica,
        desk.edit((text) => text.insert(2, 'abc')),
      ),
    ).toBe('in')
    const more = desk.edit((text) => text.insert(5, 'd'))
    const skipping = forge([
      { client: MINE, structs: [{ skip: 3 }, { string: 'd', origin: [MINE, 2], right: [SERVER, 4] }] },
    ])
    expect(answer(replica, skipping)).toBe('in')
    expect(answer(replica, more)).toBe('nothing')
  })

  it('refuses structs that hang on themselves, on later ones, or on one another in a circle', () => {
    const replica = open()
    expect(answer(replica, forgeMine({ string: 'x', origin: [MINE, 0] }))).toBe('update-malformed')
    expect(
      answer(replica, forgeMine({ string: 'x', origin: [MINE, 1] }, { string: 'y', origin: [MINE, 0] })),
    ).toBe('update-malformed')
    const circle = forge([
      { client: MINE, structs: [{ string: 'x', origin: [51, 0] }] },
      { client: 51, structs: [{ string: 'y', origin: [MINE, 0] }] },
    ])
    expect(answer(replica, circle, { sender: senderOf(MINE, 51) })).toBe('update-malformed')
  })

  it('refuses a right neighbour that stands on the left', () => {
    const update = forgeMine({ string: 'x', origin: [SERVER, FIRST + 4], right: [SERVER, FIRST + 1] })
    expect(answer(open(), update)).toBe('update-malformed')
  })

  it('refuses a new word that is its own neighbour on both sides, where replicas would place it apart', () => {
    const word: ForgedStruct = { string: 'xy', origin: [SERVER, FIRST], right: [SERVER, FIRST + 1] }
    const between = (left: number, right: number): ForgedStruct => ({
      embed: { x: 'a' },
      origin: [MINE, left],
      right: [MINE, right],
    })
    expect(answer(open(), forgeMine(word, between(0, 1)))).toBe('in')
    expect(answer(open(), forgeMine(word, between(1, 1)))).toBe('update-malformed')
    expect(answer(open(), forgeMine(word, between(1, 0)))).toBe('update-malformed')
  })

  it('refuses words beside lost content: Yjs would lose them too', () => {
    const replica = open()
    expect(answer(replica, forgeMine({ gc: 2 }))).toBe('in')
    const beside = forge([{ client: MINE, clock: 2, structs: [{ string: 'x', origin: [MINE, 1] }] }])
    expect(answer(replica, beside)).toBe('update-gap')
  })

  it('refuses clocks from 2^31 on', () => {
    const replica = open()
    expect(answer(replica, forgeMine({ deleted: 2 ** 31 + 1, origin: [SERVER, FIRST] }))).toBe('clock-limit')
    expect(answer(replica, forge([{ client: MINE, clock: 2 ** 31, structs: [{ string: 'x' }] }]))).toBe(
      'clock-limit',
    )
  })

  it('lets in what was typed and deleted while offline', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    desk.text.insert(2, 'typed')
    desk.delete(2, 5)
    desk.text.insert(2, 'x')
    const update = Y.encodeStateAsUpdate(desk.doc, Y.encodeStateVector(replica.doc))
    expect(answer(replica, update)).toBe('in')
    expect(readable(replica.text)).toBe(readable(desk.text))
  })

  it('refuses an update larger than a frame', () => {
    expect(answer(open(), new Uint8Array(MAX_FRAME_BYTES + 1))).toBe('update-too-large')
  })

  it('refuses thousands of words whose neighbours stand a whole text apart', () => {
    const desk = new Desk(SERVER)
    const provisions = Array.from({ length: 400 }, (_, index) => ({ id: `p${index}`, runs: ['Recalls'] }))
    compose(desk.text, provisions)
    const replica = Replica.from([Y.encodeStateAsUpdate(desk.doc)])
    const structs = Array.from({ length: 20_000 }, (): ForgedStruct => ({ string: 'x', root: 'text' }))
    const workMs = countWork()
    expect(answer(replica, forgeMine(...structs))).toBe('update-too-large')
    expect(workMs()).toBeLessThan(1_000)
  })
})

describe('known clocks', () => {
  it('may say the same again, in any pieces', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    const updates = ['ab', 'cd'].map((words, index) => desk.edit((text) => text.insert(2 + index * 2, words)))
    for (const update of updates) expect(answer(replica, update)).toBe('in')
    for (const update of updates) expect(answer(replica, update)).toBe('nothing')
    const more = desk.edit((text) => text.insert(6, 'ef'))
    expect(answer(replica, Y.mergeUpdates([...updates, more]))).toBe('in')
    expect(readable(replica.text)).toBe('[a]Rabcdefecalls 😀[b]Requests')
  })

  it('may say the same again after the words were deleted and forgotten', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    const typed = desk.edit((text) => text.insert(2, 'abc'))
    const deleted = desk.edit(() => desk.delete(2, 2))
    for (const update of [typed, deleted]) expect(answer(replica, update)).toBe('in')
    expect(answer(replica, typed)).toBe('nothing')
    expect(answer(replica, Y.mergeUpdates([typed, deleted]))).toBe('nothing')
  })

  it('may not say something else: two tabs with one clientID never lose words silently', () => {
    const replica = open()
    const two = (): Desk => new Desk(MINE, first)
    const first = Y.encodeStateAsUpdate(replica.doc)
    expect(
      answer(
        replica,
        two().edit((text) => text.insert(2, 'abc')),
      ),
    ).toBe('in')
    expect(
      answer(
        replica,
        two().edit((text) => text.insert(2, 'xyz')),
      ),
    ).toBe('clock-reused')
    expect(
      answer(
        replica,
        two().edit((text) => text.insert(2, 'xyz...')),
      ),
    ).toBe('clock-reused')
    expect(
      answer(
        replica,
        two().edit((text) => text.insert(12, 'abc')),
      ),
    ).toBe('clock-reused')
    const offline = two()
    offline.text.insert(2, 'xyz')
    offline.text.insert(5, 'more')
    expect(answer(replica, Y.encodeStateAsUpdate(offline.doc))).toBe('clock-reused')
  })

  it('may not bring other formats or objects under known clocks', () => {
    const replica = open()
    const first = Y.encodeStateAsUpdate(replica.doc)
    const again = (by: (text: Y.Text) => void): string => answer(replica, new Desk(MINE, first).edit(by))
    expect(again((text) => text.format(2, 1, { strong: true }))).toBe('in')
    expect(again((text) => text.format(2, 1, { strong: true }))).toBe('nothing')
    expect(again((text) => text.format(2, 1, { em: true }))).toBe('clock-reused')
    expect(again((text) => text.insertEmbed(2, { x: 'b' }))).toBe('clock-reused')
    expect(again((text) => text.insert(2, 'x'))).toBe('clock-reused')
  })

  it('may not be used for other words where the first ones were deleted, when they hang elsewhere', () => {
    const replica = open()
    const [one, two] = [Desk.at(replica, MINE), Desk.at(replica, MINE)]
    expect(
      answer(
        replica,
        one.edit((text) => text.insert(2, 'abc')),
      ),
    ).toBe('in')
    expect(
      answer(
        replica,
        one.edit(() => one.delete(2, 3)),
      ),
    ).toBe('in')
    expect(
      answer(
        replica,
        two.edit((text) => text.insert(4, 'xyz')),
      ),
    ).toBe('clock-reused')
  })
})

describe('deletes', () => {
  it('of what does not exist yet are refused', () => {
    const replica = open()
    expect(answer(replica, forge([], [[MINE, 0, 1]]))).toBe('future-delete')
    expect(answer(replica, forge([], [[SERVER, FIRST, 2 ** 40]]))).toBe('future-delete')
    const some = forge(
      [{ client: MINE, structs: [{ string: 'abc', origin: [SERVER, FIRST], right: [SERVER, FIRST + 1] }] }],
      [[MINE, 1, 5]],
    )
    expect(answer(replica, some)).toBe('future-delete')
  })

  it('that are all known have no effect, even for a reader', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    expect(
      answer(
        replica,
        desk.edit(() => desk.delete(2, 3)),
      ),
    ).toBe('in')
    const whole = Y.encodeStateAsUpdate(replica.doc, Y.encodeStateVector(replica.doc))
    expect(answer(replica, whole, { policy: READING })).toBe('nothing')
  })
})

describe('characters', () => {
  it.each<[string, Uint8Array]>([
    [
      'words inserted between its halves',
      forgeMine({ string: 'x', origin: [SERVER, EMOJI], right: [SERVER, EMOJI + 1] }),
    ],
    ['a right neighbour in its middle', forgeMine({ string: 'x', right: [SERVER, EMOJI + 1] })],
    ['deleting its first half', forge([], [[SERVER, EMOJI, 1]])],
    ['deleting its second half', forge([], [[SERVER, EMOJI + 1, 1]])],
    ['a delete that begins in it', forge([], [[SERVER, EMOJI + 1, 3]])],
    [
      'a cut in words of the same update',
      forgeMine(
        { string: 'a😀b', origin: [SERVER, FIRST], right: [SERVER, FIRST + 1] },
        { string: 'x', origin: [MINE, 1], right: [MINE, 2] },
      ),
    ],
    [
      'half a character in a value',
      forgeMine({
        format: ['link', 'https://example.org/\ud83d'],
        origin: [SERVER, FIRST],
        right: [SERVER, FIRST + 1],
      }),
    ],
  ])('are not split by %s', (_what, update) =>
    expect(answer(open(), update)).toMatch(/split-character|content-not-allowed/),
  )

  it('may be replaced by their neighbours', () => {
    const replica = open()
    const desk = Desk.at(replica, MINE)
    const update = desk.edit((text) => {
      text.insert(9, '😃')
      desk.delete(11, 2)
    })
    expect(answer(replica, update)).toBe('in')
    expect(readable(replica.text)).toBe('[a]Recalls 😃[b]Requests')
  })
})
