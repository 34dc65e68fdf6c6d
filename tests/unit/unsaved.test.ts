import { describe, expect, it } from 'vitest'
import { acksOf } from '../../client/collab/acks'
import type { ProvisionContent } from '../../client/collab/content'
import { oncePerProvision, Unsaved } from '../../client/collab/unsaved'

const says = (words: string): ProvisionContent => ({
  kind: 'operative',
  level: 0,
  dir: null,
  table: null,
  segments: words === '' ? [] : [{ insert: words, marks: {} }],
})

function type(unsaved: Unsaved, provisionId: string, before: string | null, now: string | null): number {
  unsaved.note()
  unsaved.record({
    provisionId,
    after: null,
    before: before === null ? null : says(before),
    now: now === null ? null : says(now),
  })
  return unsaved.last
}

describe('changes that wait for their acknowledgement', () => {
  it('are never called saved before the first acknowledgement', () => {
    const unsaved = new Unsaved()
    expect(unsaved.waiting).toBe(true)
    unsaved.acknowledge(1)
    expect(unsaved.waiting).toBe(false)
  })

  it('keep the content before the first of them and the content now', () => {
    const unsaved = new Unsaved()
    type(unsaved, 'p1', 'Notes', 'Notes with')
    type(unsaved, 'p1', 'Notes with', 'Notes with care')
    expect(unsaved.changes()).toEqual([
      { provisionId: 'p1', after: null, baseline: says('Notes'), now: says('Notes with care') },
    ])
  })

  it('count provisions, and go with the acknowledgement of their last change', () => {
    const unsaved = new Unsaved()
    const first = type(unsaved, 'p1', 'A', 'AB')
    type(unsaved, 'p2', 'C', 'CD')
    const last = type(unsaved, 'p1', 'AB', 'ABC')
    expect(unsaved.count).toBe(2)
    expect(unsaved.acknowledge(first)).toEqual([])
    expect(unsaved.changes()[0]).toMatchObject({ baseline: says('AB'), now: says('ABC') })
    expect(unsaved.acknowledge(last).map(({ provisionId }) => provisionId)).toEqual(['p1', 'p2'])
    expect(unsaved.waiting).toBe(false)
  })

  it('wait for the acknowledgement of a deletion as of any other change', () => {
    const unsaved = new Unsaved()
    unsaved.acknowledge(1)
    type(unsaved, 'p1', 'A', null)
    expect(unsaved.waiting).toBe(true)
    expect(unsaved.changes()).toEqual([{ provisionId: 'p1', after: null, baseline: says('A'), now: null }])
  })

  it('wait also when nothing that can be seen has changed', () => {
    const unsaved = new Unsaved()
    unsaved.acknowledge(1)
    unsaved.note()
    expect([unsaved.waiting, unsaved.count]).toEqual([true, 0])
  })

  it('are taken over from a closed tab and go with the first acknowledgement', () => {
    const left = { provisionId: 'p1', after: null, baseline: says('A'), now: says('AB') }
    const unsaved = new Unsaved([left])
    expect(unsaved.changes()).toEqual([left])
    expect(unsaved.acknowledge(1)).toEqual([left])
  })

  it('keep their baseline through a very long time of typing', () => {
    const unsaved = new Unsaved()
    for (let n = 1; n <= 1_000; n += 1) type(unsaved, 'p1', 'x'.repeat(n), 'x'.repeat(n + 1))
    expect(unsaved.changes()).toEqual([
      { provisionId: 'p1', after: null, baseline: says('x'), now: says('x'.repeat(1_001)) },
    ])
  })
})

describe('acknowledgements', () => {
  it('cover every local change that had been made when the acknowledged frame left', () => {
    let last = 4
    const acks = acksOf(() => last)
    acks.sent(1)
    last = 9
    acks.sent(2)
    expect(acks.acknowledged(1)).toBe(4)
    expect(acks.acknowledged(2)).toBe(9)
  })

  it('of an earlier socket do not count for a new one', () => {
    let last = 1
    const acks = acksOf(() => last)
    acks.sent(1)
    acks.acknowledged(1)
    last = 5
    acks.sent(2)
    acks.restart()
    expect(acks.acknowledged(0)).toBe(1)
    acks.sent(1)
    expect(acks.acknowledged(1)).toBe(5)
  })
})

it('is one change of a provision, of which several copies were left, up to what they say together', () => {
  const left = [
    { provisionId: 'p1', after: null, baseline: says('Notes'), now: says('Notes with care and thanks') },
    { provisionId: 'p2', after: 'p1', baseline: null, now: says('Invites') },
    { provisionId: 'p1', after: null, baseline: says('Notes'), now: says('Notes with care') },
  ]
  const [first, second] = left
  const once = oncePerProvision(left, () => new Map([['p1', says('Notes with care and thanks')]]))
  expect(once).toEqual([first, second])
  expect(oncePerProvision([], () => new Map())).toEqual([])
})
