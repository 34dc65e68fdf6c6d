import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { FRAME, MAX_CURSOR_BYTES } from '../../shared/sync'
import { until } from '../support/until'
import { visits } from '../support/visit'
import type { Writer } from '../support/writer'

const house = visits()
const come = house.come.bind(house)

const cursor = (at: number) => ({ anchor: { at }, head: { at } })

function stateOf(viewer: Writer, of: Writer): unknown {
  return viewer.provider.awareness.getStates().get(of.doc.clientID)
}

/** Sends an awareness update as it stands, whoever it speaks for. */
function speakFor(writer: Writer, clientId: number, clock: number, state: unknown): void {
  const update = encoding.createEncoder()
  encoding.writeVarUint(update, 1)
  encoding.writeVarUint(update, clientId)
  encoding.writeVarUint(update, clock)
  encoding.writeVarString(update, JSON.stringify(state))
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, FRAME.awareness)
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(update))
  writer.provider.ws?.send(encoding.toUint8Array(frame))
}

describe('presence', () => {
  it('carries the cursor of a person, under the name that the server gives', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    amina.provider.awareness.setLocalState({ personId: 'boris', name: 'The Chair', cursor: cursor(1) })
    await until(() => stateOf(boris, amina) !== undefined)
    await until(() => JSON.stringify(stateOf(boris, amina)).includes('anchor'))
    expect(stateOf(boris, amina)).toEqual({ personId: 'amina', cursor: cursor(1) })
  })

  it('lets nobody speak for a clientID of somebody else', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const mallory = await come(floor, documentId, 'mallory')
    amina.provider.awareness.setLocalState({ cursor: cursor(1) })
    await until(() => JSON.stringify(stateOf(boris, amina)).includes('anchor'))
    for (const clock of [1, 1_000, Date.now() + 1_000_000]) {
      speakFor(mallory, amina.doc.clientID, clock, { personId: 'amina', cursor: cursor(9) })
      speakFor(mallory, amina.doc.clientID, clock, null)
      speakFor(mallory, 4_242, clock, { personId: 'amina', cursor: cursor(9) })
    }
    speakFor(mallory, mallory.doc.clientID, 5, { cursor: cursor(5) })
    await until(() => JSON.stringify(stateOf(boris, mallory))?.includes('anchor') ?? false)
    expect(stateOf(boris, amina)).toEqual({ personId: 'amina', cursor: cursor(1) })
    expect(boris.provider.awareness.getStates().has(4_242)).toBe(false)
  })

  it('leaves out a cursor that is too large', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const huge = 'x'.repeat(MAX_CURSOR_BYTES)
    amina.provider.awareness.setLocalState({ cursor: { anchor: huge, head: huge } })
    await until(() => stateOf(boris, amina) !== undefined)
    expect(stateOf(boris, amina)).toEqual({ personId: 'amina', cursor: null })
  })

  it('takes a cursor away when its connection closes', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    amina.provider.awareness.setLocalState({ cursor: cursor(1) })
    await until(() => stateOf(boris, amina) !== undefined)
    amina.provider.disconnect()
    await until(() => stateOf(boris, amina) === undefined)
  })

  it('is told to who comes later and to who asks', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    amina.provider.awareness.setLocalState({ cursor: cursor(1) })
    const boris = await come(floor, documentId, 'boris')
    await until(() => stateOf(boris, amina) !== undefined)
    boris.provider.awareness.states.delete(amina.doc.clientID)
    boris.provider.awareness.meta.delete(amina.doc.clientID)
    boris.provider.ws?.send(Uint8Array.of(FRAME.queryAwareness))
    await until(() => stateOf(boris, amina) !== undefined)
  })

  it('survives the echoes of stock clients: a second tab does not take over the cursor of the first', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const first = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    const second = await come(floor, documentId, 'amina')
    for (let at = 1; at <= 20; at++) {
      first.provider.awareness.setLocalState({ cursor: cursor(at) })
      await until(() => JSON.stringify(stateOf(boris, first))?.includes(`"at":${at}}`) ?? false)
    }
    second.leave()
    await until(() => !boris.provider.awareness.getStates().has(second.doc.clientID))
    expect(stateOf(boris, first)).toEqual({ personId: 'amina', cursor: cursor(20) })
  })
})

describe('the roster', () => {
  const nowhere = { role: 'drafter', seatId: null, seat: null, mechanism: null, office: null }

  it('names everybody once, as their sessions do', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    await come(floor, documentId, 'amina')
    await come(floor, documentId, 'boris')
    await until(() => amina.last('roster')?.people.length === 2)
    expect(amina.last('roster')?.people).toEqual([
      { personId: 'amina', name: 'amina', ...nowhere, colour: 0 },
      { personId: 'boris', name: 'boris', ...nowhere, colour: 1 },
    ])
  })

  it('forgets who has left', async () => {
    const { floor, documentId } = await house.open(['Welcomes'])
    const amina = await come(floor, documentId, 'amina')
    const boris = await come(floor, documentId, 'boris')
    await until(() => amina.last('roster')?.people.length === 2)
    boris.provider.disconnect()
    await until(() => amina.last('roster')?.people.length === 1)
  })
})
