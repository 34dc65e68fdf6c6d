import { rm } from 'node:fs/promises'
import type { DocumentId } from '../shared/ids'
import { textOf, typersIn } from './support/crowded-room'
import { Viewer } from './support/crowd'
import type { Figure } from './support/figure'
import { longHistory } from './support/history'
import { inRhythm } from './support/rhythm'
import { ServerChild } from './support/server-child'
import { wait } from './support/latencies'

export const name = 'first opening of a long text after a restart'

export async function run(): Promise<readonly Figure[]> {
  const first = await ServerChild.start()
  const documentId = await first.import(longHistory().update)
  const text = await textOf(first.url, documentId)
  const [typer] = await typersIn(first, documentId, text, 1)
  await inRhythm({ count: 1, perSecond: 100, ms: 1_000 }, () => typer?.type())
  await wait(200)
  await first.stop()
  const { dataDir } = first
  const rested = await openOnce(dataDir, documentId, text.length)
  const crashed = await openAfterCrash(dataDir, documentId, text.length)
  const memory = await memoryOf(dataDir, documentId)
  await rm(dataDir, { recursive: true, force: true })
  return [
    { what: 'complete, after a stop', value: rested, unit: 'ms', atMost: 30 },
    {
      what: 'complete, after a crash, with 100 rows behind the checkpoint',
      value: crashed,
      unit: 'ms',
      atMost: 30,
    },
    { what: 'memory of the loaded text with its replica', value: memory, unit: 'MiB', atMost: 4 },
  ]
}

/** From opening the socket to the end of the answer, on a server that has opened nothing else. */
async function openOnce(dataDir: string, documentId: DocumentId, least: number): Promise<number> {
  const server = await ServerChild.start('sync-server', dataDir)
  const ms = await joinMs(server, documentId, least)
  await server.stop()
  return ms
}

async function openAfterCrash(dataDir: string, documentId: DocumentId, least: number): Promise<number> {
  const server = await ServerChild.start('sync-server', dataDir)
  const text = await textOf(server.url, documentId)
  const [typer] = await typersIn(server, documentId, text, 1)
  await inRhythm({ count: 1, perSecond: 100, ms: 1_000 }, () => typer?.type())
  while ((typer?.ackedAt.length ?? 0) < 90) await wait(5)
  await server.kill()
  return openOnce(dataDir, documentId, least)
}

async function joinMs(server: ServerChild, documentId: DocumentId, least: number): Promise<number> {
  const started = performance.now()
  const viewer = new Viewer(server.url, documentId, 'joiner')
  await viewer.synced
  if (viewer.bytes < least * 0.9) throw new Error(`synced with ${viewer.bytes} of ${least} bytes`)
  viewer.leave()
  return viewer.syncedAt - started
}

async function memoryOf(dataDir: string, documentId: DocumentId): Promise<number> {
  const server = await ServerChild.start('sync-server', dataDir)
  const before = await server.usage()
  await server.open(documentId)
  const after = await server.usage()
  await server.stop()
  return (after.heapBytes - before.heapBytes) / (1 << 20)
}
