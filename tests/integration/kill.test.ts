import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { isTextKind } from '../../shared/documents'
import type { DocumentId } from '../../shared/ids'
import { documentStream } from '../../shared/journal'
import { contentHashOf } from '../../shared/text/canonical'
import { openText } from '../../shared/text/flat'
import { openStore } from '../../server/store/store'
import { bundleServer, ChildServer } from '../support/child-server'
import { countLost, replicaOf } from '../support/evidence'
import { fuzzPlan } from '../support/fuzz'
import { Random } from '../support/random'
import { Caller, Typist } from '../support/typist'
import { until } from '../support/until'

const ROUNDS = 20
const TYPISTS = 5

let dataDir: string
let server: ChildServer
let callers: Caller[]
let documentId: DocumentId

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'adref-kill-'))
  await bundleServer()
  server = await ChildServer.on(dataDir)
  const coordinator = await Caller.signIn(server.url, server.firstRunToken, 'Coordinator')
  const card = await coordinator.ask('document:create', {
    title: 'Zero draft',
    language: 'en',
    from: 'example',
  })
  documentId = card.documentId
  callers = []
  for (let i = 1; i <= TYPISTS; i += 1) callers.push(await coordinator.invite('drafter', `Drafter ${i}`))
}, 60_000)

afterAll(async () => {
  await server.kill()
  await rm(dataDir, { recursive: true, force: true })
})

it('loses no edit that anybody saw or that was acknowledged, however often the server is killed', async () => {
  const { seed } = fuzzPlan({ runs: ROUNDS, msPerRun: 3_000 })
  const random = new Random(seed)
  const promised: Uint8Array[] = []
  let typists: Typist[] = []
  let made = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    if (typists.length === 0) typists = await Promise.all(callers.map((one) => Typist.enter(one, documentId)))
    for (const typist of typists) typist.connect()
    await until(() => typists.every((typist) => typist.synced), { what: 'five synced typists' })
    const killAt = performance.now() + 150 + random.below(450)
    while (performance.now() < killAt) {
      for (const typist of typists) made += typeSomething(typist, random)
      await new Promise((resolve) => setTimeout(resolve, 5 + random.below(20)))
    }
    await server.kill()
    for (const typist of typists) {
      typist.disconnect()
      promised.push(...typist.seen.splice(0), ...typist.acknowledged.splice(0))
    }
    if (random.below(3) === 0) typists = [] // all clients die with the server
    await server.start()
    const joiner = await joinAfresh()
    expect({ round, seed, lost: countLost(joiner.doc, promised) }).toEqual({ round, seed, lost: 0 })
    joiner.disconnect()
  }
  expect(made).toBeGreaterThan(1_000)

  for (const typist of typists) typist.connect()
  const joiner = await joinAfresh()
  const replicas = [...typists, joiner]
  await until(() => replicas.every(({ text }) => contentHashOf(text) === contentHashOf(joiner.text)), {
    what: 'equal replicas',
  })
  await until(async () => (await readOverHttp()) === contentHashOf(joiner.text), {
    what: 'an equal HTTP read',
  })
  for (const replica of replicas) replica.disconnect()

  await server.stop()
  const updates = await journalled()
  expect(contentHashOf(openText(replicaOf(updates)))).toBe(contentHashOf(joiner.text))

  const thinned = updates.filter(() => random.below(50) !== 0)
  expect(thinned.length).toBeLessThan(updates.length)
  expect(countLost(replicaOf(thinned), promised)).toBeGreaterThan(0)
}, 240_000)

async function joinAfresh(): Promise<Typist> {
  const joiner = await Typist.enter(callers[0]!, documentId)
  joiner.connect()
  await until(() => joiner.synced, { what: 'a fresh joiner' })
  return joiner
}

async function readOverHttp(): Promise<string> {
  return (await callers[0]!.ask('document:read', { documentId })).contentHash
}

async function journalled(): Promise<Uint8Array[]> {
  const store = await openStore({ dataDir })
  const updates: Uint8Array[] = []
  const stream = documentStream(documentId)
  const { seq } = await store.journal.head(stream)
  for (let after = 0; after < seq;) {
    const entries = await store.journal.read(stream, after)
    updates.push(...entries.filter(({ kind }) => isTextKind(kind)).map(({ body }) => new Uint8Array(body)))
    after = entries.at(-1)?.seq ?? seq
  }
  await store.close()
  return updates
}

/** Mostly letters behind each other, now and then a deletion. @returns how many edits were made */
function typeSomething(typist: Typist, random: Random): number {
  const length = typist.text.length
  if (length < 2 || !typist.connected) return 0
  const index = 1 + random.below(length - 1)
  if (!isPlainAt(typist.text, index)) return 0
  if (random.below(6) === 0) {
    typist.remove(index, 1)
    return 1
  }
  typist.insert(index, String.fromCharCode(97 + random.below(26)))
  return 1
}

/** Whether the character at an index and the one before it are plain letters, so that nothing is split. */
function isPlainAt(text: Y.Text, index: number): boolean {
  let offset = 0
  for (const { insert } of text.toDelta() as { insert: unknown }[]) {
    const length = typeof insert === 'string' ? insert.length : 1
    if (index < offset + length) {
      return (
        typeof insert === 'string' &&
        index > offset &&
        /^[\x20-\x7e]{2}$/.test(insert.slice(index - offset - 1, index - offset + 1))
      )
    }
    offset += length
  }
  return false
}
