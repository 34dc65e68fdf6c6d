import { describe, expect, it } from 'vitest'
import {
  hasSettled,
  lockOf,
  locksFrom,
  NO_LOCKS,
  withEntry,
  withFrozen,
  withoutFrozen,
  withThaw,
} from '../../client/collab/settled'
import type { ProvisionId } from '../../shared/ids'
import type { EntryRead } from '../../shared/protocol'

const id = 'p1' as ProvisionId

function entry(kind: string, body: Record<string, unknown>): EntryRead {
  return {
    shown: true,
    stream: 'document:d',
    seq: 7,
    at: 5,
    kind,
    actor: { personId: 'c' as never, seatId: null, role: 'chair' },
    by: 'Chair',
    hash: '0'.repeat(64),
    body,
  }
}

const agreed = entry('provision:agreedAdRef', { provisionId: id, textHash: 'a'.repeat(64) })
const reopened = entry('provision:reopened', { provisionId: id, reason: 'new instructions' })

describe('whether a gavel has fallen', () => {
  const settledAt = (provisionId: string, at: number) =>
    locksFrom([
      {
        ...{ provisionId: provisionId as ProvisionId, status: 'agreedAdRef', by: 'Chair' },
        textHash: 'a'.repeat(64),
        at,
      },
    ])

  it('is seen also when as many are settled as before', () => {
    expect(hasSettled(settledAt('p1', 5), settledAt('p2', 6))).toBe(true)
    expect(hasSettled(settledAt('p1', 5), settledAt('p1', 6))).toBe(true)
    expect(hasSettled(settledAt('p1', 5), settledAt('p1', 5))).toBe(false)
    expect(hasSettled(settledAt('p1', 5), NO_LOCKS)).toBe(false)
  })
})

describe('what cannot be changed at this moment', () => {
  it('begins with what the server says on entering', () => {
    const locks = locksFrom([
      { provisionId: id, status: 'agreedAdRef', textHash: 'a'.repeat(64), at: 5, by: 'Chair' },
    ])
    expect([lockOf(locks, 'p1'), lockOf(locks, 'p2')]).toEqual(['provision-settled', null])
  })

  it('follows the gavel and the reopening', () => {
    const settled = withEntry(NO_LOCKS, agreed)
    expect(settled.settled.get(id)).toEqual({ textHash: 'a'.repeat(64), at: 5, by: 'Chair' })
    expect(lockOf(withEntry(settled, reopened), id)).toBeNull()
    const asOthersAreTold = entry('provision:reopened', { provisionId: id })
    expect(lockOf(withEntry(settled, asOthersAreTold), id)).toBeNull()
  })

  it('holds a provision from the freeze on, and lets it go when the gavel does not fall', () => {
    const frozen = withFrozen(NO_LOCKS, id)
    expect(lockOf(frozen, id)).toBe('freezing')
    expect(lockOf(withThaw(frozen, id, false, 9), id)).toBeNull()
  })

  it('leaves no moment open between the thaw and the entry that tells of the gavel', () => {
    const thawed = withThaw(withFrozen(NO_LOCKS, id), id, true, 9)
    expect(lockOf(thawed, id)).toBe('provision-settled')
    expect(withEntry(thawed, agreed).settled.get(id)?.by).toBe('Chair')
  })

  it('forgets freezes with the connection that told of them', () => {
    expect(lockOf(withoutFrozen(withFrozen(NO_LOCKS, id)), id)).toBeNull()
  })

  it('is not touched by other entries and by skip markers', () => {
    expect(withEntry(NO_LOCKS, { shown: false, stream: 'document:d', seq: 8 })).toBe(NO_LOCKS)
    expect(withEntry(NO_LOCKS, entry('words:kept', {}))).toBe(NO_LOCKS)
  })
})
