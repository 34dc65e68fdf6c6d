import { expect, it } from 'vitest'
import { PAIRS, playPair } from '../support/pair-table'
import { Peer } from '../support/peer'

it.each(PAIRS.map((pair) => [pair[0], pair] as const))(
  '%s: nothing is lost and both see the same',
  (_name, pair) => {
    const [, , , shown, undone] = pair
    expect(playPair(pair, (name, id, start) => new Peer(name, id, start))).toEqual({ shown, undone })
  },
)
