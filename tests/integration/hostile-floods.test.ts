import { afterEach, describe, expect, it } from 'vitest'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { DocumentId } from '../../shared/ids'
import { FRAME, SYNC } from '../../shared/sync'
import { openText } from '../../shared/text/flat'
import type { Floor } from '../support/floor'
import { ASK_FOR_ALL, RawSocket, syncMessage } from '../support/raw'
import { until } from '../support/until'
import { visits } from '../support/visit'
import type { Writer } from '../support/writer'
import { PROMISE_MS, UNDER_SIEGE } from '../support/siege'

const house = visits()
const come = house.come.bind(house)
const sockets: RawSocket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.end()
})

async function openSocket(...all: Parameters<typeof RawSocket.open>): Promise<RawSocket> {
  const socket = await RawSocket.open(...all)
  sockets.push(socket)
  return socket
}

/** How long one letter takes from one screen to another, in milliseconds. */
async function travel(from: Writer, to: Writer): Promise<number> {
  const length = from.words.length + 1
  const started = performance.now()
  from.type('.')
  await until(() => to.words.length >= length && from.words.length >= length, { what: 'the letter' })
  return performance.now() - started
}

/** Updates that each type one letter, under a clientID issued to the person. */
async function letters(
  floor: Floor,
  documentId: DocumentId,
  name: string,
  count: number,
): Promise<Uint8Array[]> {
  const room = await floor.collab.rooms.use(documentId, (room) => room)
  const doc = new Y.Doc()
  const text = openText(doc)
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.view().text.doc ?? new Y.Doc()))
  doc.clientID = await floor.collab.clients.issue(documentId, floor.person(name).personId, () => 0)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < count; i++) text.insert(text.length, 'f', {})
  return updates
}

/** Sends as fast as the socket takes it, without keeping this process from anything else. */
async function pour(socket: RawSocket, messages: readonly Uint8Array[]): Promise<void> {
  for (let at = 0; at < messages.length; at += 200) {
    socket.send(...messages.slice(at, at + 200))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('a flood', UNDER_SIEGE, () => {
  it('of letters is taken in, and an honest edit still arrives within a second', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const other = await floor.makeDocument(['Requests'])
    const flood = await letters(floor, documentId, 'mallory', 30_000)
    const amina = await come(floor, other, 'amina')
    const boris = await come(floor, other, 'boris')
    const mallory = await openSocket(floor, documentId, floor.person('mallory'))
    mallory.send(ASK_FOR_ALL)
    const flooding = pour(
      mallory,
      flood.map((update) => syncMessage(SYNC.update, update)),
    )
    for (let i = 0; i < 5; i++) expect(await travel(amina, boris)).toBeLessThan(PROMISE_MS)
    await flooding
    const room = await floor.collab.rooms.use(documentId, (room) => room)
    await until(() => room.view().text.length > 30_000, {
      timeoutMs: 20_000,
      what: 'the flood to be taken in',
    })
  })

  it('of questions is answered a few times only', async () => {
    const { floor, documentId } = await house.open(['Welcomes'.repeat(1_000)])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const mallory = await openSocket(floor, documentId, floor.person('mallory'))
    for (let i = 0; i < 5_000; i++) mallory.send(ASK_FOR_ALL, Uint8Array.of(FRAME.queryAwareness))
    expect(await travel(amina, boris)).toBeLessThan(PROMISE_MS)
    const answers = mallory.received.filter((data) => data[1] === SYNC.step2)
    expect(answers.length).toBeLessThanOrEqual(40)
  })

  it('of cursors for everybody else moves nobody', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const mallory = await openSocket(floor, documentId, floor.person('mallory'))
    const empty = Uint8Array.of(FRAME.awareness, 1, 0)
    for (let i = 0; i < 20_000; i++) mallory.send(empty)
    expect(await travel(amina, boris)).toBeLessThan(PROMISE_MS)
  })
})

function noticeOf(json: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, FRAME.notice)
  encoding.writeVarString(encoder, json)
  return encoding.toUint8Array(encoder)
}

describe('a frame that makes no sense', UNDER_SIEGE, () => {
  it.each([
    ['an unknown type', Uint8Array.of(77)],
    ['an unknown kind of sync message', Uint8Array.of(0, 9, 0)],
    ['nothing at all', new Uint8Array(0)],
    ['a length beyond its end', Uint8Array.of(0, 2, 200, 1, 5)],
    ['an endless number', new Uint8Array(64).fill(255)],
    ['bytes behind the message', Uint8Array.of(1, 1, 0, 9)],
    ['a state vector that promises too much', syncMessage(SYNC.step1, Uint8Array.of(255, 255, 255, 15, 1))],
    ['an awareness update that promises too much', Uint8Array.of(1, 4, 255, 255, 255, 15)],
    ['a notice that is no JSON', Uint8Array.of(100, 1, 123)],
    ['a notice of another type', noticeOf(JSON.stringify({ type: 'x'.repeat(900) }))],
    ['a notice of megabytes', noticeOf(JSON.stringify({ type: 'x'.repeat(4 << 20) }).slice(0, 4 << 20))],
  ])('closes its socket with 1007: %s', async (_what, message) => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const mallory = await openSocket(floor, documentId, floor.person('mallory'))
    mallory.send(message, message, message)
    await until(() => mallory.closedWith === 1007)
    const lines = floor.logged.filter((line) => line.message === 'a frame made no sense')
    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines).length, 'what is logged of it').toBeLessThan(600)
    const amina = await come(floor, documentId, 'amina')
    expect(amina.words).toBe('Welcomes')
  })

  it('as text closes its socket too, and one that is too large with 1009', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const one = await openSocket(floor, documentId, floor.person('mallory'))
    one.ws.send('hello')
    await until(() => one.closedWith === 1007)
    const two = await openSocket(floor, documentId, floor.person('mallory'))
    two.send(new Uint8Array(5 << 20))
    await until(() => two.closedWith !== null)
  })
})

describe('a reader that never reads', UNDER_SIEGE, () => {
  it('is cut, and others go on as if it were not there', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const sleeper = await openSocket(floor, documentId, floor.person('sleeper'))
    sleeper.send(ASK_FOR_ALL)
    await until(() => sleeper.received.length > 0)
    sleeper.ws.pause()
    const isCut = () => floor.logged.some((line) => line.message.includes('does not keep up'))
    for (let i = 0; i < 400 && !isCut(); i++) {
      amina.type('x'.repeat(100_000))
      amina.erase(amina.text.length - 100_000, 100_000)
      if (i % 20 === 0) expect(await travel(amina, boris)).toBeLessThan(PROMISE_MS)
    }
    await until(isCut, { what: 'the sleeper to be cut' })
    // both must read the same before the lengths of their texts can be compared
    await until(() => amina.words === boris.words && amina.acknowledged === amina.sent)
    expect(await travel(boris, amina)).toBeLessThan(PROMISE_MS)
  })

  it('and wakes up in time gets one catch-up and has everything', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const sleeper = await openSocket(floor, documentId, floor.person('sleeper'))
    sleeper.send(ASK_FOR_ALL)
    await until(() => sleeper.received.length > 0)
    sleeper.ws.pause()
    for (let i = 0; i < 60; i++) {
      amina.type('y'.repeat(100_000))
      amina.erase(amina.text.length - 100_000, 100_000)
    }
    amina.type(' warmly')
    await until(() => amina.acknowledged === amina.sent)
    sleeper.ws.resume()
    await until(() => wordsOf(sleeper).endsWith('warmly'), { what: 'the catch-up' })
    expect(wordsOf(sleeper)).toBe(amina.words)
  })
})

describe('a peer that is dead', UNDER_SIEGE, () => {
  it('is found by its silence and dropped', async () => {
    const { floor, documentId } = await house.open(['Welcomes'], { beat: { everyMs: 30, silenceMs: 60 } })
    const alive = await openSocket(floor, documentId, floor.person('amina'))
    const dead = await openSocket(floor, documentId, floor.person('boris'), { autoPong: false })
    await until(() => dead.closedWith !== null)
    expect(alive.closedWith).toBe(null)
    expect(floor.logged.filter((line) => line.message.includes('fell silent'))).toHaveLength(1)
  })
})

/** The words that a bare reader has received so far. */
function wordsOf(socket: RawSocket): string {
  const doc = new Y.Doc()
  const text = openText(doc)
  for (const data of socket.received) {
    if (data[0] === FRAME.sync && data[1] !== SYNC.step1) Y.applyUpdate(doc, bodyOf(data))
  }
  return text.toJSON()
}

/** The update in a sync message: behind its type, kind and length. */
function bodyOf(data: Buffer): Uint8Array {
  let at = 2
  while ((data[at] ?? 0) & 128) at += 1
  return data.subarray(at + 1)
}
