import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { FollowedPlace } from '../../client/editor/followed'
import { compose } from '../../shared/text/compose'
import { openText } from '../../shared/text/flat'
import { Peer } from '../support/peer'

function opened(): Peer {
  const doc = new Y.Doc()
  doc.clientID = 1
  compose(openText(doc), [{ id: 'p1', kind: 'operative', runs: [{ text: 'Welcomes' }] }])
  return new Peer('amina', 2, Y.encodeStateAsUpdate(doc))
}

describe('a place that somebody else’s browser has named', () => {
  it('is found where Yjs says that it is', () => {
    const { text, binding } = opened()
    for (const [offset, assoc] of [
      [0, -1],
      [4, -1],
      [4, 0],
      [text.length, 0],
    ] as const) {
      const position = Y.createRelativePositionFromTypeIndex(text, offset, assoc)
      const said: unknown = JSON.parse(JSON.stringify(Y.relativePositionToJSON(position)))
      expect(new FollowedPlace(binding, said, null).offset).toBe(offset)
    }
  })

  it.each([
    ['nothing', {}],
    ['a type and an item in one', { type: { client: 1, clock: 0 } }],
    ['another root', { tname: 'other', assoc: 0 }],
    ['an item before the first', { item: { client: 1, clock: -5 } }],
    ['an item of no number', { item: { client: '1', clock: {} } }],
    ['an item that has not come', { item: { client: 1, clock: 9_000 } }],
    ['another side', { tname: 'text', assoc: 1e9 }],
    ['words', 'here'],
    ['none', null],
  ])('is nowhere, and no fault, when it is %s', (_, said) => {
    const { binding, ydoc } = opened()
    const place = new FollowedPlace(binding, said, null)
    expect(place.offset).toBeNull()
    place.carry([], false)
    expect([...ydoc.share.keys()]).toEqual(['text'])
  })
})
