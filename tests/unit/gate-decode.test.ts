import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { decodeUpdate, MAX_CLOCK } from '../../server/collab/gate/decode'
import { Desk } from '../support/desk'
import { forge } from '../support/forge'
import { countWork } from '../support/work'

const codeOf = (bytes: Uint8Array | readonly number[]): string => {
  const result = decodeUpdate(Uint8Array.from(bytes))
  return result.ok ? 'read' : result.refusal.code
}
/** Seven bytes that say 2^25 or more. */
const HUGE = [0x80, 0x80, 0x80, 0x90, 0x01]

describe('an honest update', () => {
  it('is read as Yjs reads it', () => {
    const desk = new Desk(7)
    desk.text.insert(0, 'Recalls 😀')
    desk.begin(3, 'p1')
    desk.delete(1, 2)
    const update = Y.encodeStateAsUpdate(desk.doc)
    const result = decodeUpdate(update)
    if (!result.ok) throw new Error(result.refusal.code)
    const { structs, ds } = Y.decodeUpdate(update)
    const [read] = [...result.value.structs.values()]
    expect(read?.map(({ clock, length }) => [clock, length])).toEqual(
      structs.map((one) => [one.id.clock, one.length]),
    )
    expect(read?.map(({ origin }) => origin)).toEqual(
      structs.map((one) => ('origin' in one ? asPlace(one.origin) : null)),
    )
    expect([...result.value.ranges.keys()]).toEqual([...ds.clients.keys()])
  })

  it('may be empty', () => expect(codeOf([0, 0])).toBe('read'))
})

const asPlace = (id: Y.ID | null): { client: number; clock: number } | null =>
  id && { client: id.client, clock: id.clock }

describe('bytes that are no update', () => {
  it.each<[string, readonly number[]]>([
    ['nothing', []],
    ['a count without what it counts', [3]],
    ['trailing bytes', [0, 0, 0]],
    ['an endless varint', [0, ...Array.from({ length: 50 }, () => 0x80)]],
    ['a varint beyond 2^53', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0]],
    ['an overlong zero', [0x80, 0, 0]],
    ['an unknown struct type', [1, 1, 1, 0, 11, 1, 4, 116, 101, 120, 116, 0]],
    ['a skip that only one decoder of Yjs takes for one', [1, 1, 1, 0, 128 + 10, 1, 0, 1, 0]],
    ['two sections of one client', [2, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0]],
    ['a section with nothing in it', [1, 0, 1, 0, 0, 0, 0]],
    ['words that are not UTF-8', [1, 1, 1, 0, 4, 1, 4, 116, 101, 120, 116, 1, 0xff, 0]],
    ['half a character in the bytes', [1, 1, 1, 0, 4, 1, 4, 116, 101, 120, 116, 3, 0xed, 0xa0, 0x80, 0]],
    ['JSON that is none', [1, 1, 1, 0, 5, 1, 4, 116, 101, 120, 116, 1, 123, 0]],
  ])('%s is malformed', (_what, bytes) => expect(codeOf(bytes)).toBe('update-malformed'))

  it.each([
    ['a list', [1]],
    ['a list in an object', { b: ['p1'] }],
    ['an object in an object', { b: { id: 'p1' } }],
  ])('of an embed or a format that is %s are refused: no text holds such', (_what, value) => {
    expect(codeOf(forge([{ client: 1, structs: [{ embed: value }] }]))).toBe('content-not-allowed')
    expect(codeOf(forge([{ client: 1, structs: [{ format: ['link', value] }] }]))).toBe('content-not-allowed')
  })

  it('of the other encoding of Yjs are malformed', () => {
    const desk = new Desk(7)
    desk.text.insert(0, 'words')
    expect(codeOf(Y.encodeStateAsUpdateV2(desk.doc))).toBe('update-malformed')
    expect(codeOf(Y.encodeStateAsUpdateV2(new Y.Doc()))).toBe('update-malformed')
  })

  it.each([0, 1])('structs of length %i less one are malformed', (length) => {
    const update = forge([{ client: 1, structs: [length ? { deleted: 0 } : { gc: 0 }] }])
    expect(codeOf(update)).toBe('update-malformed')
    expect(codeOf(forge([{ client: 1, structs: [{ string: '' }] }]))).toBe('update-malformed')
  })

  it('delete ranges out of order, overlapping or empty are malformed: they would cost time without end', () => {
    expect(
      codeOf(
        forge(
          [],
          [
            [1, 5, 1],
            [1, 2, 1],
          ],
        ),
      ),
    ).toBe('update-malformed')
    expect(
      codeOf(
        forge(
          [],
          [
            [1, 5, 9],
            [1, 6, 1],
          ],
        ),
      ),
    ).toBe('update-malformed')
    expect(codeOf(forge([], [[1, 5, 0]]))).toBe('update-malformed')
  })
})

describe('counts larger than the bytes that are left', () => {
  it.each<[string, readonly number[]]>([
    ['clients', HUGE],
    ['structs', [1, ...HUGE, 1, 0]],
    ['bytes of a string', [1, 1, 1, 0, 4, 1, 4, 116, 101, 120, 116, ...HUGE]],
    ['clients of a delete set', [0, ...HUGE]],
    ['ranges', [0, 1, 1, ...HUGE]],
  ])('of %s are refused before anything is allocated', (_what, bytes) => {
    const before = process.memoryUsage().heapUsed
    const workMs = countWork()
    expect(codeOf([...bytes, ...Array.from({ length: 40 }, () => 0)])).toBe('update-malformed')
    expect(workMs()).toBeLessThan(50)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 << 20)
  })

  it('more structs than one update may hold are too much', () => {
    const bytes = [...HUGE.slice(0, 0), 1, 0xc1, 0x9a, 0x0c, 1, 0]
    const update = new Uint8Array(1 << 20)
    update.set(bytes)
    expect(codeOf(update)).toBe('update-too-large')
  })
})

describe('content that no text holds', () => {
  it.each([2, 3, 7, 8, 9])('of type %i is refused before its payload is read', (type) => {
    const update = forge([{ client: 1, structs: [{ other: type, payload: HUGE }] }])
    expect(codeOf(update)).toBe('content-not-allowed')
  })

  it('under another root, inside another type or in a map is refused', () => {
    expect(codeOf(forge([{ client: 1, structs: [{ string: 'x', root: 'other' }] }]))).toBe(
      'content-not-allowed',
    )
    expect(codeOf([1, 1, 1, 0, 4, 0, 1, 0, 1, 120, 0])).toBe('content-not-allowed')
    const map = new Y.Doc()
    map.getMap('text').set('key', 'value')
    expect(codeOf(Y.encodeStateAsUpdate(map))).toBe('content-not-allowed')
  })

  it('with a format key or value without end is refused', () => {
    const link = `https://example.org/${'a'.repeat(20_000)}`
    expect(codeOf(forge([{ client: 1, structs: [{ format: ['link', link] }] }]))).toBe('content-not-allowed')
    expect(codeOf(forge([{ client: 1, structs: [{ format: ['k'.repeat(200), 1] }] }]))).toBe(
      'content-not-allowed',
    )
  })
})

describe('clocks', () => {
  it('end at 2^31', () => {
    expect(codeOf(forge([{ client: 1, structs: [{ gc: MAX_CLOCK }] }]))).toBe('read')
    expect(codeOf(forge([{ client: 1, structs: [{ gc: MAX_CLOCK + 1 }] }]))).toBe('clock-limit')
    expect(codeOf(forge([{ client: 1, clock: MAX_CLOCK, structs: [{ string: 'x' }] }]))).toBe('clock-limit')
    expect(codeOf(forge([{ client: 1, structs: [{ deleted: 2 ** 40 }] }]))).toBe('clock-limit')
  })
})
