import { connect, type Socket } from 'node:net'
import * as encoding from 'lib0/encoding'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { LIVE_PATH } from '../../shared/protocol'
import { FRAME, SYNC } from '../../shared/sync'
import { Intruder } from '../support/intruder'
import { syncMessage } from '../support/raw'
import { siege, UNDER_SIEGE } from '../support/siege'
import type { Caller } from '../support/typist'
import { until } from '../support/until'

const at = siege()
const open: { terminate(): void }[] = []

afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate()
})

async function intrude(caller: Caller): Promise<Intruder> {
  const intruder = await Intruder.open(caller, at().documentId)
  open.push(intruder.ws)
  return intruder
}

async function liveSocket({ url, cookie }: Caller): Promise<WebSocket> {
  const address = `${url.replace('http', 'ws')}${LIVE_PATH}/?EIO=4&transport=websocket`
  const ws = new WebSocket(address, { headers: { origin: url, cookie } })
  open.push(ws)
  ws.on('error', () => undefined)
  await until(() => ws.readyState !== WebSocket.CONNECTING)
  if (ws.readyState === WebSocket.OPEN) ws.send('40')
  return ws
}

/** A line of HTTP that begins a command and never ends it. */
function beginCommand({ url, cookie }: Caller, body: Buffer): Promise<void> {
  const { hostname, port, host } = new URL(url)
  const line: Socket = connect(Number(port), hostname)
  open.push({ terminate: () => line.destroy() })
  line.on('error', () => undefined)
  line.resume()
  const head = ['POST /api/recovery:takeBack HTTP/1.1', `Host: ${host}`, `Cookie: ${cookie}`]
  const type = ['Content-Type: application/json', `Content-Length: ${body.length + 1}`, '', '']
  line.write([...head, ...type].join('\r\n'))
  return new Promise((resolve) => {
    line.once('close', () => resolve())
    line.write(body, () => resolve())
  })
}

const part = (ws: WebSocket, data: string | Uint8Array) =>
  new Promise<void>((resolve) => ws.send(data, { fin: false }, () => resolve()))

describe('one frame', UNDER_SIEGE, () => {
  it('with a million entries of presence is not read', async () => {
    const entries = encoding.createEncoder()
    encoding.writeVarUint(entries, 1_300_000)
    for (let i = 0; i < 3 * 1_300_000; i += 1) encoding.writeUint8(entries, i % 3 === 2 ? 0 : 1)
    const frame = encoding.createEncoder()
    encoding.writeVarUint(frame, FRAME.awareness)
    encoding.writeVarUint8Array(frame, encoding.toUint8Array(entries))
    const one = await intrude(await at().intruder())
    const log = await at().stands(async () => {
      for (let i = 0; i < 7; i += 1) await one.send(encoding.toUint8Array(frame))
      await until(() => one.closedWith !== null)
    })
    expect(one.closedWith).toBe(1007)
    expect(log).toContain('a frame made no sense')
  })

  it('with a state vector of half a million clients is not read', async () => {
    const vector = encoding.createEncoder()
    encoding.writeVarUint(vector, 600_000)
    for (let i = 0; i < 600_000; i += 1) {
      encoding.writeVarUint(vector, 2 ** 28 + i)
      encoding.writeUint8(vector, 1)
    }
    const question = syncMessage(SYNC.step1, encoding.toUint8Array(vector))
    const one = await intrude(await at().intruder())
    const log = await at().stands(async () => {
      for (let i = 0; i < 7; i += 1) await one.send(question)
      await until(() => one.closedWith !== null)
    })
    expect(one.closedWith).toBe(1007)
    expect(log).toContain('a frame made no sense')
  })
})

describe('what is never finished', UNDER_SIEGE, () => {
  it('on sixty sync sockets of one person does not fill the memory', async () => {
    const mallory = await at().intruder()
    const log = await at().stands(async () => {
      for (let i = 0; i < 60; i += 1) await part((await intrude(mallory)).ws, new Uint8Array(4_000_000))
    })
    expect(log).toContain('never finished')
  })

  it('on sixty live sockets of one person does not fill the memory', async () => {
    const mallory = await at().intruder()
    const log = await at().stands(async () => {
      for (let i = 0; i < 60; i += 1) await part(await liveSocket(mallory), 'x'.repeat(6_900_000))
    })
    expect(log).toMatch(/never finished|a live socket failed/)
  })

  it('in a hundred commands of one person does not fill the memory', async () => {
    const mallory = await at().intruder()
    const body = Buffer.alloc(6_900_000, ' ')
    const log = await at().stands(async () => {
      for (let i = 0; i < 100; i += 1) await beginCommand(mallory, body)
    })
    expect(log).toContain('too-many-attempts')
  })
})

describe('heaps', UNDER_SIEGE, () => {
  it('of objects on live sockets are cut', async () => {
    const mallory = await at().intruder()
    const heap = `42["ask","words:list",[${'{},'.repeat(330_000)}{}]]`
    const sockets = await Promise.all(Array.from({ length: 10 }, () => liveSocket(mallory)))
    const log = await at().stands(async () => {
      for (let i = 0; i < 4; i += 1)
        await Promise.all(sockets.map((ws) => new Promise<void>((resolve) => ws.send(heap, () => resolve()))))
      await until(() => sockets.every((ws) => ws.readyState === WebSocket.CLOSED))
    })
    expect(log).toContain('a live socket was cut')
  })

  it('of kept words are refused when they become many', async () => {
    const observer = await at().intruder('observer')
    const said = { documentId: at().documentId, provisionId: null, code: 'read-only' } as const
    const keep = () => observer.ask('words:keep', { ...said, text: 'ж'.repeat(200_000) })
    const log = await at().stands(async () => {
      for (let i = 0; i < 5; i += 1) await keep()
      await expect(keep()).rejects.toThrow('too-large')
    })
    expect(log).toContain('too-large')
  })
})
