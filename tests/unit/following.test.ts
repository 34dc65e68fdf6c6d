import { describe, expect, it } from 'vitest'
import { Following, resumePoints, type ShownEntry } from '../../client/following'
import type { EntryRead } from '../../shared/protocol'
import type { PersonId } from '../../shared/ids'

const STREAM = 'meeting:main'

const shown = (seq: number, stream = STREAM): ShownEntry => ({
  shown: true,
  stream,
  seq,
  at: 0,
  kind: 'person:admitted',
  actor: { personId: 'p' as PersonId, seatId: null, role: 'chair' },
  by: 'Chair',
  hash: '0'.repeat(64),
  body: null,
})
const skipped = (seq: number): EntryRead => ({ shown: false, stream: STREAM, seq })

function follow(after = 0) {
  const heard: number[] = []
  const following = new Following(STREAM, after, (entry) => heard.push(entry.seq))
  return { following, heard }
}

describe('following a stream', () => {
  it('hands on each entry once and in order, however often it is sent', () => {
    const { following, heard } = follow()
    following.take([shown(1), shown(2)])
    following.take([shown(1), shown(2), shown(3)])
    expect(heard).toEqual([1, 2, 3])
    expect(following.after).toBe(3)
  })

  it('begins after what the listener knows already', () => {
    const { following, heard } = follow(2)
    following.take([shown(1), shown(2), shown(3)])
    expect(heard).toEqual([3])
  })

  it('passes over entries for others without taking them for a gap', () => {
    const { following, heard } = follow()
    expect(following.take([shown(1), skipped(5), shown(6)])).toBe(true)
    expect(heard).toEqual([1, 6])
  })

  it('hears what comes after the end of a record that went back in time', () => {
    const { following, heard } = follow(9)
    following.goBackTo(12)
    following.take([shown(8)])
    expect(heard).toEqual([])
    following.goBackTo(4)
    following.take([shown(5), shown(6)])
    expect(heard).toEqual([5, 6])
  })

  it('leaves other streams alone', () => {
    const { following, heard } = follow()
    following.take([shown(1, 'document:x')])
    expect(heard).toEqual([])
    expect(following.after).toBe(0)
  })

  it('asks for what is missing before it hands on what comes after', () => {
    const { following, heard } = follow()
    expect(following.take([shown(1), shown(3)])).toBe(false)
    expect(heard).toEqual([1])
    expect(following.take([shown(2), shown(3)])).toBe(true)
    expect(heard).toEqual([1, 2, 3])
  })

  it('goes on when the server has nothing to put into the gap', () => {
    const { following, heard } = follow()
    following.take([shown(1), shown(3)])
    expect(following.take([shown(3)])).toBe(true)
    expect(heard).toEqual([1, 3])
  })
})

describe('resuming after the line was away', () => {
  it('asks each stream for what the listener furthest behind still needs', () => {
    const a = new Following('document:a', 7, () => {})
    const aToo = new Following('document:a', 4, () => {})
    const b = new Following('document:b', 0, () => {})
    expect([...resumePoints([a, aToo, b])]).toEqual([
      ['document:a', 4],
      ['document:b', 0],
    ])
  })
})
