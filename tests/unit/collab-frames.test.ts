import * as encoding from 'lib0/encoding'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { describe, expect, it } from 'vitest'
import { encodeNotice, FRAME, SYNC, type Notice } from '../../shared/sync'
import {
  awarenessFrame,
  EMPTY_UPDATE,
  frameOf,
  noticeFrame,
  readFrame,
  SIGN_OF_LIFE,
  step1Frame,
  updateFrame,
  varUint,
} from '../../server/collab/frames'

/** What a real client receives when a server writes these bytes to the stream under its socket, then closes. */
async function received(bytes: Uint8Array): Promise<Buffer[]> {
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (ws) => {
      socket.write(bytes)
      ws.close()
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const messages: Buffer[] = []
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  client.on('message', (data: Buffer) => messages.push(data))
  await new Promise<void>((resolve) => client.on('close', () => resolve()))
  server.close()
  return messages
}

describe('a frame', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
    'of %i bytes is what a receiver expects',
    async (length) => {
      const payload = Buffer.alloc(length, 7)
      expect(await received(frameOf(payload))).toEqual([payload])
    },
  )

  it('holds its parts one behind the other', async () => {
    expect(await received(frameOf(Uint8Array.of(1), Uint8Array.of(2, 3)))).toEqual([Buffer.of(1, 2, 3)])
  })

  it('may stand behind another in one write, and each is a message of its own', async () => {
    const both = Buffer.concat([updateFrame(EMPTY_UPDATE), step1Frame(new Map([[5, 7]]))])
    expect(await received(both)).toHaveLength(2)
  })

  it('as a sign of life is an empty awareness update, behind a ping', async () => {
    expect(await received(SIGN_OF_LIFE)).toEqual([Buffer.of(FRAME.awareness, 1, 0)])
  })

  it('of cursors counts its entries', async () => {
    const [message] = await received(awarenessFrame([Uint8Array.of(9, 1, 0), Uint8Array.of(8, 1, 0)]))
    expect(message).toEqual(Buffer.of(FRAME.awareness, 7, 2, 9, 1, 0, 8, 1, 0))
  })

  it('of a notice is what a page reads', async () => {
    const notice: Notice = { type: 'roster', people: [{ name: 'Zoë', colour: 1 } as never] }
    expect(await received(noticeFrame(notice))).toEqual([Buffer.from(encodeNotice(notice))])
  })

  it.each([0, 127, 128, 16_383, 16_384, 2 ** 31, Number.MAX_SAFE_INTEGER])(
    'writes the number %i as Yjs does',
    (value) => {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, value)
      expect(varUint(value)).toEqual([...encoding.toUint8Array(encoder)])
    },
  )
})

describe('a message', () => {
  const sync = (type: number, bytes: Uint8Array) => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, FRAME.sync)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, bytes)
    return encoding.toUint8Array(encoder)
  }

  it('of either update kind is an update', () => {
    const update = Uint8Array.of(1, 2, 3)
    expect(readFrame(sync(SYNC.update, update))).toEqual({ kind: 'update', update })
    expect(readFrame(sync(SYNC.step2, update))).toEqual({ kind: 'update', update })
  })

  it('with bytes behind it is none', () => {
    expect(() => readFrame(Buffer.concat([sync(SYNC.step1, EMPTY_UPDATE), Buffer.of(0)]))).toThrow()
  })

  it('of a notice is read when it is as short as any answer, and not even looked at otherwise', () => {
    const said = { type: 'frozen', nonce: 'x' } as const
    expect(readFrame(encodeNotice(said))).toEqual({ kind: 'notice', said })
    const long = encodeNotice({ ...said, nonce: 'x'.repeat(1_024) })
    expect(() => readFrame(long)).toThrow('longer than any answer')
  })

  it('of an unknown type is none', () => {
    expect(() => readFrame(Uint8Array.of(2, 0))).toThrow()
  })
})
