import type { Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import type { ProvisionSource } from '../shared/text/compose'
import { Peer, updateOf } from '../tests/support/peer'
import type { Figure } from './support/figure'

export const name = 'what one editor does to a text of 50,000 words'

const PROVISIONS = 1_500
const WORDS_EACH = 33
const PLACES = 2_000
const KEYS = 100

/**
 * Times what one editor does to a text of 1,500 provisions and 50,000 words: 2,000 places replaced in one dispatch,
 * and single keys, one's own and others'. Script only, no layout. Targets: 300 ms, 3 ms, 3 ms.
 */
export async function run(): Promise<readonly Figure[]> {
  const places = medianOf([1, 2, 3].map(timePlaces))
  const composed = timeKeys(updateOf(provisions()))
  const worn = timeKeys(wornUpdate())
  return Promise.resolve([
    { what: `replace in ${PLACES} places`, value: places, unit: 'ms', atMost: 300 },
    { what: 'own key, composed text', value: composed.local, unit: 'ms', atMost: 3 },
    { what: "other's key, composed text", value: composed.remote, unit: 'ms', atMost: 3 },
    { what: `own key, worn text of ${worn.items} items`, value: worn.local, unit: 'ms', atMost: 3 },
    { what: "other's key, worn text", value: worn.remote, unit: 'ms', atMost: 3 },
  ])
}

function provisions(): ProvisionSource[] {
  return Array.from({ length: PROVISIONS }, (_none, index) => ({
    id: `p${index}`,
    level: index % 4,
    runs: [wordsOf(index), { text: 'strong words ', formats: { strong: true } }, 'end.'],
  }))
}

function wordsOf(index: number): string {
  return Array.from({ length: WORDS_EACH - 3 }, (_none, word) => `w${index}x${word} `).join('')
}

function timePlaces(round: number): number {
  const peer = new Peer('writer', 100 + round, updateOf(provisions()))
  const tr = replaceAll(peer)
  const start = performance.now()
  peer.dispatch(tr)
  const took = performance.now() - start
  peer.check()
  peer.close()
  return took
}

/** Replaces a word by another in 2,000 places, as replace-all does. */
function replaceAll(peer: Peer): Transaction {
  const { tr, doc } = peer.state
  const found: [number, number][] = []
  doc.forEach((node, pos) => {
    for (const match of node.textContent.matchAll(/x(?:7|17) /g))
      found.push([pos + 1 + match.index, match[0].length])
  })
  for (const [pos, length] of found.slice(0, PLACES).reverse()) tr.insertText('-replaced ', pos, pos + length)
  if (tr.steps.length !== PLACES) throw new Error(`only ${tr.steps.length} places`)
  return tr
}

function timeKeys(update: Uint8Array): { local: number; remote: number; items: number } {
  const [writer, reader] = [new Peer('w', 201, update), new Peer('r', 202, update)]
  const updates: Uint8Array[] = []
  writer.ydoc.on('update', (change: Uint8Array) => updates.push(change))
  const local = Array.from({ length: KEYS }, (_none, key) => {
    const tr = writer.state.tr.insertText('k', writer.at(`p${(key * 13) % PROVISIONS}`, 5))
    return timed(() => writer.dispatch(tr))
  })
  const remote = updates.map((change) => timed(() => Y.applyUpdate(reader.ydoc, change, 'remote')))
  reader.check()
  const items = itemsOf(reader)
  writer.close()
  reader.close()
  return { local: medianOf(local), remote: medianOf(remote), items }
}

/** The same text after a long history: about 100,000 items, half of them deleted. */
function wornUpdate(): Uint8Array {
  const doc = new Peer('seed', 300, updateOf(provisions()))
  const { text, ydoc } = doc
  ydoc.transact(() => {
    const changes: Record<string, unknown>[] = []
    for (let at = 0; at + 5 < text.length; at += 5)
      changes.push({ retain: 5 }, { insert: 'a', attributes: {} })
    text.applyDelta(changes)
  })
  const update = Y.encodeStateAsUpdate(ydoc)
  doc.close()
  return update
}

function itemsOf(peer: Peer): number {
  let count = 0
  peer.ydoc.store.clients.forEach((structs) => (count += structs.length))
  return count
}

function timed(act: () => void): number {
  const start = performance.now()
  act()
  return performance.now() - start
}

function medianOf(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 100) / 100
}
