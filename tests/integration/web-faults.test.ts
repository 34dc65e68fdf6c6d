import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { SQLITE_FILE, openSqlite } from '../../server/store/sqlite'
import { syncPathOf } from '../../shared/sync'
import { Line } from '../support/line'
import { post } from '../support/request'
import { until } from '../support/until'
import { venues } from '../support/venue'

const open = venues()
const HOLDER = fileURLToPath(new URL('../support/lock-holder.ts', import.meta.url))

/** Another program takes the write lock of the database; the result gives it back. */
async function lock(dataDir: string): Promise<() => Promise<void>> {
  const holder = spawn(process.execPath, ['--import', 'tsx', HOLDER, join(dataDir, SQLITE_FILE)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  return async () => {
    holder.stdin.end()
    await once(holder, 'exit')
  }
}

it('says that nothing is saved while the database cannot be written, still reads, and goes on afterwards', async () => {
  const { server, url, coordinator, documentId } = await open.venue()
  const { cookie } = coordinator
  const unlock = await lock(server.dataDir)
  const link = { role: 'drafter', label: '', onlyDocumentId: null }
  const words = { documentId, provisionId: null, text: 'x', code: 'provision-settled' }
  expect(await post(url, 'link:create', link, { cookie })).toMatchObject({ status: 503, code: 'not-saving' })
  expect(await post(url, 'words:keep', words, { cookie })).toMatchObject({ status: 503, code: 'not-saving' })
  expect((await coordinator.ask('document:list', {})).documents).toHaveLength(1)
  await unlock()
  await until(async () => (await post(url, 'words:keep', words, { cookie })).status === 200)
  expect((await post(url, 'link:create', link, { cookie })).status).toBe(200)
})

it('lets whoever has been silent for a while read and come back while nothing can be written', async () => {
  const { server, coordinator, documentId } = await open.venue()
  const file = join(server.dataDir, SQLITE_FILE)
  const database = await openSqlite(file)
  await database.db
    .updateTable('session')
    .set(({ eb }) => ({ lastSeenAt: eb('lastSeenAt', '-', 120_000) }))
    .execute()
  await database.db.updateTable('checkpoint').set({ state: 'damaged' }).execute()
  await database.close()
  const unlock = await lock(server.dataDir)
  expect((await coordinator.ask('document:list', {})).documents).toHaveLength(1)
  const line = await Line.upgraded(coordinator, syncPathOf(documentId))
  line.end()
  await unlock()
})

it('gives a number for what is broken, tells nothing else, and serves all other documents', async () => {
  const { server, url, coordinator, documentId } = await open.venue()
  const said = { title: 'Other', language: 'en', from: 'blank' } as const
  const other = await coordinator.ask('document:create', said)
  const database = await openSqlite(join(server.dataDir, SQLITE_FILE))
  await database.db
    .updateTable('entry')
    .set({ at: 1 })
    .where('stream', '=', `document:${documentId}`)
    .where('seq', '=', 2)
    .execute()
  await database.close()
  const { status, body, code } = await post(
    url,
    'document:read',
    { documentId },
    { cookie: coordinator.cookie },
  )
  expect([status, code]).toEqual([500, 'fault'])
  const { refusal } = JSON.parse(body) as { refusal: { fault: string; message: string } }
  expect(refusal.message).toContain(refusal.fault)
  expect(body).not.toMatch(/sqlite|journal|stack|mismatch/i)
  const read = await coordinator.ask('document:read', { documentId: other.documentId })
  expect(read.provisions).toHaveLength(2)
})
