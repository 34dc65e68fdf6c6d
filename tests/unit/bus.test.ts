import { describe, expect, it } from 'vitest'
import type { DocumentId, PersonId } from '../../shared/ids'
import { documentStream, EMPTY_HEAD, seal, type Entry } from '../../shared/journal'
import { createLocalBus } from '../../server/bus/local'

const stream = documentStream('one' as DocumentId)
const personId = 'amina' as PersonId
const actor = { personId, seatId: null, role: 'drafter' as const }
const draft = { kind: 'test:noted', actor, at: 0, audience: 'everyone' as const, body: new Uint8Array(0) }
const entries: readonly Entry[] = seal(stream, EMPTY_HEAD, [draft], [new Uint8Array(16)])

describe('the local bus', () => {
  it('tells every listener, in the order in which they came, until they stop', () => {
    const bus = createLocalBus({ onFault: () => {} })
    const heard: string[] = []
    const stop = bus.onEntries(() => heard.push('first'))
    bus.onEntries(() => heard.push('second'))
    bus.announce(entries)
    stop()
    bus.announce(entries)
    expect(heard).toEqual(['first', 'second', 'second'])
  })

  it('lets the others hear when one listener fails', () => {
    const faults: unknown[] = []
    const bus = createLocalBus({ onFault: (fault) => faults.push(fault) })
    const heard: unknown[] = []
    bus.onRevoked(() => {
      throw new Error('broken')
    })
    bus.onRevoked((revoked) => heard.push(revoked))
    bus.announceRevoked({ sessionIds: [], personId })
    expect(heard).toEqual([{ sessionIds: [], personId }])
    expect(faults).toHaveLength(1)
  })

  it('does not announce nothing', () => {
    const bus = createLocalBus({ onFault: () => {} })
    let calls = 0
    bus.onEntries(() => (calls += 1))
    bus.announce([])
    expect(calls).toBe(0)
  })
})
