import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { Comparing } from '../../server/collab/comparing'
import { createLog } from '../../server/log'
import { Serving } from '../../server/collab/serving'
import { documentStream } from '../../shared/journal'
import { newId, type DocumentId } from '../../shared/ids'
import { contentHashOf, stateHashOf } from '../../shared/text/canonical'
import { compose } from '../../shared/text/compose'
import { openText } from '../../shared/text/flat'

function copyOf(update: Uint8Array): Y.Text {
  const text = openText(new Y.Doc())
  if (text.doc) Y.applyUpdate(text.doc, update)
  return text
}

/** A server's side with one provision that says these words, and a count of the hashes it took. */
function server(words: string) {
  const made = new Y.Doc()
  compose(openText(made), [{ id: newId(), kind: 'operative', runs: [words] }])
  const update = Y.encodeStateAsUpdate(made)
  const vector = Y.decodeStateVector(Y.encodeStateVector(made))
  const serving = new Serving({ seq: 1, update, vector })
  const state = { head: { seq: 1, hash: '' }, text: copyOf(update), hashes: 0, renewed: 0 }
  const comparing = new Comparing({
    committed: {
      serving,
      stream: documentStream(newId<DocumentId>()),
      get head() {
        return state.head
      },
    },
    typing: {
      get text() {
        return state.text
      },
      renew: () => {
        state.renewed += 1
        state.text = copyOf(update)
      },
    },
    log: createLog('silent'),
    hashOf: (text) => {
      state.hashes += 1
      return contentHashOf(text)
    },
  })
  return { comparing, vector, stateHash: stateHashOf(vector), state, hash: contentHashOf(copyOf(update)) }
}

it('hashes one state of the text once, however many ask', () => {
  const { comparing, stateHash, state, hash } = server('Welcomes the report')
  for (let asked = 0; asked < 90; asked += 1) {
    expect(comparing.compare({ stateHash, contentHash: hash })).toBe('same')
  }
  expect(state.hashes).toBe(1)
  state.head = { seq: 2, hash: '' }
  comparing.compare({ stateHash, contentHash: hash })
  expect(state.hashes).toBe(2)
})

it('says that a copy differs, however often it asks, at the cost of one more hash', () => {
  const { comparing, stateHash, state } = server('Welcomes the report')
  for (let asked = 0; asked < 90; asked += 1) {
    expect(comparing.compare({ stateHash, contentHash: '0'.repeat(64) })).toBe('differs')
  }
  expect(state).toMatchObject({ hashes: 2, renewed: 0 })
})

it('says nothing of a copy at another state', () => {
  const { comparing, vector, hash } = server('Welcomes the report')
  const [first = 0] = vector.keys()
  for (const other of [new Map<number, number>(), new Map([[first, 1]]), new Map([...vector, [7, 1]])]) {
    expect(comparing.compare({ stateHash: stateHashOf(other), contentHash: hash })).toBe('elsewhere')
  }
})

it('renews its own replica when that reads differently from what a joiner reads', () => {
  const { comparing, stateHash, state, hash } = server('Welcomes the report')
  state.text.insert(1, 'never ')
  expect(comparing.compare({ stateHash, contentHash: hash })).toBe('same')
  expect(state.renewed).toBe(1)
  expect(contentHashOf(state.text)).toBe(hash)
})
