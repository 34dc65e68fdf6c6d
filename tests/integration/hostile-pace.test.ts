import { describe, expect, it } from 'vitest'
import { SYNC } from '../../shared/sync'
import { forge, type ForgedStruct } from '../support/forge'
import { forgers, type Forger } from '../support/forger'
import type { Intruder } from '../support/intruder'
import { syncMessage } from '../support/raw'
import { PROMISE_MS, siege, UNDER_SIEGE } from '../support/siege'
import { until } from '../support/until'

const at = siege()
/** Marks in one message: dear to place, for each is placed among all that stand at the same spot. */
const MARKS = 40
const forger = forgers(at)

/** Somebody who can make the server work for as long as wanted, by messages that each pass the gate. */
class Flooder {
  readonly #by: Forger
  #clock = 0

  private constructor(by: Forger) {
    this.#by = by
  }

  static async come(): Promise<Flooder> {
    return new Flooder(await forger())
  }

  get one(): Intruder {
    return this.#by.one
  }

  /** Sends so many messages at once. */
  send(messages: number): void {
    for (let i = 0; i < messages && this.one.closedWith === null; i += 1) this.one.ws.send(this.#next())
  }

  get isRefused(): boolean {
    return this.one.notices.some(({ type }) => type === 'refused')
  }

  #next(): Uint8Array {
    const { client, left, right } = this.#by
    const structs = Array.from({ length: MARKS }, (_, i): ForgedStruct => {
      return { format: ['em', i % 2 ? null : true], origin: left, right }
    })
    const update = forge([{ client, clock: this.#clock, structs }])
    this.#clock += MARKS
    return syncMessage(SYNC.update, update)
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a flood of work', UNDER_SIEGE, () => {
  it('by one who floods and rests in turns holds nobody up', async () => {
    const mallory = await Flooder.come()
    await at().stands(async () => {
      for (let i = 0; i < 4; i += 1) {
        mallory.send(40)
        await pause(700)
      }
    })
  })

  it('by two who take turns holds nobody up', async () => {
    const two = [await Flooder.come(), await Flooder.come()]
    await at().stands(async () => {
      for (let i = 0; i < 8; i += 1) {
        two[i % 2]?.send(25)
        await pause(400)
      }
    })
  })

  it('by five at once holds nobody up', async () => {
    const five = await Promise.all(Array.from({ length: 5 }, () => Flooder.come()))
    await at().stands(async () => {
      for (let i = 0; i < 6; i += 1) {
        for (const mallory of five) mallory.send(10)
        await pause(500)
      }
    })
  })

  it('that began while all others paused lets the first letter behind the pause through', async () => {
    const mallory = await Flooder.come()
    const letters: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const end = performance.now() + 1_800
      while (performance.now() < end) {
        mallory.send(8)
        await pause(50)
      }
      letters.push((await at().during(async () => undefined)).letterMs)
    }
    expect(Math.max(...letters)).toBeLessThan(PROMISE_MS)
    expect(mallory.isRefused).toBe(false)
    await until(() => mallory.one.ws.bufferedAmount === 0, { timeoutMs: 30_000 })
  })
})
