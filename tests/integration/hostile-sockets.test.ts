import { afterEach, describe, expect, it } from 'vitest'
import { LIVE_PATH } from '../../shared/protocol'
import { SYNC_QUERY, syncPathOf } from '../../shared/sync'
import { frameOf, Line, type FrameParts } from '../support/line'
import { post } from '../support/request'
import { siege, UNDER_SIEGE } from '../support/siege'
import type { Caller } from '../support/typist'
import { until } from '../support/until'

const at = siege()
const LIVE = `${LIVE_PATH}/?EIO=4&transport=websocket`
const [CONTINUED, TEXT, BINARY, CLOSED, PING, PONG] = [0, 1, 2, 8, 9, 10] as const
const lines: Line[] = []

afterEach(() => {
  for (const line of lines.splice(0)) line.end()
})

async function upgraded(caller: Caller, where: 'sync' | 'live'): Promise<Line> {
  const line = await Line.upgraded(caller, where === 'sync' ? syncPathOf(at().documentId) : LIVE)
  lines.push(line)
  return line
}

/** A line on which socket.io has begun. */
async function page(caller: Caller): Promise<Line> {
  const line = await upgraded(caller, 'live')
  await line.say(frameOf({ opcode: TEXT, payload: '40' }))
  return line
}

const times = (count: number, bytes: Buffer) => Buffer.concat(Array.from({ length: count }, () => bytes))

/** Says something over and over, as fast as it is read, for a while or until the line is cut. */
async function pour(line: Line, bytes: Buffer, forMs = 2_000): Promise<void> {
  const until = performance.now() + forMs
  while (!line.isClosed && performance.now() < until) {
    await line.say(bytes)
    // the honest pair lives in this process too
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe.each(['sync', 'live'] as const)('on the %s socket a flood', UNDER_SIEGE, (where) => {
  it.each([
    ['pings', { opcode: PING, payload: 'x'.repeat(125) }],
    ['empty pings', { opcode: PING }],
    ['pongs that nobody asked for', { opcode: PONG, payload: 'x'.repeat(125) }],
  ])('of %s holds nobody up', async (_, parts: FrameParts) => {
    const mallory = await at().intruder()
    const flood = times(2_000, frameOf(parts))
    const log = await at().stands(async () => {
      const four = await Promise.all([1, 2, 3, 4].map(() => upgraded(mallory, where)))
      await Promise.all(four.map((line) => pour(line, flood)))
      expect(four.every(({ isClosed }) => isClosed)).toBe(true)
    })
    expect(log).toContain('too many pings came')
  })

  it('of pings whose answers are never read does not fill the memory', async () => {
    const mallory = await at().intruder()
    const flood = times(2_000, frameOf({ opcode: PING, payload: 'x'.repeat(125) }))
    await at().stands(async () => {
      const eight = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => upgraded(mallory, where)))
      for (const line of eight) line.socket.pause()
      await Promise.all(eight.map((line) => pour(line, flood)))
    })
  })

  it('behind a mistake is not even looked at', async () => {
    const mallory = await at().intruder()
    const flood = times(20_000, frameOf({ opcode: where === 'sync' ? BINARY : TEXT, payload: 'z' }))
    const log = await at().stands(async () => {
      const sixteen = await Promise.all(Array.from({ length: 16 }, () => upgraded(mallory, where)))
      await Promise.all(sixteen.map((line) => pour(line, flood)))
      expect(sixteen.every(({ isClosed }) => isClosed)).toBe(true)
    })
    expect(log).toMatch(/a frame made no sense|a live socket (was cut|failed)/)
  })

  it('of farewells ends the line', async () => {
    const mallory = await at().intruder()
    const code = Buffer.from([3, 232])
    const flood = times(2_000, frameOf({ opcode: CLOSED, payload: code }))
    await at().stands(async () => {
      const line = await upgraded(mallory, where)
      await pour(line, flood)
      await until(() => line.isClosed)
    })
  })

  it('of lines that come, say one thing and go is refused in the end', async () => {
    const mallory = await at().intruder()
    const log = await at().stands(async () => {
      let refused = 0
      for (let i = 0; i < 150; i += 1) {
        try {
          const line = await upgraded(mallory, where)
          line.socket.end(frameOf({ opcode: CLOSED }))
        } catch {
          refused += 1
        }
      }
      expect(refused).toBeGreaterThan(0)
    })
    expect(log).toMatch(/"status":429/)
  })

  it('of pieces of one byte is counted as one message', async () => {
    const mallory = await at().intruder()
    const piece = times(10_000, frameOf({ opcode: CONTINUED, payload: 'x', fin: false }))
    const log = await at().stands(async () => {
      const line = await upgraded(mallory, where)
      await line.say(frameOf({ opcode: where === 'sync' ? BINARY : TEXT, payload: 'x', fin: false }))
      await pour(line, piece, 20_000)
      await until(() => line.isClosed, { timeoutMs: 20_000 })
    })
    expect(log).toMatch(/a sync socket failed|a live socket failed|never finished/)
  })
})

describe('on a sync socket that is turned away for the seat that it asks for', UNDER_SIEGE, () => {
  it.each([
    ['a frame without a mask', frameOf({ opcode: BINARY, payload: 'x', masked: false })],
    ['a flood of pings', times(20_000, frameOf({ opcode: PING, payload: 'x'.repeat(125) }))],
  ])('%s is not looked at', async (_, bytes) => {
    const observer = await at().intruder('observer')
    await at().stands(async () => {
      const line = await Line.upgraded(observer, `${syncPathOf(at().documentId)}&${SYNC_QUERY.enterFor}=none`)
      lines.push(line)
      await line.say(bytes)
      await until(() => line.isClosed)
    })
  })
})

describe.each(['sync', 'live'] as const)('on the %s socket a frame', UNDER_SIEGE, (where) => {
  it.each([
    ['that claims to be compressed', { opcode: BINARY, payload: 'x', rsv1: true }],
    ['of a kind that is reserved', { opcode: 3, payload: 'x' }],
    ['of control that is reserved', { opcode: 11, payload: 'x' }],
    ['without a mask', { opcode: BINARY, payload: 'x', masked: false }],
    ['that continues nothing', { opcode: CONTINUED, payload: 'x' }],
    ['of control in pieces', { opcode: PING, payload: 'x', fin: false }],
    ['of control that is too long', { opcode: PING, payload: 'x'.repeat(126) }],
    ['of farewell with half a code', { opcode: CLOSED, payload: 'x' }],
    ['of farewell with a code that nobody may say', { opcode: CLOSED, payload: Buffer.from([3, 237]) }],
  ])('%s ends the line, and is noted', async (_, parts: FrameParts) => {
    const mallory = await at().intruder()
    const log = await at().stands(async () => {
      const line = await upgraded(mallory, where)
      await line.say(frameOf(parts))
      await until(() => line.isClosed)
    })
    expect(log).toMatch(/a (sync|live) socket failed/)
  })
})

describe('socket.io', UNDER_SIEGE, () => {
  const say = (payload: string) => frameOf({ opcode: TEXT, payload })

  it.each([
    ['namespaces that there are not', times(200, say('40/admin,'))],
    ['thousands of namespaces', times(2_000, say('40/x,'))],
    ['thousands of answers to nothing', times(2_000, say('431234[1]'))],
    ['thousands of events that there are not', times(2_000, say('42["evil",1]'))],
    ['an event of its own', say('42["disconnect"]')],
    ['an event named as a property', say('42["__proto__",{}]')],
    ['a question without an answer', say('42["ask","words:list",{}]')],
    ['an error of its own', times(2_000, say('44{"message":"x"}'))],
    ['attachments that never come', times(2_000, say('4599["ask",{"_placeholder":true,"num":0}]'))],
    ['packets that are none', times(2_000, say('4zz'))],
    ['engine packets that are none', times(2_000, say('9'))],
    ['upgrades to nothing', times(2_000, say('5'))],
  ])('with %s ends the line', async (_, bytes) => {
    const mallory = await at().intruder()
    await at().stands(async () => {
      const four = await Promise.all([1, 2, 3, 4].map(() => page(mallory)))
      await Promise.all(four.map((line) => pour(line, bytes, 10_000)))
      expect(four.every(({ isClosed }) => isClosed)).toBe(true)
    })
  })

  it('has no other way in than the socket', async () => {
    const { url, cookie } = await at().intruder()
    await at().stands(async () => {
      for (const method of ['GET', 'POST']) {
        const polled = await fetch(`${url}${LIVE_PATH}/?EIO=4&transport=polling`, {
          method,
          headers: { cookie },
        })
        expect(await polled.text()).not.toContain('"sid"')
      }
    })
    expect((await post(url, '../live/?EIO=4&transport=polling', {}, { cookie })).body).not.toContain('"sid"')
  })
})
