import type { Figure } from './support/figure'
import { GUESTS_AT, openHall, type Hall } from './support/hall'
import { Latencies, wait } from './support/latencies'
import { openBrowser, type Typed, type TypingPage } from './support/typing-page'
import { IS_QUICK } from './support/server-child'

export const name = 'typing in a document of 100 pages while 30 others move about'

const BLOCKS = IS_QUICK ? 2 : 5
const KEYS = IS_QUICK ? 5 : 16
const REMOTE_KEYS = IS_QUICK ? 10 : 40
const REMOTE_KEY_EVERY_MS = 100
/** What waits until the keys rest has been done by then. */
const REST_MS = 900

/**
 * Types by turns into our page and into a bare ProseMirror with the same text in the same browser: the machine's mood
 * is the same for both. Then others type, and nobody here does.
 */
export async function run(): Promise<readonly Figure[]> {
  const hall = await openHall()
  const browser = await openBrowser()
  try {
    const bare = await browser.openBare(hall.sources)
    const ours = await browser.openOurs(hall)
    const openMs = await ours.untilEditable()
    const keys = await typeByTurns(hall, { bare, ours })
    const remote = {
      bare: await othersKeyMs(bare, () => bare.typeElsewhere(GUESTS_AT, REMOTE_KEYS, REMOTE_KEY_EVERY_MS)),
      ours: await othersKeyMs(ours, () => hall.typeElsewhere(REMOTE_KEYS, REMOTE_KEY_EVERY_MS)),
    }
    return [...figuresOf(keys), ...remoteFigures(remote), openFigure(openMs)]
  } finally {
    await browser.close()
    await hall.close()
  }
}

type Both<Value> = Readonly<Record<'bare' | 'ours', Value>>

async function typeByTurns(hall: Hall, { bare, ours }: Both<TypingPage>): Promise<Both<Sum>> {
  const sum = { bare: new Sum(), ours: new Sum() }
  for (let block = 0; block < BLOCKS; block += 1) {
    sum.bare.add(await bare.type(KEYS, REST_MS))
    const stop = hall.moveCarets()
    sum.ours.add(await ours.type(KEYS, REST_MS))
    stop()
    await wait(100)
  }
  return sum
}

function figuresOf({ bare, ours }: Both<Sum>): Figure[] {
  const [plain, own] = [bare.latencies, ours.latencies]
  return [
    { what: 'key to paint, bare ProseMirror, p50', value: plain.at(0.5), unit: 'ms' },
    { what: 'key to paint, bare ProseMirror, p95', value: plain.at(0.95), unit: 'ms' },
    { what: 'key to paint, p50', value: own.at(0.5), unit: 'ms' },
    { what: 'key to paint, p95', value: own.at(0.95), unit: 'ms' },
    { what: 'key to paint, ratio of p50', value: own.at(0.5) / plain.at(0.5), unit: '', atMost: 1.5 },
    { what: 'CPU per key, bare ProseMirror', value: bare.cpuMs, unit: 'ms' },
    { what: 'CPU per key, with what carets take', value: ours.cpuMs, unit: 'ms' },
    { what: 'CPU per key, ratio', value: ours.cpuMs / bare.cpuMs, unit: '' },
    { what: 'tasks above 50 ms while typing, bare ProseMirror', value: bare.longTasks, unit: '' },
    { what: 'tasks above 50 ms while typing', value: ours.longTasks, unit: '', atMost: 0 },
  ]
}

/** The ratio says more than the time on a machine that is slow or busy; a bare page draws no carets. */
function remoteFigures({ bare, ours }: Both<number>): Figure[] {
  return [
    { what: "other's key, CPU of the page, bare ProseMirror", value: bare, unit: 'ms' },
    { what: "other's key, CPU of the page", value: ours, unit: 'ms', atMost: 5 },
    { what: "other's key, ratio of CPU", value: ours / bare, unit: '', atMost: 0.63 },
  ]
}

function openFigure(openMs: number): Figure {
  return { what: 'from the address to text that can be edited', value: openMs, unit: 'ms', atMost: 2_000 }
}

/** What is known after some blocks of keys. */
class Sum {
  readonly latencies = new Latencies()
  readonly #cpu = new Latencies()
  longTasks = 0

  add({ paintMs, cpuMs, longTasks }: Typed): void {
    for (const ms of paintMs) this.latencies.add(ms)
    this.#cpu.add(cpuMs)
    this.longTasks += longTasks
  }

  /** Per key, of the median block. */
  get cpuMs(): number {
    return this.#cpu.at(0.5)
  }
}

/**
 * CPU per key that comes from elsewhere, above what the page takes when nothing happens; the best of two rounds, as
 * the machine's other work and compiling only ever add to it.
 */
async function othersKeyMs(page: TypingPage, typeElsewhere: () => Promise<void>): Promise<number> {
  await page.show()
  // a page in which others have typed for a while: its code is compiled by then
  await typeElsewhere()
  await wait(REST_MS)
  const idle = await page.cpuMsWhile(() => wait(REMOTE_KEYS * REMOTE_KEY_EVERY_MS))
  const rounds = [await page.cpuMsWhile(typeElsewhere), await page.cpuMsWhile(typeElsewhere)]
  return (Math.min(...rounds) - idle) / REMOTE_KEYS
}
