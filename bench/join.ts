import { besidePeer } from './support/beside'
import { typersIn, textOf } from './support/crowded-room'
import { Viewer } from './support/crowd'
import type { Figure } from './support/figure'
import { longHistory } from './support/history'
import { wait } from './support/latencies'
import { inRhythm } from './support/rhythm'
import { IS_QUICK, ServerChild, type Program } from './support/server-child'
import { Watch } from './support/watch'

export const name = 'many open a long text at once, while others type in it'

const JOINERS = IS_QUICK ? 20 : 200
const TYPISTS = 5
const ALL_DONE = `${JOINERS} clients, all done`

export const run = (): Promise<readonly Figure[]> =>
  besidePeer(measure, { [ALL_DONE]: 0.33, 'server per client': 0.2, 'live typists, longest': 0.7 })

async function measure(program: Program): Promise<Figure[]> {
  const server = await ServerChild.start(program)
  const documentId = await server.import(longHistory().update)
  const text = await textOf(server.url, documentId)
  const typers = await typersIn(server, documentId, text, TYPISTS)
  const watch = new Watch(typers, typers)
  const typing = (ms: number) => inRhythm({ count: TYPISTS, perSecond: 50, ms }, (i) => typers[i]?.type())
  await typing(1_500)
  watch.isOn = true
  const during = typing(2_000)
  await wait(500)
  const before = await server.cpuMs()
  const started = performance.now()
  const joiners = Array.from({ length: JOINERS }, (_, i) => new Viewer(server.url, documentId, `joiner${i}`))
  await Promise.all(joiners.map(({ synced }) => synced))
  const done = Math.max(...joiners.map(({ syncedAt }) => syncedAt)) - started
  const cpu = (await server.cpuMs()) - before
  await during
  await wait(300)
  const least = Math.min(...joiners.map(({ bytes }) => bytes))
  if (least < text.length / 2) throw new Error(`a joiner called itself synced with ${least} bytes`)
  const { heapBytes } = await server.usage()
  for (const one of [...typers, ...joiners]) one.leave()
  await server.close()
  return [
    { what: ALL_DONE, value: done, unit: 'ms', atMost: 200 },
    { what: 'server per client', value: cpu / JOINERS, unit: 'ms', atMost: 0.6 },
    { what: 'live typists, longest', value: watch.latencies.at(1), unit: 'ms', atMost: 50 },
    { what: 'text as one update', value: text.length / 1_024, unit: 'KiB' },
    { what: 'server, everything', value: heapBytes / (1 << 20), unit: 'MiB' },
  ]
}
