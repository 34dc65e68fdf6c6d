import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { forge, type ForgedStruct } from '../support/forge'
import { forgers, type Forger } from '../support/forger'
import { siege, UNDER_SIEGE } from '../support/siege'

const at = siege()
const forger = forgers(at)

/** Seven bits at a time, and never an end. */
const ENDLESS = Array.from({ length: 60_000 }, () => 0x80)
/** 2^25, as bytes say a number. */
const HUGE = [0x80, 0x80, 0x80, 0x10]
/** A struct at the beginning of the shared text, before what it holds. */
const AT_ROOT = [1, 4, 116, 101, 120, 116]

/** One struct of the forger's own, between the first two of the text. */
const own =
  (struct: object, clock = 0) =>
  ({ client, left, right }: Forger): Uint8Array =>
    forge([{ client, clock, structs: [{ origin: left, right, ...struct } as unknown as ForgedStruct] }])

const bytes =
  (...all: readonly number[]) =>
  (): Uint8Array =>
    Uint8Array.from(all)

function inTheOtherEncoding(): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'words')
  return Y.encodeStateAsUpdateV2(doc)
}

const UPDATES: readonly [string, string, (by: Forger) => Uint8Array][] = [
  ['in the other encoding of Yjs', 'update-malformed', inTheOtherEncoding],
  ['that are nothing', 'update-malformed', bytes()],
  ['that count to 2^25 clients', 'update-malformed', bytes(...HUGE, 1, 1, 0)],
  ['that count to 2^25 structs', 'update-malformed', bytes(1, ...HUGE, 1, 0, 0)],
  ['with a string of 2^25 bytes', 'update-malformed', bytes(1, 1, 1, 0, 4, ...AT_ROOT, ...HUGE, 0)],
  ['that count to 2^25 deletes', 'update-malformed', bytes(0, 1, 1, ...HUGE, 0)],
  ['with a number that never ends', 'update-malformed', bytes(0, ...ENDLESS)],
  [
    'with half a character in their bytes',
    'update-malformed',
    bytes(1, 1, 1, 0, 4, ...AT_ROOT, 3, 237, 160, 128, 0),
  ],
  [
    'that delete 2^25 letters which nobody wrote',
    'future-delete',
    () => forge([], [[at().honest[0].doc.clientID, 0, 1 << 25]]),
  ],
  ['at a huge clock', 'clock-limit', own({ string: 'x' }, Number.MAX_SAFE_INTEGER)],
  ['behind a gap', 'update-gap', own({ string: 'x' }, 40)],
  ['beside a neighbour that nobody has', 'update-gap', own({ string: 'x', origin: [99, 0] })],
  [
    'under another root',
    'content-not-allowed',
    ({ client }) => forge([{ client, structs: [{ string: 'x', root: 'other' }] }]),
  ],
  ['of a nested type', 'content-not-allowed', own({ other: 7, payload: [1] })],
  ['of an embedded document', 'content-not-allowed', own({ other: 9, payload: HUGE })],
  ['of a list without end', 'content-not-allowed', own({ other: 8, payload: HUGE })],
  ['of an unknown object', 'content-not-allowed', own({ embed: { picture: 'x' } })],
  ['of an object 3,000 deep', 'content-not-allowed', own({ embed: deep(3_000) })],
  ['of an unknown format', 'content-not-allowed', own({ format: ['colour', 'red'] })],
  ['of a link that runs a script', 'content-not-allowed', own({ format: ['link', 'javascript:alert(1)'] })],
  ['of a character that turns lines round', 'content-not-allowed', own({ string: 'a\u202Eb' })],
]

function deep(levels: number): unknown {
  let inner: unknown = 1
  for (let i = 0; i < levels; i += 1) inner = { b: inner }
  return inner
}

describe('updates', UNDER_SIEGE, () => {
  it.each(UPDATES)('%s are refused, and nobody else notices', async (_, code, update) => {
    const by = await forger()
    const before = (await at().provisions()).map(({ id }) => id)
    const log = await at().stands(async () => {
      expect(await by.one.submit(update(by))).toBe(code)
    })
    expect(log).toContain(code)
    expect((await at().provisions()).map(({ id }) => id)).toEqual(before)
  })

  it('that part the halves of a character are refused', async () => {
    const [writer] = at().honest
    const by = await forger()
    writer.insert(writer.text.length, '😀')
    await at().stands(async () => {
      const { clientID } = writer.doc
      const high = Y.getState(writer.doc.store, clientID) - 2
      const structs: ForgedStruct[] = [{ string: 'x', origin: [clientID, high], right: [clientID, high + 1] }]
      expect(await by.one.submit(forge([{ client: by.client, structs }]))).toBe('split-character')
    })
  })

  it.each([
    ['deleted before they were written', own({ deleted: 1 << 25 })],
    ['that nobody keeps', ({ client }: Forger) => forge([{ client, structs: [{ gc: 1 << 25 }] }])],
  ])('of 2^25 letters %s cost their own sender a clientID, and nobody else anything', async (_, update) => {
    const by = await forger()
    await at().stands(async () => {
      expect(await by.one.submit(update(by))).toBe('saved')
    })
  })
})
