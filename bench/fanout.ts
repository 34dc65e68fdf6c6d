import { besidePeer } from './support/beside'
import { fillRoom, type CrowdedRoom } from './support/crowded-room'
import type { Figure } from './support/figure'
import { wait } from './support/latencies'
import { inRhythm } from './support/rhythm'
import { IS_QUICK, type Program } from './support/server-child'
import { Watch } from './support/watch'

export const name = 'one room, 20 typists at 5 letters a second each, many connected'

const TYPISTS = 20
const LETTERS_PER_SECOND = 100
const WINDOW_MS = IS_QUICK ? 2_000 : 10_000
/**
 * A server that has worked for a while: everybody is in the right lane, and its code is compiled by then. At this pace
 * the compiler is busy for three quarters of a minute, with a tenth of all the work.
 */
const WARM_UP_MS = IS_QUICK ? 1_000 : 45_000

export async function run(): Promise<readonly Figure[]> {
  const small = await beside(300, { cores: 0.17, p99: 7 }, { cores: 0.59, p99: 1 })
  return [...small, ...(await beside(1_000, { cores: 0.25, p99: 15 }, { cores: 0.28, p99: 0.26 }))]
}

interface Hold {
  readonly cores: number
  readonly p99: number
}

function beside(connected: number, hold: Hold, ratio: Hold): Promise<Figure[]> {
  const measured = (program: Program) => measure(program, connected, hold)
  const what = whatOf(connected)
  return besidePeer(measured, { [what('server')]: ratio.cores, [what('typists p99')]: ratio.p99 })
}

const whatOf = (connected: number) => (of: string) => `${connected} connected: ${of}`

async function measure(program: Program, connected: number, hold: Hold): Promise<Figure[]> {
  const room = await fillRoom(IS_QUICK ? connected / 10 : connected, TYPISTS, program)
  const typists = new Watch(room.typers, room.typers)
  const viewers = new Watch(room.typers, room.viewers.slice(-20))
  await typeFor(room, WARM_UP_MS)
  for (const watch of [typists, viewers]) watch.isOn = true
  const before = await room.server.cpuMs()
  const started = performance.now()
  await typeFor(room, WINDOW_MS)
  const cores = ((await room.server.cpuMs()) - before) / (performance.now() - started)
  for (const watch of [typists, viewers]) watch.isOn = false
  await wait(300)
  await room.close()
  const what = whatOf(connected)
  return [
    { what: what('server'), value: cores, unit: 'cores', atMost: hold.cores },
    { what: what('typists p50'), value: typists.latencies.at(0.5), unit: 'ms' },
    { what: what('typists p99'), value: typists.latencies.at(0.99), unit: 'ms', atMost: hold.p99 },
    { what: what('viewers p50'), value: viewers.latencies.at(0.5), unit: 'ms' },
    { what: what('viewers p99'), value: viewers.latencies.at(0.99), unit: 'ms' },
  ]
}

function typeFor({ typers }: CrowdedRoom, ms: number): Promise<void> {
  return inRhythm({ count: typers.length, perSecond: LETTERS_PER_SECOND, ms }, (i) => typers[i]?.type())
}
