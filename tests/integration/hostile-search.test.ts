import { describe, expect, it } from 'vitest'
import { siege, UNDER_SIEGE } from '../support/siege'
import { Typist, type Caller } from '../support/typist'
import { until } from '../support/until'

const at = siege()

/** A document in which somebody has written these words. */
async function written(by: Caller, pieces: readonly string[]): Promise<Typist> {
  const said = { title: 'Search me', language: 'en', from: 'blank' } as const
  const { documentId } = await at().coordinator.ask('document:create', said)
  const typist = await Typist.enter(by, documentId)
  typist.connect()
  await until(() => typist.synced, { what: 'sync' })
  for (const words of pieces) typist.insert(typist.text.length, words)
  await until(() => typist.waiting === 0, { timeoutMs: 30_000, what: 'the text' })
  return typist
}

/** Searches with every letter that is typed, so that the text is read anew each time. */
async function search(by: Caller, typist: Typist, query: string, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    typist.insert(typist.text.length, '.')
    await until(() => typist.waiting === 0, { timeoutMs: 30_000 })
    await by.ask('document:search', { query })
  }
  typist.disconnect()
}

describe('a search', UNDER_SIEGE, () => {
  it('holds nobody up in a text whose marks stand in the wrong order', async () => {
    const mallory = await at().intruder()
    const marks = '\u0315'.repeat(100_000) + '\u0316'.repeat(100_000)
    const typist = await written(mallory, [`a${marks}`])
    await at().stands(() => search(mallory, typist, 'á', 10))
  })

  it('holds nobody up in one provision that is longer than any text', async () => {
    const mallory = await at().intruder()
    const words = 'ж é '.repeat(100_000)
    const typist = await written(mallory, [words, words])
    await at().stands(() => search(mallory, typist, 'ж é', 10))
    await expect(mallory.ask('document:search', { query: 'ж' })).resolves.toMatchObject({ isCut: false })
  })

  it('of copies of a text that is longer than any does not fill the memory, and nobody makes very many', async () => {
    const { coordinator } = at()
    const typist = await written(coordinator, ['x '.repeat(640_000), 'y '.repeat(640_000)])
    const { documentId } = typist
    typist.disconnect()
    const copy = () => coordinator.ask('document:duplicate', { documentId, title: 'Again' })
    const log = await at().stands(async () => {
      for (let i = 0; i < 5; i += 1) await copy()
      await expect(copy()).rejects.toThrow('too-many-attempts')
      for (const query of ['x', 'y', 'x y']) await coordinator.ask('document:search', { query })
    })
    expect(log).toContain('too-many-attempts')
  })
})
