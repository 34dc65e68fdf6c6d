import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { FRAME } from '../../shared/sync'
import { Intruder } from '../support/intruder'
import { ASK_FOR_ALL } from '../support/raw'
import { siege, UNDER_SIEGE } from '../support/siege'
import { Typist, type Caller } from '../support/typist'
import { until } from '../support/until'

const at = siege()
const open: Intruder[] = []

/** A bare reader, and somebody whose cursor others want to move. */
let viewer: Intruder
let amina: Intruder
let aminasCaller: Caller
let aminasClient: number

interface Said {
  readonly client: number
  readonly clock: number
  readonly state: unknown
}

const cursorAt = (place: number | string) => ({ anchor: { at: place }, head: { at: place } })

/** A frame of presence, whoever it speaks for. */
function presence(said: readonly Said[]): Uint8Array {
  const entries = encoding.createEncoder()
  encoding.writeVarUint(entries, said.length)
  for (const { client, clock, state } of said) {
    encoding.writeVarUint(entries, client)
    encoding.writeVarUint(entries, clock)
    encoding.writeVarString(entries, typeof state === 'string' ? state : JSON.stringify(state))
  }
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, FRAME.awareness)
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(entries))
  return encoding.toUint8Array(frame)
}

/** What a reader was told of everybody's cursor, the last word of each. */
function statesAt({ received }: Intruder): Map<number, unknown> {
  const states = new Map<number, unknown>()
  for (const data of received) {
    const decoder = decoding.createDecoder(data)
    if (decoding.readVarUint(decoder) !== FRAME.awareness) continue
    const entries = decoding.createDecoder(decoding.readVarUint8Array(decoder))
    for (let left = decoding.readVarUint(entries); left > 0; left -= 1) {
      const client = decoding.readVarUint(entries)
      decoding.readVarUint(entries)
      states.set(client, JSON.parse(decoding.readVarString(entries)))
    }
  }
  return states
}

async function come(caller: Caller): Promise<Intruder> {
  const intruder = await Intruder.open(caller, at().documentId)
  open.push(intruder)
  return intruder
}

const clientOf = async (caller: Caller) => (await Typist.enter(caller, at().documentId)).doc.clientID

/** Somebody with a clientID of their own whose cursor has been seen. */
async function mallory(): Promise<{ one: Intruder; client: number; personId: string }> {
  const caller = await at().intruder()
  const client = await clientOf(caller)
  const { personId } = await caller.ask('session:read', {})
  return { one: await come(caller), client, personId }
}

/** Says something and resolves when it has been heard: what was said behind it is seen. */
async function say(one: Intruder, client: number, messages: readonly Uint8Array[]): Promise<void> {
  for (const message of messages) await one.send(message)
  marks += 1
  const mark = `mark ${marks}`
  await one.send(presence([{ client, clock: 1, state: { cursor: cursorAt(mark) } }]))
  await until(() => JSON.stringify(statesAt(viewer).get(client) ?? null).includes(`"${mark}"`), {
    what: 'the cursor behind it',
  })
}
let marks = 0

beforeAll(async () => {
  viewer = await Intruder.open(await at().coordinator.invite('observer', 'Viewer'), at().documentId)
  await viewer.send(ASK_FOR_ALL)
  aminasCaller = await at().coordinator.invite('drafter', 'Amina')
  aminasClient = await clientOf(aminasCaller)
  amina = await Intruder.open(aminasCaller, at().documentId)
  await say(amina, aminasClient, [])
})

afterEach(() => {
  for (const intruder of open.splice(0)) intruder.end()
})

const aminas = () => JSON.stringify(statesAt(viewer).get(aminasClient))

describe('presence', UNDER_SIEGE, () => {
  it('of somebody else is neither moved nor removed', async () => {
    const { one, client } = await mallory()
    const before = aminas()
    const clocks = [0, 1, 1_000, 2 ** 31, 2 ** 40, Date.now() + 1e9, 2 ** 52]
    await at().stands(async () => {
      const lies = clocks.flatMap((clock) => [
        presence([{ client: aminasClient, clock, state: { cursor: cursorAt('stolen') } }]),
        presence([{ client: aminasClient, clock, state: null }]),
      ])
      await say(one, client, lies)
    })
    expect(aminas()).toBe(before)
  })

  it('is not given to clientIDs that are nobody’s, nor to those of the server', async () => {
    const { one, client } = await mallory()
    const squatted = [0, 1, 4_242, 2 ** 32 - 1, 2 ** 32, 2 ** 52]
    await at().stands(async () => {
      const state = { cursor: cursorAt('squatted') }
      await say(one, client, [presence(squatted.map((client) => ({ client, clock: 1, state })))])
    })
    expect(squatted.filter((client) => statesAt(viewer).has(client))).toEqual([])
  })

  it('carries no name, seat, colour or person that a client says', async () => {
    const { one, client, personId } = await mallory()
    const { personId: hers } = await aminasCaller.ask('session:read', {})
    const cursor = { ...cursorAt('as Amina'), personId: hers, name: 'Chair' }
    const state = { personId: hers, name: 'Chair', seat: 'chair', colour: 0, user: { name: 'Chair' }, cursor }
    await at().stands(async () => {
      await one.send(presence([{ client, clock: 1, state }]))
      await until(() => JSON.stringify(statesAt(viewer).get(client) ?? null).includes('as Amina'))
    })
    expect(statesAt(viewer).get(client)).toEqual({ personId, cursor: cursorAt('as Amina') })
  })

  it.each([
    ['too large', { cursor: cursorAt('x'.repeat(2_000)) }],
    ['huge', { cursor: cursorAt('x'.repeat(1_000_000)) }],
    ['no cursor', { cursor: [1, 2] }],
    ['a number', 7],
    ['nested deeply', `{"cursor":{"anchor":${'['.repeat(400)}${']'.repeat(400)},"head":1}}`],
  ])('that is %s moves nobody', async (_, state) => {
    const { one, client } = await mallory()
    const before = aminas()
    await at().stands(() => say(one, client, [presence([{ client, clock: 1, state }])]))
    expect(aminas()).toBe(before)
    expect(viewer.received.every(({ length }) => length < 500_000)).toBe(true)
  })

  it.each([
    ['is no JSON', '{'],
    ['is nothing at all', ''],
    [
      'has numbers that are none in JSON',
      '{"cursor":{"anchor":{"tname":"text","item":{"client":007,"clock":01},"assoc":0},"head":{"tname":"text","assoc":0}}}',
    ],
  ])('whose state %s ends the socket', async (_, state) => {
    const { one, client } = await mallory()
    const log = await at().stands(async () => {
      await one.send(presence([{ client, clock: 1, state }]))
      await until(() => one.closedWith !== null)
    })
    expect(log).toContain('a frame made no sense')
  })

  it('that comes as a flood of lies for everybody holds nobody up', async () => {
    const { one, client } = await mallory()
    const before = aminas()
    const honest = at().honest.map(({ doc }) => doc.clientID)
    const lies = Array.from({ length: 1_000 }, (_, i) => ({
      client: honest[i % 2] ?? aminasClient,
      clock: i,
      state: i % 3 ? { cursor: cursorAt(i) } : null,
    }))
    await at().stands(async () => {
      const frame = presence(lies)
      await say(
        one,
        client,
        Array.from({ length: 300 }, () => frame),
      )
    })
    expect(aminas()).toBe(before)
  })

  it('that comes as a flood of own cursors on twenty sockets holds nobody up', async () => {
    const caller = await at().intruder()
    await at().stands(async () => {
      const twenty = await Promise.all(Array.from({ length: 20 }, () => come(caller)))
      const clients: number[] = []
      for (let i = 0; i < 4; i += 1) clients.push(await clientOf(caller))
      for (let round = 0; round < 200; round += 1)
        await Promise.all(
          twenty.map((one, i) => {
            const state = { cursor: cursorAt(`${i} ${round} ${'x'.repeat(400)}`) }
            return one.send(presence(clients.map((client) => ({ client, clock: round, state }))))
          }),
        )
    })
  })
})
