import { besidePeer } from './support/beside'
import { Viewer, cursorOf } from './support/crowd'
import type { Figure } from './support/figure'
import { paragraphs } from './support/history'
import { wait } from './support/latencies'
import { IS_QUICK, ServerChild, type Program } from './support/server-child'

export const name = '1,000 participants with a cursor who do nothing'

const PEOPLE = IS_QUICK ? 100 : 1_000
const WINDOW_MS = IS_QUICK ? 3_000 : 30_000
/** How often a client renews its presence, as y-protocols does. */
const RENEW_MS = 15_000
/** Where everybody's cursor stays. */
const STILL = { type: null, tname: 'text', item: { client: 1, clock: 1 }, assoc: 0 }

export const run = (): Promise<readonly Figure[]> => besidePeer(measure, { server: 0.081 })

async function measure(program: Program): Promise<Figure[]> {
  const server = await ServerChild.start(program)
  const documentId = await server.make(paragraphs(50))
  await server.open(documentId)
  const names = Array.from({ length: PEOPLE }, (_, i) => `person${i}`)
  const clientIds = await server.issue(documentId, names)
  const before = await server.usage()
  const people = await enter(server, names, documentId)
  await wait(2_000)
  const connected = await server.usage()
  const timers = people.map(({ ws }, i) =>
    renew((clock) => ws.send(cursorOf(clientIds[i] ?? 0, clock, STILL)), i),
  )
  await wait(IS_QUICK ? 2_000 : RENEW_MS + 2_000)
  const cpu = await server.cpuMs()
  const started = performance.now()
  await wait(WINDOW_MS)
  const cores = ((await server.cpuMs()) - cpu) / (performance.now() - started)
  for (const stop of timers) stop()
  for (const one of people) one.leave()
  await server.close()
  const perConnection = (connected.heapBytes - before.heapBytes) / PEOPLE / 1_024
  return [
    { what: 'server', value: cores, unit: 'cores', atMost: 0.03 },
    { what: 'memory per connection', value: perConnection, unit: 'KiB', atMost: 16 },
  ]
}

async function enter(
  server: ServerChild,
  names: readonly string[],
  documentId: Parameters<ServerChild['open']>[0],
) {
  const people: Viewer[] = []
  for (const one of names) {
    people.push(new Viewer(server.url, documentId, one))
    if (people.length % 50 === 0) await people.at(-1)?.synced
  }
  await Promise.all(people.map(({ synced }) => synced))
  return people
}

/** The same cursor again and again, as an idle client sends it; clients are not in step with each other. */
function renew(send: (clock: number) => void, index: number): () => void {
  let clock = 1
  const offset = (index * 7_919) % RENEW_MS
  let timer = setTimeout(
    function again() {
      send(clock)
      clock += 1
      timer = setTimeout(again, RENEW_MS)
    },
    IS_QUICK ? offset / 10 : offset,
  )
  return () => clearTimeout(timer)
}
