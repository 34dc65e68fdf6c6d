import { describe, expect, it } from 'vitest'
import type { Connection } from '../../server/collab/connection'
import { Holding } from '../../server/collab/holding'
import type { Said } from '../../server/collab/typing'

function connection() {
  const ended: unknown[] = []
  const one = {
    endAsMalformed: (fault: unknown) => ended.push(fault),
    onDoneLate: () => undefined,
    pauseReading: () => undefined,
    resumeReading: () => undefined,
  }
  return { one: one as unknown as Connection, ended }
}

const said = (from: Connection, number: number): Said => ({
  connection: from,
  update: Uint8Array.of(number),
  number,
})

describe('what was held', () => {
  it('is judged in its order when nothing stands in the way any more', () => {
    const judged: number[] = []
    let mustWait = true
    const holding = new Holding({
      judge: ({ number }) => judged.push(number),
      mustWait: () => mustWait,
      isFull: () => false,
    })
    const { one } = connection()
    for (const number of [1, 2, 3]) holding.take(said(one, number))
    expect(judged).toEqual([])
    mustWait = false
    holding.goOn()
    expect(judged).toEqual([1, 2, 3])
  })

  it('ends the line of whoever makes judging fail, and the others’ words are judged all the same', () => {
    const judged: number[] = []
    let mustWait = true
    const fault = new RangeError('too deep')
    const holding = new Holding({
      judge: ({ number }) => {
        if (number === 2) throw fault
        judged.push(number)
      },
      mustWait: () => mustWait,
      isFull: () => false,
    })
    const [honest, mallory] = [connection(), connection()]
    holding.take(said(honest.one, 1))
    holding.take(said(mallory.one, 2))
    holding.take(said(honest.one, 3))
    mustWait = false
    holding.goOn()
    expect(judged).toEqual([1, 3])
    expect(mallory.ended).toEqual([fault])
    expect(honest.ended).toEqual([])
    expect(holding.isEmpty).toBe(true)
  })
})
