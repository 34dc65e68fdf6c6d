import { textOf } from './support/crowded-room'
import { Typer, Viewer } from './support/crowd'
import { besidePeer } from './support/beside'
import type { Figure } from './support/figure'
import { wait } from './support/latencies'
import { inRhythm } from './support/rhythm'
import { IS_QUICK, ServerChild, type Program } from './support/server-child'
import { Watch } from './support/watch'

export const name = '300 rooms of three, one letter per room every two seconds'

const ROOMS = IS_QUICK ? 30 : 300
const WINDOW_MS = IS_QUICK ? 2_000 : 10_000
const WARM_UP_MS = IS_QUICK ? 1_000 : 25_000
const SETTLING_MS = IS_QUICK ? 1_000 : 25_000

export const run = (): Promise<readonly Figure[]> => besidePeer(measure, { server: 1.25, p99: 2.2 })

async function measure(program: Program): Promise<Figure[]> {
  const server = await ServerChild.start(program)
  const typers: Typer[] = []
  const viewers: Viewer[] = []
  for (let i = 0; i < ROOMS; i++) {
    const documentId = await server.make(['Recalls what was said before.', 'Welcomes it.'])
    const [clientId = 0] = await server.issue(documentId, [`typist${i}`])
    const text = await textOf(server.url, documentId)
    const typer = new Typer(server.url, documentId, { name: `typist${i}`, clientId }, text, 3)
    typers.push(typer)
    viewers.push(...[1, 2].map((k) => new Viewer(server.url, documentId, `viewer${i}-${k}`)))
    await Promise.all([typer, ...viewers.slice(-2)].map(({ synced }) => synced))
  }
  const watch = new Watch(typers, viewers)
  const type = (ms: number, perSecond = ROOMS / 2) =>
    inRhythm({ count: ROOMS, perSecond, ms }, (i) => typers[i]?.type())
  // A server that has worked for a while: its code is compiled by then, and then compiled again for this pace.
  await type(WARM_UP_MS, ROOMS * 5)
  await type(SETTLING_MS)
  watch.isOn = true
  const before = await server.cpuMs()
  const started = performance.now()
  await type(WINDOW_MS)
  const cores = ((await server.cpuMs()) - before) / (performance.now() - started)
  await wait(300)
  for (const one of [...typers, ...viewers]) one.leave()
  await server.close()
  return [
    { what: 'server', value: cores, unit: 'cores', atMost: 0.08 },
    { what: 'p50', value: watch.latencies.at(0.5), unit: 'ms' },
    { what: 'p99', value: watch.latencies.at(0.99), unit: 'ms', atMost: 8 },
  ]
}
