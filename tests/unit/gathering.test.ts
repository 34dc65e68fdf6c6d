import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Gathering } from '../../client/pages/home/gathering'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('gathering what happens', () => {
  it('hands on everything that came within the pause, each once', () => {
    const handed: string[][] = []
    const gathering = new Gathering((kinds) => handed.push([...kinds]), 150)
    for (const kind of ['document:created', 'person:admitted', 'person:admitted']) gathering.add(kind)
    expect(handed).toEqual([])
    vi.advanceTimersByTime(150)
    expect(handed).toEqual([['document:created', 'person:admitted']])
  })

  it('waits no longer because more keeps coming', () => {
    const handed: string[][] = []
    const gathering = new Gathering((kinds) => handed.push([...kinds]), 150)
    for (let at = 0; at < 300; at += 50) {
      gathering.add(`person:admitted ${at}`)
      vi.advanceTimersByTime(50)
    }
    expect(handed.map((kinds) => kinds.length)).toEqual([3, 3])
  })

  it('hands on nothing once it is closed', () => {
    const handed: string[][] = []
    const gathering = new Gathering((kinds) => handed.push([...kinds]), 150)
    gathering.add('document:created')
    gathering.close()
    vi.advanceTimersByTime(1_000)
    expect(handed).toEqual([])
  })
})
