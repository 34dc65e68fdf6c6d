import { describe, expect, it } from 'vitest'
import { SYNC } from '../../shared/sync'
import { forge, type ForgedPlace, type ForgedStruct } from '../support/forge'
import { forgers } from '../support/forger'
import type { Intruder } from '../support/intruder'
import { syncMessage } from '../support/raw'
import { siege, UNDER_SIEGE } from '../support/siege'
import { until } from '../support/until'

const at = siege()
const forger = forgers(at)

const acked = ({ notices }: Intruder) =>
  notices.reduce((count, notice) => (notice.type === 'ack' ? notice.count : count), 0)

const isRefused = ({ notices }: Intruder) => notices.some(({ type }) => type === 'refused')

describe('the work of one person', UNDER_SIEGE, () => {
  it('waits for its turn when one packet of the network brings many updates that are dear to place', async () => {
    const { one, client, left, right } = await forger()
    const chain = (from: number, count: number): ForgedStruct[] =>
      Array.from({ length: count }, (_, i) => ({
        format: ['strong', i % 2 ? null : true],
        origin: from + i === 0 ? left : [client, from + i - 1],
        right,
      }))
    expect(await one.submit(forge([{ client, structs: chain(0, 1_500) }]))).toBe('saved')
    const dear = (i: number) => {
      const structs = Array.from({ length: 60 }, (): ForgedStruct => {
        return { format: ['em', true], origin: left, right: [client, 1_499] }
      })
      return syncMessage(SYNC.update, forge([{ client, clock: 1_500 + i * 60, structs }]))
    }
    await at().stands(async () => {
      for (let i = 0; i < 40; i += 1) one.ws.send(dear(i))
      await until(() => acked(one) === 41, { timeoutMs: 30_000, what: 'all to be taken in' })
    })
  })

  it('cannot cut a text into a hundred thousand pieces at once', async () => {
    const { one, client, left, right } = await forger()
    const words = { string: 'w'.repeat(200_002), origin: left, right }
    expect(await one.submit(forge([{ client, structs: [words] }]))).toBe('saved')
    const update = forge(
      [],
      Array.from({ length: 100_000 }, (_, i) => [client, i * 2 + 1, 1] as const),
    )
    await at().stands(async () => expect(await one.submit(update)).toBe('update-too-large'))
  })

  it('cannot fill a text with words: others still type in it', async () => {
    const { one, client, left, right } = await forger()
    const words = 'ж'.repeat(1_900_000)
    const log = await at().stands(async () => {
      for (let i = 0; i < 3; i += 1) {
        const clock = i * words.length
        const origin: ForgedPlace = i === 0 ? left : [client, clock - 1]
        await one.send(
          syncMessage(SYNC.update, forge([{ client, clock, structs: [{ string: words, origin, right }] }])),
        )
      }
      await until(() => isRefused(one), { timeoutMs: 30_000 })
    })
    expect(log).toContain('update-too-large')
  })

  it('cannot fill a text with format marks either', async () => {
    const { one, client, left, right } = await forger()
    const log = await at().stands(async () => {
      for (let clock = 0; clock < 200_000 && !isRefused(one); clock += 10_000) {
        const structs = Array.from({ length: 10_000 }, (_, i): ForgedStruct => {
          const origin: ForgedPlace = clock + i === 0 ? left : [client, clock + i - 1]
          return { format: ['em', i % 2 ? null : true], origin, right }
        })
        await one.submit(forge([{ client, clock, structs }]))
      }
    })
    expect(isRefused(one)).toBe(true)
    expect(log).toContain('update-too-large')
  })

  it('cannot fill the memory with provisions that are made and taken away again', async () => {
    const { one, client, left, right } = await forger()
    const log = await at().stands(async () => {
      for (let clock = 0; clock < 200_000 && !isRefused(one); clock += 1_000) {
        const structs = Array.from({ length: 1_000 }, (_, i): ForgedStruct => {
          const origin: ForgedPlace = i === 0 ? left : [client, clock + i - 1]
          return { embed: { b: `x${clock + i}-`.padEnd(60, 'x') }, origin, right }
        })
        await one.submit(forge([{ client, clock, structs }]))
        if (!isRefused(one)) await one.submit(forge([], [[client, clock, 1_000]]))
      }
    })
    expect(isRefused(one)).toBe(true)
    expect(log).toContain('update-too-large')
  })

  it('cannot let one provision begin in thousands of places', async () => {
    const { one, client, left, right } = await forger()
    const log = await at().stands(async () => {
      const said = [{ embed: { b: 'x' } }, { format: ['gone', 'x=1'] }, { format: ['gone', null] }] as const
      const twins = Array.from({ length: 3_900 }, () => ({ embed: { b: 'x' } }))
      const structs = [...said, ...twins].map((struct, i): ForgedStruct => {
        return { ...struct, origin: i === 0 ? left : [client, i - 1], right }
      })
      expect(await one.submit(forge([{ client, structs }]))).toBe('duplicate-id')
    })
    expect(log).toContain('duplicate-id')
  })

  it('cannot begin eighteen thousand provisions at once', async () => {
    const { one, client, left, right } = await forger()
    const structs = Array.from({ length: 18_000 }, (_, i): ForgedStruct => {
      return { embed: { b: `y${i}` }, origin: i === 0 ? left : [client, i - 1], right }
    })
    const update = forge([{ client, structs }])
    await at().stands(async () => expect(await one.submit(update)).toBe('update-too-large'))
  })

  it('cannot switch a mark ninety thousand times at once', async () => {
    const { one, client, left, right } = await forger()
    const structs = Array.from({ length: 90_000 }, (_, i): ForgedStruct => {
      return { format: ['em', i % 2 ? null : true], origin: i === 0 ? left : [client, i - 1], right }
    })
    const update = forge([{ client, structs }])
    await at().stands(async () => expect(await one.submit(update)).toBe('update-too-large'))
  })
})
