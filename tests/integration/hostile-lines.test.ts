import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import { documentStream } from '../../shared/journal'
import { LIVE_PATH } from '../../shared/protocol'
import { FRAME, SYNC, syncPathOf } from '../../shared/sync'
import { frameOf, Line } from '../support/line'
import { ASK_FOR_ALL, syncMessage } from '../support/raw'
import { upgradeRequest } from '../support/request'
import { siege, UNDER_SIEGE } from '../support/siege'
import { Typist, type Caller } from '../support/typist'
import { until } from '../support/until'

const at = siege()
const LIVE = `${LIVE_PATH}/?EIO=4&transport=websocket`
const lines: Line[] = []

afterEach(() => {
  for (const line of lines.splice(0)) line.end()
})

/** Opens many bare lines, a few at a time. */
async function open(count: number): Promise<Line[]> {
  const opened: Line[] = []
  while (opened.length < count) {
    const some = Array.from({ length: Math.min(100, count - opened.length) }, () => new Line(at().url))
    lines.push(...some)
    opened.push(...some)
    await until(() => some.every(({ socket, isClosed }) => isClosed || !socket.connecting))
  }
  return opened
}

const headOf = ({ url, cookie }: Caller, name: string, length: number) =>
  [
    `POST /api/${name} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    `Cookie: ${cookie}`,
    `Content-Type: application/json`,
    `Content-Length: ${length}`,
    '',
    '',
  ].join('\r\n')

/** One more letter on every line, again and again, for a while. */
async function drip(all: readonly Line[], letter: string, forMs: number): Promise<void> {
  const end = performance.now() + forMs
  while (performance.now() < end) {
    for (const line of all) if (!line.isClosed) line.socket.write(letter)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

describe('questions', UNDER_SIEGE, () => {
  it('that come in one packet are answered once, and again when that answer has been read', async () => {
    const line = await Line.upgraded(await at().intruder(), syncPathOf(at().documentId))
    lines.push(line)
    const payload = syncMessage(SYNC.step1, Y.encodeStateVector(at().honest[0].doc))
    const question = frameOf({ opcode: 2, payload })
    const lastOfAnswer = String.fromCharCode(0x82, 5, FRAME.sync, SYNC.step2, 2, 0, 0)
    const answers = () => line.heard.split(lastOfAnswer).length - 1
    line.socket.write(Buffer.concat(Array.from({ length: 25 }, () => question)))
    await until(() => answers() > 0)
    line.socket.write(question)
    await until(() => answers() > 1)
    expect(answers()).toBeLessThan(5)
  })
})

describe('lines that are opened', UNDER_SIEGE, () => {
  it('three thousand times and say nothing leave room for others', async () => {
    await at().stands(async () => {
      await open(3_000)
      expect((await fetch(`${at().url}/healthz`)).status).toBe(200)
      expect(await at().coordinator.ask('session:read', {})).toMatchObject({ role: 'coordinator' })
    })
  })

  it('and say their headers letter by letter are closed in the end', async () => {
    await at().stands(async () => {
      const slow = await open(500)
      for (const line of slow) line.socket.write('POST /api/words:list HTTP/1.1\r\nHost: x\r\n')
      await drip(slow, 'X: y\r\n', 3_000)
      expect(await at().coordinator.ask('session:read', {})).toMatchObject({ role: 'coordinator' })
      await until(() => slow.every(({ isClosed }) => isClosed), { timeoutMs: 30_000 })
    })
  })

  it('and say their upgrade letter by letter harm nobody', async () => {
    const { cookie } = await at().intruder()
    const whole = upgradeRequest(at().url, syncPathOf(at().documentId), { cookie })
    await at().stands(async () => {
      const slow = await open(500)
      for (const line of slow) line.socket.write(whole.slice(0, -2))
      await drip(slow, 'X: y\r\n', 2_000)
    })
  })

  it('and say their command letter by letter harm nobody', async () => {
    const mallory = await at().intruder()
    await at().stands(async () => {
      const slow = await open(500)
      for (const line of slow) line.socket.write(headOf(mallory, 'words:list', 1_000))
      await drip(slow, ' ', 2_000)
      expect(await at().coordinator.ask('session:read', {})).toMatchObject({ role: 'coordinator' })
    })
  })

  it('and ask a thousand things without reading an answer harm nobody', async () => {
    const mallory = await at().intruder()
    const said = JSON.stringify({ documentId: at().documentId })
    const question = headOf(mallory, 'document:read', said.length) + said
    await at().stands(async () => {
      const deaf = await open(50)
      for (const line of deaf) {
        line.socket.pause()
        line.socket.write(question.repeat(20))
      }
      await drip(deaf, '', 2_000)
    })
  })
})

/** Makes the text long, so that each who reads it costs something. */
async function lengthen(): Promise<void> {
  const typist = await Typist.enter(await at().coordinator.invite('drafter', 'Writer'), at().documentId)
  typist.connect()
  await until(() => typist.synced)
  for (let i = 0; i < 8; i += 1) typist.insert(typist.text.length, 'word '.repeat(30_000))
  await until(() => typist.waiting === 0, { what: 'a long text' })
  typist.disconnect()
}

/** A document of its own with nine megabytes of text by one writer. @returns its id, and the writer's clientID */
async function longDocument(): Promise<{ documentId: DocumentId; clientId: number }> {
  const { coordinator } = at()
  const said = { title: 'Long draft', language: 'zh', from: 'example' } as const
  const { documentId } = await coordinator.ask('document:create', said)
  const writer = await Typist.enter(await coordinator.invite('drafter', 'Writer'), documentId)
  writer.connect()
  await until(() => writer.synced)
  for (let i = 0; i < 3; i += 1) {
    writer.insert(writer.text.length, '字'.repeat(1_000_000))
    await until(() => writer.waiting === 0, { timeoutMs: 20_000, what: 'a very long text' })
  }
  writer.disconnect()
  return { documentId, clientId: writer.doc.clientID }
}

/** What somebody asks who has so many letters of one client. */
const askedBy = (clientId: number, clock: number) =>
  syncMessage(SYNC.step1, Y.encodeStateVector(new Map([[clientId, clock]])))

/** A live socket on a bare line. */
async function liveLine(caller: Caller): Promise<Line> {
  const line = await Line.upgraded(caller, LIVE)
  lines.push(line)
  line.socket.write(frameOf({ opcode: 1, payload: '40' }))
  await until(() => line.heard.includes('40{'))
  return line
}

/** A document of its own, in whose record somebody has kept long words so often. */
async function keptAndDismissed(author: Caller, times: number): Promise<DocumentId> {
  const said = { title: 'Short draft', language: 'en', from: 'example' } as const
  const { documentId } = await at().coordinator.ask('document:create', said)
  const kept = { documentId, provisionId: null, code: 'read-only', text: '字'.repeat(200_000) } as const
  for (let i = 0; i < times; i += 1) {
    const { wordsId } = await author.ask('words:keep', kept)
    await author.ask('words:dismiss', { documentId, wordsId })
  }
  return documentId
}

describe('readers who never read', UNDER_SIEGE, () => {
  it('and ask for a long text with many state vectors do not fill the memory', async () => {
    const { documentId, clientId } = await longDocument()
    const mallory = await at().intruder()
    const questions = Array.from({ length: 30 }, (_, i) => askedBy(clientId, i + 1))
    const packet = Buffer.concat(questions.map((payload) => frameOf({ opcode: 2, payload })))
    await at().stands(async () => {
      for (let i = 0; i < 10; i += 1) {
        const line = await Line.upgraded(mallory, syncPathOf(documentId))
        lines.push(line)
        line.socket.pause()
        line.socket.write(packet)
      }
      await drip([], '', 1_500)
    })
  })

  it('on many sync sockets do not fill the memory', async () => {
    await lengthen()
    const people = await Promise.all(Array.from({ length: 5 }, () => at().intruder()))
    const ask = frameOf({ opcode: 2, payload: ASK_FOR_ALL })
    await at().stands(async () => {
      for (const mallory of people)
        for (let i = 0; i < 20; i += 1) {
          const line = await Line.upgraded(mallory, syncPathOf(at().documentId))
          lines.push(line)
          line.socket.pause()
          for (let k = 0; k < 30; k += 1) line.socket.write(ask)
        }
      await drip([], '', 1_500)
    })
  })

  it('on live sockets do not fill the memory with answers', async () => {
    const mallory = await at().intruder()
    const said = JSON.stringify(['ask', 'document:read', { documentId: at().documentId }])
    await at().stands(async () => {
      for (let i = 0; i < 10; i += 1) {
        const line = await liveLine(mallory)
        line.socket.pause()
        for (let k = 0; k < 50; k += 1) line.socket.write(frameOf({ opcode: 1, payload: `42${k}${said}` }))
      }
      await drip([], '', 3_000)
    })
  })

  it('on live sockets do not fill the memory with what they follow', async () => {
    const observer = await at().intruder('observer')
    const documentId = await keptAndDismissed(observer, 18)
    const said = JSON.stringify(['ask', 'journal:follow', { stream: documentStream(documentId), after: 0 }])
    await at().stands(async () => {
      for (let i = 0; i < 40; i += 1) {
        const line = await liveLine(observer)
        line.socket.pause()
        line.socket.write(frameOf({ opcode: 1, payload: `420${said}` }))
      }
      await drip([], '', 3_000)
    })
  })

  it('on lines of HTTP do not fill the memory with answers', async () => {
    const mallory = await at().intruder()
    const said = JSON.stringify({ documentId: at().documentId })
    const question = headOf(mallory, 'document:read', said.length) + said
    await at().stands(async () => {
      const deaf = await open(500)
      for (const line of deaf) {
        line.socket.pause()
        line.socket.write(question)
      }
      await drip([], '', 3_000)
    })
  })
})
