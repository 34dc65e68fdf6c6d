import * as decoding from 'lib0/decoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { updateFrame } from '../../server/collab/frames'
import { NO_BASE, Serving } from '../../server/collab/serving'

/** A text with its updates, as a journal would hold them. */
function history(edits: number) {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < edits; i++) {
    if (i % 5 === 4) text.delete(i % text.length, 1)
    else text.insert((i * 7) % (text.length + 1), String.fromCharCode(97 + (i % 26)))
  }
  return { doc, text, updates }
}

function servingOf(updates: readonly Uint8Array[]): Serving {
  const serving = new Serving(NO_BASE)
  updates.forEach((update, index) => serving.add(index + 1, update, updateFrame(update)))
  return serving
}

const baseOf = (doc: Y.Doc, seq: number) => {
  const update = Y.encodeStateAsUpdate(doc)
  return { seq, update, vector: Y.decodeStateVector(Y.encodeStateVector(doc)) }
}

/** Applies frames as a client does. @returns the kinds of sync messages */
function take(doc: Y.Doc, frames: readonly Buffer[]): number[] {
  const kinds: number[] = []
  let rest = Buffer.concat(frames)
  while (rest.length > 0) {
    const short = (rest[1] ?? 0) & 127
    const start = short === 127 ? 10 : short === 126 ? 4 : 2
    const length =
      short === 127 ? Number(rest.readBigUInt64BE(2)) : short === 126 ? rest.readUInt16BE(2) : short
    const decoder = decoding.createDecoder(rest.subarray(start, start + length))
    decoding.readVarUint(decoder)
    kinds.push(decoding.readVarUint(decoder))
    Y.applyUpdate(doc, decoding.readVarUint8Array(decoder))
    rest = rest.subarray(start + length)
  }
  return kinds
}

describe('an answer from bytes', () => {
  it.each([0, 1, 31, 32, 33, 1_100])(
    'brings an empty client everything after %i edits, ending in one step 2',
    (edits) => {
      const { text, updates } = history(edits)
      const client = new Y.Doc()
      const kinds = take(client, servingOf(updates).answer(new Map()))
      expect(client.getText('text').toJSON()).toBe(text.toJSON())
      expect(kinds.filter((kind) => kind === 1)).toHaveLength(1)
      expect(kinds.at(-1)).toBe(1)
    },
  )

  it.each([127, 128, 160, 1_000, 1_500, 4_200])('stays short when there are %i rows', (rows) => {
    const { text, updates } = history(rows)
    const client = new Y.Doc()
    expect(take(client, servingOf(updates).answer(new Map())).length).toBeLessThanOrEqual(128)
    expect(client.getText('text').toJSON()).toBe(text.toJSON())
  })

  it('is the same bytes for all who come with nothing', () => {
    const { doc, updates } = history(50)
    const serving = servingOf(updates)
    serving.rebase(baseOf(doc, 50))
    expect(serving.answer(new Map())[0]).toBe(serving.answer(new Map())[0])
  })

  it('brings who was away what is missing, deletes included, whatever the base is', () => {
    const { doc, text, updates } = history(200)
    for (const seen of [0, 1, 60, 100, 140, 200]) {
      const client = new Y.Doc()
      for (const update of updates.slice(0, seen)) Y.applyUpdate(client, update)
      const serving = servingOf(updates)
      const half = new Y.Doc()
      for (const update of updates.slice(0, 100)) Y.applyUpdate(half, update)
      serving.rebase(baseOf(half, 100))
      take(client, serving.answer(Y.decodeStateVector(Y.encodeStateVector(client))))
      expect(client.getText('text').toJSON()).toBe(text.toJSON())
    }
    expect(doc.store.pendingStructs).toBe(null)
  })

  it.each([1, 40, 600])(
    'costs who was away next to nothing when there is next to nothing new, after %i edits',
    (edits) => {
      const { doc, text, updates } = history(edits)
      const client = new Y.Doc()
      Y.applyUpdate(client, Y.encodeStateAsUpdate(doc))
      const vector = Y.decodeStateVector(Y.encodeStateVector(client))
      text.insert(text.length, 'new')
      text.delete(0, 1)
      const all = servingOf(updates)
      const whole = Buffer.concat(all.answer(new Map())).length
      const answer = all.answer(vector)
      take(client, answer)
      expect(client.getText('text').toJSON()).toBe(text.toJSON())
      if (edits > 1) expect(Buffer.concat(answer).length).toBeLessThan(whole / 2)
    },
  )

  it('is shared by all who lack much, whatever they have, and brings them everything', () => {
    const doc = new Y.Doc()
    const text = doc.getText('text')
    text.insert(0, 'ж'.repeat(400_000))
    const base = baseOf(doc, 1)
    const serving = new Serving(base)
    doc.once('update', (update: Uint8Array) => serving.add(2, update, updateFrame(update)))
    text.insert(0, 'ю'.repeat(400_000))
    const held = new Set<ArrayBufferLike>()
    for (let had = 1; had <= 20; had++) {
      for (const frame of serving.answer(new Map([[doc.clientID, had]]))) held.add(frame.buffer)
    }
    const bytes = [...held].reduce((sum, { byteLength }) => sum + byteLength, 0)
    expect(bytes).toBeLessThan(2_000_000)
    const client = new Y.Doc()
    Y.applyUpdate(client, base.update)
    take(client, serving.answer(new Map([[doc.clientID, 7]])))
    expect(client.getText('text').toJSON()).toBe(text.toJSON())
  })

  it('costs who lacks a little of a long text only that', () => {
    const doc = new Y.Doc()
    const text = doc.getText('text')
    text.insert(0, 'ж'.repeat(400_000))
    const client = new Y.Doc()
    Y.applyUpdate(client, Y.encodeStateAsUpdate(doc))
    const vector = Y.decodeStateVector(Y.encodeStateVector(client))
    text.insert(0, 'ю'.repeat(1_000))
    const answer = new Serving(baseOf(doc, 2)).answer(vector)
    expect(Buffer.concat(answer).length).toBeLessThan(3_000)
    take(client, answer)
    expect(client.getText('text').toJSON()).toBe(text.toJSON())
  })

  it('tells the state vector of what it holds', () => {
    const { doc, updates } = history(77)
    expect(servingOf(updates).vector).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)))
  })
})

describe('a reader that fell behind', () => {
  it('gets everything since the row from which it lacks text', () => {
    const { text, updates } = history(100)
    const client = new Y.Doc()
    for (const update of updates.slice(0, 40)) Y.applyUpdate(client, update)
    take(client, servingOf(updates).since(40))
    expect(client.getText('text').toJSON()).toBe(text.toJSON())
  })

  it('gets the base too when that has moved on', () => {
    const { doc, text, updates } = history(100)
    const serving = servingOf(updates)
    serving.rebase(baseOf(doc, 100))
    const client = new Y.Doc()
    for (const update of updates.slice(0, 40)) Y.applyUpdate(client, update)
    take(client, serving.since(40))
    expect(client.getText('text').toJSON()).toBe(text.toJSON())
  })
})
