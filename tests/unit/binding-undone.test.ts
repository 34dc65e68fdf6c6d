import { describe, expect, it } from 'vitest'
import { moveOf } from '../../client/editor/moving'
import { heal } from '../../shared/text/heal'
import { exchange, Peer, show, updateOf } from '../support/peer'

describe('a provision whose boundary the server removed meanwhile', () => {
  const SECTION = [
    { id: 'p1', runs: ['Decides'] },
    { id: 'p2', kind: 'operative', runs: ['Requests'] },
    { id: 'p3', kind: 'sub', level: 1, runs: ['to meet'] },
    { id: 'r1', kind: 'row', table: 't', runs: [{ column: 'k0' }, 'Lead'] },
    { id: 'p4', runs: ['Thanks'] },
  ] as const
  const before = 'Decides ¶ Requests ¶ sub:>1 to meet ¶ {Lead} ¶ Thanks'
  const pair = (): [Peer, Peer] => {
    const start = updateOf(SECTION)
    return [new Peer('a', 10, start), new Peer('b', 20, start)]
  }
  /** The server repairs the text and everybody hears of it. */
  const quiet = (...peers: Peer[]) => {
    const server = new Peer('s', 5)
    exchange(server, ...peers)
    heal(server.text, { origin: server.binding })
    exchange(server, ...peers)
  }

  it('comes back under its boundary when its deletion is undone', () => {
    const [a, b] = pair()
    a.dispatch(a.state.tr.delete(a.find('p2').pos, a.find('p4').pos))
    quiet(a, b)
    expect(show(b.state.doc)).toBe('Decides ¶ Thanks')
    a.undo()
    exchange(a, b)
    for (const peer of [a, b]) {
      peer.check()
      expect(show(peer.state.doc)).toBe(before)
      expect(peer.find('p3').node.attrs.id).toBe('p3')
    }
    a.redo()
    exchange(a, b)
    expect(show(b.state.doc)).toBe('Decides ¶ Thanks')
    a.undo()
    expect(show(a.state.doc)).toBe(before)
  })

  it('goes back when the move of it and what belongs to it is undone', () => {
    const [a, b] = pair()
    a.dispatch(moveOf(a.state, 'p2', -1)?.tr ?? a.state.tr)
    quiet(a, b)
    expect(show(b.state.doc)).toBe('Requests ¶ sub:>1 to meet ¶ Decides ¶ {Lead} ¶ Thanks')
    b.type('p3', 7, ' again')
    exchange(a, b)
    a.undo()
    exchange(a, b)
    quiet(a, b)
    for (const peer of [a, b]) peer.check()
    expect(show(a.state.doc)).toContain('Decides ¶ Requests ¶ sub:>1 to meet')
    expect(show(a.state.doc)).toContain('again')
  })
})
