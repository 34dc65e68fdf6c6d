import { fillRoom, textOf, typersIn } from './support/crowded-room'
import type { Figure } from './support/figure'
import { Latencies, wait } from './support/latencies'
import { inRhythm } from './support/rhythm'
import { IS_QUICK, ServerChild } from './support/server-child'
import { paragraphs } from './support/history'

export const name = 'acknowledgement after a commit that is on the disk'

const TYPISTS = 20
const UPDATES_PER_SECOND = 300
const WINDOW_MS = IS_QUICK ? 2_000 : 10_000
const ONE_CLIENT = IS_QUICK ? 10_000 : 260_000
/** Letters that one client types before it goes elsewhere. */
const RUN = 100

export async function run(): Promise<readonly Figure[]> {
  return [...(await manyTypists()), ...(await oneClient())]
}

async function manyTypists(): Promise<Figure[]> {
  const room = await fillRoom(TYPISTS, TYPISTS)
  const rhythm = { count: TYPISTS, perSecond: UPDATES_PER_SECOND }
  const type = (i: number): void => room.typers[i]?.type()
  await inRhythm({ ...rhythm, ms: 1_000 }, type)
  await wait(200)
  const before = room.typers.map(({ sentAt }) => sentAt.length)
  await inRhythm({ ...rhythm, ms: WINDOW_MS }, type)
  await wait(1_000)
  const latencies = new Latencies()
  room.typers.forEach(({ sentAt, ackedAt }, i) => {
    for (let k = before[i] ?? 0; k < sentAt.length; k++) {
      const acked = ackedAt[k]
      if (acked === undefined) throw new Error('an update was never acknowledged')
      latencies.add(acked - (sentAt[k] ?? 0))
    }
  })
  await room.close()
  return [
    { what: '300 updates/s, p50', value: latencies.at(0.5), unit: 'ms', atMost: 10 },
    { what: '300 updates/s, p99', value: latencies.at(0.99), unit: 'ms', atMost: 100 },
  ]
}

/**
 * Every letter is an update of its own, as fast as the socket takes them; done when the last is acknowledged. As in a
 * recorded session, the letters come in runs, here and there in the text.
 */
async function oneClient(): Promise<Figure[]> {
  const server = await ServerChild.start()
  const documentId = await server.make(paragraphs(10))
  const [typer] = await typersIn(server, documentId, await textOf(server.url, documentId), 1)
  if (!typer) throw new Error('nobody types')
  const updates = Array.from({ length: ONE_CLIENT }, (_, i) => {
    if (i % RUN === 0) typer.moveTo(((i / RUN) * 0.618) % 1)
    return typer.make()
  })
  const started = performance.now()
  for (let at = 0; at < updates.length; at += 500) {
    for (const update of updates.slice(at, at + 500)) typer.send(update)
    while (typer.ws.bufferedAmount > 1 << 20) await wait(1)
    await new Promise((resolve) => setImmediate(resolve))
  }
  while (typer.ackedAt.length < updates.length) await wait(5)
  const seconds = (performance.now() - started) / 1_000
  typer.leave()
  await server.close()
  return [{ what: `${ONE_CLIENT} updates of one client`, value: seconds, unit: 's', atMost: 10 }]
}
