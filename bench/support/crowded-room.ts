import type { DocumentId } from '../../shared/ids'
import * as Y from 'yjs'
import { Typer, Viewer } from './crowd'
import { paragraphs } from './history'
import { ServerChild, type Program } from './server-child'

/** A room with many connected, some of whom type. */
export interface CrowdedRoom {
  readonly server: ServerChild
  readonly documentId: DocumentId
  readonly typers: readonly Typer[]
  readonly viewers: readonly Viewer[]
  close(): Promise<void>
}

/** Offset between the places at which typers type: each in a paragraph of their own. */
const APART = 60

/** Fills a room of a fresh server and waits until all are in. */
export async function fillRoom(
  connected: number,
  typing: number,
  program: Program = 'sync-server',
): Promise<CrowdedRoom> {
  const server = await ServerChild.start(program)
  const documentId = await server.make(paragraphs(typing * 2))
  const text = await textOf(server.url, documentId)
  const typers = await typersIn(server, documentId, text, typing)
  const viewers: Viewer[] = []
  for (let i = typing; i < connected; i++) {
    viewers.push(new Viewer(server.url, documentId, `viewer${i}`))
    if (i % 50 === 0) await viewers.at(-1)?.synced
  }
  await Promise.all([...typers, ...viewers].map(({ synced }) => synced))
  return {
    server,
    documentId,
    typers,
    viewers,
    async close() {
      for (const one of [...typers, ...viewers]) one.leave()
      await server.close()
    },
  }
}

/** Typers with clientIDs of their own, connected and up to date. */
export async function typersIn(
  server: ServerChild,
  documentId: DocumentId,
  text: Uint8Array,
  count: number,
): Promise<Typer[]> {
  const names = Array.from({ length: count }, (_, i) => `typist${i}`)
  const clientIds = await server.issue(documentId, names)
  const typers = names.map((name, i) => {
    return new Typer(server.url, documentId, { name, clientId: clientIds[i] ?? 0 }, text, 3 + i * APART)
  })
  await Promise.all(typers.map(({ synced }) => synced))
  return typers
}

/** What a joiner gets, as one update. */
export async function textOf(url: string, documentId: DocumentId): Promise<Uint8Array> {
  const doc = new Y.Doc()
  const viewer = new Viewer(url, documentId, 'reader')
  viewer.onUpdate = (update) => Y.applyUpdate(doc, update)
  await viewer.synced
  viewer.leave()
  return Y.encodeStateAsUpdate(doc)
}
